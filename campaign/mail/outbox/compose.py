"""Writing one mail: its words as plain text and as HTML, put together ready to send."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from functools import cache
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Email, GroupLetter
from campaign.mail.outbox.contexts import context_of
from campaign.mail.outbox.invitations import Invitation, invitation_of
from campaign.mail.outbox.preferences import StopLink, new_link
from campaign.mail.outbox.refusals import digest_of_mailbox
from campaign.mail.wording.filling import Draft, FilledMail, fill, words_now
from motions.models import Campaign


class _IdentifierHeader(UnstructuredHeader, BaseHeader):
    """A header of message identifiers or addresses of pages. They are never encoded, however long."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


class _WordsHeader(UnstructuredHeader, BaseHeader):
    """A header of words.

    Python's newer way of folding begins one of some 75 characters below an empty line, and writes two spaces before
    a word that it encodes; its older way does neither.
    """

    def fold(self, *, policy: Policy) -> str:
        """Return the header, its first words beside its name."""
        return f"{self.name}: {Header(self, header_name=self.name).encode(linesep=policy.linesep)}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("message-id", "references", "list-unsubscribe"):
    _HEADERS.map_to_type(_name, _IdentifierHeader)
_HEADERS.map_to_type("subject", _WordsHeader)
# Seven bits, so that every server takes it; line ends as SMTP has them.
POLICY = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)


LONGEST_SUBJECT = 250
BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class NewLink:
    """Where a mail's button leads, from the site's root: with a seed and a digest where it is its reader's own."""

    path: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedMail:
    """One mail as columns of the outbox; `message` is empty where it could not or must not be written."""

    to: str
    mailbox: str
    sender: str
    subject: str
    message_id: str
    message: bytes = b""
    stop_digest: str | None = None
    link_digest: str = ""
    calendar_sequence: int | None = None
    calendar_day: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the columns by name."""
        return asdict(self)


def unwritten(email: Email, recipient: User) -> ComposedMail:
    """Return a mail without its words, for the outbox to show that it was not to be."""
    campaign = _campaign_of(email)
    return ComposedMail(
        to=recipient.email,
        mailbox=digest_of_mailbox(recipient.email),
        sender=f"{_one_line(campaign.name)} <{campaign.email}>",
        subject=MailKind(email.kind).label,
        message_id=_new_message_id(campaign),
    )


def compose(email: Email, recipient: User, *, link: NewLink | None, draft: Draft | None = None) -> ComposedMail:
    """Write a mail; `link` is where its button leads, or none: to what only this mail opens.

    Its words are those of a draft, or those that its kind has now. What it holds of each link is a seed:
    `campaign.mail.outbox.tokens` puts the token in when it is handed over.
    Raises ValueError where an address cannot stand in a header.
    """
    kind, stop, invitation = MailKind(email.kind), new_link(), invitation_of(email)
    button = link or NewLink(reverse("about-you", args=[stop.seed]))
    context = context_of(email, recipient, link=button.path, stop=stop.stored_path)
    words = fill(kind, draft or _words_of_letter(email) or words_now(kind), context)
    subject = _one_line(words.subject)[:LONGEST_SUBJECT]
    text, html = as_parts(words, {**context, "headline": subject})
    message = _headed(email, recipient, subject=subject, stop=stop)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if invitation:
        _attach(message, invitation)
    # Now, because a message that turns into several parts hands such headers down to the first.
    message["Content-Language"] = "en-GB"
    return ComposedMail(
        to=recipient.email,
        mailbox=digest_of_mailbox(recipient.email),
        sender=str(message["From"]),
        subject=subject,
        message_id=str(message["Message-ID"]),
        message=message.as_bytes(),
        stop_digest=stop.digest,
        link_digest=button.digest,
        calendar_sequence=invitation.sequence if invitation else None,
        calendar_day=invitation.day if invitation else None,
    )


def _words_of_letter(email: Email) -> Draft | None:
    """Return the words of an organiser, where a mail brings a letter of theirs."""
    if email.kind != MailKind.GROUP_LETTER or email.event is None:
        return None
    letter = GroupLetter.objects.get(event=email.event)
    return Draft(letter.subject, letter.body)


def _headed(email: Email, recipient: User, *, subject: str, stop: StopLink) -> EmailMessage:
    """Return a message that has its headers and no words yet."""
    campaign = _campaign_of(email)
    sender = _address(campaign.email, name=campaign.name)
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject
    message["From"] = message["Reply-To"] = sender
    message["To"] = _address(recipient.email)
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = _new_message_id(campaign)
    asked = email.event.advice if email.event else None
    if about := asked or email.submission or email.champion:
        # Mail about one thing stands together in the reader's mail app.
        message["References"] = f"<{about.reference.hex}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    # Microsoft's servers ask for this one: no absence notes, please. Delivery reports stay wanted.
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    # RFC 8058: the mail app's own button to stop, which shows no page.
    message["List-Unsubscribe"] = f"<{settings.SITE_URL}{stop.stored_path}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _campaign_of(email: Email) -> Campaign:
    if email.campaign is None:
        raise ValueError("A mail is always a campaign's.")
    return email.campaign


def as_parts(words: FilledMail, context: Mapping[str, object]) -> tuple[str, str]:
    """Return a mail's words in our look, with its button and its foot: as plain text and as HTML."""
    context = {**context, "words": words}
    text = get_template("emails/skins/worded.txt").render(context).strip()
    html = get_template("emails/skins/worded.html").render(context)
    return BLANK_LINES.sub("\n\n", text), _inliner().inline(html)


def _attach(message: EmailMessage, invitation: Invitation) -> None:
    message.add_attachment(
        invitation.content.decode(),
        subtype="calendar",
        filename="meeting.ics",
        params={"method": invitation.method},
        cte="base64",
    )


def _address(email: str, *, name: str = "") -> Address:
    """Return an address for a header, its domain in letters that every server knows."""
    return Address(_one_line(name), email.rpartition("@")[0], _domain_of(email))


def _new_message_id(campaign: Campaign) -> str:
    """Return an identifier on the campaign's domain that no other message has."""
    return f"<{uuid.uuid4().hex}@{_domain_of(campaign.email)}>"


def _domain_of(email: str) -> str:
    """Return the domain of an address, in letters that every server knows; raise ValueError for none that can be."""
    return email.rpartition("@")[2].encode("idna").decode("ascii")


def _one_line(text: str) -> str:
    """Return the text on one line: whatever it holds, it adds no header."""
    return " ".join(text.split())


@cache
def _inliner() -> CSSInliner:
    """Return what writes styles into the elements, where mail apps look; the rules for the dark stay in the head."""
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
