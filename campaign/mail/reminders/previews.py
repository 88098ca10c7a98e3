"""Each kind of mail as it would read now, on real data or made-up. Nothing is stored, and no link in it works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.about import columns_about
from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.outbox.compose import NewLink, as_parts, compose
from campaign.mail.outbox.stored_mail import read
from campaign.mail.reminders.facts import Facts
from campaign.mail.reminders.kinds import KINDS, TABLE, MailRule
from campaign.mail.reminders.reasons import sources_of
from campaign.mail.reminders.schedules import EIGHT, clock
from campaign.mail.wording.filling import Draft, fill
from campaign.mail.wording.made_up import made_up_context
from clps.lib.admin_pages import regions_of
from clps.lib.clock import LONDON
from clps.models import CLP
from motions.models import Campaign

# Stands where the recipient's own token would: a page that opens nothing.
NO_TOKEN = "preview"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One mail to look at: what stands in it, and what it is about; nothing where that is made up."""

    subject: str
    sender: str
    to: str
    text: str
    html: str
    attachments: tuple[str, ...] = ()
    about: Email | None = None


def look_at(
    kind: MailKind, draft: Draft, *, campaign: Campaign | None, viewer: User, made_up: bool = False
) -> Preview:
    """Return a mail in these words about the newest thing that it could be about, or on made-up data.

    It is made up where that is asked for, and where there is nothing real that the viewer may see.
    """
    email = None
    if campaign and not made_up:
        email = preview_of(kind, campaign=campaign, now=timezone.now(), viewer=viewer, draft=draft)
    if email is None:
        return _made_up(kind, draft, campaign, viewer)
    reading = read(email)
    return Preview(
        subject=email.subject,
        sender=email.sender,
        to=email.to,
        text=reading.text_without_tokens,
        html=reading.html_without_tokens,
        attachments=tuple(file.name for file in reading.attachments),
        about=email,
    )


def _made_up(kind: MailKind, draft: Draft, campaign: Campaign | None, viewer: User) -> Preview:
    context = made_up_context(campaign, link=_link(KINDS[kind]))
    words = fill(kind, draft, context)
    subject = " ".join(words.subject.split())
    text, html = as_parts(words, {**context, "headline": subject})
    told = context["campaign"]
    return Preview(subject=subject, sender=f"{told.name} <{told.email}>", to=viewer.email, text=text, html=html)


def preview_of(
    kind: MailKind, *, campaign: Campaign, now: datetime, viewer: User, draft: Draft | None = None
) -> Email | None:
    """Return a mail of this kind, written but not stored, about the newest thing that it could be about.

    The organiser who looks sees what is in their regions, and of the daily list their own, as of tomorrow. Returns
    None where there is no such thing now.
    """
    seen_at = clock(timezone.localdate(now, LONDON) + timedelta(days=1), EIGHT) if kind == MailKind.DIGEST else now
    found = list(_found(kind, campaign, seen_at, viewer))
    if not found:
        return None
    line, one = found[-1]
    email = Email(
        key="preview",
        kind=kind,
        **columns_about(one),
        until=seen_at,
    )
    for name, value in compose(email, email.recipient, link=NewLink(_link(line)), draft=draft).columns().items():
        setattr(email, name, value)
    return email


def _found(kind: MailKind, campaign: Campaign, seen_at: datetime, viewer: User) -> Iterator[tuple[MailRule, Facts]]:
    """Yield what a mail of this kind could be about, in the order in which it came to be."""
    lines = {line.about: line for line in TABLE if line.kind == kind}
    regions = regions_of(viewer)
    clps = None if regions is None else set(CLP.objects.filter(region__in=regions).values_list("pk", flat=True))
    for one in chain.from_iterable(source.to_write_about(seen_at) for source in sources_of(lines.values())):
        line = lines.get(type(one))
        if line is None or one.campaign_id != campaign.pk or not line.only_while(one):
            continue
        own = one.recipient_id == viewer.pk if kind == MailKind.DIGEST else clps is None or one.clp_id in clps
        if own:
            yield line, one


def _link(kind: MailRule) -> str:
    try:
        return reverse(kind.link.route, args=[NO_TOKEN] if kind.link.purpose else [])
    except NoReverseMatch:
        return reverse(kind.link.route, args=[NO_TOKEN])
