"""The hexmap: one pointed hexagon for each CLP, drawn in one pass as SVG.

Cells are odd-r offset rows: r grows downwards, and odd rows stand half a cell to the right. A cell is 10 units wide
and 12 high, and rows are 9 apart: every corner then falls on a whole number, which keeps 650 cells small.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from motions.enums import Stage

WIDTH, PITCH = 10, 9
# A little smaller than the cell, so that paper shows between.
HEXAGON = "M0-5.5 4.6-2.75V2.75L0 5.5-4.6 2.75V-2.75z"
HATCH = (
    '<pattern id="hatch" width="3" height="3" patternUnits="userSpaceOnUse">'
    '<path class="hex-line" d="M0 3 3 0"/></pattern>'
)
HATCHED = {Stage.NOT_CARRIED, Stage.ANOTHER_MOTION_CHOSEN, Stage.RULED_OUT}
# Three edges of each cell, with the step (in half-widths and rows) to the cell across; the others are the neighbours'.
EDGES = {(2, 0): "M{e} {u}v6", (1, 1): "M{e} {d}L{x} {b}", (-1, 1): "M{x} {b}L{w} {d}"}
Cell = tuple[int, int]


class OnTheMap(Protocol):
    """What a map shows of a CLP, be it the public's or an organiser's."""

    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def hex_q(self) -> int | None: ...
    @property
    def hex_r(self) -> int | None: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def label(self) -> str: ...


Shown = TypeVar("Shown", bound=OnTheMap)


def draw_hexmap(standings: Sequence[Shown], address_of: Callable[[Shown], str]) -> SafeString:
    """Return the map as one SVG element; each cell links to its CLP. CLPs without a cell are left out."""
    cells = {_position(one): one for one in standings if one.hex_q is not None and one.hex_r is not None}
    if not cells:
        return mark_safe("")
    box = _box(cells)
    parts = [
        f'<svg viewBox="{box}" role="group" aria-label="Map: one hexagon for each CLP" data-hexmap>',
        _definitions({one.stage for one in cells.values()}),
        *_rows(cells, address_of),
        f'<path class="hex-borders" d="{_borders(cells)}"/></svg>',
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every name and address in it is escaped in _rows


def _position(standing: OnTheMap) -> Cell:
    """Return a cell's place in half-widths across and rows down."""
    row = standing.hex_r or 0
    return 2 * (standing.hex_q or 0) + row % 2, row


def _box(cells: Mapping[Cell, OnTheMap]) -> str:
    """Return the viewBox that holds every cell."""
    across = [half for half, _ in cells]
    down = [row for _, row in cells]
    left, top = min(across) * WIDTH // 2 - 6, min(down) * PITCH - 7
    return f"{left} {top} {max(across) * WIDTH // 2 + 6 - left} {max(down) * PITCH + 7 - top}"


def _definitions(stages: set[Stage]) -> str:
    """Return one drawing for each stage that is on the map: its hexagon, its letter, its hatch.

    The copies that <use> makes live in trees of their own, where only selectors of a single class reach them.
    """
    drawn = [HATCH]
    for stage in sorted(stages, key=list(Stage).index):
        letter = f'<text class="hex-letter" y="2.1">{escape(stage.letter)}</text>' if stage.letter else ""
        hatched = f'<path class="hex-hatch" d="{HEXAGON}"/>' if stage in HATCHED else ""
        drawn.append(
            f'<g id="{_key(stage)}" class="{stage.css_class}"><path class="hex" d="{HEXAGON}"/>{hatched}{letter}</g>'
        )
    return f"<defs>{''.join(drawn)}</defs>"


def _key(stage: Stage) -> str:
    """Return the short name that cells use for a stage's drawing."""
    return f"s{list(Stage).index(stage)}"


def _rows(cells: Mapping[Cell, Shown], address_of: Callable[[Shown], str]) -> list[str]:
    """Return the cells, row by row from the top and from left to right, which is the order of the Tab key."""
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for (half, row), one in sorted(cells.items(), key=lambda item: (item[0][1], item[0][0])):
        title = f"{escape(one.name)}: {escape(one.label)}"
        x = half * WIDTH // 2
        rows[row].append(
            f'<a href="{escape(address_of(one))}"><title>{title}</title><use href="#{_key(one.stage)}" x="{x}"/></a>'
        )
    return [f'<g transform="translate(0 {row * PITCH})">{"".join(drawn)}</g>' for row, drawn in rows.items()]


def _borders(cells: Mapping[Cell, OnTheMap]) -> str:
    """Return the lines between cells of different regions."""
    lines = []
    for (half, row), one in cells.items():
        x, y = half * WIDTH // 2, row * PITCH
        corners = {"x": x, "e": x + 5, "w": x - 5, "u": y - 3, "d": y + 3, "b": y + 6}
        for (across, down), line in EDGES.items():
            neighbour = cells.get((half + across, row + down))
            if neighbour and neighbour.region != one.region:
                lines.append(line.format(**corners))
    return "".join(lines)


def draw_still_map(standings: Sequence[OnTheMap], *, label: str) -> SafeString:
    """Return the map as one picture that says `label`: without links, for pages that stand inside others' pages."""
    cells = {_position(one): one for one in standings if one.hex_q is not None and one.hex_r is not None}
    if not cells:
        return mark_safe("")
    parts = [
        f'<svg viewBox="{_box(cells)}" role="img" aria-label="{escape(label)}">',
        _definitions({one.stage for one in cells.values()}),
        *(_still_cell(place, one) for place, one in cells.items()),
        f'<path class="hex-borders" d="{_borders(cells)}"/></svg>',
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every name in it is escaped in _still_cell


def _still_cell(place: Cell, one: OnTheMap) -> str:
    """Return one cell; its name shows where a pointer rests on it."""
    at = f'x="{place[0] * WIDTH // 2}" y="{place[1] * PITCH}"'
    return f'<use href="#{_key(one.stage)}" {at}><title>{escape(one.name)}: {escape(one.label)}</title></use>'
