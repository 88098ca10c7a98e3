"""Words and sentences of a text, as they are compared: without capitals, punctuation and ways to write a quote.

Each word knows where it stands, so that a page can mark it in the text as it was typed. Offsets are in characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from motions.composites.copied_text import KEEPS_HYPHEN, MARKER, edge_of, goes_on, numbered_lines

# What stands inside a word and is no letter of it: a soft hyphen, and blanks that take no room.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe"
_APOSTROPHES = "'’\u2018\u02bc\u00b4`"
# Letters and figures, with what holds them together: "Labour's", "£9.50", "1,400", "50%"; and, over the end of a line,
# a word that the paper cut.
_LETTERS = rf"\w[\w{_UNSEEN}]*"
_LINE_END = r"\r?\n[ \t]*(?:\d{1,3}[ \t]+)?"
_CUT = re.compile(rf"[-\u2010\u00ad\ufffe]{_LINE_END}")
_WORD = re.compile(
    rf"[£$€]?{_LETTERS}"
    rf"(?:[{_APOSTROPHES}]\w+|[.,]\d+|(?:[-\u2010]|(?<=[\u00ad\ufffe])){_LINE_END}(?=[a-zà-ÿ])\w+)*%?"
)
_NOT_OF_FORM = str.maketrans({**dict.fromkeys(_UNSEEN), **dict.fromkeys(_APOSTROPHES, "'")})
_SENTENCE_END = re.compile(r"[.!?;:][”’\"')]*(?=\s)|\n")
# A full stop after one of these ends no sentence.
_SHORTENED = frozenset(
    {"cf", "dr", "e.g", "etc", "i.e", "mr", "mrs", "ms", "no", "nos", "p", "para", "prof", "st", "vs"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as it is compared, and from where to where it stands in its text."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, clause of a list or line: its words, and from where to where it stands in its text."""

    text: str
    start: int
    end: int
    words: tuple[Word, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """Its words as they are compared."""
        return tuple(word.form for word in self.words)


def words_of(text: str) -> list[Word]:
    """Return the words of a text. The marker at the start of a list's line is none, nor is a number of the paper's."""
    markers = dict(_no_words(text))
    found: list[Word] = []
    skipped_until = 0
    bounds = iter(sorted(markers.items()))
    upcoming = next(bounds, None)
    for match in _WORD.finditer(text):
        while upcoming and upcoming[0] <= match.start():
            skipped_until, upcoming = upcoming[1], next(bounds, None)
        if match.start() < skipped_until:
            continue
        word = match.group()
        if "\n" in word:
            found += _uncut(word, match.start())
        else:
            found.append(Word(_form(word), match.start(), match.end()))
    return found


def sentences_of(text: str) -> list[Sentence]:
    """Return the sentences of a text that have a word in them: a line's end ends one, and a semicolon or colon too."""
    words = words_of(text)
    found, at = [], 0
    for start, end in _spans(text):
        first = at
        while at < len(words) and words[at].end <= end:
            at += 1
        if at > first:
            begins = words[first].start
            # The quotation mark before the first word is its own.
            while begins > start and text[begins - 1] in "“\u2018\"'(":
                begins -= 1
            found.append(Sentence(text[begins:end].rstrip(), begins, end, tuple(words[first:at])))
    return found


def _uncut(word: str, start: int) -> Iterator[Word]:
    """Yield a word; where the paper cut it at a hyphen of its own, the words that the hyphen joins."""
    cut = _CUT.search(word)
    if cut and word[cut.start()] == "-" and word[: cut.start()].casefold() in KEEPS_HYPHEN:
        yield Word(_form(word[: cut.start()]), start, start + cut.start())
        yield from _uncut(word[cut.end() :], start + cut.end())
    else:
        yield Word(_form(_CUT.sub("", word)), start, start + len(word))


def _no_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands before the words of lines, from where to where: the paper's numbers, the markers of lists."""
    lines = text.split("\n")
    numbered = numbered_lines(lines)
    at = 0
    for place, line in enumerate(lines):
        begins = numbered.get(place, 0)
        marker = MARKER.match(line, begins)
        if end := marker.end() if marker else begins:
            yield at, at + end
        at += len(line) + 1


def _wrapped(text: str) -> set[int]:
    """Return where lines end only because the paper did."""
    lines = text.split("\n")
    edge = edge_of(lines)
    found: set[int] = set()
    at = 0
    for line, following in pairwise(lines) if edge else ():
        at += len(line)
        if goes_on(line, following, edge):
            found.add(at)
        at += 1
    return found


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start, wrapped = 0, _wrapped(text)
    for match in _SENTENCE_END.finditer(text):
        if match.start() in wrapped:
            continue
        before = text[start : match.start()].rsplit(maxsplit=1)
        if match.group()[0] == "." and before and before[-1].casefold().lstrip("(") in _SHORTENED:
            continue
        # The number of a list's line ends no sentence either.
        if match.group()[0] == "." and MARKER.fullmatch(text[start : match.end()].lstrip("\n") + " "):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


@lru_cache(maxsize=50_000)
def _form(word: str) -> str:
    # The signs first: an accent that stands for an apostrophe is no letter to take apart.
    return unicodedata.normalize("NFKC", word.translate(_NOT_OF_FORM)).casefold()
