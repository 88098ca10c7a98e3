"""Making HTML that a stranger wrote safe to show, and reading its words."""

import html
import re
from itertools import islice

import nh3

# What words need. No images: they could tell their writer who reads. No styles, scripts, forms or frames.
TAGS = frozenset(
    {"a", "b", "blockquote", "br", "code", "div", "em", "hr", "i", "p", "pre", "s", "strong", "sub", "sup", "u"}
)
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "ul"} | {"table", "tbody", "td", "th", "thead", "tr"}
# Whose content is no words either.
WORDLESS = {"script", "style", "title", "head", "template", "noscript"}
LINE_ENDS = re.compile(r"<(?:br|hr|/p|/div|/li|/tr|/h[1-6]|/blockquote|/pre)\b[^>]{0,200}>", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n\s*\n")
# Cleaning costs the square of how deep elements lie in each other, and that can be hidden from all but a browser: so
# every tag counts. A long thread of answers has some two thousand; of five thousand, cleaning took 0.1 s.
MOST_TAGS = 5_000
LONGEST_HTML = 200_000
TAG = re.compile(r"<[a-z/!]", re.IGNORECASE)
# Bounded by the next one, so that a thousand open ends are no thousand readings of the whole.
ANY_TAG = re.compile(r"<[^<>]*>?")


def clean_html(text: str) -> str:
    """Return the HTML with nothing in it but words, their plain formatting and links; of too much, words alone."""
    if len(text) > LONGEST_HTML or sum(1 for _ in islice(TAG.finditer(text), MOST_TAGS + 1)) > MOST_TAGS:
        return html.escape(BLANK_LINES.sub("\n\n", html.unescape(ANY_TAG.sub(" ", text))).strip()[:LONGEST_HTML])
    return nh3.clean(
        text,
        tags=set(TAGS),
        clean_content_tags=WORDLESS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    ).strip()


def text_of_html(cleaned: str) -> str:
    """Return the words of cleaned HTML, a line for each paragraph."""
    lines = LINE_ENDS.sub("\n", cleaned.replace("\n", " "))
    words = html.unescape(nh3.clean(lines, tags=set()))
    tidy = "\n".join(" ".join(line.split()) for line in words.splitlines())
    return BLANK_LINES.sub("\n\n", tidy).strip()
