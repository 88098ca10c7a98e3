"""A text's sections, such as “Notes” and “Resolves”, and the numbers of its lines. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clps.lib.http import key_in

# “This conference notes”, “Union resolves to”: what a section's name may stand behind on its first line.
_BEFORE = (
    r"(?:(?:this|the|our)\s+)?(?:(?:conference|congress|council|union|party|meeting|branch|clp)\s+)?"
    r"(?:(?:therefore|further|also|hereby)\s+)*"
)
_NUMBERED = re.compile(r"[ \t\u00a0]*(\d{1,4})(?:[.):]|(?=[ \t\u00a0]))[ \t\u00a0]+(?=\S)")


NOT_COUNTED, NO_LIMIT = "not counted", "no limit"


@dataclass(frozen=True, slots=True)
class SectionLimit:
    """How many words a section may have, None for as many as the text; and whether they count towards the text's."""

    name: str
    limit: int | None = None
    is_counted: bool = True


def read_section_limits(value: str) -> tuple[SectionLimit, ...]:
    """Return the limits in a field's text, one on each line: “Notes: 150”, “Whereas: not counted”, “Notes: no limit”.

    Raises ValueError, with words for whoever typed it, for a line that says neither, and for a section named twice.
    """
    found: list[SectionLimit] = []
    for line in filter(None, (line.strip() for line in value.splitlines())):
        name, _, words = (part.strip() for part in line.rpartition(":"))
        said = words.casefold()
        if not name or not (said in {NOT_COUNTED, NO_LIMIT} or 0 < key_in(said) < 30_000):
            raise ValueError(
                f"“{line}” is no limit. Write “Notes: 150”, “Notes: {NO_LIMIT}” or “Notes: {NOT_COUNTED}”."
            )
        if name.casefold() in {one.name.casefold() for one in found}:
            raise ValueError(f"“{name}” is there twice.")
        found.append(SectionLimit(name, key_in(said) or None, is_counted=said != NOT_COUNTED))
    return tuple(found)


def split_sections(text: str, names: Sequence[str]) -> dict[str, str]:
    """Return the words of each named section, with the lines that begin it; "" holds what stands in none.

    A section goes on until another begins. One that comes several times, as “Whereas” does, is put together.
    """
    begins = {name: re.compile(rf"[\W\d_]*{_BEFORE}{re.escape(name)}(?:\b|(?<=\W))", re.IGNORECASE) for name in names}
    found: dict[str, list[str]] = {"": [], **{name: [] for name in names}}
    now = ""
    for line in text.splitlines():
        now = next((name for name, begin in begins.items() if begin.match(line)), now)
        found[now].append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def without_line_numbers(text: str) -> str:
    """Return a text without the numbers of its lines, where every line has its own, or every fifth has.

    A line that merely begins with a number is left as it is: the numbers have to run as lines do.
    """
    lines = text.splitlines()
    told = [line for line in lines if line.strip()]
    numbers = [int(found[1]) if (found := _NUMBERED.match(line)) else None for line in told]
    every = list(range(1, len(told) + 1))
    fifths = [place if place % 5 == 0 else None for place in every]
    if len(told) < 2 or numbers not in (every, fifths) or not any(numbers):
        return text
    return "\n".join(_NUMBERED.sub("", line, count=1) if _NUMBERED.match(line) else line for line in lines)
