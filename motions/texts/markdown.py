"""The little formatting that answers have: paragraphs, lists, strong words and links."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Headings belong to the page, and a picture could be loaded from elsewhere.
_parser = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image"])
TAGS = {"p", "br", "hr", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


@lru_cache(maxsize=512)
def to_html(text: str) -> SafeString:
    """Return Markdown as HTML that is safe to show: no markup of the writer's own gets through, and no script."""
    html = nh3.clean(_parser.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return mark_safe(html)  # noqa: S308 - nh3 has cleaned it
