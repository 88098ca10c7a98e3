"""Tables as CSV and as XLSX: what is in each cell, and that nothing in it runs."""

import csv
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from clps.lib.exporting import as_spreadsheet
from clps.lib.spreadsheets import Table, as_csv, cell, value_of
from motions.enums import Outcome

ROW = SimpleNamespace(
    name="Ynys Môn, the island",
    hostile='=HYPERLINK("https://example.org")',
    error="#N/A",
    number=7,
    card=Decimal("51.25"),
    day=date(2027, 3, 28),
    at=datetime(2027, 3, 28, 1, 30, 12, 345, tzinfo=UTC),
    clock=time(19, 30),
    yes=True,
    nothing=None,
    outcome=Outcome.CARRIED.label,
    digits="007",
    negative=-3,
)
COLUMNS = [(name.capitalize(), name) for name in vars(ROW)]


def sheet_of(table):
    return load_workbook(BytesIO(as_spreadsheet("xlsx", "things", table).content)).active


def csv_of(response):
    return response.getvalue().decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20"])
def test_text_that_starts_a_formula_is_text_in_csv(start):
    assert cell(f"{start}1") == f"'{start}1"


def test_numbers_and_text_that_starts_no_formula_are_left_alone():
    assert [cell(value) for value in (-3, Decimal("-1.50"), "a=1", "", None)] == [-3, Decimal("-1.50"), "a=1", "", ""]


@pytest.mark.parametrize(
    ("instant", "local"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "2027-03-28 00:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "2027-03-28 02:00"),
        (datetime(2027, 10, 31, 0, 59, tzinfo=UTC), "2027-10-31 01:59"),
        (datetime(2027, 10, 31, 1, 0, tzinfo=UTC), "2027-10-31 01:00"),
    ],
)
def test_time_is_the_uks_on_both_sides_of_the_clocks_changing(instant, local):
    assert cell(value_of(instant)) == local
    made = sheet_of(Table([("At", "at")], [SimpleNamespace(at=instant)]))["A2"]
    assert made.value == datetime.fromisoformat(local)


def test_csv_opens_in_excel_and_holds_every_value():
    sent = csv_of(as_spreadsheet("csv", "things", Table(COLUMNS, [ROW])))
    assert sent.startswith('\ufeff"Name","Hostile",')
    assert next(csv.DictReader(StringIO(sent[1:], newline=""))) == {
        "Name": "Ynys Môn, the island",
        "Hostile": '\'=HYPERLINK("https://example.org")',
        "Error": "#N/A",
        "Number": "7",
        "Card": "51.25",
        "Day": "2027-03-28",
        "At": "2027-03-28 02:30",
        "Clock": "19:30",
        "Yes": "yes",
        "Nothing": "",
        "Outcome": "Carried",
        "Digits": "007",
        "Negative": "-3",
    }


def test_csv_for_other_programs_starts_with_its_first_heading():
    assert csv_of(as_csv("things", Table(COLUMNS, []), for_excel=False)).startswith('"Name",')


def test_xlsx_has_a_type_for_every_value():
    sheet = sheet_of(Table(COLUMNS, [ROW]))
    made = {sheet.cell(1, place).value: sheet.cell(2, place) for place in range(1, len(COLUMNS) + 1)}
    assert {name: (str(one.value), one.data_type) for name, one in made.items()} == {
        "Name": ("Ynys Môn, the island", "s"),
        "Hostile": ('=HYPERLINK("https://example.org")', "s"),
        "Error": ("#N/A", "s"),
        "Number": ("7", "n"),
        "Card": ("51.25", "n"),
        "Day": ("2027-03-28 00:00:00", "d"),
        "At": ("2027-03-28 02:30:12", "d"),
        "Clock": ("19:30:00", "d"),
        "Yes": ("yes", "s"),
        "Nothing": ("None", "n"),
        "Outcome": ("Carried", "s"),
        "Digits": ("007", "s"),
        "Negative": ("-3", "n"),
    }
    formats = [made[name].number_format for name in ("Day", "At", "Clock")]
    assert formats == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"]
    # Excel keeps it as text even when somebody goes into the cell and presses Enter.
    assert made["Hostile"].quotePrefix
    assert not made["Name"].quotePrefix


def test_xlsx_keeps_its_headings_in_sight_and_is_as_wide_as_it_needs():
    rows = [SimpleNamespace(short="a", long="b" * 500)] * 300
    sheet = sheet_of(Table([("Short", "short"), ("Long", "long")], rows))
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet.max_row) == ("A2", True, 301)
    assert [sheet.column_dimensions[name].width for name in "AB"] == [8, 60]


def test_xlsx_of_nothing_has_its_headings():
    sheet = sheet_of(Table(COLUMNS, []))
    assert [one.value for one in sheet[1]] == [heading for heading, _ in COLUMNS]
    assert sheet.max_row == 1


def test_character_that_a_workbook_cannot_hold_is_left_out():
    row = SimpleNamespace(words="one\x00\x0b\x1ftwo\uffff\nthree")
    assert sheet_of(Table([("Words", "words")], [row]))["A2"].value == "onetwo\nthree"
