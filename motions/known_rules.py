"""Rules of real conferences, as we have read them: what a new conference can start from.

Each is a file in `data/rulesets/` with its source and no code of its own. What is null or empty there is not known: a
test sees to it that every rule is named, so that a gap is a gap and not an oversight.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

FOLDER = Path(__file__).parent / "data" / "rulesets"


@dataclass(frozen=True, slots=True)
class KnownRules:
    """One file: its key, its name, the year it is of (None where that is not known), its source, and what it says."""

    key: str
    name: str
    year: int | None
    source: str
    # Columns of the conference, and of its rule set.
    conference: Mapping[str, Any]
    rules: Mapping[str, Any]
    # From which day and until when motions were taken in that year.
    opens_on: date | None
    closes_at: datetime | None
    windows: list[dict[str, Any]]
    senders: list[dict[str, Any]]
    grounds: list[dict[str, Any]]
    sources: list[dict[str, Any]]


@cache
def known_rules() -> dict[str, KnownRules]:
    """Return every rule set that comes with the site, by its key, in the order of their names."""
    found = [_read(path) for path in FOLDER.glob("*.json")]
    return {one.key: one for one in sorted(found, key=lambda one: one.name)}


def choices_of_rules() -> list[tuple[str, str]]:
    """Return what a form offers to start from, nothing first."""
    return [("", "None of these"), *((one.key, one.name) for one in known_rules().values())]


def _read(path: Path) -> KnownRules:
    said = json.loads(path.read_text(encoding="utf-8"))
    conference, motions = said["conference"], said["motions"]
    since, opens = conference.pop("about_matters_since"), motions["opens_on"]
    windows = [
        {**one, "opens_at": _moment(one["opens_at"]), "closes_at": _moment(one["closes_at"])}
        for one in said["windows"]
    ]
    return KnownRules(
        key=path.stem,
        name=said["name"],
        year=said["year"],
        source=said["source"],
        conference={**conference, "about_matters_since": date.fromisoformat(since) if since else None},
        rules=said["rules"],
        opens_on=date.fromisoformat(opens) if opens else None,
        closes_at=_moment(motions["closes_at"]),
        windows=windows,
        senders=said["senders"],
        grounds=said["grounds"],
        sources=said["sources"],
    )


def _moment(value: str | None) -> datetime | None:
    """Return a moment on the UK's clock."""
    return timezone.make_aware(datetime.fromisoformat(value)) if value else None
