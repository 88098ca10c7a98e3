"""Which letters the bytes of a CSV mean where it says nothing of them: those of Windows, or those of a Mac."""

WINDOWS, MAC = "cp1252", "mac_roman"


def read_letters(data: bytes) -> str | None:
    """Return the text of bytes that are no UTF-8; None where they are in neither of the two code pages.

    Excel on a Mac saves "CSV" in its own old letters, in which â is the byte that is ‰ on Windows. Nothing in the file
    says so, so the reading whose letters stand more as words have them counts, and Windows where both do alike.
    """
    readings = []
    for letters in (WINDOWS, MAC):
        try:
            readings.append(data.decode(letters))
        except UnicodeDecodeError:
            continue
    return max(readings, key=_likelihood, default=None)


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
        return int(before.isalpha())
    if letter.islower():
        # A small letter among capitals is another one read wrongly.
        return -1 if after.isupper() else 1
    if letter.isupper():
        return -1 if before.islower() else 0
    return -1 if before.isalpha() or (after.isalpha() and letter not in "“\u2018£€") else 0
