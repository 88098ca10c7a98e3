"""Importing secretaries: one line of a file, and what it would change of what we know."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from campaign.desk.importing.preview import Cell, Change, Line, Wrong
from campaign.desk.importing.rows import AddressCell, Day, Row, Words, same_name
from clps.models import CLP, Secretary
from motions.actions.secretaries import SecretaryWord
from motions.forms.fields import NOT_AHEAD

SEVERAL = "We know several secretaries here, and none is this one. Say on their pages who gave it up, then try again."


class SecretaryRow(Row):
    """Who takes motions for a CLP."""

    needed = ("clp", "name", "email")
    also_called = {
        "clp": ("constituency", "gss code", "gss codes"),
        "name": ("secretary", "secretary's name", "clp secretary", "contact", "contact name", "full name"),
        "email": ("e-mail", "address", "secretary's email", "mail", "e-mail address", "contact email"),
        "how_known": ("how we know it", "source"),
        "known_since": ("date", "known since"),
    }

    name = Words(label="Name", longest=120, required=False, help_text="The secretary’s. Empty where it is not known.")
    email = AddressCell(
        label="Email address",
        max_length=254,
        required=False,
        help_text="Where motions go. Empty where it is not known.",
        error_messages={"invalid": "This is no email address."},
    )
    how_known = Words(
        label="How we know",
        longest=Secretary._meta.get_field("how_known").max_length or 0,
        required=False,
        help_text="For example: the notice of the October meeting came from here. Empty: that it was imported.",
    )
    known_since = Day(
        label="When we learned it",
        required=False,
        help_text="The day, or when it was last known to hold. Empty: today.",
        validators=[NOT_AHEAD],
    )

    def clean(self) -> dict[str, Any]:
        """Ask for something to know them by."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["name"] and not cleaned["email"]:
            self.add_error("name", "Give a name, an email address or both.")
        return cleaned


def key_of_secretary(clp: CLP, given: Mapping[str, Any]) -> int:
    """Return what two lines about the same have in common: a file names one secretary for a CLP."""
    return clp.pk


def compare_secretaries(lines: Sequence[Line]) -> tuple[list[Change], list[Wrong]]:
    """Return what the lines would change, and those that cannot be decided; in one query."""
    known: defaultdict[int, list[Secretary]] = defaultdict(list)
    for row in Secretary.objects.filter(clp__in={line.clp.pk for line in lines}, left_on__isnull=True).order_by("pk"):
        known[row.clp_id or 0].append(row)
    changes, wrong = [], []
    for line in lines:
        rows = known[line.clp.pk]
        same = next((row for row in rows if _is_same(row, line.given)), None)
        if same is None and len(rows) > 1:
            wrong.append(Wrong(line.number, "CLP", line.clp.name, SEVERAL))
        elif change := _change(line, same, rows[0] if rows and same is None else None):
            changes.append(change)
    return changes, wrong


def _is_same(row: Secretary, given: Mapping[str, Any]) -> bool:
    """Whether a line is about this person: the same address, or the same name where it does not say another's."""
    if given["email"] and row.email.casefold() == given["email"].casefold():
        return True
    return bool(given["name"]) and same_name(row.name) == same_name(given["name"])


def _change(line: Line, same: Secretary | None, before: Secretary | None) -> Change | None:
    """Return what a line would add or change; None where we know it all, or heard something newer.

    What is left empty clears nothing.
    """
    given, today = line.given, timezone.localdate()
    told: date | None = given["known_since"]
    standing = same or before
    if standing and told and told < standing.known_since:
        return None
    word = SecretaryWord(
        clp=line.clp,
        name=_name(given["name"], same),
        email=_address(given["email"], same),
        known_since=told or today,
        how_known=given["how_known"] or (same.how_known if same else f"A spreadsheet imported on {today:%-d %B %Y}."),
        known=same,
        before=before,
    )
    cells = _cells(word, standing, told)
    notes = ["Somebody new takes over. The one before stays on record as having given it up."] if before else []
    return (
        Change(line.number, line.clp, "The CLP’s secretary", standing is None, cells, word, notes) if cells else None
    )


def _name(given: str, same: Secretary | None) -> str:
    """Return the name to keep: other capitals are no other name, and lists are often written in nothing else."""
    if same and (not given or same_name(given) == same_name(same.name)):
        return same.name
    return given


def _address(given: str, same: Secretary | None) -> str:
    """Return the address to keep: other capitals are no other address."""
    if same and (not given or same.email.casefold() == given.casefold()):
        return same.email
    return given


def _cells(word: SecretaryWord, standing: Secretary | None, told: date | None) -> list[Cell]:
    """Return what would be another; of somebody who is known, the day counts only where the file gives one."""
    before: dict[str, Any] = {
        name: getattr(standing, name) if standing else "" for name in ("name", "email", "how_known")
    }
    cells = [
        Cell(label, before[name], getattr(word, name))
        for name, label in (("name", "Name"), ("email", "Email address"), ("how_known", "How we know"))
        if before[name] != getattr(word, name)
    ]
    since = standing.known_since if standing else None
    if (cells or told) and since != word.known_since:
        cells.append(
            Cell("When we learned it", f"{since:%-d %B %Y}" if since else "", f"{word.known_since:%-d %B %Y}")
        )
    return cells
