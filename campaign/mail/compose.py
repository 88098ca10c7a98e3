"""Writing one mail: its words from one template, as plain text and as HTML, put together ready to send."""

import re
import uuid
from dataclasses import asdict, dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from functools import cache

from css_inline import CSSInliner
from django.template.loader import get_template
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.contexts import WITH_MOTION, context_of
from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from motions.calendars import meeting_calendar
from motions.models import Campaign, Submission

LONGEST_SUBJECT = 250
BLANK_LINES = re.compile(r"\n\s*\n")


class _IdentifierHeader(UnstructuredHeader, BaseHeader):
    """A header of message identifiers. They are never encoded, however long."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("message-id", _IdentifierHeader)
HEADERS.map_to_type("references", _IdentifierHeader)
# Seven bits, so that every server takes it; line ends as SMTP has them.
POLICY = SMTP.clone(cte_type="7bit", header_factory=HEADERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail as columns of the outbox; `message` is empty where it could not or must not be written."""

    to: str
    sender: str
    subject: str
    message_id: str
    message: bytes = b""

    def columns(self) -> dict[str, str | bytes]:
        """Return the columns by name."""
        return asdict(self)


def unwritten(email: Email, recipient: User) -> Letter:
    """Return a mail without its words, for the outbox to show that it was not to be."""
    campaign = email.campaign
    if campaign is None:
        raise ValueError("A mail is always a campaign's.")
    return Letter(
        to=recipient.email,
        sender=f"{_one_line(campaign.name)} <{campaign.email}>",
        subject=MailKind(email.kind).label,
        message_id=_new_message_id(campaign),
    )


def compose(email: Email, recipient: User, *, link: str) -> Letter:
    """Write a mail; `link` is where its button leads, from the site's root.

    Raises ValueError where an address cannot stand in a header.
    """
    kind, campaign = MailKind(email.kind), email.campaign
    if campaign is None:
        raise ValueError("A mail is always a campaign's.")
    context = context_of(email, recipient, link=link)
    subject = _one_line(_rendered(kind, "subject.txt", context))[:LONGEST_SUBJECT]
    sender, message_id = _address(campaign.email, name=campaign.name), _new_message_id(campaign)
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject
    message["From"] = message["Reply-To"] = sender
    message["To"] = _address(recipient.email)
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = message_id
    if about := email.submission or email.champion:
        # Mail about one thing stands together in the reader's mail app.
        message["References"] = f"<{about.reference.hex}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(BLANK_LINES.sub("\n\n", _rendered(kind, "text.txt", context)), cte="quoted-printable")
    html = _inliner().inline(_rendered(kind, "html.html", context))
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if kind in WITH_MOTION and email.submission and email.submission.meeting_on and not email.submission.has_met:
        _attach_calendar(message, email.submission)
    # Now, because a message that turns into several parts hands such headers down to the first.
    message["Content-Language"] = "en-GB"
    return Letter(
        to=recipient.email,
        sender=str(sender),
        subject=subject,
        message_id=message_id,
        message=message.as_bytes(),
    )


def _rendered(kind: MailKind, skin: str, context: dict[str, object]) -> str:
    """Render the kind's one template in a skin: as the subject line, as plain text or as HTML."""
    return get_template(f"emails/{kind.value}.txt").render({**context, "skin": f"emails/skins/{skin}"}).strip()


def _attach_calendar(message: EmailMessage, submission: Submission) -> None:
    calendar = meeting_calendar(submission, method="PUBLISH").decode()
    message.add_attachment(
        calendar, subtype="calendar", filename="meeting.ics", params={"method": "PUBLISH"}, cte="base64"
    )


def _address(email: str, *, name: str = "") -> Address:
    """Return an address for a header, its domain in letters that every server knows."""
    user, _, domain = email.rpartition("@")
    return Address(_one_line(name), user, domain.encode("idna").decode("ascii"))


def _new_message_id(campaign: Campaign) -> str:
    """Return an identifier on the campaign's domain that no other message has."""
    return f"<{uuid.uuid4().hex}@{campaign.email.rpartition('@')[2]}>"


def _one_line(text: str) -> str:
    """Return the text on one line: whatever it holds, it adds no header."""
    return " ".join(text.split())


@cache
def _inliner() -> CSSInliner:
    """Return what writes styles into the elements, where mail apps look; the rules for the dark stay in the head."""
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
