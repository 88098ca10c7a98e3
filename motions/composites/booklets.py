"""A booklet of motions, as the committee prints one, cut into its motions.

What comes in is the words of a PDF or a document: lines broken where the paper ended, page numbers, headings that
stand on every page. Each motion has a line that says who sent it. That line opens the motion, or closes it; a booklet
does one or the other throughout. Nothing is decided here for good: people see the cut, and put it right, before it is
kept.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from motions.composites.words import words_of

# A line longer than this is text, whoever it names.
LONGEST_SENDER_LINE = 14
# A heading that stands on so many pages is the paper's, not a motion's.
ON_EVERY_PAGE = 3
LONGEST_TITLE = 14
# No paper has lines of so many characters: then a line is a paragraph.
WIDEST_PAPER = 140
# A sentence that ends so far before the edge ends its paragraph.
SHORT_OF_THE_EDGE = 0.8

_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?[-–—]?\s*\d{1,3}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,3})?\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:submitted|sent|proposed|moved|moving|mover|seconded|seconder|seconding|from|by|body|organisation|clp)"
    r"(?:\s+by)?\s*[:–—-]\s*",
    re.IGNORECASE,
)
_SENDER = re.compile(r"\b(?:CLPs?|C\.L\.P\.|Constituency Labour Party|BLP|Young Labour)(?!\w)|\bLabour Party$")
_NUMBERED = re.compile(
    r"\s*(?:motion|composite|resolution)?\s*(?:no\.?\s*)?#?\d{1,3}\s*[.:)–—-]?\s*(.*)", re.IGNORECASE
)
_WORDY_NUMBER = re.compile(r"\s*(?:motion|composite|resolution)\s+(?:no\.?\s*)?#?(?:\d{1,3}|[A-Z])\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*(?:[,;/&|]|\band\b)\s*")
_CUT_WORD = re.compile(r"[a-z]-$")
_ENDS = re.compile(r"[.!?:;”\"]\s*$")
_STARTS_ANEW = re.compile(r"[ \t]*(?:[-–—•·▪◦*]|\(?(?:\d{1,3}|[a-z]|[ivxl]{1,5})[.)])[ \t]+", re.IGNORECASE)
_COUNT_LINE = re.compile(r"\s*\(?\s*(?:word\s*count\s*:?\s*\d+|\d+\s+words)\s*\)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundMotion:
    """One motion of a booklet: its title, who sent it as the booklet names them, and its words."""

    title: str
    senders: tuple[str, ...]
    text: str


@dataclass(slots=True)
class _Part:
    """What stands between two lines that name senders."""

    senders: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def split_booklet(text: str, *, known: Collection[str] = ()) -> list[FoundMotion]:
    """Return the motions of a booklet in order; `known` are names of unions and societies, which have no "CLP".

    What stands before the first motion is left out. Text without any line that names a sender is one motion of nobody.
    """
    names = {name.casefold() for name in known}
    lines = _clean(text)
    parts: list[_Part] = [_Part()]
    for line in lines:
        senders = senders_in(line, known=names)
        if senders and not any(each.strip() for each in parts[-1].lines) and parts[-1].senders:
            parts[-1].senders += senders
        elif senders:
            parts.append(_Part(senders))
        else:
            parts[-1].lines.append(line)
    if len(parts) == 1:
        found = _motion([], lines)
        return [found] if found.text else []
    motions = list(_closed(parts) if _closes(parts) else _opened(parts))
    return [motion for motion in motions if motion.text]


def senders_in(line: str, *, known: Collection[str] = ()) -> list[str]:
    """Return whom a line names as senders; none where it is text that mentions a CLP."""
    bare = _LABEL.sub("", line).strip(" \t()[]*")
    if not bare or len(bare.split()) > LONGEST_SENDER_LINE or _WORDY_NUMBER.match(bare):
        return []
    if bare.casefold() in known:
        return [bare]
    names = list(_names_in(bare, known))
    if _SENDER.search(bare) and not _ENDS.search(bare.rstrip(".")) and _is_name(bare):
        return names
    return names if len(names) > 1 and all(name.casefold() in known for name in names) else []


def _is_name(line: str) -> bool:
    """Whether a line reads as a name: nearly every word begins with a capital, so it is no sentence."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if word.casefold() not in _IN_NAMES]
    return bool(words) and all(word[0].isupper() for word in words)


_IN_NAMES = frozenset(
    {"and", "the", "of", "upon", "on", "with", "in", "y", "a", "under", "le", "by", "na", "h-eileanan"}
)


def _names_in(line: str, known: Collection[str]) -> Iterator[str]:
    """Yield the senders of a line: "Brent East CLP, Cities of London and Westminster CLP" are two.

    A name holds "and" or a comma too, so the line is parted only behind what says that it is somebody's name.
    """
    start = 0
    for match in _SEPARATORS.finditer(line):
        name = line[start : match.start()].strip(" .")
        if name and (_SENDER.search(name) or name.casefold() in known):
            yield name
            start = match.end()
    if rest := line[start:].strip(" ."):
        yield rest


def _clean(text: str) -> list[str]:
    """Return the lines without page numbers and what the paper repeats on every page."""
    lines = [line.rstrip() for line in re.split(r"\r?\n|\r", text.replace("\f", "\n\f"))]
    page_tops = Counter(line.lstrip("\f").strip() for line in lines if line.startswith("\f") and line.strip("\f \t"))
    repeated = {line for line, count in page_tops.items() if count >= ON_EVERY_PAGE}
    kept = (line.lstrip("\f") for line in lines)
    return [line for line in kept if line.strip() not in repeated and (not line.strip() or not _is_furniture(line))]


def _is_furniture(line: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line) or _COUNT_LINE.fullmatch(line))


def _closes(parts: Sequence[_Part]) -> bool:
    """Whether the senders stand below their motion: then words come before the first and none after the last."""
    before = sum(len(words_of(line)) for line in parts[0].lines)
    after = sum(len(words_of(line)) for line in parts[-1].lines)
    return before > LONGEST_TITLE * 3 and after < before


def _closed(parts: Sequence[_Part]) -> Iterator[FoundMotion]:
    for words, senders in pairwise(parts):
        yield _motion(senders.senders, words.lines)


def _opened(parts: Sequence[_Part]) -> Iterator[FoundMotion]:
    """Yield motions whose senders stand above: a title may stand above those, at the end of the part before."""
    title = _take_title(parts[0].lines) if parts[0].lines else ""
    for number, part in enumerate(parts[1:], start=1):
        lines = part.lines
        upcoming = _take_title(lines) if number < len(parts) - 1 else ""
        yield _motion(part.senders, lines, title=title)
        title = upcoming


def _take_title(lines: list[str]) -> str:
    """Take the next motion's title off the end of these lines: a short line of its own, without a full stop."""
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        return ""
    last = lines[-1].strip()
    alone = len(lines) == 1 or not lines[-2].strip() or _WORDY_NUMBER.match(lines[-2])
    if not (alone or _WORDY_NUMBER.match(last)) or not _is_title(last):
        return ""
    lines.pop()
    if lines and _WORDY_NUMBER.match(lines[-1]) and _is_title(lines[-1].strip()):
        lines.pop()
    return _without_number(last)


def _is_title(line: str) -> bool:
    return (
        bool(line) and len(line.split()) <= LONGEST_TITLE and not _ENDS.search(line) and not _STARTS_ANEW.match(line)
    )


def _without_number(title: str) -> str:
    match = _NUMBERED.fullmatch(title)
    return match.group(1).strip() or title.strip() if match and match.group(1).strip() else title.strip()


def _motion(senders: Sequence[str], lines: Sequence[str], *, title: str = "") -> FoundMotion:
    rest = list(lines)
    while rest and not rest[0].strip():
        rest.pop(0)
    while rest and not title and _is_title(rest[0].strip()) and _stands_apart(rest):
        first = rest.pop(0).strip()
        title = "" if _WORDY_NUMBER.fullmatch(first) else _without_number(first)
        while rest and not rest[0].strip():
            rest.pop(0)
    return FoundMotion(title, tuple(dict.fromkeys(senders)), _paragraphs(rest))


def _stands_apart(lines: Sequence[str]) -> bool:
    """Whether the first line is followed by an empty one, or by one that is long enough to be text."""
    return len(lines) == 1 or not lines[1].strip() or len(lines[1].split()) > LONGEST_TITLE // 2


def _paragraphs(lines: Sequence[str]) -> str:
    """Return the words with the paper's line breaks taken out: a line goes on unless the one before ended it."""
    width = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    fresh = True
    for line in (each.strip() for each in lines):
        if not line:
            fresh = True
            continue
        if fresh or _STARTS_ANEW.match(line) or paragraphs[-1].endswith((":", ";")):
            paragraphs.append(line)
        elif _CUT_WORD.search(paragraphs[-1]) and line[0].islower():
            # Cut at the end of the paper's line. A word that has its hyphen anyway loses it: people see the cut.
            paragraphs[-1] = paragraphs[-1][:-1] + line
        else:
            paragraphs[-1] += f" {line}"
        fresh = width > WIDEST_PAPER or bool(_ENDS.search(line) and len(line) < width * SHORT_OF_THE_EDGE)
    return "\n".join(paragraphs)
