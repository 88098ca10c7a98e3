"""Filling the words of one mail in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from campaign.mail.enums import MailKind
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.markup import as_html, as_line, as_text, fields_in, fields_in_line, read_body


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


def fill(kind: MailKind, context: Mapping[str, Any], draft: Draft | None = None) -> FilledMail:
    """Return the words of one mail: those of a draft, or our own."""
    own = built_in(kind)
    draft = draft or Draft(own.subject, own.body)
    body, button = read_body(draft.body), draft.button or own.button
    names = {field.content for field in (*fields_in(body.above), *fields_in(body.below))}
    values = own.filled({*names, *fields_in_line(draft.subject), *fields_in_line(button)}, context)
    return FilledMail(
        subject=as_line(draft.subject, values),
        above_text=as_text(body.above, values),
        above_html=as_html(body.above, values),
        button=as_line(button, values),
        below_text=as_text(body.below, values),
        below_html=as_html(body.below, values),
        why=own.why_in(context),
    )
