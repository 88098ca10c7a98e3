"""A booklet of motions, as the committee prints one, cut into its motions.

What comes in is the words of a PDF or a document: lines broken where the paper ended, page numbers, headings that
stand on every page. Each motion has a line that says who sent it. That line opens the motion, or closes it; a title
stands above that line, or below; a booklet does one or the other throughout. Nothing is decided here for good: people
see the cut, and put it right, before it is kept.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from motions.composites.booklet_lines import (
    ENDS,
    WORDY_NUMBER,
    lines_of_booklet,
    paragraphs_of,
    senders_in,
    title_and_senders,
)
from motions.composites.copied_text import MARKER, NEARLY_FULL, edge_of
from motions.composites.words import words_of

__all__ = ["FoundMotion", "senders_in", "split_booklet"]

LONGEST_TITLE = 14
# Fewer numbers in a row than this are a list's, not the motions'.
IN_A_ROW = 3
_TITLE_LABEL = re.compile(
    r"\s*(?:motion\s+)?(?:title|heading)(?:\s+of\s+(?:the\s+)?motion)?\s*[:–—-]\s*(?P<title>\S.*)", re.IGNORECASE
)
_TEXT_LABEL = re.compile(
    r"\s*(?:the\s+)?(?:motion\s+)?(?:text|wording)(?:\s+of\s+(?:the\s+)?motion)?\s*[:–—-]\s*(?P<text>.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\s*(?:motion|composite|resolution)?\s*(?:no\.?\s*)?#?(?P<number>\d{1,3})\s*[.:)–—-]?\s+(?P<title>\S.*)",
    re.IGNORECASE,
)
_WORDY_TITLE = re.compile(
    r"\s*(?:motion|composite|resolution)\s+(?:no\.?\s*)?#?(?:\d{1,3}|[A-Z])\b\s*[.:)–—-]*\s*(?P<title>.*)",
    re.IGNORECASE,
)
# What a motion begins with, however short the line is.
_BEGINS_TEXT = re.compile(
    r"\s*(?:this\s+|that\s+)?(?:conference|congress|the labour party|we)\s+"
    r"(?:also\s+|further\s+|therefore\s+)?(?:notes|believes|calls|resolves|recognises|welcomes|regrets|demands|condemns)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundMotion:
    """One motion of a booklet: its title, who sent it as the booklet names them, and its words."""

    title: str
    senders: tuple[str, ...]
    text: str


@dataclass(slots=True)
class _Part:
    """What stands between two lines that name senders; a title where it stands on the sender's own line."""

    senders: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a booklet is laid out: where its lines end, whether its titles are numbered, and where they stand."""

    edge: int
    is_numbered: bool = False
    titles_above: bool = False

    def is_title(self, line: str) -> bool:
        """Whether a line may be a title: short, without an end, and not cut by the paper."""
        line = line.strip()
        if _TITLE_LABEL.fullmatch(line) or WORDY_NUMBER.match(line):
            return True
        if not line or ENDS.search(line) or len(line.split()) > LONGEST_TITLE or _BEGINS_TEXT.match(line):
            return False
        if MARKER.match(line) and not (self.is_numbered and _NUMBERED.fullmatch(line)):
            return False
        return line[0].isupper() or not line[0].isalpha()

    def is_cut(self, line: str) -> bool:
        """Whether a line goes up to the edge, so that it is the paper that ended it."""
        return bool(self.edge) and len(line.strip()) > self.edge * NEARLY_FULL


def split_booklet(text: str, *, known: Collection[str] = ()) -> list[FoundMotion]:
    """Return the motions of a booklet in order.

    `known` are names of unions and societies, which have no "CLP", as `affiliate_names` gives them: without capitals.
    What stands before the first motion is left out. Text without any line that names a sender is one motion of nobody.
    """
    lines = lines_of_booklet(text)
    parts = _parts(lines, known)
    layout = _Layout(edge_of(lines))
    if len(parts) == 1:
        found = _motion(_Part(lines=lines), layout)
        return [found] if found.text else []
    closes = _closes(parts)
    layout = _Layout(layout.edge, _is_numbered(parts, layout, closes=closes))
    layout = _Layout(layout.edge, layout.is_numbered, _titles_above(parts, layout))
    motions = list(_closed(parts, layout) if closes else _opened(parts, layout))
    return [motion for motion in motions if motion.text]


def _parts(lines: Sequence[str], known: Collection[str]) -> list[_Part]:
    parts = [_Part()]
    for line in lines:
        title, senders = title_and_senders(line, known=known)
        senders = senders or senders_in(line, known=known)
        if not senders:
            parts[-1].lines.append(line)
        elif parts[-1].senders and not title and not any(each.strip() for each in parts[-1].lines):
            parts[-1].senders += senders
        else:
            parts.append(_Part(senders, title=_without_number(title)))
    return parts


def _closes(parts: Sequence[_Part]) -> bool:
    """Whether the senders stand below their motion: then words come before the first and hardly any after the last."""
    before = sum(len(words_of(line)) for line in parts[0].lines)
    after = sum(len(words_of(line)) for line in parts[-1].lines)
    return before > LONGEST_TITLE * 3 and after < min(before, LONGEST_TITLE * 3)


def _is_numbered(parts: Sequence[_Part], layout: _Layout, *, closes: bool) -> bool:
    """Whether the titles bear numbers that run: “12. Trams for all” is then no line of a list."""
    heads = [_told(part.lines)[:1] for part in (parts[:-1] if closes else parts[1:])]
    tails = [] if closes else [_told(part.lines)[-1:] for part in parts[:-1]]
    for lines in (heads, tails):
        numbers = [int(match["number"]) for line in lines if line and (match := _NUMBERED.fullmatch(line[0]))]
        steps = sum(after == before + 1 for before, after in pairwise(numbers))
        if steps >= IN_A_ROW - 1 and steps >= len(lines) / 2:
            return True
    return False


def _titles_above(parts: Sequence[_Part], layout: _Layout) -> bool:
    """Whether more titles stand above the line with the senders than below it."""
    above = sum(_stands_last(part.lines, layout) for part in parts[:-1])
    below = sum(_stands_first(part.lines, layout) for part in parts[1:])
    return above > below


def _closed(parts: Sequence[_Part], layout: _Layout) -> Iterator[FoundMotion]:
    for words, senders in pairwise(parts):
        yield _motion(_Part(senders.senders, words.lines, senders.title), layout)


def _opened(parts: Sequence[_Part], layout: _Layout) -> Iterator[FoundMotion]:
    """Yield motions whose senders stand above: a title may stand above those, at the end of the part before."""
    title = _take_title(parts[0].lines, layout)
    for number, part in enumerate(parts[1:], start=1):
        upcoming = _take_title(part.lines, layout) if number < len(parts) - 1 else ""
        has_own = not layout.titles_above and _stands_first(part.lines, layout)
        # A heading over several motions is nobody's title where titles stand below.
        part.title = part.title or ("" if has_own else title)
        yield _motion(part, layout)
        title = upcoming


def _stands_first(lines: Sequence[str], layout: _Layout) -> bool:
    """Whether a part begins with a title: it stands by itself, or text follows that is longer."""
    told = _told(lines)
    if not told or not layout.is_title(told[0]):
        return False
    place = list(lines).index(told[0])
    if len(told) == 1 or not lines[place + 1].strip() or WORDY_NUMBER.match(told[0]):
        return True
    return not layout.is_cut(told[0]) and len(told[1].split()) > LONGEST_TITLE // 2


def _stands_last(lines: Sequence[str], layout: _Layout) -> bool:
    """Whether a part ends with what is surely a title: it stands by itself, or behind the end of a sentence."""
    told = _told(lines)
    if not told or not layout.is_title(told[-1]):
        return False
    place = len(lines) - 1 - list(reversed(lines)).index(told[-1])
    return (
        place == 0
        or not lines[place - 1].strip()
        or bool(ENDS.search(lines[place - 1]) or WORDY_NUMBER.match(lines[place - 1]) or WORDY_NUMBER.match(told[-1]))
        or (layout.is_numbered and bool(_NUMBERED.fullmatch(told[-1])))
        or _is_loud(told[-1])
    )


def _take_title(lines: list[str], layout: _Layout) -> str:
    """Take the next motion's title off the end of these lines: a short line of its own, without a full stop."""
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        return ""
    is_sure = _stands_last(lines, layout)
    if not is_sure and not (layout.titles_above and layout.is_title(lines[-1]) and not layout.is_cut(lines[-1])):
        return ""
    last = lines.pop().strip()
    # A title of two lines, where titles are in capitals.
    while lines and _is_loud(last) and _is_loud(lines[-1]) and not WORDY_NUMBER.match(last):
        last = f"{lines.pop().strip()} {last}"
    if lines and WORDY_NUMBER.match(lines[-1]) and layout.is_title(lines[-1].strip()):
        lines.pop()
    return _without_number(last)


def _motion(part: _Part, layout: _Layout) -> FoundMotion:
    rest, title = list(part.lines), part.title
    _drop_blank(rest)
    while rest and not title and _stands_first(rest, layout):
        first = rest.pop(0).strip()
        while rest and _is_loud(first) and _is_loud(rest[0]):
            first = f"{first} {rest.pop(0).strip()}"
        title = _without_number(first)
        _drop_blank(rest)
    if rest and (match := _TEXT_LABEL.fullmatch(rest[0])):
        rest[:1] = [match["text"]] if match["text"] else []
    return FoundMotion(title, tuple(dict.fromkeys(part.senders)), paragraphs_of(rest))


def _without_number(title: str) -> str:
    """Return a title without its number and its label; empty where it is nothing but a number."""
    for pattern in (_TITLE_LABEL, _WORDY_TITLE, _NUMBERED):
        if match := pattern.fullmatch(title):
            return match["title"].strip()
    return title.strip()


def _is_loud(line: str) -> bool:
    """Whether a line is in capitals throughout."""
    return line.isupper() and len(line.split()) > 1


def _told(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def _drop_blank(lines: list[str]) -> None:
    while lines and not lines[0].strip():
        lines.pop(0)
