"""Other names for CLPs: official ones in Welsh and Gaelic, constituencies that share a CLP, boroughs, and regions.

They stand in `data/aliases.csv`, each with its source. A name that no CLP of this site has leads nowhere.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clps.models import Region
from clps.names import words_of

DATA = Path(__file__).parent / "data" / "aliases.csv"
Words = tuple[str, ...]
# "London Borough of Tower Hamlets", "Kirklees Council".
_COUNCIL_WORDS = frozenset(
    {"london", "royal", "borough", "metropolitan", "council", "district", "county", "of", "the"}
)


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
