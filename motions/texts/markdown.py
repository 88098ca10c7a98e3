"""The little formatting that answers and mail have: paragraphs, lists, strong words and links; as HTML and as text."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from motions.texts.plain_markdown import PlainText

# A line that somebody ends stays ended, as in a mail.
OPTIONS = {"html": False, "breaks": True}
# Headings belong to the page, and a picture could be loaded from elsewhere.
NOT_READ = ["heading", "lheading", "image"]
_parser = MarkdownIt("commonmark", OPTIONS).disable(NOT_READ)
TAGS = {"p", "br", "hr", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


@lru_cache(maxsize=512)
def to_html(text: str, site: str = "") -> SafeString:
    """Return Markdown as HTML that is safe to show: no markup of the writer's own gets through, and no script.

    For a mail, `site` is what its links from the site's root are to begin with.
    """
    return cleaned(_parser.renderer.render(_parsed(text, site), _parser.options, {}))


@lru_cache(maxsize=512)
def to_text(text: str, site: str = "") -> str:
    """Return Markdown as somebody would type it who has no formatting, each link with its address behind it."""
    return PlainText().render(_parsed(text, site), {})


def cleaned(html: str) -> SafeString:
    """Return HTML that Markdown made, with nothing in it but what Markdown is to make."""
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return mark_safe(html)  # noqa: S308 - nh3 has cleaned it


def links_in(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield where each link begins."""
    for token in tokens:
        if token.type == "link_open":
            yield token
        yield from links_in(token.children or ())


def _parsed(text: str, site: str) -> list[Token]:
    tokens = _parser.parse(text)
    for link in links_in(tokens):
        href = str(link.attrGet("href") or "")
        if site and href.startswith("/") and not href.startswith("//"):
            link.attrSet("href", site + href)
    return tokens
