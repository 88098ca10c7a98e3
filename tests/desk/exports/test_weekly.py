"""The week, for the group: what is new, in words that stand everywhere, and no more than the public may know."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from campaign.desk.exports.weekly import read_weekly
from campaign.mail.models import GroupLetter
from clps.models import Secretary
from motions.actions.entries import record_sent
from motions.actions.votes import record_vote
from tests.desk.conftest import NOW
from tests.factories import CLPFactory, UserFactory, allow, carried_on, make_submission, open_another

pytestmark = pytest.mark.django_db


def carry(motion, name, on):
    told = make_submission(motion, CLPFactory(name=name), sent_on=date(2027, 4, 1))
    record_vote(told, carried_on(on), by=told.activist)
    return told


@pytest.fixture
def week(motion, clp):
    """The week to 1 June: one carried in it, one before it and sent in it, one meeting to come."""
    carry(motion, "Newly", date(2027, 5, 26))
    early = carry(motion, "Early", date(2027, 5, 25))
    record_sent(motion=motion, clp=early.clp, sent_on=date(2027, 5, 31), by=None, submission=early)
    make_submission(motion, clp, meeting_on=date(2027, 6, 4))
    return read_weekly(motion, now=NOW)


def test_report_says_what_is_new_and_how_far_it_is(week):
    assert ([one.name for one in week.newly_carried], [one.name for one in week.newly_sent]) == (["Newly"], ["Early"])
    assert [(line.name, line.carried, line.clps) for line in week.regions] == [("North West", 2, 3)]
    conference = week.motion.campaign.conference.name
    assert week.paragraphs == [
        f"2 Constituency Labour Parties have carried the motion for {conference}, 1 of them in this week. "
        "2 more to the target of 4.",
        "1 Constituency Labour Party has sent it to conference, 1 in this week.",
        "New this week: Newly.",
        "In the next seven days 1 meeting that we know of votes on it.",
        f"Motions close at {week.deadline}.",
    ]


def test_press_has_three_sentences(week):
    assert week.press.replace("Conference 20", "").count(". ") == 2
    assert "have carried “A library in reach of every child”" in week.press
    assert "Friends of the Lending Library aims at 4." in week.press


def test_empty_week_is_told_in_plain_words(motion, clp):
    first, second, *_ = read_weekly(motion, now=NOW).paragraphs
    assert first.startswith("0 Constituency Labour Parties have carried")
    assert "none of them in this week" in first
    assert "sent it to conference, none in this week." in second


def test_page_word_and_letter_say_the_same_and_name_nobody(desk, organiser, week):
    page = desk.get("/admin/week/").content.decode()
    document = Document(BytesIO(desk.get("/admin/week/week.docx").content))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert week.title in words
    assert GroupLetter.objects.count() == 0
    edit = desk.post("/admin/week/")["Location"]
    letter = GroupLetter.objects.get()
    assert edit == f"/admin/letters/{letter.pk}/change/"
    assert (letter.subject, letter.state, letter.made_by) == (week.title, "draft", organiser)
    for sentence in week.paragraphs:
        assert sentence in page
        assert sentence in words
        assert sentence in letter.body
    assert "https://wa.me/?text=%2AA+library+in+reach%2A" in page
    assert "Alex" not in page + letter.body


def test_reader_of_the_desk_may_not_write_letters_and_outsiders_see_nothing(client, motion):
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    assert client.get("/admin/week/").status_code == 200
    assert client.post("/admin/week/").status_code == 403
    client.force_login(allow(UserFactory(is_staff=True), "view_event"))
    assert client.get("/admin/week/").status_code == client.get("/admin/week/week.docx").status_code == 403


def test_secretaries_are_a_file_of_their_list(client, clp):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    about = {"known_since": date(2027, 1, 1), "how_known": "=Notice."}
    Secretary.objects.create(clp=clp, name="Sid", email="sid@example.org", **about)
    rows = b"".join(client.get("/admin/clps/secretary/export.csv")).decode("utf-8-sig").splitlines()
    assert rows[1] == '"North West","Little Mickering","","Sid","sid@example.org","2027-01-01","\'=Notice.","",""'


def test_week_of_a_second_motion_is_its_own_and_the_first_tells_of_it(desk, motion, week):
    emergency = open_another(motion)
    carry(emergency, "Winter", date(2027, 5, 28))
    first = desk.get("/admin/week/")
    held_at = emergency.campaign.conference.name
    told = f"1 Constituency Labour Party has carried “Books now, this winter” for {held_at}; sent so far: 0."
    assert first.context["report"].paragraphs == [*week.paragraphs, told]
    own = desk.get("/admin/week/?motion=emergency")
    report = own.context["report"]
    assert report.title == "“Books now, this winter”: the week to 1 June 2027"
    assert ([one.name for one in report.newly_carried], report.others) == (["Winter"], [])
    assert report.message.endswith("/motions/emergency/")
    assert 'href="/admin/week/week.docx?motion=emergency"' in own.text
    words = Document(BytesIO(desk.get("/admin/week/week.docx?motion=emergency").content)).paragraphs
    assert report.title in [paragraph.text for paragraph in words]
    desk.post("/admin/week/?motion=emergency")
    assert GroupLetter.objects.get().motion == emergency
