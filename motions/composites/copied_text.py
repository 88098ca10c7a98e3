"""What paper does to a text that is copied off it: lines that end where the page did, their numbers, cut words, signs.

Nothing here knows what a motion is. Offsets are in characters, places are counted from nought.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

# No paper has lines of so many characters: then a line is a paragraph.
WIDEST_PAPER = 140
NARROWEST_PAPER = 40
# The next line's first word would have gone over the edge, or nearly: then the line ended where the paper did.
NEARLY_FULL = 0.92
NEAR_THE_EDGE = 0.88
# Fewer lines than this show no edge, and no numbers that run.
SHOWS = 4
# What keeps its hyphen where it is cut there: “anti-” and “austerity” are two words to whoever counts.
KEEPS_HYPHEN = frozenset(
    word
    for line in (
        "all anti bottom co cross double ex far first five four free full half hard high in large long low mid multi",
        "non off on open over part post pro quasi real second self semi short single six small so ten third three top",
        "two under up well wide world zero",
    )
    for word in line.split()
)
MARKER = re.compile(
    r"[ \t]*(?:[-–—•·▪◦●‣*\uf0a7\uf0b7]|\(?(?:\d{1,3}|[a-z]|[ivxl]{1,5})[.)])[ \t\u00a0]+", re.IGNORECASE
)
_NUMBER = re.compile(r"[ \t\f]*(\d{1,3})[ \t\u00a0]+(?=\S)")
_ENDS = re.compile(r"[.!?:;][”’\"')\]]*\s*$")
# Signs of which letters are made up, blanks of fixed width, bullets of one maker's own, and what nobody can see.
_SIGNS = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u2010": "-",
        "\u2011": "-",
        "\uf0a7": "▪",
        "\uf0b7": "•",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x0b": "\n",
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
# A hyphen that shows only at a line's end: there it cuts a word, elsewhere it is nothing.
_SOFT_AT_END = re.compile(r"[\u00ad\ufffe][ \t]*(?=\r?\n)")
_SOFT = re.compile(r"[\u00ad\ufffe]")


def plain_signs(text: str) -> str:
    """Return a text with the signs that a keyboard has: without ligatures, fixed blanks and what nobody can see."""
    return _SOFT.sub("", _SOFT_AT_END.sub("-", text.translate(_SIGNS)))


def edge_of(lines: Sequence[str]) -> int:
    """Return at how many characters the paper ends; nought where the lines end for another reason."""
    lengths = sorted((len(line.strip()) for line in lines if line.strip()), reverse=True)
    # Wrapped lines end near the edge, and many do; a heading or an address may stand out over it.
    many = max(2, len(lengths) // 10)
    for place, width in enumerate(lengths if len(lengths) >= SHOWS else ()):
        if width < NARROWEST_PAPER:
            break
        if (
            width <= WIDEST_PAPER
            and len(lengths) >= place + many
            and lengths[place + many - 1] > width * NEAR_THE_EDGE
        ):
            return width
    return 0


def goes_on(line: str, following: str, edge: int) -> bool:
    """Whether a line ended only because the paper did, so that the following one goes on with its sentence."""
    line, following = line.strip(), following.strip()
    if not edge or not line or not following or _ENDS.search(line) or MARKER.match(following):
        return False
    first = following.split(maxsplit=1)[0]
    return line.endswith("-") or len(line) + 1 + len(first) > edge * NEARLY_FULL


def numbered_lines(lines: Sequence[str]) -> dict[int, int]:
    """Return the lines that bear a number of the paper's, by place, each with how many characters it takes.

    Every line has one, or every fifth; they begin anew on a page or with a motion. A clause's number has a full stop
    or a bracket behind it, and is none of these.
    """
    told = [place for place, line in enumerate(lines) if line.strip()]
    found = {place: match for place in told if (match := _NUMBER.match(lines[place]))}
    numbers = {place: int(match[1]) for place, match in found.items()}
    runs = set(_one_by_one(told, numbers)) | set(_by_fives(numbers))
    return {place: found[place].end() for place in runs}


def without_line_numbers(lines: Sequence[str]) -> list[str]:
    """Return lines without the numbers that the paper gave them."""
    numbered = numbered_lines(lines)
    return [line[numbered[place] :] if place in numbered else line for place, line in enumerate(lines)]


def _one_by_one(told: Sequence[int], numbers: dict[int, int]) -> Iterable[int]:
    """Yield the places in runs of lines that are numbered one after the other."""
    run: list[int] = []
    for place in told:
        if run and numbers.get(place) == numbers[run[-1]] + 1:
            run.append(place)
            continue
        if len(run) >= SHOWS:
            yield from run
        run = [place] if place in numbers else []
    if len(run) >= SHOWS:
        yield from run


def _by_fives(numbers: dict[int, int]) -> Iterable[int]:
    """Yield the places whose numbers go by fives, where so many do that it is no chance."""
    fives = [place for place, number in numbers.items() if number % 5 == 0]
    steps = [numbers[after] - numbers[before] for before, after in pairwise(fives)]
    by_five, anew = sum(step == 5 for step in steps), sum(step < 0 for step in steps)
    if by_five >= SHOWS - 1 and by_five > anew and by_five + anew >= 0.8 * len(steps):
        yield from fives
