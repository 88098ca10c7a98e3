"""The call sheet as a table, for whoever rings from paper or from a spreadsheet."""

from collections.abc import Sequence

from campaign.desk.calls.scripts import script_for
from campaign.desk.calls.sheet import CallLine
from clps.lib.spreadsheets import Column, Table
from motions.models import Motion


def call_table(lines: Sequence[CallLine], motion: Motion, *, organiser: str) -> Table:
    """Return one row for each person: how to reach them, why, what was said last, and what to say."""
    columns: tuple[Column, ...] = (
        ("Region", "clp.region"),
        ("CLP", "clp.name"),
        ("Why", "why.label"),
        ("Day", "due"),
        ("Chance", "chance.label"),
        ("Name", "person.name"),
        ("Email address", "person.writable_email"),
        ("Telephone", "person.callable_phone"),
        ("Last time", lambda line: line.last.result.label if line.last else None),
        ("When", lambda line: line.last.at if line.last else None),
        ("What was said", lambda line: line.last.words if line.last else None),
        ("What to say", lambda line: " ".join(script_for(line, motion, organiser=organiser))),
        ("Result", lambda line: None),
    )
    return Table(columns, lines)
