"""The standings for machines and spreadsheets: the same rows as the page shows, and no more."""

import json

from django.utils import timezone

from clps.lib.spreadsheets import Column, Table, csv_lines
from motions.models import Campaign
from motions.progress.figures import count_stages
from motions.progress.standings import PublicStanding

COLUMNS: tuple[Column, ...] = (
    ("name", "name"),
    ("slug", "slug"),
    ("region", "region"),
    ("gss_codes", lambda one: "|".join(one.gss_codes)),
    ("stage", "stage.value"),
    ("since", "since"),
)


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
