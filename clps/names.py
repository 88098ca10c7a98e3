"""The one place that says when two names of a CLP are the same, and which other names lead to it.

Other names are official ones in Welsh and Gaelic, constituencies that share a CLP, boroughs, and regions. They stand
in `data/aliases.csv`, each with its source. A name that no CLP of this site has leads nowhere.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify

from clps.models import Region

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u0060\u00b4]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_AND = re.compile(r"\s*[&+]\s*")
_NOT_A_LETTER = re.compile(r"[\W_]+")
# Characters of no width that come along when a name or an address is copied: zero-width spaces, marks of direction,
# soft hyphens, byte order marks. The two joiners of some scripts (U+200C and U+200D) are part of their words.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
DATA = Path(__file__).parent / "data" / "aliases.csv"
Words = tuple[str, ...]
# "London Borough of Tower Hamlets", "Kirklees Council".
_COUNCIL_WORDS = frozenset(
    {"london", "royal", "borough", "metropolitan", "council", "district", "county", "of", "the"}
)


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


@dataclass(frozen=True, slots=True)
class Aliases:
    """What each form of words leads to: one name, words in English, the names of several seats, or a region."""

    names: dict[Words, str]
    words: dict[Words, str]
    places: dict[Words, tuple[str, ...]]
    regions: dict[Words, str]

    def in_english(self, text: str) -> str:
        """Return a text with the Welsh and Gaelic words in it that are known put into English; any other as it is."""
        said, words, at = [], words_of(text), 0
        is_changed = False
        longest = max(map(len, self.words), default=0)
        while at < len(words):
            spans = (tuple(words[at : at + size]) for size in range(longest, 0, -1))
            known = next((span for span in spans if span in self.words), None)
            said.append(self.words[known] if known else words[at])
            is_changed = is_changed or known is not None
            at += len(known) if known else 1
        return " ".join(said) if is_changed else text

    def seats_of(self, text: str) -> tuple[str, ...]:
        """Return the names of the seats that a borough, town or county holds; none where it is no such place."""
        words = tuple(words_of(text))
        bare = tuple(word for word in words if word not in _COUNCIL_WORDS)
        return self.places.get(words) or self.places.get(bare, ())


@cache
def aliases() -> Aliases:
    """Return everything that the file says, read once."""
    found: dict[str, dict[Words, str]] = {"name": {}, "words": {}, "place": {}, "region": {}}
    with DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["kind"]][tuple(words_of(row["typed"]))] = row["leads_to"]
    places = {words: tuple(seats.split("|")) for words, seats in found["place"].items()}
    return Aliases(found["name"], found["words"], places, found["region"])


def region_called(text: str) -> Region | None:
    """Return the region that people call so, by whatever name; None where it is none."""
    words = tuple(words_of(text))
    wanted = tuple(words_of(aliases().regions.get(words, "")))
    regions = {tuple(words_of(region.name)): region for region in Region.objects.all()} if words else {}
    return regions.get(words) or regions.get(wanted)
