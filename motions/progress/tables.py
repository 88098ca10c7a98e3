"""The standings as a table: on the page, where it is the map's equal, and for machines and spreadsheets. No more."""

import json

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clps.lib.spreadsheets import Column, Table, csv_lines
from motions.enums import Stage
from motions.models import Campaign
from motions.progress.figures import RegionCount, count_stages
from motions.progress.standings import PublicStanding

COLUMNS: tuple[Column, ...] = (
    ("name", "name"),
    ("slug", "slug"),
    ("region", "region"),
    ("gss_codes", lambda one: "|".join(one.gss_codes)),
    ("stage", "stage.value"),
    ("since", "since"),
)


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


def as_json(campaign: Campaign, standings: list[PublicStanding]) -> bytes:
    """Return /progress.json: the campaign, its target and deadline (UK time), a count for each stage, and the CLPs."""
    content = {
        "campaign": campaign.name,
        "deadline": timezone.localtime(campaign.conference.deadline).isoformat(),
        "target": campaign.target,
        "counts": {stage.value: number for stage, number in count_stages(standings).items()},
        "clps": [_json_row(standing) for standing in standings],
    }
    # Without blanks, as programs read it.
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def as_csv(standings: list[PublicStanding]) -> bytes:
    """Return /progress.csv, which Excel opens too."""
    return "".join(csv_lines(Table(COLUMNS, standings))).encode()


def _json_row(one: PublicStanding) -> dict[str, object]:
    """Return one CLP of the JSON."""
    return {
        "name": one.name,
        "slug": one.slug,
        "region": one.region,
        "gss_codes": list(one.gss_codes),
        "stage": one.stage.value,
        "since": one.since.isoformat() if one.since else None,
    }
