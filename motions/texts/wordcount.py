"""Counting words. Pure functions; `static/js/wordcount.js` gives the same answers in the browser."""

from motions.texts.alphabet import is_letter

SPLITS_ALWAYS = frozenset("/")
# Figure dash, en dash, em dash, horizontal bar, full stop. A hyphen holds a word together.
SPLITS_BETWEEN_LETTERS = frozenset("\u2012\u2013\u2014\u2015.")


def count_words(text: str) -> int:
    """Return the number of pieces between white space, as Word counts text that is pasted in.

    "Labour's", "he/she", "£9.50" and "&" are one each. No-break spaces separate; a zero-width space does not.
    """
    return len(text.split())


def count_words_strictly(text: str) -> int:
    """Return the count of those who also split at slashes, and at dashes and dots between letters.

    "he/she" and "U.S." are two each. Never less than `count_words`.
    """
    return sum(_count_parts(piece) for piece in text.split())


def _count_parts(piece: str) -> int:
    """Return how many words a strict reader sees in one piece; a piece of marks alone is still one."""
    neighbours = zip(f" {piece}", piece, f"{piece[1:]} ", strict=False)
    parted = "".join(" " if _splits(before, mark, after) else mark for before, mark, after in neighbours)
    return max(len(parted.split()), 1)


def _splits(before: str, mark: str, after: str) -> bool:
    """Whether a strict reader ends a word at this mark."""
    return mark in SPLITS_ALWAYS or (mark in SPLITS_BETWEEN_LETTERS and is_letter(before) and is_letter(after))
