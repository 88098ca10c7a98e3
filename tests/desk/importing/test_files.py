"""Files as they come: of every program, and of none; bombs, formulas, and columns by other names."""

import csv
import zipfile
from io import BytesIO

import pytest

from clps.models import Secretary
from tests.desk.importing.conftest import as_bytes, figures, preview, wrongs

HEADER = "CLP,Name,Email address\n"
BATH = "Bath,Bea Bath,bea@example.org\n"
ROWS = [["CLP", "Name", "Email address"], ["Bath", "Bea Bath", "bea@example.org"]]


def refusal(page):
    """Why a file cannot be read as a table; nothing else may come back."""
    assert page.status_code == 422
    assert "plan" not in page.context
    return page.context["form"].errors["file"]


def packed(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def repacked(change):
    """A good workbook whose parts are changed one by one."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(as_bytes(ROWS))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        HEADER + BATH,
        "\ufeff" + HEADER + BATH,
        HEADER.replace("\n", "\r\n") + BATH,
        (HEADER + BATH).replace(",", ";"),
        (HEADER + BATH).replace(",", "\t"),
        "clp,NAME,e-mail\n" + BATH,
        " Clp , name,Email_Address\n" + BATH,
        "constituency;secretary;email\n" + BATH.replace(",", ";"),
        HEADER + "\n,,\n" + BATH,
        HEADER.strip() + ",,\n" + BATH.strip() + ",,\n",
        HEADER + BATH.replace("Bath,", "E14001080,", 1),
        HEADER + BATH.replace("Bath,", "bath clp,", 1),
        ROWS,
        [ROWS[0], [], ROWS[1], [None, None]],
    ],
)
def test_file_of_any_program_says_the_same(desk, places, content):
    page = preview(desk, "secretaries", content)
    assert page.status_code == 200, page.context["form"].errors
    assert figures(page) == (1, 0, 0, 0)
    [change] = page.context["plan"].changes
    assert (change.clp, change.work.name, change.work.email) == (places["bath"], "Bea Bath", "bea@example.org")


def test_file_in_windows_1252_keeps_its_letters(desk, places):
    page = preview(desk, "secretaries", (HEADER + "Ynys Môn,Siân Ŵyn,\n").replace("Ŵ", "W").encode("cp1252"))
    assert page.context["plan"].changes[0].work.name == "Siân Wyn"
    assert page.context["plan"].changes[0].clp == places["anglesey"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n \r\n", "The file is empty."),
        (HEADER, "There is nothing below the header."),
        ([], "The file is empty."),
        (b"\x00\x01\x02\xff" * 20, "This is no spreadsheet that we can read. Save it as CSV in UTF-8, or as .xlsx."),
        (b"CLP,Name\x81\x02", "This is no spreadsheet that we can read. Save it as CSV in UTF-8, or as .xlsx."),
        (b"PK\x03\x04 and then nothing", "This workbook cannot be read. Save it again as .xlsx, or as CSV."),
        (packed(letter="Dear all"), "This workbook cannot be read. Save it again as .xlsx, or as CSV."),
        (
            b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
            "This is an old or a locked workbook. Save it as .xlsx without a password, or CSV.",
        ),
        (HEADER + BATH * 2001, "There are 2,001 lines; 2,000 at a time are the most. Split it."),
        (HEADER + "x" * 1_000_000, "The file is larger than 1 MB. Leave out what is not needed, or split it."),
        (
            [*ROWS, ["Bath", "x" * 30_000]] + [["Bath", "x" * 30_000]] * 40,
            "There is too much text in it. Leave out what is not needed, or split it.",
        ),
        (packed(bomb="\0" * 20_000_001), "It unpacks to more than 20 MB. Copy the cells into a new workbook."),
        (
            packed(**{f"part{number}": "" for number in range(501)}),
            "It unpacks to more than 20 MB. Copy the cells into a new workbook.",
        ),
        (packed(**{"xl/vbaProject.bin": "x"}), "There are macros in it. Save it as .xlsx, without them."),
        (
            repacked(lambda name, part: part.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')),
            "This workbook cannot be read. Save it again as .xlsx, or as CSV.",
        ),
        (
            repacked(lambda name, part: part.decode().encode("utf-16") if "worksheets/" in name else part),
            "This workbook is in UTF-16, which no spreadsheet program writes. Save it again as .xlsx, or as CSV.",
        ),
        ([*ROWS, *[[]] * 10_000, ["Bath"]], "The sheet goes on past row 10,000. Split it."),
        ([*ROWS, ["Bath", *[None] * 70, "x"]], "Line 3: it goes on past column 60."),
        (
            HEADER + 'Bath,"Bea\n',
            "Line 2: this row cannot be read: unexpected end of data. Look for a stray quotation mark.",
        ),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(desk, places, content, said):
    assert refusal(preview(desk, "secretaries", content)) == [said]
    assert not Secretary.objects.exists()


def test_file_without_our_columns_names_each(desk, places):
    page = preview(desk, "secretaries", "Place,Who\nBath,Bea\n")
    assert page.status_code == 422
    names = ("CLP", "Name", "Email address")
    assert page.context["said"] == [f"There is no column “{name}”." for name in names]
    page = preview(desk, "secretaries", "CLP,Name,name,Email\nBath,a,b,c\n")
    assert page.context["said"] == ["The column “Name” is there twice."]


def test_columns_that_we_do_not_know_are_left_alone_and_named(desk, places):
    page = preview(desk, "secretaries", "Phone,CLP,Name,Email,Shoe size\n0,Bath,Bea,,9\n")
    assert page.context["plan"].ignored == ["Phone", "Shoe size"]
    assert "Left alone, because we have no such column: Phone, Shoe size." in page.text
    assert figures(page) == (1, 0, 0, 0)


def test_formula_in_csv_is_refused_at_its_line_and_what_we_exported_is_read_back(desk, places):
    page = preview(desk, "secretaries", HEADER + 'Bath,"=HYPERLINK(""https://example.org"")",\nYeovil,\'-Yves,\n')
    assert page.status_code == 422
    assert wrongs(page) == [(2, "Name", "This is a formula. Put its result there.")]
    assert page.context["plan"].changes[0].work.name == "-Yves"


def test_clp_is_never_guessed_and_names_that_come_near_are_offered(desk, places):
    page = preview(desk, "secretaries", HEADER + "Baht,Bea,\nAnglesey,Ann,\n,Cy,\nE14009999,Di,\n")
    assert wrongs(page) == [
        (2, "CLP", "We know no CLP of this name."),
        (4, "CLP", "Say which CLP this is about."),
        (5, "CLP", "We know no CLP of this name."),
    ]
    assert page.context["plan"].wrong[0].suggestions == ["Bath"]
    assert ">It is Bath</button>" in page.text
    assert [change.clp for change in page.context["plan"].changes] == [places["anglesey"]]


def test_code_that_several_clps_share_is_asked_about(desk, places):
    places["yeovil"].constituencies.set(places["bath"].constituencies.all())
    [wrong] = preview(desk, "secretaries", HEADER + "e14001080,Bea,\n").context["plan"].wrong
    assert (wrong.reason, wrong.suggestions) == ("This fits several CLPs. Say which.", ["Bath", "Yeovil"])


@pytest.mark.parametrize("kind", ["secretaries", "results"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_blank_file_has_every_column_and_nothing_below(desk, places, kind, ending):
    response = desk.get(f"/admin/import/{kind}/blank.{ending}")
    content = b"".join(response.streaming_content) if ending == "csv" else response.content
    page = preview(desk, kind, content)
    assert refusal(page) == ["There is nothing below the header."]
    if ending == "csv":
        [headings] = csv.reader(content.decode("utf-8-sig").splitlines())
        assert headings == [heading for heading, _, _ in page.context["kind"].columns]
        for heading in headings:
            assert f"<dt>{heading}" in page.text
