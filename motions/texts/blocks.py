"""A text as it is set in type: paragraphs, and the lists that markers at the start of a line make.

`static/js/wordcount.js` knows markers by the same rule.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# What Word's own typefaces for symbols leave behind when a list is copied out of it: private to those typefaces.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BREAKS = re.compile("\r\n?|[\v\f\u2028\u2029]")
_BULLETS = "•●○◦▪▫■□‣\u2043∙·➢➤✓✔❖*"
_NUMBER = r"\d{1,2}|[a-z]|[ivx]{2,5}"
# A mark or a number, and white space behind it. A dash counts where it begins the line, as people type lists; so does
# the letter o, which is how Word's second bullet comes out.
MARKER = re.compile(
    rf"([ \t\u00a0]*)([{re.escape(_BULLETS)}\-–—o]|(?:{_NUMBER})[.)]|\((?:{_NUMBER})\))[ \t\u00a0]+(?=\S)"
)
# Which marks stand below which, where nothing is indented.
_SECOND = frozenset("o○◦▪▫□\u2043")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its marker as it was typed, its words, and the list below it."""

    marker: str
    lines: list[str]
    items: list["Item"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[str]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list, with the lists inside it."""

    items: list[Item]


Block = Paragraph | ItemList


def tidy_pasted(text: str) -> str:
    """Return a text as other programs paste it, put as it is typed.

    A blank for each tab, • for a typeface's own bullet, and a new line for Word's break of one (a vertical tab) and a
    PDF's of a page.
    """
    return _PRIVATE.sub("•", _BREAKS.sub("\n", text.replace("\t", " ")))


def without_markers(text: str) -> str:
    """Return a text without the markers of its lists, for a conference that does not count them as words."""
    return "\n".join(MARKER.sub("", line, count=1) if MARKER.match(line) else line for line in _lines(text))


def read_blocks(text: str) -> list[Block]:
    """Return a text's paragraphs and lists in order. A line without a marker ends a list, unless it is indented."""
    return [block for part in parts_of(text) for block in part]


def parts_of(text: str) -> list[list[Block]]:
    """Return the same, by what blank lines set apart."""
    parts = re.split(r"\n(?:[ \t]*\n)+", tidy_pasted(text).strip("\n"))
    return [list(_read_part(part.split("\n"))) for part in parts]


def _lines(text: str) -> list[str]:
    return tidy_pasted(text).split("\n")


def _read_part(lines: list[str]) -> Iterator[Block]:
    """Yield the blocks of what blank lines set apart."""
    words: list[str] = []
    # Each open list with how far it is indented and what kind of marker it has, the deepest last.
    open_lists: list[tuple[int, str, list[Item]]] = []
    for line in lines:
        if found := MARKER.match(line):
            if words:
                yield Paragraph(words)
                words = []
            item = Item(found[2], [line[found.end() :].strip()])
            _place(item, len(found[1]), open_lists)
        elif open_lists and line[:1].isspace() and line.strip():
            open_lists[-1][2][-1].lines.append(line.strip())
        else:
            if open_lists:
                yield ItemList(open_lists[0][2])
                open_lists = []
            words.append(line)
    if open_lists:
        yield ItemList(open_lists[0][2])
    if words:
        yield Paragraph(words)


def _place(item: Item, indent: int, open_lists: list[tuple[int, str, list[Item]]]) -> None:
    """Put an item in the list that it belongs to, as far in as its indent or its kind of marker says."""
    before = open_lists[-1][2][-1].marker.strip("().") if open_lists else ""
    kind = _kind_of(item.marker, before)
    while open_lists:
        at, known, items = open_lists[-1]
        goes_back = indent < at or (
            indent == at and kind != known and any(kind == other for _, other, _ in open_lists)
        )
        if not goes_back or len(open_lists) == 1:
            break
        open_lists.pop()
    if not open_lists:
        open_lists.append((indent, kind, [item]))
        return
    at, known, items = open_lists[-1]
    deeper = (indent > at or (kind != known and kind in {"second", "letter", "roman"})) and len(open_lists) < _DEEPEST
    if deeper:
        items[-1].items.append(item)
        open_lists.append((indent, kind, items[-1].items))
    else:
        items.append(item)


def _kind_of(marker: str, before: str) -> str:
    """Return what kind of marker it is: i, v and x are numbers or letters by what stands `before` them."""
    bare = marker.strip("().")
    if bare.isdigit():
        return "number"
    if marker in _SECOND:
        return "second"
    if bare.isalpha():
        follows = {"i": before != "h", "v": before == "iv", "x": before == "ix"}
        return "roman" if len(bare) > 1 or follows.get(bare, False) else "letter"
    return "bullet"


def to_html(text: str) -> SafeString:
    """Return a text as HTML: paragraphs, and lists whose markers stand as they were typed, for whoever copies them."""
    return mark_safe("\n".join(_block_html(block) for block in read_blocks(text)))  # noqa: S308 - escaped below


def _block_html(block: Block) -> SafeString:
    if isinstance(block, Paragraph):
        return format_html("<p>{}</p>", _with_breaks(block.lines))
    return _list_html(block.items)


def _list_html(items: list[Item]) -> SafeString:
    """Return a list without the browser's own markers. Its role says so to readers that go by them."""
    shown = format_html_join(
        "",
        '<li><span class="items__marker">{}</span> {}{}</li>',
        ((item.marker, _with_breaks(item.lines), _list_html(item.items) if item.items else "") for item in items),
    )
    return format_html('<ul class="items" role="list">{}</ul>', shown)


def _with_breaks(lines: list[str]) -> SafeString:
    return mark_safe("<br>".join(conditional_escape(line) for line in lines))  # noqa: S308 - each line is escaped
