"""The composite room through its pages: the table, the cut of a booklet, drafts, the screen, and who may do what."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from campaign.accounts.models import Role
from clps.models import Affiliate
from motions.actions.compositing import SavedMeanwhile, lay_texts, open_meeting, record_answers, save_reading
from motions.actions.entries import EntryStep, move_entries, record_sent
from motions.actions.votes import Result, record_vote
from motions.composites.booklets import FoundMotion
from motions.enums import Allegiance, DraftSide, Outcome, Purpose
from motions.models import CompositingMeeting, DraftReading, Event, ReceivedText
from motions.workflow import EntryAct
from tests.factories import (
    CLPFactory,
    MotionFactory,
    RegionFactory,
    make_submission,
    with_role,
)
from tests.motions.composites.texts import OURS, THEIRS

pytestmark = pytest.mark.django_db

BOOKLET = f"""Motion 1
Better buses

Aberconwy CLP
{THEIRS}

Motion 2
Trams

UNISON
Conference wants trams in every large town.
"""


@pytest.fixture
def motion():
    return MotionFactory(slug="buses", version__title="Bring back our buses", version__text=OURS)


@pytest.fixture
def meeting(motion):
    return open_meeting(motion, subject_heading="Buses", by=None)


@pytest.fixture
def writer():
    return with_role(Role.ORGANISER, name="Olive Organiser")


@pytest.fixture
def room(client, writer):
    client.force_login(writer)
    return client


def page(name, meeting, *more):
    return reverse(f"admin:desk-composite{name}", args=[meeting.pk, *more])


def send(motion, name, *, amended=None):
    clp = CLPFactory(name=name)
    submission = make_submission(motion, clp)
    outcome = Outcome.CARRIED_AS_AMENDED if amended is not None else Outcome.CARRIED
    result = Result(outcome=outcome, purpose=Purpose.CONFERENCE, held_on=date(2027, 3, 1), amended_text=amended or "")
    record_vote(submission, result, by=None)
    return record_sent(motion=motion, clp=clp, sent_on=date(2027, 3, 2), by=None, submission=submission)


def test_room_is_opened_once_for_a_heading(room, motion):
    answer = room.post(reverse("admin:desk-composites"), {"subject_heading": "Buses", "held_on": ""}, follow=True)
    meeting = CompositingMeeting.objects.get()
    assert answer.redirect_chain == [(page("", meeting), 302)]
    again = room.post(reverse("admin:desk-composites"), {"subject_heading": "buses"})
    assert again.status_code == 422
    assert "This heading has its room already." in again.content.decode()
    assert CompositingMeeting.objects.count() == 1


def test_table_has_our_texts_as_each_clp_sent_them(room, motion, meeting):
    send(motion, "Aberavon")
    send(motion, "Barking", amended=OURS + "\nDrivers need a rise.")
    send(motion, "Crewe", amended="")
    out = send(motion, "Derby")
    move_entries([out], EntryStep(act=EntryAct.RULE_OUT, on=date(2027, 3, 9)), by=None)
    words = room.get(page("", meeting)).content.decode()
    assert "Our version 1, word for word: 1 CLP" in words
    assert "Barking CLP: our version 1, as its meeting amended it" in words
    assert "These sent our motion, and we do not have it in their words: Crewe CLP" in words
    assert "Ruled out, so their words are not on the table: Derby CLP" in words


def test_booklet_is_shown_cut_before_it_is_kept(room, meeting):
    Affiliate.objects.get_or_create(kind="union", name="UNISON")
    CLPFactory(name="Aberconwy")
    cut = room.post(page("", meeting), {"words": BOOKLET})
    assert "2 motions found" in cut.content.decode()
    assert not ReceivedText.objects.exists()
    given = {"act": "keep", "cut-TOTAL_FORMS": 2, "cut-INITIAL_FORMS": 2}
    for number, form in enumerate(cut.context["cut"]):
        given |= {f"cut-{number}-{name}": value for name, value in form.initial.items()}
    given["cut-1-senders"] = ""
    refused = room.post(page("", meeting), given)
    assert refused.status_code == 422
    assert "Say who sent it, or do not keep it." in refused.content.decode()
    assert THEIRS in refused.content.decode()
    del given["cut-1-keep"]
    kept = room.post(page("", meeting), given, follow=True)
    assert "1 text is on the table." in kept.content.decode()
    assert list(ReceivedText.objects.values_list("sender", "title", "text")) == [
        ("Aberconwy CLP", "Better buses", THEIRS)
    ]
    events = Event.objects.count()
    assert "on the table already" in room.post(page("", meeting), given, follow=True).content.decode()
    assert Event.objects.count() == events


def test_booklet_may_be_a_word_document(room, meeting):
    document = Document()
    for line in BOOKLET.splitlines():
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    cut = room.post(page("", meeting), {"document": SimpleUploadedFile("motions.docx", held.getvalue())})
    assert [form.initial["senders"] for form in cut.context["cut"]] == ["Aberconwy CLP"]
    refused = room.post(page("", meeting), {"document": SimpleUploadedFile("motions.docx", b"PK not really")})
    assert refused.status_code == 422
    assert "no .docx that can be read" in refused.content.decode()


def test_text_of_the_booklet_counts_for_a_clp_whose_words_we_lack(room, motion, meeting):
    send(motion, "Crewe", amended="")
    lay_texts(meeting, [FoundMotion("", ("Crewe CLP",), THEIRS)], by=None)
    words = room.get(page("", meeting)).content.decode()
    assert "Crewe CLP, from the booklet" in words
    assert "we do not have it in their words" not in words


def test_text_is_taken_off_the_table_of_its_own_room_only(room, meeting, motion):
    lay_texts(meeting, [FoundMotion("", ("UNISON",), THEIRS)], by=None)
    other = open_meeting(motion, subject_heading="Trams", by=None)
    text = ReceivedText.objects.get()
    for elsewhere, given in ((other, text.pk), (meeting, "x")):
        answer = room.post(page("-take-away", elsewhere), {"text": given}, follow=True)
        assert "That text is off the table already." in answer.content.decode()
    assert ReceivedText.objects.exists()
    room.post(page("-take-away", meeting), {"text": text.pk})
    assert not ReceivedText.objects.exists()


def test_draft_with_words_that_nobody_sent_wants_a_reason(room, motion, meeting, writer):
    send(motion, "Aberavon")
    draft = OURS + "\nConference demands swift subsidies for hovercraft."
    refused = room.post(page("-draft", meeting, "ours"), {"text": draft, "after": 0, "act": "save"})
    assert refused.status_code == 422
    words = refused.content.decode()
    assert "It has a passage that nobody sent." in words
    assert '<mark class="is-nobodys">demands swift subsidies for hovercraft</mark>' in words.replace("Conference ", "")
    assert not DraftReading.objects.exists()
    given = {"text": draft, "after": 0, "act": "save", "why_others_words": "Moved from the chair, agreed by all."}
    room.post(page("-draft", meeting, "ours"), given)
    reading = DraftReading.objects.get()
    assert (reading.number, reading.saved_by, reading.why_others_words) == (
        1,
        writer,
        "Moved from the chair, agreed by all.",
    )


def test_draft_saved_meanwhile_loses_neither(room, motion, meeting):
    send(motion, "Aberavon")
    lines = OURS.splitlines()
    save_reading(meeting, DraftSide.OURS, "\n".join(lines[:2]), after=0, by=None)
    theirs = {"text": lines[0], "after": 0, "act": "save"}
    refused = room.post(page("-draft", meeting, "ours"), theirs)
    assert refused.status_code == 422
    assert "Reading 1 was saved while you wrote." in refused.content.decode()
    assert refused.context["form"]["text"].value() == lines[0]
    assert refused.context["form"]["after"].value() == 1
    room.post(page("-draft", meeting, "ours"), theirs | {"after": 1})
    assert list(DraftReading.objects.order_by("number").values_list("number", "text")) == [
        (1, "\n".join(lines[:2])),
        (2, lines[0]),
    ]


def test_same_words_again_are_the_same_reading(meeting):
    first = save_reading(meeting, DraftSide.COMMITTEE, THEIRS, after=0, by=None)
    events = Event.objects.count()
    assert save_reading(meeting, DraftSide.COMMITTEE, THEIRS, after=0, by=None) == first
    assert Event.objects.count() == events
    with pytest.raises(SavedMeanwhile):
        save_reading(meeting, DraftSide.COMMITTEE, "Other words.", after=0, by=None)


def test_chosen_lines_go_to_the_end_of_the_draft(room, motion, meeting):
    send(motion, "Aberavon")
    given = {"text": "Conference notes:", "after": 0, "act": "add", "line": ["One line.", "Another."]}
    answer = room.post(page("-draft", meeting, "ours"), given)
    assert answer.context["form"]["text"].value() == "Conference notes:\nOne line.\nAnother."
    assert not DraftReading.objects.exists()


def test_printed_text_shows_three_stray_words(room, motion, meeting):
    send(motion, "Aberavon")
    save_reading(meeting, DraftSide.OURS, OURS, after=0, by=None)
    printed = OURS.replace("every council", "nearly every willing council").replace("were lost", "were once lost")
    save_reading(meeting, DraftSide.PRINTED, printed, after=0, by=None)
    words = room.get(page("-draft", meeting, "printed")).content.decode()
    assert "3 words differ." in words


def test_check_says_whose_words_and_keeps_nothing(room, motion, meeting):
    send(motion, "Aberavon")
    answer = room.post(
        page("-check", meeting), {"text": OURS.splitlines()[0] + " Hovercraft for all now.", "after": 0}
    )
    words = answer.content.decode()
    assert "Hovercraft for all now" in words
    assert "1 sent this: Aberavon CLP" in words
    assert "restore the routes that were lost." in words
    assert not DraftReading.objects.exists()


def test_side_by_side_names_what_nobody_sent_in_full(room, motion, meeting):
    send(motion, "Barking", amended=OURS.replace("restore the routes", "bring back the routes"))
    words = room.get(page("-demands", meeting)).content.decode()
    assert "Nobody has sent this in full." in words
    assert "bring back the routes that were lost." in words


def test_screen_follows_what_is_saved(room, client, meeting):
    address = reverse("motions:composite-follow-lines", args=[meeting.follow_key])
    empty = client.get(address)
    assert empty.json() == {"number": 0, "lines": []}
    save_reading(meeting, DraftSide.OURS, THEIRS, after=0, by=None, why_others_words="A trial.")
    first = client.get(address, headers={"If-None-Match": empty["ETag"]})
    assert first.json()["lines"] == [{"number": 1, "is_new": False, "pieces": [{"change": "same", "text": THEIRS}]}]
    for tag in (first["ETag"], f"W/{first['ETag']}"):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    save_reading(meeting, DraftSide.OURS, f"{THEIRS}\nAnd trams.", after=1, by=None, why_others_words="A trial.")
    second = client.get(address, headers={"If-None-Match": first["ETag"]}).json()
    assert (second["number"], [line["is_new"] for line in second["lines"]]) == (2, [False, True])


def test_address_to_follow_opens_only_while_it_is_the_last(client, room, meeting):
    old = reverse("motions:composite-follow", args=[meeting.follow_key])
    answer = client.get(old)
    assert answer.status_code == 200
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")
    room.post(page("-new-address", meeting))
    assert client.get(old).status_code == 404
    meeting.refresh_from_db()
    assert client.get(reverse("motions:composite-follow", args=[meeting.follow_key])).status_code == 200


def test_answers_are_kept_for_each_sender(room, meeting):
    lay_texts(meeting, [FoundMotion("", ("UNISON", "Aberconwy CLP"), THEIRS)], by=None)
    room.post(page("-agreed", meeting), {"answer_0": "stays", "answer_1": "elsewhere"})
    assert dict(meeting.answers.values_list("sender", "answer")) == {
        "Aberconwy CLP": Allegiance.STAYS,
        "UNISON": Allegiance.ELSEWHERE,
    }
    events = Event.objects.count()
    assert record_answers(meeting, {"UNISON": Allegiance.ELSEWHERE}, by=None) == 0
    assert Event.objects.count() == events
    room.post(page("-agreed", meeting), {"answer_0": "", "answer_1": "elsewhere"})
    assert dict(meeting.answers.values_list("sender", "answer")) == {"UNISON": Allegiance.ELSEWHERE}


def test_reading_is_there_to_print(room, meeting):
    save_reading(meeting, DraftSide.COMMITTEE, f"{THEIRS}\n\nAnd more.", after=0, by=None)
    words = room.get(page("-reading", meeting, "committee", 1)).content.decode()
    assert f"<li>{THEIRS}</li><li>And more.</li>" in words
    assert room.get(page("-reading", meeting, "committee", 2)).status_code == 404
    assert room.get(page("-reading", meeting, "nobody", 1)).status_code == 404


def test_composite_is_put_on_record_once_with_those_who_stay(room, motion, meeting):
    stays, goes = send(motion, "Aberavon"), send(motion, "Barking")
    for entry in (stays, goes):
        for act in (EntryAct.RULE_IN_ORDER, EntryAct.GIVE_HEADING):
            move_entries([entry], EntryStep(act=act, on=date(2027, 3, 9), heading="Buses"), by=None)
    record_answers(meeting, {"Aberavon CLP": Allegiance.STAYS, "Barking CLP": Allegiance.ELSEWHERE}, by=None)
    save_reading(meeting, DraftSide.OURS, OURS, after=0, by=None)
    form = room.get(page("-record", meeting)).context["form"]
    assert (form["text"].value(), form["entries"].value()) == (OURS, [stays.pk])
    given = {"name": "Composite 4", "subject_heading": "Buses", "agreed_on": "2027-03-10", "text": OURS}
    refused = room.post(page("-record", meeting), given)
    assert refused.status_code == 422
    assert "Tick the CLPs whose motions are in it." in refused.content.decode()
    room.post(page("-record", meeting), given | {"entries": [stays.pk]})
    meeting.refresh_from_db()
    assert [entry.clp.name for entry in meeting.composite.entries.all()] == ["Aberavon"]
    again = room.post(page("-record", meeting), given | {"name": "Composite 5", "entries": [goes.pk]})
    assert "on record already" in again.content.decode()
    assert motion.composites.count() == 1


def test_organiser_of_one_region_reads_and_writes_nothing(client, meeting):
    person = with_role(Role.ORGANISER, RegionFactory(name="Wales"))
    client.force_login(person)
    for name in ("", "-demands", "-agreed", "-screen", "-lines"):
        assert client.get(page(name, meeting)).status_code == 200, name
    assert client.get(page("-draft", meeting, "ours")).status_code == 200
    assert client.post(page("-draft", meeting, "ours"), {"text": "x", "after": 0}).status_code == 403
    assert client.post(page("", meeting), {"words": BOOKLET}).status_code == 403
    assert client.post(page("-agreed", meeting), {}).status_code == 403
    assert client.post(page("-new-address", meeting)).status_code == 403
    assert client.post(page("-take-away", meeting), {"text": 1}).status_code == 403
    assert client.post(reverse("admin:desk-composites"), {"subject_heading": "Trams"}).status_code == 403


def test_table_costs_the_same_queries_at_one_text_and_at_many(room, motion, meeting):

    send(motion, "Aberavon")
    with CaptureQueriesContext(
        connection,
    ) as one:
        room.get(page("-demands", meeting))
    for number in range(5):
        send(motion, f"Place {number}", amended=f"{OURS}\nLine {number} is here.")
    with CaptureQueriesContext(connection) as many:
        room.get(page("-demands", meeting))
    assert len(many) <= len(one), [query["sql"][:150] for query in many]
