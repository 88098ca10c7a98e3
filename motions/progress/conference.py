"""What became of the motion at conference, as far as everybody may see it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from motions.enums import FLOOR_STATES, EntryState, Stage
from motions.models import ConferenceEntry, Motion, Standing

RESULT_WORDS = {
    EntryState.FLOOR_CARRIED: "Conference carried it",
    EntryState.FLOOR_LOST: "It was lost",
    EntryState.FLOOR_REMITTED: "Conference remitted it to the executive",
    EntryState.FLOOR_NOT_TAKEN: "Conference did not take it",
}


@dataclass(frozen=True, slots=True)
class FloorResult:
    """What conference did with one composite, or with one CLP's motion that was debated by itself."""

    name: str
    subject: str
    state: EntryState
    words: str
    clps: int


@dataclass(frozen=True, slots=True)
class PublicComposite:
    """A composite that the campaign shows."""

    pk: int
    name: str
    subject_heading: str
    text: str
    clps: int
    result: str


def floor_results(motion: Motion | None) -> list[FloorResult]:
    """Return each vote on the floor, in two queries: composites by name, then motions that stood by themselves."""
    entries = [entry for entry in _accepted(motion) if entry.state in FLOOR_STATES] if motion else []
    together: defaultdict[tuple[bool, str], list[ConferenceEntry]] = defaultdict(list)
    for entry in entries:
        name = entry.composite.name if entry.composite else f"{entry.clp.name} CLP’s motion"
        # False sorts before True, and so composites before motions by themselves.
        together[entry.composite is None, name].append(entry)
    return [_result(name, voted) for (_, name), voted in sorted(together.items(), key=lambda item: item[0])]


def public_composites(motion: Motion) -> list[PublicComposite]:
    """Return the composites that the campaign shows, with what conference did with each, in three queries at most."""
    shown = list(motion.composites.filter(is_public=True)) if motion.for_conference else []
    entries = _accepted(motion) if shown else []
    found = []
    for composite in shown:
        together = [entry for entry in entries if entry.composite_id == composite.pk]
        # A vote on the floor is of the whole composite, so that any of its entries tells it.
        result = floor_words(together[0]) if together else ""
        values = (composite.pk, composite.name, composite.subject_heading, composite.text)
        found.append(PublicComposite(*values, clps=len(together), result=result))
    return found


def floor_words(entry: ConferenceEntry) -> str:
    """Return what conference did with it in a sentence, with the figures of a card vote; "" before that."""
    result = entry.floor_result
    if result is None:
        return ""
    words = RESULT_WORDS[result]
    if entry.card_for is None or entry.card_against is None:
        return f"{words}."
    said = f"{words}. Card vote: {plain(entry.card_for)} for, {plain(entry.card_against)} against."
    if entry.clps_for is None or entry.affiliates_for is None:
        return said
    halves = f"{plain(entry.clps_for)}% of the CLPs’ half and {plain(entry.affiliates_for)}% of the affiliates’"
    return f"{said} For it were {halves}."


def plain(figure: Decimal) -> str:
    """Return a figure without needless noughts, its thousands apart: "62.1", "1,204,000"."""
    whole = figure.to_integral_value()
    return f"{whole:,f}" if whole == figure else f"{figure.normalize():,f}"


def _accepted(motion: Motion) -> list[ConferenceEntry]:
    """Return the entries of CLPs whose stage says so in public: the facts behind an entry may have been corrected."""
    accepted = Standing.objects.filter(motion=motion, stage=Stage.ACCEPTED).values("clp")
    rows = ConferenceEntry.objects.filter(motion=motion, clp__in=accepted)
    return list(rows.select_related("composite", "clp").order_by("clp__name"))


def _result(name: str, together: list[ConferenceEntry]) -> FloorResult:
    first = together[0]
    return FloorResult(name, first.subject, EntryState(first.state), floor_words(first), len(together))
