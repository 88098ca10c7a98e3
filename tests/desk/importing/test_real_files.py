"""Files as other people's programs and habits make them; each stands for a kind that a public report tells of."""

import tracemalloc
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from zeal import zeal_ignore

from campaign.desk.importing.dates import read_date
from campaign.desk.importing.tables import read_table
from clps.importing.csv_files import BadFile
from clps.models import Secretary
from motions.models import Vote
from tests.desk.importing.conftest import agreed, as_bytes, bring, figures, preview, wrongs
from tests.desk.importing.lines import HEADER as RESULTS
from tests.desk.importing.lines import line
from tests.factories import CLPFactory, MotionFactory

HEADER = ["CLP", "Name", "Email address"]
BATH = ["Bath", "Bea Bath", "bea@example.org"]


def workbook(*sheets, change=None):
    """A workbook of sheets, each a name and rows; `change` may do to it what else a program does."""
    book, out = Workbook(), BytesIO()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    book.save(out)
    return out.getvalue()


def rewritten(data, part, old, new):
    """A workbook with something in one part put otherwise, as another program writes it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.infolist():
            content = before.read(one)
            after.writestr(one.filename, content.replace(old, new) if one.filename == part else content)
    return out.getvalue()


def one_new(page, remarks=()):
    assert page.status_code == 200, page.context
    assert figures(page) == (1, 0, 0, 0)
    [change] = page.context["plan"].changes
    assert (change.clp.slug, change.work.name, change.work.email) == ("bath", "Bea Bath", "bea@example.org")
    assert list(page.context["remarks"]) == list(remarks)


CSV = {
    "plainly": "CLP,Name,Email address\nBath,Bea Bath,bea@example.org\n",
    "columns without a name": "CLP,,Name,,Email address\r\nBath,,Bea Bath,,bea@example.org\r\n",
    "what nobody sees": "CLP,Name,Email address\nBath\u200b,Bea\u200b Bath,\u2060bea@example.org\u200b\n",
    "the line for Excel": "sep=;\r\nCLP;Name;Email address\r\nBath;Bea Bath;bea@example.org\r\n",
    "the same in quotes": '"sep=,"\nCLP,Name,Email address\nBath,Bea Bath,bea@example.org\n',
    "bars": "CLP|Name|Email address\nBath|Bea Bath|bea@example.org\n",
    "UTF-16 of Excel": "CLP\tName\tEmail address\nBath\tBea Bath\tbea@example.org\n".encode("utf-16"),
    "UTF-16 without a mark": "CLP\tName\tEmail address\nBath\tBea Bath\tbea@example.org\n".encode("utf-16-le"),
    "texts kept as texts": 'CLP,Name,Email address\n="Bath",="Bea Bath",="bea@example.org"\n',
    "an apostrophe before each": "CLP,Name,Email address\n'Bath,'Bea Bath,'bea@example.org\n",
    "the end of a DOS file": "CLP,Name,Email address\nBath,Bea Bath,bea@example.org\n\x1a",
    "the header on each page": "CLP,Name,Email address\nBath,Bea Bath,bea@example.org\nCLP,Name,Email address\n",
    "an address book": "CLP,Name,Email address\nBath,Bea Bath,Bea Bath <bea@example.org>\n",
    "links": "CLP,Name,Email address\nBath,Bea Bath,mailto:bea@example.org\n",
    "links in capitals": "CLP,Name,Email address\nBath,Bea Bath,MAILTO:bea@example.org\n",
    "a name the other way round": 'CLP,Name,Email address\nBath,Bea Bath,"""Bath, Bea"" <bea@example.org>"\n',
    "a name before a link": "CLP,Name,Email address\nBath,Bea Bath,Bea <mailto:bea@example.org>\n",
    "a contact list": "Constituency,Contact name,E-mail address\nBath,Bea Bath,bea@example.org\n",
}


@pytest.mark.parametrize("name", CSV)
def test_csv_as_programs_write_it(desk, places, name):
    one_new(preview(desk, "secretaries", CSV[name]))


def test_titles_above_the_header_are_left_alone(desk, places):
    said = "The columns are named on line 4; what stands above it was left alone."
    text = "Secretaries of the South West\nMade by Olive, with thanks\n\n" + CSV["plainly"]
    one_new(preview(desk, "secretaries", text), [said])
    rows = [["Secretaries"], ["as of", date(2027, 5, 1)], [], HEADER, BATH]
    one_new(preview(desk, "secretaries", workbook(("All", rows))), [said])


def test_sheet_with_our_columns_is_read_and_the_others_are_named(desk, places):
    cover = ("Read me", [["How to use this workbook"], ["Fill in the second sheet"]])
    page = preview(desk, "secretaries", workbook(cover, ("Secretaries", [HEADER, BATH])))
    one_new(page, ["We read the sheet “Secretaries”, and not “Read me”."])

    def hide(book):
        book["Old"].sheet_state = "hidden"
        book.active = 1

    old = ("Old", [HEADER, ["Yeovil", "Stale Sam", "sam@example.org"]])
    page = preview(desk, "secretaries", workbook(old, ("New", [HEADER, BATH]), change=hide))
    one_new(page, ["We read the sheet “New”, and not “Old” (hidden)."])


def test_hidden_rows_and_merged_cells_are_said(desk, places):
    def fold(book):
        book.active.row_dimensions[3].hidden = True
        book.active.merge_cells("C3:D3")

    page = preview(
        desk, "secretaries", workbook(("A", [HEADER, ["Bath", "Bea", ""], ["Yeovil", "Yves", ""]]), change=fold)
    )
    assert list(page.context["remarks"]) == [
        "Row 3 is hidden in your file. We read what is hidden too.",
        "Some cells are merged: C3 to D3. Only the first of each holds a value.",
    ]
    assert figures(page) == (2, 0, 0, 0)


def test_signs_that_a_workbook_writes_for_line_ends_are_none(desk, places):
    data = workbook(("A", [HEADER, ["Bath", "Bea Bath_x000D_", "bea@example.org"]]))
    one_new(preview(desk, "secretaries", data))


def test_styles_and_namespaces_that_other_programs_write_do_not_matter(desk, places):
    data = workbook(("A", [HEADER, BATH]))
    fills = rewritten(data, "xl/styles.xml", b"<fill><patternFill /></fill>", b"<fill/>")
    one_new(preview(desk, "secretaries", fills))
    transitional, strict = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        data = rewritten(data, part, transitional, strict)
    one_new(preview(desk, "secretaries", data))


def test_formula_counts_by_its_result_and_only_where_it_is_asked_for(desk, places):
    data = workbook(("A", [[*HEADER, "Region"], [*BATH, "=A1"]]))
    one_new(preview(desk, "secretaries", data))
    with_result = rewritten(data, "xl/worksheets/sheet1.xml", b'<c r="D2"', b'<c r="D2" t="str"')
    one_new(preview(desk, "secretaries", with_result))
    page = preview(desk, "secretaries", workbook(("A", [HEADER, ["Bath", "=A1", "bea@example.org"]])))
    words = "The formula in B2 has no result. Open the file in your program and save it again."
    assert wrongs(page) == [(2, "Name", words)]


def test_row_that_is_too_long_is_wrong_alone(desk, places):
    page = preview(desk, "secretaries", "CLP,Name,Email address\nBath,Bath, Bea,bea@example.org\nYeovil,Yves,\n")
    assert wrongs(page) == [(2, "", "There are 4 values, where the header has 3 columns.")]
    assert figures(page) == (1, 0, 0, 1)


def test_small_workbook_costs_little(tmp_path):
    """Ten thousand rows, each with a value in its last possible column, in some kilobytes."""
    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="XFD%d"><v>1</v></c></row>'
    rows = b"".join(row % (n, n, n) for n in range(1, 10_001))
    data = workbook(("A", [[1]]))
    body = b"<sheetData>" + rows + b"</sheetData>"
    with zipfile.ZipFile(BytesIO(data)) as packed:
        old = packed.read("xl/worksheets/sheet1.xml")
    old = old[old.index(b"<sheetData>") : old.index(b"</sheetData>") + len(b"</sheetData>")]
    data = rewritten(data, "xl/worksheets/sheet1.xml", old, body)
    tracemalloc.start()
    with pytest.raises(BadFile, match="it goes on past column 60"):
        read_table(data)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_lines_of_another_motion_are_not_taken(desk, places, motion):
    other = MotionFactory(
        campaign=motion.campaign, kind="local", slug="seats", version__title="Seats in our own streets"
    )
    lines = [
        "CLP,Motion,Outcome,Date of the meeting,Carried for",
        f"Bath,{other.current_version.title},Carried,3/5/2027,Policy",
        f"Yeovil,{motion.current_version.title},Carried,3/5/2027,Conference",
    ]
    page = preview(desk, "results", "\n".join(lines))
    assert wrongs(page) == [(2, "Motion", "This line is about another motion: “Seats in our own streets”.")]
    assert [change.clp.slug for change in page.context["plan"].changes] == ["yeovil"]


@pytest.mark.parametrize(
    "text",
    [
        *("14 Sept 2026", "2026-09-14 00:00:00", "Mon 14 September 2026", "14-Sep-26", "14th of September, 2026"),
        *("September 14, 2026", "Sep. 14th, 2026", "2026-09-14T18:30:00Z", "14/9/2026", "14.09.2026", "20260914"),
        *("the 14th of September 2026", "Monday the 14th of September 2026", "14 September 2026 7pm", "46279.8125"),
        *("14 September 2026, 7.30pm", "14 Sept ’26", "14–09–2026", "14/09/2026 (7pm)"),
        *("The 14th of September 2026", "14 September 2026 - 7pm", "14 September 2026 – 7.30pm", "14/09/2026 -19:30"),
        *("46279", "Monday, 14 September 2026 at 19:30", "2026 Sep 14", "14/9/2026 19:30", "14 SEPTEMBER 2026"),
    ],
)
def test_date_as_people_and_programs_write_it(text):
    assert read_date(text) == date(2026, 9, 14)


@pytest.mark.parametrize(
    "text",
    ["14/09/26", "9/14/2026", "31/02/2026", "May 2026", "14 Ma 2026", "14 Juneteenth 2026", "soon", "2026", "99999"],
)
def test_date_that_could_be_another_or_none_is_refused(text):
    assert read_date(text) is None


def test_date_in_a_cell_is_the_day_itself(desk, places):
    header = ["CLP", "Outcome", "Date of the meeting", "Carried for"]
    rows = [header, ["Bath", "Carried", datetime.fromisoformat("2027-05-03T19:30"), "Conference"]]
    [change] = preview(desk, "results", workbook(("A", rows))).context["plan"].changes
    assert change.work.result.held_on == date(2027, 5, 3)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        *(("passed", "carried"), ("Nem. con.", "carried"), ("Yes", "carried"), ("Carried unanimously", "carried")),
        *(("passed w/ amendment", "carried-as-amended"), ("Not carried", "lost"), ("No", "lost"), ("Fell", "lost")),
        *(("no quorum", "inquorate"), ("Postponed", "deferred"), ("ran out of time", "not-reached")),
        *(("Referred to the Executive", "remitted"), ("ruled out of order", "ruled-out-by-chair")),
    ],
)
def test_words_for_an_outcome(desk, places, said, outcome):
    purpose = "Conference" if outcome.startswith("carried") else ""
    [change] = preview(desk, "results", RESULTS + line(outcome=said, purpose=purpose)).context["plan"].changes
    assert change.work.result.outcome == outcome


def test_names_in_press_order_are_known(desk, places):
    for name in ("North Devon", "City of Durham", "Central Suffolk and North Ipswich"):
        CLPFactory(name=name)
    text = (
        'CLP,Name,Email address\n"Devon North",Ann,\n"Durham, City of",Bob,\n"Suffolk Central & North Ipswich",Cy,\n'
    )
    changes = preview(desk, "secretaries", text).context["plan"].changes
    assert [one.clp.name for one in changes] == ["North Devon", "City of Durham", "Central Suffolk and North Ipswich"]


def test_suggestion_is_taken_by_a_click_for_all_lines_that_say_so(desk, places):
    page = preview(desk, "secretaries", "CLP,Name,Email address\nBaht,Bea Bath,bea@example.org\n")
    assert figures(page) == (0, 0, 0, 1)
    page = desk.post("/admin/import/secretaries/answer/", {"file": page.context["file"], "is": "2:Bath"})
    one_new(page)
    desk.post("/admin/import/secretaries/apply/", agreed(page))
    assert Secretary.objects.get().clp == places["bath"]


def test_columns_are_matched_on_the_page_and_remembered(desk, places):
    text = "Seat,Person,Where to write\nBath,Bea Bath,bea@example.org\n"
    page = preview(desk, "secretaries", text)
    assert (page.status_code, page.context["title"]) == (422, "Which column is which?")
    assert "Where to write (bea@example.org)" in page.text
    said = {"file": page.context["file"], "clp": "0", "name": "1", "email": ""}
    page = desk.post("/admin/import/secretaries/columns/", said)
    assert page.status_code == 422
    assert page.context["form"].errors == {"email": ["Choose the column. The import cannot do without it."]}
    assert 'value="1" selected' in page.text
    page = desk.post("/admin/import/secretaries/columns/", {**said, "email": "1"})
    assert page.context["form"].errors == {"email": ["You chose this one for “Name” too."]}
    one_new(desk.post("/admin/import/secretaries/columns/", {**said, "email": "2"}))
    one_new(preview(desk, "secretaries", text))


def test_good_lines_go_in_while_bad_ones_come_back_with_what_to_mend(desk, places):
    text = "CLP,Name,Email address,Mine\nBath,Bea Bath,bea@example.org,x\nYeovil,Yves,broken,;=1+1\n"
    page = preview(desk, "secretaries", text)
    rest = desk.post("/admin/import/secretaries/rest.csv", agreed(page))
    assert b"".join(rest.streaming_content).decode("utf-8-sig").splitlines() == [
        '"CLP","Name","Email address","Mine","What to mend"',
        '"Yeovil","Yves","broken",";=1+1","Email address: This is no email address."',
    ]
    done = desk.post("/admin/import/secretaries/apply/", {**agreed(page), "without_wrong": "1"}, follow=True)
    assert "Secretaries: 1 added, 0 changed, 0 as before. 1 left out." in done.text
    assert [row.clp.slug for row in Secretary.objects.all()] == ["bath"]


def test_import_of_secretaries_is_taken_back_and_what_changed_since_stays(desk, places):
    bring(desk, "secretaries", "CLP,Name,Email address\nBath,Bea Bath,old@example.org\n")
    done = bring(
        desk, "secretaries", "CLP,Name,Email address\nBath,Bea Bath,new@example.org\nYnys Môn,Ann,\nYeovil,Yves,\n"
    )
    Secretary.objects.filter(name="Yves").update(name="Yvonne")
    made = done.context["imports"][0][0]
    with zeal_ignore():
        page = desk.post(f"/admin/import/{made.pk}/take-back/", follow=True)
    assert "Secretaries: the import was taken back. 1 changed since, and stay as they are." in page.text
    assert [(row.name, row.email) for row in Secretary.objects.order_by("pk")] == [
        ("Bea Bath", "old@example.org"),
        ("Yvonne", ""),
    ]
    assert not made.lines.exists()
    page = desk.post(f"/admin/import/{made.pk}/take-back/", follow=True)
    assert "This import was taken back before." in page.text


def test_import_of_results_is_taken_back(desk, places):
    bring(desk, "results", RESULTS + line(purpose="Conference"))
    done = bring(desk, "results", RESULTS + line(outcome="Lost") + line(clp="Yeovil", purpose="Policy"))
    # Each line is taken back by its own action, one after another.
    with zeal_ignore():
        desk.post(f"/admin/import/{done.context['imports'][0][0].pk}/take-back/")
    [bath, yeovil] = [vote.submission for vote in Vote.objects.filter(corrects=None).order_by("pk")]
    assert (bath.current_vote.outcome, yeovil.state) == ("carried", "withdrawn")


def test_import_is_not_taken_back_after_a_month(desk, places, clock, organiser):
    done = bring(desk, "secretaries", as_bytes("CLP,Name,Email address\nBath,Bea,\n"))
    made = done.context["imports"][0][0]
    clock.shift(31 * 24 * 60 * 60)
    desk.force_login(organiser)
    page = desk.post(f"/admin/import/{made.pk}/take-back/", follow=True)
    assert "It is more than 30 days old." in page.text
    assert Secretary.objects.exists()


@pytest.mark.parametrize("letters", ["cp1252", "mac_roman", "utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["Siân Prys", "O’Neill", "François Müller", "Seán Ó Briain", "ÉMILE", "Zoë – “Zo”"])
def test_name_keeps_its_letters_whichever_machine_saved_the_file(name, letters):
    table = read_table(f"CLP,Name\nYnys Môn,{name}\n".encode(letters))
    assert table.rows == [(2, ["Ynys Môn", name])]


@pytest.mark.parametrize(
    "name",
    [
        *("O’Neill", "Müller", "ÉMILE", "Seán Ó Briain", "Ó Briain", "Étienne", "Róisín", "Begoña", "Anaïs"),
        *("carried 31 – 2", "9–3", "“Yes” they said", "• one", "and so…", "1984’s", "à la carte", "€10"),
    ],
)
@pytest.mark.parametrize("letters", ["cp1252", "mac_roman"])
def test_encoding_of_a_file_is_told_by_one_name_alone(name, letters):
    assert read_table(f"CLP,Name\nBath,{name}\n".encode(letters)).rows == [(2, ["Bath", name])]
