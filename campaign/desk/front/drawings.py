"""The map and the table of CLPs, drawn in one pass and kept: drawing 650 of each costs more than the rest of the page.

A drawing is the same for every organiser with the same filters; whoever may see other CLPs has others in the key.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from campaign.desk.front.addresses import clp_addresses
from clps.lib.cache import Cache
from motions.progress.clps import CLPStanding
from motions.progress.freshness import Freshness
from motions.progress.hexmap import draw_hexmap


@dataclass(frozen=True, slots=True)
class Drawing:
    """The same CLPs twice: as a map and as a table."""

    hexmap: SafeString
    table: SafeString
    number: int


_drawings: Cache[Drawing] = Cache(at_most=40)


def kept_drawing(
    key: Hashable, freshness: Freshness, clps: Callable[[], Sequence[CLPStanding]], query: str = ""
) -> Drawing:
    """Return the drawing under this key, drawn anew where anything that it shows may have changed."""
    return _drawings.get(key, freshness, lambda: draw(clps(), query))


def draw(clps: Sequence[CLPStanding], query: str = "") -> Drawing:
    """Draw these CLPs, each leading to its page on the desk."""
    address_of = clp_addresses(query)
    rows = "".join(_row(clp, address_of(clp)) for clp in clps)
    return Drawing(
        hexmap=draw_hexmap(clps, address_of),
        table=mark_safe(rows),  # noqa: S308 - each value is escaped in _row
        number=len(clps),
    )


def _row(clp: CLPStanding, address: str) -> str:
    """Return one CLP. HTML lets a row's closing tags be left out, and 650 rows gain by it."""
    mark = f'<span class="stage-pill__mark" aria-hidden="true">{escape(clp.stage.letter)}</span>'
    pill = f'<span class="stage-pill {clp.stage.css_class}">{mark}{escape(clp.label)}</span>'
    since = f'<time datetime="{clp.since.isoformat()}">{date_format(clp.since, "j M Y")}</time>' if clp.since else ""
    remark = ", reports conflict" if clp.is_conflicting else ", checked" if clp.is_checked else ""
    return (
        f'<tr><th scope="row"><a href="{escape(address)}">{escape(clp.name)}</a>'
        f"<td>{escape(clp.region)}<td>{escape(clp.structure.label)}<td>{pill}<td>{since}{remark}\n"
    )
