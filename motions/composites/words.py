"""Words and sentences of a text, as they are compared: without capitals, punctuation and ways to write a quote.

Each word knows where it stands, so that a page can mark it in the text as it was typed. Offsets are in characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Letters and figures, with what holds them together: "Labour's", "£9.50", "1,400", "50%".
_WORD = re.compile(r"[£$€]?\w+(?:['’\u02bc][\w]+|[.,]\d+)*%?", re.UNICODE)
_MARKER = re.compile(r"[ \t]*(?:[-–—•·▪◦*]|\(?(?:\d{1,3}|[a-z]|[ivxl]{1,5})[.)])[ \t]+", re.IGNORECASE)
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
    """Return the words of a text. The marker at the start of a list's line is none."""
    markers = {match.start(): match.end() for line in _lines(text) if (match := _MARKER.match(text, line))}
    found, skipped_until = [], 0
    bounds = iter(sorted(markers.items()))
    upcoming = next(bounds, None)
    for match in _WORD.finditer(text):
        while upcoming and upcoming[0] <= match.start():
            skipped_until, upcoming = upcoming[1], next(bounds, None)
        if match.start() >= skipped_until:
            found.append(Word(_form(match.group()), match.start(), match.end()))
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


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        before = text[start : match.start()].rsplit(maxsplit=1)
        if match.group()[0] == "." and before and before[-1].casefold().lstrip("(") in _SHORTENED:
            continue
        # The number of a list's line ends no sentence either.
        if match.group()[0] == "." and _MARKER.fullmatch(text[start : match.end()].lstrip("\n") + " "):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _lines(text: str) -> Iterator[int]:
    """Yield where each line starts."""
    yield 0
    for match in re.finditer(r"\n", text):
        yield match.end()


def _form(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return plain.replace("’", "'").replace("\u02bc", "'")
