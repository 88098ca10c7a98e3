"""The committee's list in the layouts that a PDF gives it, and in files whose headings say nothing to us."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from clps.directory import Directory
from motions.committee.reading import read_pasted
from motions.enums import CommitteeRuling
from motions.models import CommitteeList
from tests.factories import CLPFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
PAGE = "/admin/committee-list/"
IN, OUT = CommitteeRuling.IN_ORDER, CommitteeRuling.OUT
NAMES = ("Ambridge", "Borchester", "Cities of London and Westminster", "Darrington")
EXPECTED = [
    ("Ambridge", "Clean rivers", IN),
    ("Borchester", "A library in reach of every child", OUT),
    ("Cities of London and Westminster", "Warm homes", IN),
    ("UNISON", "Pay", OUT),
]

COLUMNS_RUN_TOGETHER = """CAC report 1
No Name Motion title Status
1 Ambridge CLP Clean rivers In order
2 Borchester CLP A library in reach of every child Ruled out: two subjects
Page 1 of 2
3 Cities of London and Westminster CLP Warm homes In order
4 UNISON Pay Not in order
Total: 4"""
WITHOUT_PARTY = """Name   Title   Ruling
Ambridge   Clean rivers   In order
Borchester   A library in reach of
every child   Ruled out: two subjects
Cities of London and Westminster   Warm homes   In order
UNISON   Pay   Out of order"""
NAMES_FIRST_RUN_TOGETHER = """Ambridge Clean rivers Accepted
Borchester A library in reach of every child Rejected, two subjects
Cities of London and Westminster Warm homes Accepted
UNISON Pay Rejected"""
BARS = """| CLP | Motion | Decision |
| Ambridge CLP | Clean rivers | In order |
| Borchester CLP | A library in reach of every child | Not accepted |
| Cities of London and Westminster CLP | Warm homes | In order |
| UNISON | Pay | Not accepted |"""
NUMBERED = """1. Ambridge Constituency Labour Party – Clean rivers – in order
2. Borchester Constituency Labour Party – A library in reach of every child – out of order
3. Cities of London and Westminster Constituency Labour Party – Warm homes – in order
4. UNISON – Pay – out of order"""


@pytest.fixture
def directory(motion):
    for name in NAMES:
        CLPFactory(name=name, slug=name.lower().replace(" ", "-"))
    return Directory.read()


def bare(sender):
    return sender.removesuffix(" CLP").removesuffix(" Constituency Labour Party")


@pytest.mark.parametrize("text", [COLUMNS_RUN_TOGETHER, NAMES_FIRST_RUN_TOGETHER, BARS, NUMBERED])
def test_list_says_the_same_in_every_layout(directory, text):
    found = read_pasted(text, directory=directory, affiliates={"unison"})
    assert [(bare(one.sender), one.title, one.ruling) for one in found] == EXPECTED
    assert {one.heading for one in found} == {""}


def test_cell_that_goes_on_in_the_next_line_is_no_heading_and_no_name(directory):
    found = read_pasted(WITHOUT_PARTY, directory=directory, affiliates={"unison"})
    assert [(one.sender, one.ruling) for one in found] == [
        (name, ruling if name != "Borchester" else None) for name, _, ruling in EXPECTED
    ]
    assert found[1].title == "A library in reach of every child   Ruled out: two subjects"
    assert {one.heading for one in found} == {""}


def test_names_in_a_row_under_a_heading_are_each_read(directory):
    text = "Housing\nAmbridge, Borchester and Cities of London and Westminster\nHealth\nDarrington CLP; UNISON"
    found = read_pasted(text, directory=directory, affiliates={"unison"})
    assert [(bare(one.sender), one.heading) for one in found] == [
        ("Ambridge", "Housing"),
        ("Borchester", "Housing"),
        ("Cities of London and Westminster", "Housing"),
        ("Darrington", "Health"),
        ("UNISON", "Health"),
    ]


def sent_file(desk, name, data, **given):
    about = {"published_on": "2027-05-28", "source": "First report.", "pasted": "", **given}
    return desk.post(PAGE, about | ({"file": SimpleUploadedFile(name, data)} if data else {}))


def workbook(rows):
    book, held = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


ROWS = [("Wer", "Was", "Wie"), ("Ambridge", "Clean rivers", "In order"), ("Borchester", "Warm\nhomes", "Refused")]


@pytest.mark.parametrize(
    "data", [workbook(ROWS), b'Wer;Was;Wie\nAmbridge;Clean rivers;In order\nBorchester;"Warm\nhomes";Refused']
)
def test_columns_with_strange_headings_are_named_by_hand(desk, directory, data):
    asked = sent_file(desk, "list.xlsx" if data[:2] == b"PK" else "list.csv", data)
    assert asked.status_code == 422
    assert "The header does not say which column is which." in asked.text
    form = asked.context["form"]
    assert [label for _, label in form.fields["column_title"].choices] == ["It has none", "1: Wer", "2: Was", "3: Wie"]
    back = form["pasted"].value()
    twice = sent_file(desk, "", b"", pasted=back, column_clp="0", column_title="0")
    assert (twice.status_code, "One column is chosen twice." in twice.text) == (422, True)
    assert (
        sent_file(desk, "", b"", pasted=back, column_clp="0", column_title="1", column_ruling="2").status_code == 302
    )
    lines = CommitteeList.objects.get().lines.order_by("number")
    assert [(line.sender, " ".join(line.title.split()), line.ruling) for line in lines] == [
        ("Ambridge", "Clean rivers", "in-order"),
        ("Borchester", "Warm homes", "out"),
    ]


def test_file_without_any_header_is_read_from_its_first_row(desk, directory):
    asked = sent_file(desk, "list.csv", b"Ambridge;Clean rivers\nBorchester;Warm homes")
    back = asked.context["form"]["pasted"].value()
    assert sent_file(desk, "", b"", pasted=back, column_clp="0", column_title="1", no_header="on").status_code == 302
    kept = CommitteeList.objects.get()
    assert kept.published_on == date(2027, 5, 28)
    assert list(kept.lines.order_by("number").values_list("sender", flat=True)) == ["Ambridge", "Borchester"]
