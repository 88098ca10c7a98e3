"""Finding CLPs by name, whatever the capitals, accents, hyphens, word order and small mistakes in what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clps.models import CLP
from clps.names import aliases, words_of

SHORTEST = 2
"""How many letters must be typed before anything is looked for."""
_LONGEST = 100
_MOST_WORDS = 10

# People write "Bath CLP" or "Bath Labour Party"; "labour" alone may begin Labour International.
_PARTY_WORDS = frozenset({"clp", "clps", "constituency"})
_SMALL_WORDS = frozenset({"and", "the", "of", "on", "upon", "in", "at"})
_COMMON_WORDS = _SMALL_WORDS | {"north", "south", "east", "west", "central", "mid", "city", "labour"}
# Where nothing else of a name was typed, these say nothing: the Cynon Valley is not the Amber Valley, nor Man Wight.
_LANDSCAPE = frozenset(
    {"valley", "vale", "isle", "isles", "island", "islands", "forest", "park", "hill", "green", "heath"}
)
_ABBREVIATIONS = {
    "saint": ("st",),
    "ne": ("north", "east"),
    "nw": ("north", "west"),
    "se": ("south", "east"),
    "sw": ("south", "west"),
    "northeast": ("north", "east"),
    "northwest": ("north", "west"),
    "southeast": ("south", "east"),
    "southwest": ("south", "west"),
}
# One of several seats of a borough or a town, by the name of that place: first those that have it in theirs.
_SEAT, _OTHER_SEAT = (2, 1, 0), (2, 2, 0)
# What a word costs that is not the very word: the beginning of one; each wrong letter; the beginning with a mistake.
_BEGINNING = 1
_MISTAKE = 20
_BEGINNING_WITH_MISTAKE = 25
# People seldom get the first letter wrong, and a short word with another one is mostly another word: a tower is not
# Gower. From this length on it may be wrong, where nothing else is.
_LONG_ENOUGH_FOR_ANY_LETTER = 7


class Tier(IntEnum):
    """How well a name answers what was typed, best first."""

    EXACT = 0
    SAME_WORDS = 1
    BEGINS_WITH = 2
    HAS_THE_WORDS = 3
    NEARLY = 4
    IN_PART = 5


@dataclass(frozen=True, slots=True)
class Form:
    """A name made ready to compare: all its words, and those that matter."""

    words: tuple[str, ...]
    core: tuple[str, ...]
    joined: str
    # The words that matter, run together, from each of them on: "stpancras" is looked for at the head of each.
    tails: tuple[str, ...]

    @property
    def core_joined(self) -> str:
        """The words that matter, run together."""
        return self.tails[0] if self.tails else ""


@dataclass(frozen=True, slots=True)
class Match:
    """One name that answers: where it stood in the list that was searched, and how well it answers."""

    index: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class Found:
    """One CLP that answers a search by name."""

    clp: CLP
    exact: bool


def make_form(text: str) -> Form:
    """Return the form in which names and what people type are compared."""
    words = [w for w in words_of(text[:_LONGEST].strip(" &+")) if w not in _PARTY_WORDS]
    words = [
        word
        for i, word in enumerate(words)
        if not (word == "party" and words[i - 1 : i] == ["labour"])
        and not (word == "labour" and words[i + 1 : i + 2] == ["party"])
    ]
    # A short first word is left as it is: "ne" is how "Newcastle" begins.
    whole = tuple(p for i, w in enumerate(words) for p in (_ABBREVIATIONS.get(w, (w,)) if i or len(w) > 2 else (w,)))
    whole = whole[:_MOST_WORDS]
    core = tuple(w for w in whole if w not in _SMALL_WORDS) or whole
    return Form(whole, core, "".join(whole), tuple("".join(core[i:]) for i in range(len(core))))


# Only names come this way, never what people type, so nothing of theirs is kept.
_form_of_name = lru_cache(maxsize=4096)(make_form)


def form_of_query(text: str) -> Form:
    """Return what somebody typed as it is compared, by the official name where they know the place by another."""
    known, typed = aliases(), text[:_LONGEST]
    return make_form(known.names.get(tuple(words_of(typed))) or known.in_english(typed))


def rank(text: str, names: Sequence[str]) -> list[Match]:
    """Return the names that answer `text`, best first; none when it is too short or like no name."""
    query = form_of_query(text)
    if len(query.joined) < SHORTEST:
        return []
    forms = [_form_of_name(name) for name in names]
    costs = _word_costs(query.core, {word for form in forms for word in form.words})
    whole = _whole_distances(query, forms)
    keys = {i: key for i, form in enumerate(forms) if (key := _key(query, form, costs, whole.get(i)))}
    seats = set(aliases().seats_of(text[:_LONGEST]))
    for i in [i for i, name in enumerate(names) if name in seats]:
        keys[i] = min(keys[i], _SEAT) if i in keys else _OTHER_SEAT
    if not keys:
        keys = _in_part(query, forms)
    elif any(key[0] < Tier.NEARLY for key in keys.values()):
        # The words as typed are a place or are in some name, so a mistake is likely only where it makes another whole.
        keys = {i: key for i, key in keys.items() if key[0] < Tier.NEARLY or whole.get(i) == 1}
    return [Match(i, Tier(keys[i][0])) for i in sorted(keys, key=lambda i: (keys[i], names[i]))]


def find_clps(text: str, *, limit: int = 30) -> list[Found]:
    """Return up to `limit` CLPs whose names answer `text`, best first, in two queries (one when there are none)."""
    rows = list(CLP.objects.order_by().values_list("pk", "name"))
    matches = rank(text, [name for _, name in rows])[:limit]
    clps = CLP.objects.select_related("region").in_bulk([rows[match.index][0] for match in matches])
    found = ((clps.get(rows[match.index][0]), match.tier) for match in matches)
    # The same words in another order are a name too, as the press writes it, where they are one CLP's alone.
    by_words = sum(match.tier <= Tier.SAME_WORDS for match in matches) == 1
    sure = Tier.SAME_WORDS if by_words else Tier.EXACT
    return [Found(clp, tier <= sure) for clp, tier in found if clp is not None]


def _word_costs(words: Iterable[str], vocabulary: set[str]) -> dict[str, dict[str, int]]:
    """Return, for each word typed, what each word of any name costs as its match."""
    return {word: _costs_of(word, vocabulary) for word in words}


def _costs_of(word: str, vocabulary: set[str]) -> dict[str, int]:
    costs = {}
    if len(word) >= 5:
        beginnings = {other: other[: len(word)] for other in vocabulary if len(other) > len(word)}
        for start, distance, other in process.extract(
            word, beginnings, scorer=OSA.distance, score_cutoff=1, limit=None
        ):
            # Where the last letter is the wrong one, the word has begun as that one does and gone another way.
            ends_alike = sorted(word[-2:]) == sorted(start[-2:]) or word[-1] == start[-1]
            if ends_alike and _may_be_meant(word, start, int(distance)):
                costs[other] = _BEGINNING_WITH_MISTAKE
    if allowed := _mistakes_allowed(len(word), (4, 8)):
        near = process.extract(word, list(vocabulary), scorer=OSA.distance, score_cutoff=allowed, limit=None)
        for other, distance, _ in near:
            if not _may_be_meant(word, other, int(distance)):
                continue
            costs[other] = min(costs.get(other, _MISTAKE * 9), _MISTAKE * int(distance))
    costs |= {other: _BEGINNING for other in vocabulary if other.startswith(word)}
    return costs | ({word: 0} if word in vocabulary else {})


def _may_be_meant(typed: str, other: str, distance: int) -> bool:
    """Say whether a word may be a slip for another one: it begins as that does, or is long and otherwise right."""
    begins_alike = typed[0] == other[0] or sorted(typed[:2]) == sorted(other[:2])
    is_long = max(len(typed), len(other)) >= _LONG_ENOUGH_FOR_ANY_LETTER
    return begins_alike or (is_long and distance == 1)


def _mistakes_allowed(length: int, steps: tuple[int, ...]) -> int:
    return sum(length >= step for step in steps)


def _whole_distances(query: Form, forms: Sequence[Form]) -> dict[int, int]:
    """Return how many letters lie between the query and the names nearest to it, spaces apart.

    How many may be wrong goes by the words that tell places apart: “South” and “North” are right in many names.
    """
    distances: dict[int, int] = {}
    telling = sum(len(word) for word in query.core if word not in _COMMON_WORDS)
    for text, others in (
        (query.joined, [form.joined for form in forms]),
        (query.core_joined, [form.core_joined for form in forms]),
    ):
        if allowed := _mistakes_allowed(telling, (SHORTEST, 10, 18)):
            for other, distance, i in process.extract(
                text, others, scorer=OSA.distance, score_cutoff=allowed, limit=None
            ):
                if _may_be_meant(text, other, int(distance)):
                    distances[i] = min(distances.get(i, int(distance)), int(distance))
    return distances


def _key(query: Form, form: Form, costs: dict[str, dict[str, int]], whole: int | None) -> tuple[int, ...] | None:
    """Return what one name is sorted by, its tier first, or None when it does not answer the query."""
    if query.words == form.words or query.core == form.core:
        return Tier.EXACT, int(query.words != form.words)
    if sorted(query.core) == sorted(form.core):
        return Tier.SAME_WORDS, 0
    matched = _match_words(query.core, form, costs)
    cost = sum(matched.values()) if len(matched) == len(query.core) else None
    left_over = len(form.joined) - len(query.joined)
    if cost is not None and cost < _MISTAKE:
        begins = form.joined.startswith(query.joined) or form.core_joined.startswith(query.core_joined)
        return (Tier.BEGINS_WITH if begins else Tier.HAS_THE_WORDS), cost, left_over
    if cost is not None and matched.keys() <= _COMMON_WORDS:
        cost = None
    run_together = len(query.joined) >= 5 and any(tail.startswith(query.core_joined) for tail in form.tails)
    found = (cost, None if whole is None else _MISTAKE * whole, _BEGINNING if run_together else None)
    nearness = [c for c in found if c is not None]
    # Two letters that changed places are likelier than one for another: "ewst" is West before it is East.
    other_letters = sorted(query.core_joined) != sorted(form.core_joined)
    return (Tier.NEARLY, min(nearness), int(other_letters), abs(left_over)) if nearness else None


def _match_words(words: tuple[str, ...], form: Form, costs: dict[str, dict[str, int]]) -> dict[str, int]:
    """Give each word typed the nearest word of the name that no other has taken; return those taken and their cost."""
    taken: dict[str, int] = {}
    for word in words:
        known = costs[word]
        free = [other for other in form.words if other in known and other not in taken]
        if free:
            best = min(free, key=known.__getitem__)
            taken[best] = known[best]
    return taken


def _in_part(query: Form, forms: Sequence[Form]) -> dict[int, tuple[int, ...]]:
    """Return the names that hold at least half the words typed, where no name holds them all ("Leeds Labour").

    A sentence is answered too, where it has the whole of a name in it ("I live in Bath"). Only the very words count:
    part of what was typed, with a mistake in it besides, is no answer ("tower hamlets" is not Gower).
    """
    scores = {}
    for i, form in enumerate(forms):
        taken = {word for word in query.core if word in form.words and len(word) > 2}
        is_whole = all(word in query.core for word in form.core)
        if (is_whole or 2 * len(taken) >= len(query.core)) and not taken <= _COMMON_WORDS | _LANDSCAPE:
            scores[i] = (len(taken), sum(map(len, taken)))
    most = max((score[0] for score in scores.values()), default=0)
    return {i: (Tier.IN_PART, -letters) for i, (count, letters) in scores.items() if count == most}
