"""The papers of an appeal: what they say, as a page, for Word and as a PDF; whose they are; what is answered."""

import io
from datetime import date

import pytest
from docx import Document

from motions.actions.dated_notes import DatedWords, add_dated_note
from motions.actions.entries import Hearing, move_entry, record_sent
from motions.appeals import DEFAULTS
from motions.enums import DatedNoteKind, RulingGround
from motions.models import ConferenceEntry, DatedNote, Event, GroundAnswer
from motions.workflow import EntryAct
from tests.desk.conference.conftest import RULED, SENT, TWO, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
PAGE = "/admin/clps/little-mickering/appeal/"
FILE = "/admin/clps/little-mickering/appeal"
FACTS, ANSWERS = "/admin/happened/new-matter/", "/admin/rulings/answers/"
AMENDED = "Conference notes that our library closed.\nConference resolves to open it again."


@pytest.fixture
def entry(motion, clp):
    return sent(motion, clp, EntryAct.RULE_OUT, text=AMENDED)


def words_of(response):
    """Every paragraph and cell of a Word file."""
    document = Document(io.BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_papers_answer_every_ground_with_the_text_as_it_was_sent(desk, entry, motion):
    conference = motion.campaign.conference
    conference.about_matters_since = date(2027, 4, 1)
    conference.save()
    for day, said in ((date(2027, 3, 31), "Before."), (date(2027, 4, 1), "On the day."), (date(2027, 5, 2), "Since.")):
        told = DatedWords(on=day, words=said, source="The Mercury.")
        add_dated_note(motion, DatedNoteKind.NEW_MATTER, told, by=None)
    move_entry(entry, EntryAct.APPEAL, on=RULED, by=None)
    hearing = Hearing(on=date(2027, 9, 24), place="Room 4")
    move_entry(entry, EntryAct.ARRANGE_HEARING, on=RULED, by=None, hearing=hearing)
    said = words_of(desk.get(f"{FILE}.docx"))
    assert "Appeal of Little Mickering CLP" in said
    assert "It is heard on 24 September 2027, Room 4." in said
    assert [line for line in AMENDED.splitlines() if line not in said] == []
    assert "This is the text as the CLP’s own meeting amended it." in said
    assert f"Text: 12 of {conference.text_word_limit} words, {conference.text_word_limit - 12} left." in said
    assert [f"Ground {number}: {ground.label}" for number, ground in enumerate(TWO, 1)] == [
        line for line in said if line.startswith("Ground ")
    ]
    assert [ground for ground in TWO if DEFAULTS[ground].splitlines()[0] not in said] == []
    assert DEFAULTS[RulingGround.LATE].splitlines()[0] not in said
    assert "Two subjects." in said
    assert [day for day in ("1 April 2027", "2 May 2027") if day not in said] == []
    assert "Before." not in said


def test_rule_is_quoted_with_its_source_in_the_committees_own_words(desk, entry, motion):
    motion.campaign.conference.grounds.create(
        ground="not-new", name="Dealt with elsewhere", rule="A motion shall be new.", source="Rule book 2027, page 9."
    )
    said = words_of(desk.get(f"{FILE}.docx"))
    assert said[said.index("Ground 2: Dealt with elsewhere") :][1:4] == [
        "The rule says:",
        "A motion shall be new.",
        "Source: Rule book 2027, page 9.",
    ]
    assert "Dealt with elsewhere" in desk.get("/admin/clps/little-mickering/story/entry/").text


def test_pdf_is_for_everybody_to_read_and_the_same_each_time(desk, entry):
    first, again = desk.get(f"{FILE}.pdf"), desk.get(f"{FILE}.pdf")
    assert (first.status_code, first["Content-Type"]) == (200, "application/pdf")
    assert first["Content-Disposition"] == 'attachment; filename="appeal-little-mickering.pdf"'
    for mark in (b"pdfuaid", b"/StructTreeRoot", b"/Lang(en-GB)"):
        assert mark in first.content
    assert first.content == again.content


def test_page_warns_where_the_text_is_not_known_or_too_long(desk, motion, clp):
    record_sent(motion=motion, clp=clp, sent_on=SENT, by=None)
    move_entry(ConferenceEntry.objects.get(), EntryAct.RULE_OUT, on=RULED, by=None)
    page = desk.get(PAGE)
    assert "We do not have the text as this CLP sent it." in page.text
    # Nothing was noted of the ruling, so the papers ask for its ground.
    assert "None given" in page.text
    assert any("Put it here, word for word" in line for line in words_of(desk.get(f"{FILE}.docx")))


def test_page_warns_of_a_text_over_the_limit(desk, motion, clp):
    sent(motion, clp, EntryAct.RULE_OUT, text="word " * (motion.campaign.conference.text_word_limit + 1))
    assert "The text is over the limit, as we count." in desk.get(PAGE).text


@pytest.mark.parametrize("ending", ["", ".docx", ".pdf"])
def test_papers_are_for_who_looks_after_the_clp(client, entry, of_wales, ending):
    address = f"{FILE}{ending}" if ending else PAGE
    assert client.get(address).status_code == 302
    client.force_login(of_wales)
    assert client.get(address).status_code == 403


def test_clp_that_sent_nothing_and_odd_endings_are_not_there(desk, entry):
    assert desk.get("/admin/clps/nowhere/appeal/").status_code == 404
    assert desk.get(f"{FILE}.odt").status_code == 404


def test_list_names_every_ground_and_leads_to_the_papers(desk, client, motion, entry, of_wales):
    sent(motion, None, EntryAct.RULE_OUT, EntryAct.APPEAL, EntryAct.WIN_APPEAL, name="Wonbury")
    sent(motion, None, name="Waitham")
    page = desk.get("/admin/rulings/").text
    assert "More than one subject; not a new issue, or covered by the policy forum’s report." in page
    assert f'href="{FILE}.docx"' in page
    assert "</a>: sent on " in page
    assert "sent, sent on" not in page
    assert page.index("Ruled out first, and in order now") < page.index("Wonbury") < page.index("Waitham")
    client.force_login(of_wales)
    theirs = client.get("/admin/rulings/").text
    assert [name for name in ("Mickering", "Wonbury", "Waitham") if name in theirs] == []


def test_list_costs_the_same_however_many_are_ruled_out(desk, motion, entry, django_assert_max_num_queries):
    for _ in range(5):
        sent(motion, None, EntryAct.RULE_OUT)
    desk.get("/admin/rulings/")
    with django_assert_max_num_queries(30):
        desk.get("/admin/rulings/")


def test_answers_are_written_by_admins_and_ours_come_back_when_emptied(client, organiser, admin, entry):
    ground = RulingGround.NOT_NEW
    client.force_login(organiser)
    read = client.get(ANSWERS).text
    assert DEFAULTS[ground].splitlines()[0] in read
    assert "Admins can write them anew." in read
    assert "Empty a box" not in read
    typed = {one.value: DEFAULTS[one] for one in DEFAULTS} | {ground.value: "It is new: the law is of May."}
    assert client.post(ANSWERS, typed).status_code == 403
    client.force_login(admin)
    for _ in range(2):
        assert client.post(ANSWERS, typed).status_code == 302
    assert list(GroundAnswer.objects.values_list("ground", "answer", "modified_by")) == [
        (ground, "It is new: the law is of May.", admin.pk)
    ]
    assert "It is new: the law is of May." in words_of(client.get(f"{FILE}.docx"))
    client.post(ANSWERS, typed | {ground.value: ""})
    assert not GroundAnswer.objects.exists()
    assert DEFAULTS[ground].splitlines()[0] in words_of(client.get(f"{FILE}.docx"))


def test_facts_are_noted_put_right_and_removed_once(client, organiser, of_wales, motion):
    client.force_login(organiser)
    told = {"on": "2027-05-30", "words": "A library closed.", "source": "The Mercury."}
    for _ in range(2):
        assert client.post(FACTS, told).status_code == 302
    fact = DatedNote.objects.get()
    assert (fact.kind, fact.on, fact.words, fact.source) == (
        "new-matter", date(2027, 5, 30), "A library closed.", "The Mercury."
    )  # fmt: skip
    refused = client.post(FACTS, {"on": "2027-06-02", "words": "To come.", "source": ""})
    assert refused.status_code == 422
    assert "That day is still to come." in refused.text
    assert "To come." in refused.text
    one = f"{FACTS}{fact.pk}/"
    assert client.post(one, {**told, "words": "Two libraries closed."}).status_code == 302
    assert DatedNote.objects.get().words == "Two libraries closed."
    assert client.get(f"/admin/happened/party-did/{fact.pk}/").status_code == 404
    client.force_login(of_wales)
    assert "Two libraries closed." in client.get(FACTS).text
    assert [client.post(address, told).status_code for address in (FACTS, one)] == [403, 403]
    client.force_login(organiser)
    assert client.post(one, {"remove": "1"}).status_code == 302
    assert client.post(one, {"remove": "1"}).status_code == 404
    assert not DatedNote.objects.exists()
    kinds = Event.objects.filter(kind__startswith="dated").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["dated_note_added", "dated_note_changed", "dated_note_removed"]
