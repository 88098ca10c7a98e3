"""A committee's list as a spreadsheet: its columns, by whatever names a committee gives them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from django import forms

from campaign.desk.importing.columns import chosen_columns, match_columns
from campaign.desk.importing.rows import Row, Words
from campaign.desk.importing.tables import Table
from clps.importing.csv_files import BadFile, Problem
from motions.committee.reading import ListedMotion, ruling_in

HEADINGS = ("Name", "Sender", "Submitted by", "Submitting organisation", "Organisation", "Body", "From", "Party unit")


class CommitteeRow(Row):
    """One line of a committee's list."""

    needed: ClassVar[Sequence[str]] = ("clp",)
    also_called: ClassVar[Mapping[str, Sequence[str]]] = {
        "clp": (*HEADINGS, "Constituency", "Constituency Labour Party", "CLP name", "Moved by"),
        "title": ("Motion", "Motion title", "Title of motion", "Subject of motion"),
        "heading": ("Subject", "Subject heading", "Topic", "Subject area", "Group", "Grouping"),
        "ruling": ("Status", "Decision", "Outcome", "CAC decision", "Validity", "Result"),
        "text": ("Motion text", "Text of motion", "Full text", "Wording"),
    }

    title = Words(label="Title", longest=300, required=False)
    heading = Words(label="Heading", longest=120, required=False)
    ruling = Words(label="Ruling", longest=300, required=False)
    text = forms.CharField(label="Text", max_length=20_000, required=False)


def listed_in(table: Table) -> list[ListedMotion]:
    """Return what a spreadsheet lists; raise BadFile where it does not say who sent what, or a line is unusable."""
    columns = match_columns(table.header, CommitteeRow, remembered={})
    return list(_lines(table, columns.pick))


def listed_by_columns(table: Table, places: dict[str, int], *, has_header: bool) -> list[ListedMotion]:
    """Return what a spreadsheet lists by the columns that somebody chose; raise BadFile where a line is unusable."""
    rows = table.rows if has_header else [(1, table.header), *table.rows]
    columns = chosen_columns(
        table.header, {name: place for name, place in places.items() if place < len(table.header)}
    )
    return list(_lines(replace(table, rows=rows), columns.pick))


def _lines(table: Table, pick: Callable[[Sequence[str]], dict[str, str]]) -> Iterator[ListedMotion]:
    problems = []
    for number, values in table.rows:
        row = CommitteeRow(pick(values))
        if not row.is_valid():
            problems += [Problem(number, f"{row.fields[name].label}: {said[0]}") for name, said in row.errors.items()]
            continue
        told = row.cleaned_data
        yield ListedMotion(
            sender=told["clp"],
            title=told["title"],
            heading=told["heading"],
            ruling=ruling_in(told["ruling"]),
            ruling_words=told["ruling"],
            text=told["text"].strip(),
        )
    # All at once, and last: whoever mends the file sees every bad line. Callers take a list, so none is kept before.
    if problems:
        raise BadFile(problems)
