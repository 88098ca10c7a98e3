"""Every text that was sent against the model: which of its demands each has, in which words, and what it adds.

Star alignment: each text is compared with the model alone, word by word, and the model's sentences are the demands. A
sentence goes to the demand whose words it has most of; heavily reworded, it stands there as *replaced*. Sentences that
belong to no demand are put together with those that say nearly the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz import fuzz

from motions.composites.provenance import LITTLE_WORDS, Library, Source
from motions.composites.words import Sentence, sentences_of

# From which share of common words on a sentence is the demand with changes; below, it is another wording of it.
CHANGED_FROM = 0.6
# From which likeness on (0 to 100) a sentence that shares no run with a demand is another wording of it.
REPLACED_FROM = 70
# The same where it stands in the very place of a demand that the text does not have otherwise.
REPLACED_IN_PLACE_FROM = 40
# From which likeness on two sentences that are no demand of ours are the same.
ALIKE_FROM = 80
# Every motion says these.
FORMULAS = frozenset(
    {"believes", "calls", "conference", "demands", "further", "notes", "recognises", "resolves", "welcomes"}
)
UNTELLING = LITTLE_WORDS | FORMULAS
# Two words are like anything: fewer than this many are compared with no demand.
TELLING = 3


class Wording(StrEnum):
    """How a text has a demand."""

    SAME = "same"
    CHANGED = "changed"
    REPLACED = "replaced"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a demand, and who sent it so. An empty text: they do not have it."""

    wording: Wording
    text: str
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """One sentence of the model, or one that others brought, with every wording of it, most senders first."""

    text: str
    is_ours: bool
    variants: tuple[Variant, ...]

    @property
    def in_full(self) -> int:
        """How many sent it in these words."""
        return sum(len(variant.senders) for variant in self.variants if variant.wording == Wording.SAME)

    @property
    def with_it(self) -> int:
        """How many have it in any words."""
        return sum(len(variant.senders) for variant in self.variants if variant.wording != Wording.MISSING)

    @property
    def only_sender(self) -> str:
        """Who alone brought it; empty where it is ours or several did."""
        senders = [name for variant in self.variants for name in variant.senders if variant.text]
        return senders[0] if len(senders) == 1 and not self.is_ours else ""


@dataclass(slots=True)
class _Cell:
    """What one text has of one demand."""

    wording: Wording
    sentences: list[Sentence]


def align(model: str, library: Library) -> tuple[Demand, ...]:
    """Return the model's demands in order, then those that others brought, most senders first."""
    demands = sentences_of(model)
    rows: list[tuple[Source, list[_Cell], list[Sentence]]] = []
    for source in library.sources:
        cells, foreign = _compare(demands, sentences_of(source.text))
        rows.append((source, cells, foreign))
    ours = [
        _demand(sentence, [(source, cells[at]) for source, cells, _ in rows]) for at, sentence in enumerate(demands)
    ]
    brought = _clusters((source, sentence) for source, _, foreign in rows for sentence in foreign)
    return (*ours, *brought)


def missing_sentences(model: str, draft: str, library: Library) -> tuple[Variant, ...]:
    """Return the model's sentences that a draft does not have in full, each with who sent it."""
    there = _compare(sentences_of(model), sentences_of(draft))[0]
    return tuple(
        Variant(cell.wording, sentence.text, library.senders_of(sentence.forms))
        for sentence, cell in zip(sentences_of(model), there, strict=True)
        if cell.wording != Wording.SAME
    )


def _compare(demands: Sequence[Sentence], sentences: Sequence[Sentence]) -> tuple[list[_Cell], list[Sentence]]:
    """Return what a text has of each demand, and its sentences that belong to none."""
    cells = [_Cell(Wording.MISSING, []) for _ in demands]
    foreign = []
    shared = _shared_words(demands, sentences)
    places = _places(demands, sentences, shared)
    for number, sentence in enumerate(sentences):
        at = places[number]
        if at is None:
            foreign.append(sentence)
        else:
            cells[at].sentences.append(sentence)
    for demand, cell in zip(demands, cells, strict=True):
        cell.wording = _wording(demand, cell.sentences)
    return cells, foreign


def _shared_words(demands: Sequence[Sentence], sentences: Sequence[Sentence]) -> list[Counter[int]]:
    """Return, for each sentence, how many of its words the alignment puts on words of each demand."""
    ours = [(form, at) for at, demand in enumerate(demands) for form in demand.forms]
    theirs = [(form, at) for at, sentence in enumerate(sentences) for form in sentence.forms]
    matcher = SequenceMatcher(None, [form for form, _ in ours], [form for form, _ in theirs], autojunk=False)
    shared: list[Counter[int]] = [Counter() for _ in sentences]
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            shared[theirs[block.b + step][1]][ours[block.a + step][1]] += ours[block.a + step][0] not in UNTELLING
    return shared


def _places(
    demands: Sequence[Sentence], sentences: Sequence[Sentence], shared: Sequence[Counter[int]]
) -> list[int | None]:
    """Return to which demand each sentence belongs."""
    whole = {demand.forms: at for at, demand in enumerate(demands)}
    places: list[int | None] = []
    for sentence, counts in zip(sentences, shared, strict=True):
        if sentence.forms in whole:
            # Moved elsewhere in the text, it is the same demand still.
            places.append(whole[sentence.forms])
            continue
        weight = _weight(sentence)
        at, count = max(counts.items(), key=lambda item: item[1], default=(-1, 0))
        enough = at >= 0 and count >= min(weight, _weight(demands[at])) / 2 and count > 0
        places.append(at if enough else _reworded(demands, sentence))
    return _filled(demands, sentences, places)


def _filled(
    demands: Sequence[Sentence], sentences: Sequence[Sentence], places: Sequence[int | None]
) -> list[int | None]:
    """Put sentences that belong nowhere into a demand's place, where the text has its neighbours and lacks it."""
    filled = list(places)
    for number, place in enumerate(places):
        if place is not None or _weight(sentences[number]) < TELLING:
            continue
        before = next((at for at in reversed(filled[:number]) if at is not None), -1)
        after = next((at for at in places[number + 1 :] if at is not None), len(demands))
        if before < 0 and after == len(demands):
            # A text that has nothing of ours has no places of ours either.
            continue
        lacking = [at for at in range(before + 1, after) if at not in filled]
        scores = {at: _likeness(demands[at], sentences[number]) for at in lacking}
        best = max(scores, key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= REPLACED_IN_PLACE_FROM:
            filled[number] = best
    return filled


def _likeness(one: Sentence, other: Sentence) -> float:
    """Return how alike two sentences are (0 to 100), by the words that say something."""
    telling = [" ".join(form for form in each.forms if form not in UNTELLING) for each in (one, other)]
    return fuzz.token_set_ratio(*telling)


def _reworded(demands: Sequence[Sentence], sentence: Sentence) -> int | None:
    """Return the demand that a sentence says in other words; None where there is none."""
    if _weight(sentence) < TELLING:
        return None
    asked = " ".join(sentence.forms)
    scores = [fuzz.token_set_ratio(asked, " ".join(demand.forms)) for demand in demands]
    best = max(range(len(demands)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= REPLACED_FROM else None


def _wording(demand: Sentence, sentences: Sequence[Sentence]) -> Wording:
    if not sentences:
        return Wording.MISSING
    forms = [form for sentence in sentences for form in sentence.forms]
    if tuple(forms) == demand.forms:
        return Wording.SAME
    same = SequenceMatcher(None, demand.forms, forms, autojunk=False).ratio()
    return Wording.CHANGED if same >= CHANGED_FROM else Wording.REPLACED


def _demand(sentence: Sentence, cells: Iterable[tuple[Source, _Cell]]) -> Demand:
    variants: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    shown: dict[tuple[str, ...], tuple[Wording, str]] = {}
    for source, cell in cells:
        key = tuple(form for each in cell.sentences for form in each.forms)
        variants[key] += source.senders
        shown.setdefault(key, (cell.wording, " ".join(each.text for each in cell.sentences)))
    found = [Variant(*shown[key], tuple(dict.fromkeys(senders))) for key, senders in variants.items()]
    return Demand(sentence.text, is_ours=True, variants=tuple(sorted(found, key=_order)))


def _order(variant: Variant) -> tuple[int, int, str]:
    """Return where a wording stands: the same words first, then by senders; who lacks it comes last."""
    rank = {Wording.SAME: 0, Wording.MISSING: 2}.get(variant.wording, 1)
    return rank, -len(variant.senders), variant.text


def _clusters(sentences: Iterable[tuple[Source, Sentence]]) -> list[Demand]:
    """Return the sentences that others brought, with those that are nearly alike together."""
    by_words: dict[tuple[str, ...], tuple[str, dict[str, None]]] = {}
    for source, sentence in sentences:
        by_words.setdefault(sentence.forms, (sentence.text, {}))[1].update(dict.fromkeys(source.senders))
    groups: list[tuple[str, list[Variant]]] = []
    for forms, (text, senders) in sorted(by_words.items(), key=lambda item: (-len(item[1][1]), item[1][0])):
        joined = " ".join(forms)
        group = next((group for head, group in groups if fuzz.ratio(head, joined, score_cutoff=ALIKE_FROM)), None)
        if group is None:
            groups.append((joined, [Variant(Wording.SAME, text, tuple(senders))]))
        else:
            group.append(Variant(Wording.CHANGED, text, tuple(senders)))
    found = [Demand(group[0].text, is_ours=False, variants=tuple(group)) for _, group in groups]
    return sorted(found, key=lambda demand: (-demand.with_it, demand.text))


def _weight(sentence: Sentence) -> int:
    """Return how many of its words say something of its own; at least one."""
    return sum(form not in UNTELLING for form in sentence.forms) or 1
