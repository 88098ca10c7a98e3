"""A draft as a page shows it: in pieces that know who sent them, and in lines that know whether they are new."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from motions.composites.alignment import Demand, Variant, missing_sentences
from motions.composites.provenance import Library, Provenance, Run
from motions.composites.words import sentences_of, words_of
from motions.texts.differences import Piece, differences
from motions.texts.wordcount import count_words

# How many senders are named in one breath.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A piece of a draft: sent by some, by nobody, or the blanks and marks between (then neither)."""

    text: str
    senders: tuple[str, ...] = ()
    is_nobodys: bool = False

    @property
    def who(self) -> str:
        """Who sent it, in one breath: "3 sent this: Aberconwy CLP, Barking CLP, UNISON"."""
        named = ", ".join(self.senders[:MOST_NAMED])
        more = len(self.senders) - MOST_NAMED
        return f"{len(self.senders)} sent this: {named}{f' and {more} more' if more > 0 else ''}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that nobody sent, with the nearest words that somebody did."""

    text: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """Everything that is to be said of a draft."""

    pieces: tuple[MarkedPiece, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance
    lost: tuple[Variant, ...]
    words: int

    @property
    def shares(self) -> list[tuple[str, int]]:
        """The senders with most of the words, each with per cent; those with equal shares are put together."""
        together: dict[int, list[str]] = {}
        for sender, share in self.provenance.shares().items():
            together.setdefault(round(share * 100), []).append(sender)
        return [(_names_in_short(senders), share) for share, senders in list(together.items())[:MOST_NAMED] if share]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line on the screen: its number, its words in pieces, and whether it is as in the reading before."""

    number: int
    pieces: tuple[Piece, ...]
    is_new: bool


def check_draft(text: str, model: str, library: Library) -> DraftCheck:
    """Return what is to be said of a draft: whose words it has, what nobody sent, and what it lost of our text."""
    provenance = library.trace(text)
    return DraftCheck(
        pieces=tuple(_pieces(text, provenance.runs)),
        findings=tuple(Finding(run.text, library.nearest(_sentence_around(text, run))) for run in provenance.nobodys),
        provenance=provenance,
        lost=missing_sentences(model, text, library) if model else (),
        words=count_words(text),
    )


def lines_of(text: str, before: str | None) -> list[DraftLine]:
    """Return a draft's lines with what changed since the reading before; empty lines have no number."""
    lines = [line for line in text.splitlines() if line.strip()]
    if before is None:
        return [
            DraftLine(number, tuple(differences(line, line)), is_new=False) for number, line in enumerate(lines, 1)
        ]
    earlier = [line for line in before.splitlines() if line.strip()]
    found: list[DraftLine] = []
    for line, counterpart in zip(lines, _counterparts(earlier, lines), strict=True):
        pieces = tuple(differences(counterpart, line))
        found.append(DraftLine(len(found) + 1, pieces, is_new=counterpart != line))
    return found


def sentences_unsent(demands: Iterable[Demand]) -> list[Demand]:
    """Return our demands that nobody has sent in full: one more CLP with the full text would let them in."""
    return [demand for demand in demands if demand.is_ours and not demand.in_full]


def count_unmatched_words(ours: str, printed: str) -> int:
    """Return how many words are in one of two texts and not in the other: nought when they agree word by word."""
    one, other = ([word.form for word in words_of(text)] for text in (ours, printed))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return len(one) + len(other) - 2 * same


def _pieces(text: str, runs: Sequence[Run]) -> Iterable[MarkedPiece]:
    at = 0
    for run in runs:
        if run.start > at:
            yield MarkedPiece(text[at : run.start])
        yield MarkedPiece(run.text, run.senders, run.is_nobodys)
        at = run.end
    if at < len(text):
        yield MarkedPiece(text[at:])


def _sentence_around(text: str, run: Run) -> str:
    for sentence in sentences_of(text):
        if sentence.start <= run.start < sentence.end:
            return sentence.text
    return run.text


def _counterparts(earlier: Sequence[str], lines: Sequence[str]) -> list[str]:
    """Return, for each line, the line of the reading before that it stands for; empty where it is new altogether."""
    found = [""] * len(lines)
    for tag, start, end, new_start, new_end in SequenceMatcher(None, earlier, lines, autojunk=False).get_opcodes():
        if tag in {"equal", "replace"}:
            for step in range(min(end - start, new_end - new_start)):
                found[new_start + step] = earlier[start + step]
    return found


def _names_in_short(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
