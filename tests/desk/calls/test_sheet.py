"""Who stands on the call sheet, in which order, and who is left alone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaign.desk.calls.actions import record_call
from campaign.desk.calls.sheet import read_sheet
from campaign.desk.enums import CallResult
from campaign.mail.enums import SuppressionReason
from campaign.mail.outbox.preferences import stop
from campaign.mail.outbox.suppression import suppress
from motions.actions.submissions import withdraw_report
from motions.actions.votes import record_vote
from tests.factories import CLPFactory, RegionFactory, carried_on, look_after, make_champion, make_submission

pytestmark = pytest.mark.django_db


def lines(motion, organiser, **about):
    sheet = read_sheet(motion, organiser, **about)
    return [(line.clp.name, line.why.value, line.chance.name, line.person.email) for line in sheet.lines]


def test_sheet_names_who_can_tell_the_best_chance_first(motion, organiser, clp, report):
    soon, later, far = (CLPFactory(name=name) for name in ("Soon", "Later", "Far"))
    make_submission(motion, later, email="later@example.org", meeting_on=date(2027, 6, 7))
    make_submission(motion, soon, email="soon@example.org", meeting_on=date(2027, 6, 3))
    make_submission(motion, far, email="far@example.org", meeting_on=date(2027, 6, 9))
    sent = make_submission(motion, CLPFactory(name="Won"), email="won@example.org")
    carried = carried_on(date(2027, 5, 20))
    record_vote(sent, carried, by=sent.activist)
    assert lines(motion, organiser) == [
        ("Soon", "meeting-soon", "BEST", "soon@example.org"),
        ("Little Mickering", "overdue", "GOOD", "alex@example.org"),
        ("Later", "meeting-soon", "GOOD", "later@example.org"),
        ("Won", "not-sent", "GOOD", "won@example.org"),
    ]


def test_reporter_of_this_meeting_comes_before_others_of_the_clp(motion, organiser, clp, report):
    make_champion(motion, clp, email="robin@example.org")
    make_submission(motion, clp, email="newer@example.org", meeting_on=date(2027, 9, 1))
    assert lines(motion, organiser) == [("Little Mickering", "overdue", "GOOD", "alex@example.org")]
    everybody = lines(motion, organiser, clp=clp.slug)
    assert [line[3] for line in everybody] == ["alex@example.org", "newer@example.org", "robin@example.org"]


def test_person_who_cannot_be_reached_is_passed_over_for_another(motion, organiser, clp, report):
    stop(report.activist, clp=clp)
    sheet = read_sheet(motion, organiser)
    assert (sheet.lines, [one.name for one in sheet.nobody]) == ([], ["Little Mickering"])
    make_champion(motion, clp, email="robin@example.org")
    assert lines(motion, organiser) == [("Little Mickering", "overdue", "GOOD", "robin@example.org")]
    suppress("robin@example.org", reason=SuppressionReason.BOUNCED, detail="550")
    assert lines(motion, organiser) == []


@pytest.mark.parametrize("how", ["removed", "withdrawn", "by-phone"])
def test_person_who_took_no_part_that_counts_is_not_on_the_sheet(motion, organiser, clp, report, how):
    if how == "removed":
        type(report.activist).objects.filter(pk=report.activist_id).update(is_active=False)
    elif how == "withdrawn":
        withdraw_report(report, by=report.activist)
    else:
        type(report).objects.filter(pk=report.pk).update(heard_by_phone=True)
    assert lines(motion, organiser, clp=clp.slug) == []


def test_regional_organiser_sees_their_own_region_alone(motion, organiser, clp, report):
    look_after(organiser, RegionFactory(name="Wales"))
    assert lines(motion, organiser) == lines(motion, organiser, clp=clp.slug) == []
    look_after(organiser, clp.region)
    assert len(lines(motion, organiser)) == 1


@pytest.mark.parametrize(
    ("result", "back_on", "rests"),
    [(CallResult.NO_ANSWER, None, 1), (CallResult.SPOKE, None, 3), (CallResult.CALL_BACK, date(2027, 6, 6), 5)],
)
def test_person_who_was_called_rests_and_comes_back(motion, organiser, clp, report, clock, result, back_on, rests):
    about = {"person": report.activist, "clp": clp, "motion": motion, "by": organiser}
    record_call(**about, result=result, call_back_on=back_on)
    clock.shift(timedelta(days=rests - 1))
    assert lines(motion, organiser) == []
    clock.shift(timedelta(days=1))
    why, chance = ("call-back", "BEST") if back_on else ("overdue", "GOOD")
    assert lines(motion, organiser) == [("Little Mickering", why, chance, "alex@example.org")]


def test_while_one_rests_another_there_is_asked(motion, organiser, clp, report):
    make_champion(motion, clp, email="robin@example.org")
    record_call(person=report.activist, clp=clp, motion=motion, by=organiser, result=CallResult.NO_ANSWER)
    assert lines(motion, organiser) == [("Little Mickering", "overdue", "GOOD", "robin@example.org")]


def test_three_times_in_vain_is_some_chance_and_a_talk_makes_it_good_again(motion, organiser, clp, report, clock):
    about = {"person": report.activist, "clp": clp, "motion": motion, "by": organiser}
    for _ in range(3):
        record_call(**about, result=CallResult.NO_ANSWER)
        clock.shift(timedelta(days=1))
    assert lines(motion, organiser)[0][2] == "SOME"
    record_call(**about, result=CallResult.SPOKE)
    clock.shift(timedelta(days=3))
    assert lines(motion, organiser)[0][2] == "GOOD"


def test_queries_stay_the_same_for_many(motion, organiser, clp, report, django_assert_num_queries):
    def read():
        assert read_sheet(motion, organiser).day == timezone.localdate()

    record_call(person=report.activist, clp=clp, motion=motion, by=organiser, result=CallResult.NO_ANSWER)
    # What an organiser may do is asked once for each of them, not for each sheet.
    read()
    with django_assert_num_queries(15):
        read()
    for number in range(10):
        other = CLPFactory()
        told = make_submission(motion, other, meeting_on=date(2027, 5, 11))
        make_champion(motion, other, email=f"c{number}@example.org")
        record_call(person=told.activist, clp=other, motion=motion, by=organiser, result=CallResult.NO_ANSWER)
    with django_assert_num_queries(15):
        read()
