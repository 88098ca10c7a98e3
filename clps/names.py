"""The one place that says when two names of a CLP are the same."""

import re
import unicodedata

from django.utils.text import slugify

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u0060\u00b4]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_AND = re.compile(r"\s*[&+]\s*")
_NOT_A_LETTER = re.compile(r"[\W_]+")
# Characters of no width that come along when a name or an address is copied: zero-width spaces, marks of direction,
# soft hyphens, byte order marks. The two joiners of some scripts (U+200C and U+200D) are part of their words.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def without_invisible(text: str) -> str:
    """Return a text without the characters that nobody can see."""
    return _INVISIBLE.sub("", text)


def tidy_name(text: str) -> str:
    """Return a name as we store it: composed letters, no space at the ends, one between words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def tidy_branch(name: str) -> str:
    """Return a branch's name as we store it: "Castle", where people write "Castle Branch" too."""
    tidy = tidy_name(name)
    return tidy[: -len(" branch")] if tidy.casefold().endswith(" branch") else tidy


def slug_of(name: str) -> str:
    """Return the address part of a name; the same for two names that differ in capitals, accents or "&" alone."""
    return slugify(_AND.sub(" and ", _DASHES.sub("-", name)))


def words_of(text: str) -> list[str]:
    """Return the words of a name without capitals, accents, apostrophes, hyphens or "&"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return _NOT_A_LETTER.sub(" ", _AND.sub(" and ", _APOSTROPHES.sub("", plain))).split()
