"""Every difference between the committee's newest list and what we know was sent."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from clps.models import CLP
from motions.composites.sources import affiliate_names, text_as_sent
from motions.enums import ACCEPTED_STATES, RULED_OUT_STATES, CommitteeRuling, ListDifference
from motions.models import CommitteeList, CommitteeListLine, ConferenceEntry, Motion

# Two titles of one motion: a committee shortens them, and leaves words out.
SAME_TITLE, SAME_TEXT = 80, 60
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDifference:
    """One difference. No `clp` is a name that we do not know; no `entry` a CLP of which we have nothing."""

    kind: ListDifference
    clp: CLP | None = None
    entry: ConferenceEntry | None = None
    line: CommitteeListLine | None = None
    ours: str = ""
    theirs: str = ""

    @property
    def words(self) -> str:
        """What differs, in a sentence."""
        return {
            ListDifference.MISSING: f"Sent on {self.ours}, and not on the committee’s list.",
            ListDifference.NOT_KNOWN: "On the committee’s list"
            + (f" as “{self.theirs}”" if self.theirs else "")
            + ", and we do not know that it was sent.",
            ListDifference.NO_CLP: f"The list names “{self.theirs}”, and we know no CLP of that name.",
            ListDifference.HEADING: f"The list has it under “{self.theirs}”"
            + (f", we under “{self.ours}”." if self.ours else ", we under no heading yet."),
            ListDifference.TEXT: "The text on the list is not the one that we know was sent.",
            ListDifference.RULING: f"The list says “{self.theirs}”, we say “{self.ours}”.",
        }[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """The newest list, what differs, how many lines agree, and how many are about something else."""

    listed: CommitteeList
    differences: Sequence[ListedDifference]
    agreeing: int
    others: int


def newest_list(motion: Motion) -> CommitteeList | None:
    """Return the list that counts; None before there is one."""
    return CommitteeList.objects.filter(motion=motion).first()


def reconcile(motion: Motion, *, regions: Collection[int] | None = None) -> Reconciled | None:
    """Return how the newest list differs from what we know, in some regions or in all (None); None without a list.

    A constant number of queries, however long the list is.
    """
    listed = newest_list(motion)
    if listed is None:
        return None
    lines = list(listed.lines.select_related("clp"))
    entries = _entries(motion)
    ours = {entry.clp_id: entry for entry in entries}
    titles = [version.title for version in motion.versions.all()]
    texts = [version.text for version in motion.versions.all()]
    headings = {_plain(entry.subject) for entry in entries if entry.subject} | {_plain(title) for title in titles}
    affiliates = affiliate_names()
    lines_of_clps = [line for line in lines if line.clp or line.sender.casefold() not in affiliates]
    is_ours = [line for line in lines_of_clps if _is_ours(line, ours, titles, texts, headings)]
    found = [*_missing(entries, is_ours), *_from_lines(is_ours, ours)]
    if regions is not None:
        found = [one for one in found if one.clp is not None and one.clp.region_id in regions]
    different = {one.line.pk for one in found if one.line}
    return Reconciled(
        listed=listed,
        differences=sorted(found, key=lambda one: (list(ListDifference).index(one.kind), str(one.clp or one.theirs))),
        agreeing=sum(line.pk not in different for line in is_ours),
        others=len(lines) - len(is_ours),
    )


def _entries(motion: Motion) -> list[ConferenceEntry]:
    rows = ConferenceEntry.objects.filter(motion=motion).standing()
    rows = rows.select_related("clp", "motion", "composite", "submission__version", "submission__follows")
    return list(rows.prefetch_related("submission__votes", "submission__follows__votes").order_by("clp__name"))


def _is_ours(
    line: CommitteeListLine,
    ours: Collection[int],
    titles: Sequence[str],
    texts: Sequence[str],
    headings: Collection[str],
) -> bool:
    """Whether a line is about our motion: by its text, its title, or because its CLP sent ours and it says no more."""
    if line.text:
        return any(fuzz.token_set_ratio(line.text, text) >= SAME_TEXT for text in texts)
    if line.title:
        return any(fuzz.token_set_ratio(_plain(line.title), _plain(title)) >= SAME_TITLE for title in titles)
    if line.clp_id in ours or not line.heading:
        return True
    return _plain(line.heading) in headings


def _missing(entries: Sequence[ConferenceEntry], lines: Sequence[CommitteeListLine]) -> Iterator[ListedDifference]:
    listed = {line.clp_id for line in lines}
    for entry in entries:
        if entry.clp_id not in listed:
            on = f"{entry.sent_on:%-d %B %Y}"
            yield ListedDifference(kind=ListDifference.MISSING, clp=entry.clp, entry=entry, ours=on)


def _from_lines(lines: Sequence[CommitteeListLine], ours: dict[int, ConferenceEntry]) -> Iterator[ListedDifference]:
    seen = set[int]()
    for line in lines:
        if line.clp is None:
            yield ListedDifference(kind=ListDifference.NO_CLP, line=line, theirs=line.sender)
            continue
        if line.clp.pk in seen:
            continue
        seen.add(line.clp.pk)
        entry = ours.get(line.clp.pk)
        if entry is None:
            yield ListedDifference(kind=ListDifference.NOT_KNOWN, clp=line.clp, line=line, theirs=line.title)
        else:
            yield from _of_one(line, entry)


def _of_one(line: CommitteeListLine, entry: ConferenceEntry) -> Iterator[ListedDifference]:
    about = {"clp": entry.clp, "entry": entry, "line": line}
    if line.ruling and _ruling_of(entry) != line.ruling:
        ours = str(entry.get_state_display()).lower()
        theirs = str(line.get_ruling_display()).lower()
        yield ListedDifference(kind=ListDifference.RULING, ours=ours, theirs=theirs, **about)  # type: ignore[arg-type]
    if line.heading and _plain(line.heading) != _plain(entry.subject):
        yield ListedDifference(kind=ListDifference.HEADING, ours=entry.subject, theirs=line.heading, **about)  # type: ignore[arg-type]
    sent = text_as_sent(entry.submission) if entry.submission else None
    if line.text and sent and _plain(line.text) != _plain(sent):
        yield ListedDifference(kind=ListDifference.TEXT, ours=sent, theirs=line.text, **about)  # type: ignore[arg-type]


def _ruling_of(entry: ConferenceEntry) -> CommitteeRuling | None:
    if entry.state in ACCEPTED_STATES:
        return CommitteeRuling.IN_ORDER
    return CommitteeRuling.OUT if entry.state in RULED_OUT_STATES else None


def _plain(text: str) -> str:
    """Return a text as it is compared: its words, without capitals and signs."""
    return " ".join(_WORD.findall(text.casefold()))
