"""Several organisers at once in one room and on one list, on the database that production has."""

from datetime import date

import pytest

from motions.actions.committee_lists import keep_list, record_difference
from motions.actions.compositing import SavedMeanwhile, open_meeting, save_reading
from motions.actions.entries import move_entry, record_sent
from motions.committee.differences import reconcile
from motions.committee.reading import ListedMotion
from motions.enums import CommitteeRuling, DraftSide, RulingGround
from motions.models import CommitteeList, ConferenceEntry, DraftReading, Event, RulingGroundGiven
from motions.workflow import EntryAct, NotAllowed
from tests.factories import CLPFactory, MotionFactory
from tests.motions.test_races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
DAY = date(2027, 9, 20)
EIGHT = range(8)


def test_readings_saved_at_once_are_one_and_the_others_are_told():
    meeting = open_meeting(MotionFactory(), subject_heading="Libraries", by=None)

    def save(number):
        try:
            return save_reading(meeting, DraftSide.COMMITTEE, f"Reading of {number}.", after=0, by=None).number
        except SavedMeanwhile as meanwhile:
            return meanwhile.reading.text

    told = at_once(save, EIGHT)
    # Whoever comes first saves number 1; the others are told whose words stand now.
    [reading] = DraftReading.objects.all()
    assert sorted(map(str, told)) == ["1", *[reading.text] * 7]
    assert Event.objects.filter(kind="composite_reading_saved").count() == 1


def test_next_readings_have_each_a_number_of_their_own():
    meeting = open_meeting(MotionFactory(), subject_heading="Libraries", by=None)

    def save_until_it_is_in(number):
        after = 0
        while True:
            try:
                text = f"Reading of {number}."
                return save_reading(meeting, DraftSide.COMMITTEE, text, after=after, by=None).number
            except SavedMeanwhile as meanwhile:
                after = meanwhile.reading.number

    assert sorted(at_once(save_until_it_is_in, EIGHT)) == list(range(1, 9))


def test_list_that_is_read_by_several_at_once_is_kept_once_and_recorded_once():
    motion = MotionFactory()
    entry = record_sent(motion=motion, clp=CLPFactory(name="Ambridge"), sent_on=date(2027, 9, 1), by=None)
    listed = [ListedMotion(sender="Ambridge CLP", ruling=CommitteeRuling.OUT, ruling_words="Out of order")]
    at_once(lambda number: keep_list(motion, listed, published_on=DAY, source="A list.", by=None), EIGHT)
    assert CommitteeList.objects.count() == 1
    [difference] = reconcile(motion).differences

    def record(number):
        record_difference(difference, by=None)

    at_once(record, EIGHT)
    assert ConferenceEntry.objects.get(pk=entry.pk).state == "ruled-out"
    assert Event.objects.filter(kind="entry_changed").count() == 1


def test_ruling_that_several_record_at_once_has_one_set_of_grounds():
    entry = record_sent(motion=MotionFactory(), clp=CLPFactory(), sent_on=date(2027, 9, 1), by=None)
    sets = [[RulingGround.LATE, RulingGround.TOO_LONG], [RulingGround.NOT_NEW]]

    def rule(number):
        try:
            move_entry(entry, EntryAct.RULE_OUT, on=DAY, by=None, grounds=sets[number % 2])
        except NotAllowed as refusal:
            return str(refusal)
        return ""

    assert set(at_once(rule, EIGHT)) == {""}
    given = set(RulingGroundGiven.objects.values_list("ground", flat=True))
    assert given in [set(map(str, one)) for one in sets]
