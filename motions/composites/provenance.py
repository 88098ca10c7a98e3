"""Whose words a text is made of: every run of words in it with all who sent that run.

Only words that some CLP sent may stand in a composite (the committee's rule for compositing meetings, 2018 to 2023).
A run counts as sent from three words on. Three little words such as "so that they" say nothing: anybody writes them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from motions.composites.words import Sentence, Word, sentences_of, words_of

# The shortest run that is looked for, and the shortest that is called nobody's.
SHORTEST = 3
# How like a sentence that was sent has to be before it is offered instead, in per cent.
NEAR_ENOUGH = 45
# Words that hold sentences together. A run of these alone, or of these and one other, is anybody's.
LITTLE_WORDS = frozenset(
    word
    for line in (
        "a about after all also an and any are as at be been before being but by can could do does for",
        "from had has have he her his how if in into is it its may more most must no nor not of off on",
        "one only or other our out over own she should so such than that the their them then there these",
        "they this those through to too under until up us was we were what when where which while who",
        "whom whose why will with would you your",
    )
    for word in line.split()
)
EVIDENCE = 2
# A run this long is somebody's even where all of its words are little.
LONG_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class Source:
    """One text that was sent, and everybody who sent it in these words."""

    text: str
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a text's words that were sent together. `start` and `end` are characters; no sender: nobody sent it."""

    text: str
    start: int
    end: int
    words: int
    senders: tuple[str, ...] = ()

    @property
    def is_sent(self) -> bool:
        """Whether somebody sent these words."""
        return bool(self.senders)

    @property
    def is_nobodys(self) -> bool:
        """Whether it is long enough to be refused: three words or more that nobody sent."""
        return not self.senders and self.words >= SHORTEST


@dataclass(frozen=True, slots=True)
class SentenceBacking:
    """A sentence of the text and who sent it: all of it in one go, or some run of it."""

    text: str
    in_full: tuple[str, ...]
    in_part: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of a text: its runs in order, each sentence with who is behind it, how many words each sender has.

    A run is with those who sent the longest piece. A sender whose own words stop a little short of it has them all the
    same, so their words are counted by themselves.
    """

    runs: tuple[Run, ...]
    sentences: tuple[SentenceBacking, ...]
    words_of: Mapping[str, int] = field(default_factory=dict)

    @property
    def nobodys(self) -> tuple[Run, ...]:
        """The runs of three words and more that nobody sent."""
        return tuple(run for run in self.runs if run.is_nobodys)

    @property
    def words(self) -> int:
        """How many words the text has, as they are compared."""
        return sum(run.words for run in self.runs)

    def shares(self) -> dict[str, float]:
        """Return, for each sender, what part of the text they sent (0 to 1), most first. Several may share a word."""
        total = self.words or 1
        sent = sorted(self.words_of.items(), key=lambda item: (-item[1], item[0]))
        return {sender: count / total for sender, count in sent}


@dataclass(slots=True)
class Library:
    """The texts that were sent, made ready to be asked about many drafts.

    650 texts of 250 words take about a third of a second to read, a draft of 250 words some milliseconds to trace.
    """

    sources: Sequence[Source]
    _forms: list[tuple[str, ...]] = field(init=False, repr=False)
    _places: dict[tuple[str, ...], list[tuple[int, int]]] = field(init=False, repr=False)
    _sentences: dict[str, str] = field(init=False, repr=False)
    _masks: dict[tuple[str, ...], int] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read every text once."""
        self._forms, self._sentences = [], {}
        places: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, source in enumerate(self.sources):
            sentences = sentences_of(source.text)
            forms = tuple(word.form for sentence in sentences for word in sentence.words)
            self._forms.append(forms)
            for at in range(len(forms) - SHORTEST + 1):
                places[forms[at : at + SHORTEST]].append((number, at))
            for sentence in sentences:
                self._sentences.setdefault(" ".join(sentence.forms), sentence.text)
        self._places = dict(places)

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> "Library":
        """Return the library of pairs of sender and text; who sent the same words share a text."""
        senders: dict[tuple[str, ...], tuple[str, dict[str, None]]] = {}
        for sender, text in texts:
            key = tuple(word.form for word in words_of(text))
            senders.setdefault(key, (text, {}))[1][sender] = None
        return cls([Source(text, tuple(names)) for text, names in senders.values()])

    def trace(self, text: str) -> Provenance:
        """Return whose words a text is made of. No run goes over the end of a sentence: the next is a new thought."""
        runs: list[Run] = []
        sentences: list[SentenceBacking] = []
        masks: Counter[int] = Counter()
        for sentence in sentences_of(text):
            found = list(self._runs(text, sentence.words))
            runs += found
            sentences.append(_backing(sentence, found))
            masks.update(self._sent_by(sentence.forms))
        return Provenance(tuple(runs), tuple(sentences), self._count(masks))

    def nearest(self, text: str) -> str | None:
        """Return the sentence that was sent and comes nearest to this one; None where none is like it."""
        asked = " ".join(word.form for word in words_of(text))
        found = process.extractOne(
            asked, self._sentences.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR_ENOUGH
        )
        return self._sentences[found[0]] if found else None

    def senders_of(self, forms: Sequence[str]) -> tuple[str, ...]:
        """Return who sent these words, in this order and without others between."""
        wanted = tuple(forms)
        if len(wanted) < SHORTEST:
            return (
                self._names(number for number, sent in enumerate(self._forms) if _holds(sent, wanted))
                if wanted
                else ()
            )
        places = self._places.get(wanted[:SHORTEST], [])
        return self._names(number for number, at in places if self._forms[number][at : at + len(wanted)] == wanted)

    def _runs(self, text: str, words: Sequence[Word]) -> Iterable[Run]:
        """Yield the runs in order: at each word the longest that somebody sent, and what is between those."""
        forms = [word.form for word in words]
        found: list[tuple[int, int, tuple[str, ...]]] = []
        at = 0
        while at < len(words):
            first, length, senders = self._longest_around(forms, at, found[-1][:2] if found else (0, 0))
            if not length:
                at += 1
                continue
            if first < at:
                # Its first words are also the end of the run before, which leaves them to it.
                found[-1] = (found[-1][0], first, found[-1][2])
            found.append((first, first + length, senders))
            at = first + length
        waiting = 0
        for first, last, senders in found:
            if first > waiting:
                yield self._between(text, words, waiting, first)
            yield _run(text, words, first, last, senders)
            waiting = last
        if waiting < len(words):
            yield self._between(text, words, waiting, len(words))

    def _longest_around(self, forms: list[str], at: int, before: tuple[int, int]) -> tuple[int, int, tuple[str, ...]]:
        """Return the longest run from here; where there is none, one that has these words and begins a little earlier.

        `before` is from where to where the run before goes; of it at least one word stays.
        """
        length, senders = self._longest(forms, at)
        if length or before[1] != at:
            return at, length, senders
        for first in range(at - 1, before[0], -1):
            length, senders = self._longest(forms, first)
            if length > at - first:
                return first, length, senders
        return at, 0, ()

    def _sent_by(self, forms: Sequence[str]) -> list[int]:
        """Return, for each word of a sentence, which texts have it in a run of three or more: a bit for each text."""
        if len(forms) < SHORTEST:
            senders = self._line_numbers(tuple(forms))
            return [senders] * len(forms)
        threes = [tuple(forms[at : at + SHORTEST]) for at in range(len(forms) - SHORTEST + 1)]
        masks = [self._mask(three) for three in threes]
        told = [mask if says_something(three) else 0 for mask, three in zip(masks, threes, strict=True)]
        # Three little words count for whoever has what stands beside them too.
        for order in (range(1, len(told)), range(len(told) - 2, -1, -1)):
            step = -1 if order.step > 0 else 1
            for at in order:
                told[at] |= masks[at] & told[at + step]
        around = [0] * (SHORTEST - 1)
        padded = [*around, *told, *around]
        return [padded[at] | padded[at + 1] | padded[at + 2] for at in range(len(forms))]

    def _mask(self, three: tuple[str, ...]) -> int:
        """Return which texts have these three words in a row: a bit for each."""
        if three not in self._masks:
            self._masks[three] = sum(1 << number for number in {number for number, _ in self._places.get(three, [])})
        return self._masks[three]

    def _line_numbers(self, forms: tuple[str, ...]) -> int:
        """Return which texts have a sentence of just these one or two words: a bit for each."""
        if " ".join(forms) not in self._sentences:
            return 0
        return sum(1 << number for number, sent in enumerate(self._forms) if _holds(sent, forms))

    def _count(self, masks: Mapping[int, int]) -> dict[str, int]:
        """Return how many words each sender has, from how many words there are of each mask."""
        sent: Counter[str] = Counter()
        for number, source in enumerate(self.sources):
            if words := sum(count for mask, count in masks.items() if mask >> number & 1):
                sent.update(dict.fromkeys(source.senders, words))
        return dict(sent)

    def _between(self, text: str, words: Sequence[Word], first: int, last: int) -> Run:
        """Return the run that stands between two that were sent: a whole line of one or two words may be sent too."""
        senders: tuple[str, ...] = ()
        if last - first < SHORTEST:
            senders = self._line_senders(tuple(word.form for word in words[first:last]))
        return _run(text, words, first, last, senders)

    def _line_senders(self, forms: tuple[str, ...]) -> tuple[str, ...]:
        """Return who sent a sentence of just these one or two words, such as "Conference notes:"."""
        return self.senders_of(forms) if " ".join(forms) in self._sentences else ()

    def _longest(self, forms: list[str], at: int) -> tuple[int, tuple[str, ...]]:
        """Return how long the longest run from here is that somebody sent, and all who sent it; nought for none."""
        places = self._places.get(tuple(forms[at : at + SHORTEST]), [])
        length = SHORTEST if places else 0
        while places and at + length < len(forms):
            form = forms[at + length]
            further = [place for place in places if _form_at(self._forms[place[0]], place[1] + length) == form]
            if not further:
                break
            places, length = further, length + 1
        if not length or not says_something(forms[at : at + length]):
            return 0, ()
        return length, self._names(number for number, _ in places)

    def _names(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for number in numbers for name in self.sources[number].senders))


def says_something(forms: Sequence[str]) -> bool:
    """Whether a run of words is somebody's: anybody writes three little ones."""
    return len(forms) >= LONG_ENOUGH or sum(form not in LITTLE_WORDS for form in forms) >= EVIDENCE


def _run(text: str, words: Sequence[Word], first: int, last: int, senders: tuple[str, ...]) -> Run:
    start, end = words[first].start, words[last - 1].end
    return Run(text[start:end], start, end, last - first, senders)


def _backing(sentence: Sentence, runs: list[Run]) -> SentenceBacking:
    if len(runs) == 1:
        return SentenceBacking(sentence.text, runs[0].senders, ())
    return SentenceBacking(sentence.text, (), tuple(dict.fromkeys(name for run in runs for name in run.senders)))


def _form_at(forms: tuple[str, ...], at: int) -> str | None:
    return forms[at] if at < len(forms) else None


def _holds(sent: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(sent[at : at + len(wanted)] == wanted for at in range(len(sent) - len(wanted) + 1))
