"""Motions' texts on pages and in mail."""

from django import template
from django.utils.safestring import SafeString

from motions.texts import markdown
from motions.texts.blocks import tidy_pasted, to_html

register = template.Library()


@register.filter
def motion_text(text: str | None) -> SafeString:
    """Return a text with its paragraphs and lists."""
    return to_html(text or "")


@register.filter
def as_typed(text: str | None) -> str:
    """Return a text as somebody would type it, without what Word leaves in it."""
    return tidy_pasted(text or "")


@register.filter
def full_stop(text: str) -> str:
    """Return what an organiser typed as the end of a sentence, whether or not it was typed as one."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


@register.filter
def formatted(text: str | None) -> SafeString:
    """Return an organiser’s Markdown with its formatting, as it goes out by mail."""
    return markdown.to_html(text or "")
