"""The lines of a booklet: which are the paper's own, who is named on one, and which go on with another."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from motions.composites.copied_text import (
    KEEPS_HYPHEN,
    MARKER,
    WIDEST_PAPER,
    edge_of,
    plain_signs,
    without_line_numbers,
)

# A line longer than this is text, whoever it names.
LONGEST_SENDER_LINE = 14
# A line that stands on so many pages is the paper's, not a motion's.
ON_EVERY_PAGE = 3
LONGEST_HEADER = 10
# A sentence that ends so far before the edge ends its paragraph.
SHORT_OF_THE_EDGE = 0.8

_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?[-–—|]?\s*\d{1,3}\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,3})?\s*", re.IGNORECASE)
_COUNT_LINE = re.compile(
    r"\s*[(\[]?\s*(?:(?:total\s+)?word\s*count\s*[:=]?\s*\d+|\d+\s+words|words\s*[:=]\s*\d+)\s*[)\]]?\s*",
    re.IGNORECASE,
)
_WITH_PAGE = re.compile(
    r"\s*(?:(?P<after>.*\D)\s*\b(?P<page>\d{1,3})(?:\s+of\s+\d{1,3})?|(?P<number>\d{1,3})\b\s*(?P<before>\D.*))\s*"
)
# Behind these stands who sent a motion, whatever they are called.
_SENT_BY = re.compile(
    r"\s*(?:(?:submitted|sent|proposed|tabled)\s+by\s*[:–—-]?|(?:submitting|sending|proposing)\s+(?:organisation|body|clp"
    r"|party|affiliate|unit)\s*[:–—-]|(?:name\s+of\s+)?(?:organisation|body|sender|clp)\s*[:–—-]"
    r"|(?:submitted|sent|proposed|from|by)\s*[:–—-])\s*",
    re.IGNORECASE,
)
# Behind these it may be a person: they count where a body is named.
_MOVED_BY = re.compile(
    r"\s*(?:(?:moved|seconded)\s+by\s*[:–—-]?|(?:moved|mover|moving|proposer|seconded|seconder|seconding)\s*[:–—-])\s*",
    re.IGNORECASE,
)
SENDER = re.compile(
    r"\b(?:CLPs?|C\.L\.P\.|Constituency Labour Party|BLP|Young Labour)(?!\w)|\bLabour Party$", re.IGNORECASE
)
WORDY_NUMBER = re.compile(r"\s*(?:motion|composite|resolution)\s+(?:no\.?\s*)?#?(?:\d{1,3}|[A-Z])\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*(?:[,;/&|]|\band\b)\s*")
# What parts a title from who sent it, on one line.
_TITLE_AND_SENDER = re.compile(r"(?P<title>.+?)(?:\s+[–—|-]\s+|\s*[(\[]|\t+| {3,})(?P<senders>[^()\[\]]+)[)\]]?\s*")
_IN_BRACKETS = re.compile(r"(?<=\w)\s*[(\[][^()\[\]]*[)\]]?\s*$")
ENDS = re.compile(r"[.!?:;”\"]\s*$")
_CUT_WORD = re.compile(r"([^\W\d_]+)-$")
_IN_NAMES = frozenset(
    {
        "a",
        "an",
        "and",
        "by",
        "h-eileanan",
        "in",
        "le",
        "na",
        "next",
        "of",
        "on",
        "super",
        "the",
        "under",
        "upon",
        "with",
    }
    | {"y", "yr"}
)


def lines_of_booklet(text: str) -> list[str]:
    """Return the lines without their numbers, the numbers of pages, and what the paper repeats on every page."""
    lines = [line.rstrip() for line in re.split(r"\r?\n|\r", plain_signs(text).replace("\f", "\n\f"))]
    lines = without_line_numbers(lines)
    papers_own = _papers_own(lines)
    return [line.lstrip("\f") for place, line in enumerate(lines) if place not in papers_own]


def senders_in(line: str, *, known: Collection[str] = ()) -> list[str]:
    """Return whom a line names as senders; none where it is text that mentions a CLP."""
    sent_by, moved_by = _SENT_BY.match(line), _MOVED_BY.match(line)
    label = sent_by or moved_by
    rest = line[label.end() :] if label else MARKER.sub("", line, count=1)
    bare = _without_brackets(rest.strip(" \t*"), known)
    named = max(2 if label else 1, len(SENDER.findall(bare)))
    if not bare or len(bare.split()) > LONGEST_SENDER_LINE * named or WORDY_NUMBER.match(bare):
        return []
    if bare.casefold() in known:
        return [bare]
    names = list(_names_in(bare, known))
    if SENDER.search(bare) and not ENDS.search(bare.rstrip(".")) and _is_name(bare):
        return names
    if sent_by and sent_by.group().rstrip().endswith(":") and not ENDS.search(bare) and _is_name(bare):
        return names
    return names if (len(names) > 1 or label) and all(name.casefold() in known for name in names) else []


def title_and_senders(line: str, *, known: Collection[str] = ()) -> tuple[str, list[str]]:
    """Return the title and the senders of a line that has both: “Trams for all (Aberconwy CLP)”; else empty ones."""
    match = _TITLE_AND_SENDER.fullmatch(line)
    if not match or _SENT_BY.match(line) or _MOVED_BY.match(line) or SENDER.search(match["title"]):
        return "", []
    senders = senders_in(match["senders"], known=known)
    return (match["title"].strip(), senders) if senders and not ENDS.search(match["title"]) else ("", [])


def paragraphs_of(lines: Sequence[str]) -> str:
    """Return the words with the paper's line breaks taken out: a line goes on unless the one before ended it."""
    width = max(map(len, lines), default=0)
    edge = edge_of(lines)
    words = {word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", line)}
    found: list[str] = []
    fresh, before = True, ""
    for line in (each.strip() for each in lines):
        if not line:
            # A page may end within a sentence.
            fresh = True
            continue
        goes_on = bool(found) and line[0].islower() and not ENDS.search(before) and bool(edge)
        # There was room for its first word: something ended there.
        had_room = bool(edge) and line[0].isupper() and len(before) + len(line.split()[0]) < edge * SHORT_OF_THE_EDGE
        is_new = MARKER.match(line) or not found or found[-1].endswith((":", ";"))
        if is_new or (fresh and not goes_on) or had_room:
            found.append(line)
        else:
            found[-1] = _joined(found[-1], line, words)
        fresh, before = width > WIDEST_PAPER or bool(ENDS.search(line) and len(line) < width * SHORT_OF_THE_EDGE), line
    return "\n".join(found)


def _joined(before: str, line: str, words: Collection[str]) -> str:
    """Return two lines as one; a word that the paper cut is whole again, with its hyphen where it has one anyway."""
    cut = _CUT_WORD.search(before)
    if not cut or not line[0].islower():
        return f"{before} {line}" if not (cut and line[0].isupper()) else f"{before}{line}"
    rest = re.match(r"[^\W\d_]*", line)
    second = rest.group() if rest else ""
    whole, with_hyphen = f"{cut[1]}{second}".casefold(), f"{cut[1]}-{second}".casefold()
    keeps = with_hyphen in words or (whole not in words and cut[1].casefold() in KEEPS_HYPHEN)
    return before + line if keeps else before[:-1] + line


def _is_name(line: str) -> bool:
    """Whether a line reads as a name: nearly every word begins with a capital, so it is no sentence."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if word.casefold() not in _IN_NAMES]
    return bool(words) and all(word[0].isupper() for word in words)


def _without_brackets(line: str, known: Collection[str]) -> str:
    """Return a line without what stands in brackets at its end; all in brackets, without those."""
    if line.startswith(("(", "[")):
        return line.strip("()[] ")
    match = _IN_BRACKETS.search(line)
    # “Jo Quill (Aberconwy CLP)”: the body is in the brackets, and the person is nobody's business.
    inside = match.group().strip("()[] ") if match else ""
    if match and (SENDER.search(inside) or inside.casefold() in known) and not SENDER.search(line[: match.start()]):
        return inside
    return line[: match.start()].strip() if match else line


def _names_in(line: str, known: Collection[str]) -> Iterator[str]:
    """Yield the senders of a line: "Brent East CLP, Cities of London and Westminster CLP" are two.

    A name holds "and" or a comma too, so the line is parted only behind what says that it is somebody's name.
    """
    start = 0
    for match in _SEPARATORS.finditer(line):
        name = line[start : match.start()].strip(" .")
        if name and (SENDER.search(name) or name.casefold() in known):
            yield name
            start = match.end()
    if rest := line[start:].strip(" ."):
        yield rest


def _papers_own(lines: Sequence[str]) -> set[int]:
    """Return the places of lines that are the paper's: numbers of pages, counts of words, headers and footers."""
    bare = [line.lstrip("\f").strip() for line in lines]
    told = [place for place, line in enumerate(bare) if line]
    numbers = {place for place in told if _PAGE_NUMBER.fullmatch(bare[place])}
    own = numbers | set(_with_page_numbers(bare, told))
    # What stands at the edge of a page: beside its number, or first on it.
    edges = {*told[:1], *(place for place in told if lines[place].startswith("\f"))}
    for one, other in pairwise(told):
        edges |= {other} if one in own - edges else set()
        edges |= {one} if other in own else set()
    tops, everywhere = Counter(bare[place] for place in edges), Counter(bare[place] for place in told)
    # Left pages may have another line than right ones.
    often = max(ON_EVERY_PAGE, len(edges) // 6)
    repeated = {line for line, count in tops.items() if count >= often and len(line.split()) <= LONGEST_HEADER}
    # Several CLPs send motions of one title: that stands on many pages too, and not at their edges alone.
    repeated = {line for line in repeated if tops[line] >= everywhere[line] * 0.9}
    repeated = {line for line in repeated if not line.endswith(":") and not SENDER.search(line)}
    counts = {place for place in told if _COUNT_LINE.fullmatch(bare[place])}
    return own | counts | {place for place in edges if bare[place] in repeated}


def _with_page_numbers(bare: Sequence[str], told: Sequence[int]) -> Iterator[int]:
    """Yield the places of lines that are the same but for a number: “CAC report 12”, “CAC report 13”."""
    numbered: dict[str, dict[int, int]] = {}
    for place in told:
        match = _WITH_PAGE.fullmatch(bare[place])
        words = (match["after"] or match["before"] or "").strip() if match else ""
        if words and not WORDY_NUMBER.match(bare[place]) and len(words.split()) <= LONGEST_HEADER:
            numbered.setdefault(words, {})[place] = int(match["page"] or match["number"]) if match else 0
    for places in numbered.values():
        steps = sum(after == before + 1 for before, after in pairwise(places.values()))
        # Pages go one by one. Motions of one title have numbers too, and those leap.
        if steps >= ON_EVERY_PAGE - 1 and steps >= (len(places) - 1) / 2:
            yield from places
