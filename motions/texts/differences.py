"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A newline stands alone, so that a paragraph taken out shows as one.
TOKENS = re.compile(r"\n|[^\S\n]+|\S+")


class WordChange(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one fate."""

    change: WordChange
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in reading order; what was removed comes before what stands in its place."""
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    pieces: list[Piece] = []
    removed, added = "", ""
    for is_same, old_text, new_text in _runs(before, after):
        # Blanks between two changes join them: "three old words" reads better than three changes of one word.
        if is_same and not (new_text.isspace() and "\n" not in new_text and (removed or added)):
            pieces += [*_changed(removed, added), Piece(WordChange.SAME, new_text)]
            removed, added = "", ""
        else:
            removed, added = removed + old_text, added + new_text
    return [*pieces, *_changed(removed, added)]


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Yield whether a run is the same in both, and its words in each."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        yield tag == "equal", "".join(before[start:end]), "".join(after[new_start:new_end])


def _changed(removed: str, added: str) -> list[Piece]:
    """Return what was removed and what was added, leaving out what is empty; blanks at both ends are the same."""
    common = ""
    while removed and added and removed[-1] == added[-1] and removed[-1] in " \t":
        common, removed, added = removed[-1] + common, removed[:-1], added[:-1]
    found = [Piece(WordChange.REMOVED, removed), Piece(WordChange.ADDED, added), Piece(WordChange.SAME, common)]
    return [piece for piece in found if piece.text]
