"""The committee file and the composite rooms of a second motion: each page is about the motion in its address."""

from datetime import date

import pytest
from django.urls import reverse

from motions.actions.entries import move_entry, record_sent
from motions.enums import DatedNoteKind, RulingGround
from motions.models import CompositingMeeting, DatedNote, RefusalGround, RuleSet
from motions.workflow import EntryAct
from tests.factories import make_carried

pytestmark = pytest.mark.django_db

RULINGS = reverse("admin:desk-rulings")
SENT = date(2027, 5, 25)


@pytest.fixture
def refused(motion, emergency, clp):
    """The first motion was ruled out; the emergency motion has gone too."""
    entries = []
    for one in (motion, emergency):
        submission = make_carried(one, clp, sent_on=date(2027, 5, 1), on=date(2027, 5, 20))
        entries.append(record_sent(motion=one, clp=clp, sent_on=SENT, by=None, submission=submission))
    grounds = [RulingGround.values[0]]
    move_entry(
        entries[0], EntryAct.RULE_OUT, on=SENT, by=None, grounds=grounds, letter="Dear Secretary", reason="Late."
    )
    return entries


def test_rulings_are_those_of_the_motion_in_the_address(client, owner, motion, emergency, refused):
    client.force_login(owner)
    page = client.get(RULINGS)
    assert [entry.motion for entry in page.context["refused"]] == [motion]
    page = client.get(RULINGS, {"motion": "emergency"})
    assert page.context["refused"] == []
    assert [entry.motion for entry in page.context["waiting"]] == [emergency]
    assert f'href="{reverse("admin:desk-committee-list")}?motion=emergency"' in page.text


def test_rule_of_the_conference_that_changes_later_holds_for_the_emergency_motion_too(
    client, owner, motion, emergency, refused, clp
):
    move_entry(refused[1], EntryAct.RULE_OUT, on=SENT, by=None, grounds=[RulingGround.LATE], letter="Dear Secretary")
    held = motion.campaign.conference
    RuleSet.objects.create(conference=held, appeal_window=24)
    RefusalGround.objects.create(conference=held, ground=RulingGround.LATE, name="After the hour", rule="By noon.")
    client.force_login(owner)
    page = client.get(reverse("admin:desk-clp-appeal", args=[clp.slug]), {"motion": "emergency"})
    assert "Appeals close at 00:00 on 26 May 2027." in page.text
    assert [(ground.label, ground.rule) for ground in page.context["pack"].grounds] == [("After the hour", "By noon.")]
    held.rule_set.appeal_unit = "days"
    held.rule_set.appeal_window = 2
    held.rule_set.save()
    page = client.get(reverse("admin:desk-clp-appeal", args=[clp.slug]), {"motion": "emergency"})
    assert "Appeals close at 23:59 on 27 May 2027." in page.text


def test_note_is_kept_with_the_motion_of_the_page(client, owner, motion, emergency):
    client.force_login(owner)
    notes = reverse("admin:desk-dated-notes", args=[DatedNoteKind.NEW_MATTER]) + "?motion=emergency"
    answer = client.post(notes, {"on": "2027-05-01", "words": "Three closed.", "source": "The council, 1 May 2027"})
    assert answer["Location"] == notes
    assert DatedNote.objects.get().motion == emergency


def test_room_is_opened_for_the_motion_of_the_page(client, owner, motion, emergency):
    client.force_login(owner)
    client.post(reverse("admin:desk-composites") + "?motion=emergency", {"subject_heading": "Libraries"})
    assert CompositingMeeting.objects.get().motion == emergency


def test_file_of_a_motion_that_there_is_not_is_not_found(client, owner, motion, emergency):
    client.force_login(owner)
    assert client.get(RULINGS, {"motion": "nothing"}).status_code == 404
