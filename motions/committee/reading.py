"""Reading a committee's list that was pasted: lines of a table, names under headings, or a whole booklet."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from clps.directory import Directory
from motions.composites.booklets import senders_in, split_booklet
from motions.enums import CommitteeRuling

# What parts the columns of a table once it has been through a PDF.
_PARTS = re.compile(r"\t+| {2,}|\s+[|–—]\s+|\s+-\s+|;\s+")
_PARTY = re.compile(r"\s*\b(?:CLPs?|C\.L\.P\.|Constituency Labour Party)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:\(?\d{1,3}[.)]?|[•·*-])\s+(?=\S)")
_OUT = re.compile(r"\b(?:ruled out|out of order|not in order|not accepted|rejected|refused|invalid)\b", re.IGNORECASE)
_IN = re.compile(r"\b(?:in order|accepted|valid|referred to the agenda|validated)\b", re.IGNORECASE)
# A booklet has sentences; a list has names.
SENTENCE_WORDS, BOOKLET_SHARE = 9, 0.4


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
    """Return the motions that a pasted list names, in order; `affiliates` are senders without "CLP" behind them."""
    lines = [line.strip() for line in text.replace("\u00a0", " ").splitlines()]
    full = [line for line in lines if line]
    sentences = sum(len(line.split()) > SENTENCE_WORDS for line in full)
    if full and sentences / len(full) > BOOKLET_SHARE:
        return _of_booklet(text, affiliates)
    return list(_of_lines(full, directory, {name.casefold() for name in affiliates}))


def _of_booklet(text: str, affiliates: Collection[str]) -> list[ListedMotion]:
    found = split_booklet(text, known=affiliates)
    return [
        ListedMotion(sender=sender, title=motion.title, text=motion.text)
        for motion in found
        for sender in motion.senders
    ]


def _of_lines(lines: Sequence[str], directory: Directory, affiliates: Collection[str]) -> Iterator[ListedMotion]:
    heading, ruling = "", None
    for line in lines:
        parts = [part.strip() for part in _PARTS.split(_NUMBER.sub("", line)) if part.strip()]
        if not parts:
            continue
        several = senders_in(line, known=affiliates)
        named = next((place for place, part in enumerate(parts) if _names_somebody(part, directory, affiliates)), None)
        if named is None and len(several) < 2:
            # What stands by itself between names is what they stand under: a ruling, or a subject.
            ruling, heading = (ruling_in(line), heading) if ruling_in(line) else (ruling, line[:120])
            continue
        senders = several if len(several) > 1 else [parts[named or 0]]
        told = ListedMotion(sender="", heading=heading, ruling=ruling)
        rest = [part for place, part in enumerate(parts) if place != named] if len(several) < 2 else []
        for sender in senders:
            yield replace(_with(told, rest), sender=sender[:200])


def _with(told: ListedMotion, rest: Sequence[str]) -> ListedMotion:
    """Return a line with what its other columns say: a ruling by its words, then a title, then a heading."""
    words = []
    for part in rest:
        if (said := ruling_in(part)) and len(part.split()) <= SENTENCE_WORDS * 3:
            told = replace(told, ruling=said, ruling_words=part[:300])
        else:
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
