"""Reading a committee's list that was pasted: lines of a table, names under headings, or a whole booklet."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from clps.directory import Directory
from motions.composites.booklet_lines import lines_of_booklet
from motions.composites.booklets import senders_in, split_booklet
from motions.enums import CommitteeRuling

# What parts the columns of a table once it has been through a PDF.
_PARTS = re.compile(r"\t+| {2,}|\s+[|–—]\s+|\s+-\s+|;\s+")
_PARTY = re.compile(r"\s*\b(?:CLPs?|C\.L\.P\.|Constituency Labour Party)\s*$", re.IGNORECASE)
# “Aberconwy CLP Clean rivers”: a table whose columns the PDF has run together.
_RUN_TOGETHER = re.compile(
    r"(?P<sender>[^.;:]{2,80}?\b(?:CLP|C\.L\.P\.|Constituency Labour Party)),?\s+(?P<rest>(?!and\b)\S.*)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")
_NUMBER = re.compile(r"^\s*(?:\(?\d{1,3}[.)]?|[•·*▪-])\s+(?=\S)")
_OUT = re.compile(
    r"\b(?:ruled out|out of order|not in order|not accepted|not valid|not contemporary|rejected|refused|invalid)\b",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in order|accepted|valid|referred to the agenda|validated)\b", re.IGNORECASE)
# The paper's own name, and sums: nobody's heading either.
_TOTAL = re.compile(
    r"\s*(?:total|number of motions|motions received|cac|conference arrangements committee)\b.*", re.IGNORECASE
)
# The header of a table: nobody's heading.
_COLUMN_WORDS = frozenset(
    {"by", "clp", "decision", "grouping", "heading", "motion", "name", "no", "no.", "number", "of", "organisation"}
    | {"outcome", "ruling", "sender", "status", "subject", "submitted", "submitting", "title", "topic"}
)
# A booklet has sentences; a list has names.
SENTENCE_WORDS, BOOKLET_SHARE = 9, 0.4
LONGEST_NAME = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMotion:
    """One line of a committee's list. Empty is what it does not give."""

    sender: str
    title: str = ""
    heading: str = ""
    ruling: CommitteeRuling | None = None
    ruling_words: str = ""
    text: str = ""


def ruling_in(words: str) -> CommitteeRuling | None:
    """Return what a few words say of a ruling; None where they say nothing of one."""
    if _OUT.search(words):
        return CommitteeRuling.OUT
    return CommitteeRuling.IN_ORDER if _IN.search(words) else None


def read_pasted(text: str, *, directory: Directory, affiliates: Collection[str]) -> list[ListedMotion]:
    """Return the motions that a pasted list names, in order.

    `affiliates` are senders without "CLP" behind them, as `affiliate_names` gives them: without capitals.
    """
    full = [line.strip() for line in lines_of_booklet(text) if line.strip()]
    sentences = sum(len(line.split()) > SENTENCE_WORDS for line in full)
    named = sum(_names_somebody(part, directory, affiliates) for line in full for part in _parts(line)[:2])
    if full and sentences / len(full) > BOOKLET_SHARE and named < len(full) / 2:
        return _of_booklet(text, affiliates)
    return list(_of_lines(full, directory, affiliates))


def _of_booklet(text: str, affiliates: Collection[str]) -> list[ListedMotion]:
    found = split_booklet(text, known=affiliates)
    return [
        ListedMotion(sender=sender, title=motion.title, text=motion.text)
        for motion in found
        for sender in motion.senders
    ]


def _of_lines(lines: Sequence[str], directory: Directory, affiliates: Collection[str]) -> Iterator[ListedMotion]:
    heading, ruling = "", None
    waiting: list[ListedMotion] = []
    for line in lines:
        parts = _parts(line)
        if not parts or _TOTAL.fullmatch(line) or _COLUMN_WORDS.issuperset(" ".join(parts).casefold().split()):
            continue
        senders, rest = _who_and_what(line, parts, directory, affiliates)
        if not senders and waiting and line[0].islower():
            # The cell above had too little room: the line goes on with its title.
            waiting = [replace(each, title=f"{each.title} {line}".strip()[:300]) for each in waiting]
            continue
        yield from waiting
        waiting = []
        if not senders:
            # What stands by itself between names is what they stand under: a ruling, or a subject.
            ruling, heading = (ruling_in(line), heading) if ruling_in(line) else (ruling, line[:120])
            continue
        told = _with(ListedMotion(sender="", heading=heading, ruling=ruling), rest)
        waiting = [replace(told, sender=sender[:200]) for sender in senders]
    yield from waiting


def _parts(line: str) -> list[str]:
    bare = line.strip("|").strip()
    return [part.strip() for part in _PARTS.split(_NUMBER.sub("", bare)) if part.strip()]


def _who_and_what(
    line: str, parts: Sequence[str], directory: Directory, affiliates: Collection[str]
) -> tuple[list[str], list[str]]:
    """Return whom a line names, and what its other columns say; nobody where it is a heading."""
    names = [place for place, part in enumerate(parts) if _names_somebody(part, directory, affiliates)]
    if len(names) == len(parts) > 1:
        return list(parts), []
    named = names[0] if names else None
    if named is not None and len(parts) > 1:
        several = _several(parts[named], directory, affiliates) or [parts[named]]
        return several, [part for place, part in enumerate(parts) if place != named]
    bare = _NUMBER.sub("", line)
    if (found := _several(bare, directory, affiliates)) or named is not None:
        return found or [parts[0]], []
    several = senders_in(line, known=affiliates)
    if len(several) > 1:
        return several, []
    for place, part in enumerate(parts):
        sender, rest = _taken_apart(part, directory, affiliates)
        if sender:
            return [sender], [*rest, *parts[:place], *parts[place + 1 :]]
    return [], []


def _several(words: str, directory: Directory, affiliates: Collection[str]) -> list[str]:
    """Return the names in a row of them; none where any of it is no name: a name may have a comma or an “and” too."""
    if len(found := senders_in(words, known=affiliates)) > 1:
        return found
    bounds = [(0, 0), *(match.span() for match in _BETWEEN.finditer(words)), (len(words), len(words))]
    found, place = [], 0
    while place < len(bounds) - 1:
        # The longest name from here: “Cities of London and Westminster” is one.
        ends = range(len(bounds) - 1, place, -1)
        names = ((end, words[bounds[place][1] : bounds[end][0]].strip(" .")) for end in ends)
        end, name = next(((end, name) for end, name in names if _names_somebody(name, directory, affiliates)), (0, ""))
        if not name:
            return []
        found.append(name)
        place = end
    return found if len(found) > 1 else []


def _taken_apart(part: str, directory: Directory, affiliates: Collection[str]) -> tuple[str, list[str]]:
    """Return the name at the head of columns that ran together, and the rest: a title, and a ruling behind it."""
    match = _RUN_TOGETHER.fullmatch(part)
    sender, rest = (match["sender"], match["rest"]) if match else ("", "")
    words = part.split()
    for length in range(min(LONGEST_NAME, len(words) - 1), 0, -1) if not match else ():
        name = " ".join(words[:length])
        if name.casefold() in affiliates or len(directory.find(name)) == 1:
            sender, rest = name, " ".join(words[length:])
            break
    if not sender:
        return "", []
    # The last ruling of the line: a title may say “in order” as well.
    said = max([*_OUT.finditer(rest), *_IN.finditer(rest)], key=lambda one: one.end(), default=None)
    out = next(iter(_OUT.finditer(rest)), None)
    at = out.start() if out else said.start() if said else len(rest)
    return sender, [piece for piece in (rest[:at].strip(" ,:;–-"), rest[at:].strip()) if piece]


def _with(told: ListedMotion, rest: Sequence[str]) -> ListedMotion:
    """Return a line with what its other columns say: a ruling by its words, then a title, then a heading."""
    words = []
    for part in rest:
        if (said := ruling_in(part)) and len(part.split()) <= SENTENCE_WORDS * 3:
            told = replace(told, ruling=said, ruling_words=part[:300])
        elif not part.isdecimal():
            words.append(part)
    if words:
        told = replace(told, title=words[0][:300])
    return replace(told, heading=words[1][:120]) if len(words) > 1 else told


def _names_somebody(part: str, directory: Directory, affiliates: Collection[str]) -> bool:
    """Whether a column names a sender: it says so itself, or we know the name."""
    return bool(_PARTY.search(part)) or part.casefold() in affiliates or len(directory.find(part)) == 1


def bare_name(sender: str) -> str:
    """Return what a CLP is called without the party's own words behind it."""
    return _PARTY.sub("", sender).strip()
