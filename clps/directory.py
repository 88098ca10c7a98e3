"""Every CLP by what people call it: read once, then asked for each line of a file."""

import re
from collections import defaultdict
from collections.abc import Iterable

from clps.finding import form_of_query, make_form, rank
from clps.models import CLP

_CODE = re.compile(r"[ENSW]\d{8}", re.ASCII | re.IGNORECASE)


class Directory:
    """Finds CLPs by name, by another name, or by the GSS code of a constituency. It never guesses: it suggests."""

    def __init__(self, clps: Iterable[CLP]) -> None:
        """Take these CLPs, whose constituencies should have been read with them."""
        self._names: list[str] = []
        self._by_code: defaultdict[str, list[CLP]] = defaultdict(list)
        self._by_name: defaultdict[tuple[str, ...], list[CLP]] = defaultdict(list)
        # Newspapers and lists of results put a point of the compass last: "Devon North", "Durham, City of".
        self._by_words: defaultdict[tuple[str, ...], list[CLP]] = defaultdict(list)
        by_place: defaultdict[tuple[str, ...], list[CLP]] = defaultdict(list)
        for clp in clps:
            self._names.append(clp.name)
            # The address stays when a CLP is given another name, and people keep using the name they know.
            for name in {make_form(clp.name).core, make_form(clp.slug).core}:
                self._by_name[name].append(clp)
                if clp not in (alike := self._by_words[tuple(sorted(name))]):
                    alike.append(clp)
            for place in clp.constituencies.all():
                self._by_code[place.gss_code].append(clp)
                if place.name:
                    by_place[make_form(place.name).core].append(clp)
        for name, found in by_place.items():
            self._by_name.setdefault(name, found)

    @classmethod
    def read(cls) -> "Directory":
        """Return all the CLPs there are, in two queries."""
        return cls(CLP.objects.select_related("region").prefetch_related("constituencies"))

    def find(self, text: str) -> list[CLP]:
        """Return the CLPs that this is a name or a code of: one, unless it is unknown or fits several.

        The same words in another order are a name too, where no CLP has them in this one.
        """
        if _CODE.fullmatch(text.strip()):
            return self._by_code.get(text.strip().upper(), [])
        core = form_of_query(text).core
        return self._by_name.get(core) or self._by_words.get(tuple(sorted(core)), [])

    def suggest(self, text: str, *, limit: int = 3) -> list[str]:
        """Return the names that come nearest, best first. It costs some milliseconds."""
        return [self._names[match.index] for match in rank(text, self._names)[:limit]]
