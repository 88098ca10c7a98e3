"""The table of every CLP: the map's equal, drawn in one pass."""

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from motions.enums import Stage
from motions.progress.figures import RegionCount
from motions.progress.standings import PublicStanding


def draw_table(regions: list[RegionCount]) -> SafeString:
    """Return a <tbody> for each region. HTML lets a row's closing tags be left out, and 650 rows gain by it."""
    return mark_safe("".join(_group(region) for region in regions))  # noqa: S308 - each value is escaped below


def _group(region: RegionCount) -> str:
    """Return one region's heading and its CLPs."""
    heading = f'<tr class="is-group"><th colspan="3" scope="rowgroup">{escape(region.name)}'
    rows = "".join(_row(one) for one in region.standings)
    return f'<tbody id="{escape(region.slug)}">{heading}{rows}</tbody>'


def _row(one: PublicStanding) -> str:
    """Return one CLP. One that has not started needs no mark: an empty hexagon in 600 rows says nothing."""
    name = f'<tr><th scope="row"><a href="{escape(one.address)}">{escape(one.name)}</a>'
    if one.stage == Stage.NOT_STARTED:
        return f"{name}<td>{escape(one.label)}<td>\n"
    mark = f'<span class="stage-pill__mark" aria-hidden="true">{escape(one.stage.letter)}</span>'
    pill = f'<span class="stage-pill {one.stage.css_class}">{mark}{escape(one.label)}</span>'
    return f"{name}<td>{pill}<td>{_since(one)}\n"


def _since(one: PublicStanding) -> str:
    """Return since when, and whether anybody besides the reporter has confirmed it or not."""
    since = f'<time datetime="{one.since.isoformat()}">{date_format(one.since, "j M Y")}</time>' if one.since else ""
    return f"{since}, {one.remark}" if one.remark else since
