"""Filling the words of one mail in."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from campaign.mail.enums import MailKind
from campaign.mail.models import MailWording
from campaign.mail.wording.built_in import BuiltIn, built_in
from campaign.mail.wording.markup import as_html, as_line, as_text, fields_in, fields_in_line, read_body

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a kind of mail, with their fields in braces; the body is Markdown."""

    subject: str
    body: str
    # What the button says; where it is empty, our own words.
    button: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledMail:
    """The words of one mail, as text and as HTML: above its button, on it and below it, and why it comes."""

    subject: str
    above_text: str
    above_html: SafeString
    button: str
    below_text: str
    below_html: SafeString
    why: str


def words_now(kind: MailKind) -> Draft:
    """Return the words that a kind of mail goes out in: the admins', or our own where they wrote none.

    Our own too where theirs have a field that there is no more, because a later release took it away: the mail has to
    go, and the page of its words says so.
    """
    own, row = built_in(kind), MailWording.objects.current(kind)
    draft = draft_of(row)
    if draft and not fields_of(draft) <= set(own.fields):
        logger.warning("The wording of %s has a field that there is no more; the built-in words go out.", kind)
        draft = None
    return draft or own_draft(own)


def draft_of(wording: MailWording | None) -> Draft | None:
    """Return an admin's words for a kind of mail; None for our own."""
    if wording is None or wording.is_built_in:
        return None
    return Draft(wording.subject, wording.body, wording.button)


def own_draft(own: BuiltIn) -> Draft:
    """Return our own words as admins would write them."""
    return Draft(own.subject, own.body, own.button)


def fields_of(draft: Draft) -> set[str]:
    """Return the names of all fields in a draft but the button's."""
    body = read_body(draft.body)
    names = {field.content for field in (*fields_in(body.above), *fields_in(body.below))}
    return names | {*fields_in_line(draft.subject), *fields_in_line(draft.button)}


def fill(kind: MailKind, draft: Draft, context: Mapping[str, Any]) -> FilledMail:
    """Return the words of one mail."""
    own, body = built_in(kind), read_body(draft.body)
    button = draft.button or own.button
    values = own.filled(fields_of(draft) | set(fields_in_line(button)), context)
    return FilledMail(
        subject=as_line(draft.subject, values),
        above_text=as_text(body.above, values),
        above_html=as_html(body.above, values),
        button=as_line(button, values),
        below_text=as_text(body.below, values),
        below_html=as_html(body.below, values),
        why=own.why_in(context),
    )
