"""Which characters are letters."""

import unicodedata


def is_letter(character: str) -> bool:
    """Whether this is a letter, or a mark that belongs to one (Unicode categories L and M)."""
    return unicodedata.category(character)[0] in "LM"
