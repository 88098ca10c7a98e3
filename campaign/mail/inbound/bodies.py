"""The words of a mail that came in, wherever its parts hold them, as HTML that is safe to show; what is attached."""

import html
import re
from collections.abc import Callable, Iterator
from email.message import Message
from functools import partial
from itertools import islice
from typing import TypeVar

import nh3

from campaign.mail.inbound.addresses import words_of
from campaign.mail.inbound.charsets import decoded, storable

T = TypeVar("T")

# Nobody needs more to say how a vote went; what is beyond is left out, and the mail's note says so.
MOST_PARTS = 100
LONGEST_TEXT = 1_000_000
CUT = "Its words were cut at a million characters."
SIGNATURE = "-- "
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


def attempt(read: Callable[[], T], otherwise: T) -> T:
    """Return what reading gives; the standard library's parsers raise all manner of things at hostile mail."""
    try:
        return read()
    except Exception:
        return otherwise


def words_in(message: Message) -> tuple[str, str, tuple[str, ...]]:
    """Return a mail's plain text and its HTML, both as a stranger wrote them, and what there is to note.

    Words may stand above a picture and below it, each a part of its own: all that are no attachment count.
    """
    plain, marked_up = "", ""
    for part in parts_of(message):
        kind = attempt(part.get_content_type, "")
        if kind == "text/plain" and not is_attached(part):
            plain = _joined(plain, attempt(partial(_text_of, part), ""))
        elif kind == "text/html" and not is_attached(part):
            marked_up = _joined(marked_up, attempt(partial(_text_of, part), ""))
    notes = (CUT,) if max(len(plain), len(marked_up)) > LONGEST_TEXT else ()
    return plain[:LONGEST_TEXT].strip(), marked_up[:LONGEST_TEXT], notes


def _joined(before: str, words: str) -> str:
    return f"{before}\n\n{words}" if before.strip() and words.strip() else before or words


def parts_of(message: Message) -> Iterator[Message]:
    """Yield the parts that are no container, up to a number, whatever they are nested in."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        children = part.get_payload() if attempt(part.get_content_maintype, "") == "multipart" else None
        if isinstance(children, list):
            waiting += [child for child in reversed(children) if isinstance(child, Message)]
        else:
            yield part


def is_attached(part: Message) -> bool:
    """Whether a part is a file beside the words."""
    named = attempt(part.get_filename, None)
    return bool(named) or attempt(part.get_content_disposition, None) == "attachment"


def attachments_of(message: Message) -> Iterator[dict[str, str | int | None]]:
    """Yield the name, type and size of each file. None is opened."""
    for part in parts_of(message):
        if is_attached(part):
            name = str(attempt(part.get_filename, None) or "unnamed")
            yield {
                "name": words_of(name)[:200],
                "type": words_of(attempt(part.get_content_type, "unknown"))[:100],
                "size": attempt(partial(_size, part), None),
            }


def kinds_of(message: Message) -> tuple[str, ...]:
    """Return what kinds of parts it has, each once; of a calendar's also what it is there to do."""
    kinds: dict[str, None] = {}
    for part in parts_of(message):
        kind = attempt(part.get_content_type, "")
        method = _param(part, "method")
        kinds[f"{kind}; method={method}" if kind == "text/calendar" else kind] = None
    return tuple(kinds)


def _size(part: Message) -> int | None:
    content = part.get_payload(decode=True)
    return len(content) if isinstance(content, bytes) else None


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    # Four bytes are one character at most, so no more are ever needed.
    raw = raw[: 4 * LONGEST_TEXT + 4]
    charset = attempt(part.get_content_charset, None)
    text = storable(decoded(raw, charset)).replace("\r\n", "\n").replace("\r", "\n")
    if _param(part, "format") == "flowed":
        text = _unflowed(text, delete_space=_param(part, "delsp") == "yes")
    return text


def _param(part: Message, name: str) -> str:
    """Return what the header of a part's kind says beside it, in small letters."""
    return attempt(lambda: str(part.get_param(name) or ""), "").lower()


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Return flowed text with each paragraph on one line: there a space at a line's end means "go on" (RFC 3676)."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        if goes_on and not line.startswith(">"):
            lines[-1] += line.removeprefix(" ")
        else:
            lines.append(line.removeprefix(" "))
        goes_on = line.endswith(" ") and line != SIGNATURE and not line.startswith(">")
        if goes_on and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


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
