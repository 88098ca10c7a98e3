"""Which letters the bytes of a CSV mean where it says nothing of them: those of Windows, or those of a Mac."""

from contextlib import suppress

WINDOWS, MAC = "cp1252", "mac_roman"
# What stands before the first letter of a word: a blank, or what parts the cells of a CSV.
BEGINNINGS = frozenset(' \t\r\n,;|"')


def read_letters(data: bytes) -> str:
    """Return the text of bytes that are no UTF-8, in whichever of the two code pages fits it better.

    Excel on a Mac saves "CSV" in its own old letters, in which â is the byte that is ‰ on Windows. Nothing in the file
    says so, so the reading whose letters stand more as words have them counts, and Windows where both do alike. A Mac
    has a letter for every byte, so there is always a text: whoever asks looks whether it is one.
    """
    readings = [data.decode(MAC)]
    # Windows has no letter for five bytes.
    with suppress(UnicodeDecodeError):
        readings.insert(0, data.decode(WINDOWS))
    return max(readings, key=_likelihood)


def _likelihood(text: str) -> int:
    """Return how many letters and marks beyond ASCII stand where words have them, less those that do not."""
    padded = f" {text} "
    return sum(
        _fits(before, letter, after)
        for before, letter, after in zip(padded, padded[1:], padded[2:], strict=False)
        if not letter.isascii()
    )


def _fits(before: str, letter: str, after: str) -> int:
    if letter == "’":
        return int(before.isalnum() or after.isalnum())
    if letter in "–—•“":
        # Between two letters it is a ñ or ó more often: few dashes stand without blanks, and many names have these.
        return -1 if before.isalpha() and after.isalpha() else 1
    if letter in "”…":
        return -1 if after.isalpha() else int(letter == "…" or before not in BEGINNINGS)
    if letter.islower() and letter != "ƒ":
        return _fits_small(before, letter, after)
    if letter.isupper():
        return -1 if before.islower() or after.isdigit() else 0
    return -1 if before.isalpha() or (after.isalpha() and letter not in "\u2018£€") else 0


def _fits_small(before: str, letter: str, after: str) -> int:
    if before.isalpha() or after.isalpha():
        # A small letter among capitals is another one read wrongly.
        return -1 if after.isupper() else 1
    if letter == "à":
        return 1
    # No other is a word; so it is a dash, a mark or a capital read wrongly.
    return -1 if before in BEGINNINGS else 0
