"""What an active champion may do: agree, be introduced, report, hold the text."""

from uuid import uuid4

import pytest

from motions.actions.champions import (
    agree_to_introduction,
    introduce_champions,
    record_champion,
    refuse_introduction,
    report_as_champion,
    take_current_text,
    withdraw_champion,
)
from motions.actions.submissions import confirm_report, withdraw_report
from motions.actions.texts import publish_version
from motions.enums import LinkPurpose, MotionKind
from motions.models import Champion, Event, Introduction, Submission, SubmissionLink
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_champion, make_report, make_submission
from tests.motions.champions.conftest import TODAY, offer
from tests.motions.helpers import event_kinds, stage_of

pytestmark = pytest.mark.django_db


def test_agree_to_introduction_is_kept_with_its_words_and_can_be_taken_back(motion, clp):
    champion = make_champion(motion, clp)
    agree_to_introduction(champion, consent="Put me in touch.", by=champion.activist)
    agree_to_introduction(champion, consent="Put me in touch.", by=champion.activist)
    assert list(champion.consents.values_list("wording", flat=True)) == ["Put me in touch.", "I agree."]
    assert Champion.objects.get().may_introduce
    refuse_introduction(champion, by=champion.activist)
    assert not Champion.objects.get().may_introduce
    changes = Event.objects.filter(kind="champion_changed")
    assert [event.details for event in changes] == [{"fields": ["may_introduce"]}] * 2


@pytest.mark.parametrize(
    "act",
    [
        lambda champion: agree_to_introduction(champion, consent="Yes.", by=None),
        lambda champion: refuse_introduction(champion, by=None),
        lambda champion: take_current_text(champion, by=None),
        lambda champion: report_as_champion(
            champion, make_report(champion.motion, champion.clp), name="R", consent="Yes."
        ),
    ],
    ids=["agree", "refuse", "take text", "report"],
)
def test_changes_by_a_champion_who_is_not_active_are_refused(motion, clp, act):
    waiting, gone = offer(motion, clp), make_champion(motion, CLPFactory())
    withdraw_champion(gone, by=None)
    before = list(Champion.objects.values())
    for champion in (waiting, gone):
        with pytest.raises(NotAllowed):
            act(champion)
    assert list(Champion.objects.values()) == before
    assert not Submission.objects.exists()


def test_introduce_champions_who_agreed_once_and_whichever_way_round(motion, clp):
    one, other = (make_champion(motion, clp, may_introduce=True) for _ in range(2))
    organiser = UserFactory(is_staff=True)
    introduction = introduce_champions(other, one, by=organiser)
    assert (introduction.one, introduction.other, introduction.by) == (one, other, organiser)
    assert introduce_champions(one, other, by=None) == introduction
    events = Event.objects.filter(kind="champions_introduced").order_by("pk")
    assert [(event.champion, event.introduced_to, event.details) for event in events] == [
        (one, other, {}),
        (other, one, {}),
    ]


def refused_pairs(motion, clp):
    agreed = make_champion(motion, clp, may_introduce=True)
    yield "did not agree", agreed, make_champion(motion, clp)
    yield "lives elsewhere", agreed, make_champion(motion, CLPFactory(), may_introduce=True)
    yield "takes another motion", agreed, make_champion(MotionFactory(kind="local", campaign=motion.campaign), clp)
    yield "not confirmed", agreed, make_champion(motion, clp, confirmed=False, may_introduce=True)
    gone = make_champion(motion, clp, may_introduce=True)
    withdraw_champion(gone, by=None)
    yield "withdrew", agreed, gone
    yield "the same person", agreed, agreed


def test_introduce_champions_is_refused_for_everybody_else(motion, clp):
    for reason, one, other in refused_pairs(motion, clp):
        for pair in ((one, other), (other, one)):
            with pytest.raises(NotAllowed):
                introduce_champions(*pair, by=None)
            assert not Introduction.objects.exists(), reason
    assert "champions_introduced" not in event_kinds()


def test_report_as_champion_counts_without_another_mail(motion, clp):
    champion, key = make_champion(motion, clp), uuid4()
    report = make_report(motion, clp, sent_on=TODAY)
    said = {"name": "Robin R.", "consent": "I agree.", "form_key": key}
    submission = report_as_champion(champion, report, **said)
    assert (submission.state, submission.activist, submission.reporter_name, submission.confirmed_at.date()) == (
        "awaiting-outcome",
        champion.activist,
        "Robin R.",
        TODAY,
    )
    assert submission.consent.wording == "I agree."
    assert stage_of(clp) == "with_clp"
    assert report_as_champion(champion, report, **said) == submission
    assert event_kinds()[-3:] == ["submission_reported", "stage_moved", "submission_confirmed"]


def test_report_as_champion_for_another_clp_or_motion_is_refused(motion, clp):
    champion = make_champion(motion, clp)
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL)
    for report in (make_report(motion, CLPFactory()), make_report(local, clp)):
        with pytest.raises(NotAllowed, match="is another report"):
            report_as_champion(champion, report, name="Robin", consent="I agree.")
    assert not Submission.objects.exists()


def test_report_as_champion_confirms_the_address_of_one_whom_an_organiser_noted(motion, clp):
    member = UserFactory()
    champion = record_champion(motion=motion, clp=clp, activist=member, since=TODAY, by=None)
    report_as_champion(champion, make_report(motion, clp), name="Sam", consent="Yes.")
    member.refresh_from_db()
    assert member.email_confirmed_at is not None


def test_take_current_text_moves_to_the_newest_version_once(motion, clp):
    champion = make_champion(motion, clp)
    assert not Champion.objects.holding_an_old_text().exists()
    newest = publish_version(motion=motion, title="A library", text="Shorter.", note="", by=None)
    assert list(Champion.objects.holding_an_old_text()) == [champion]
    for _ in range(2):
        assert take_current_text(champion, by=champion.activist).version == newest
    assert not Champion.objects.holding_an_old_text().exists()
    assert event_kinds().count("champion_changed") == 1


def test_champion_whose_own_report_counts_there_has_sent_it(motion, clp):
    mine = make_champion(motion, clp, email="robin@example.org")
    others = make_champion(motion, clp)
    elsewhere = make_champion(motion, CLPFactory(), email="robin@example.org")
    make_submission(motion, clp, email="sam@example.org")
    waiting = make_submission(motion, clp, email="robin@example.org", confirmed=False)
    assert set(Champion.objects.still_to_send()) == {mine, others, elsewhere}
    confirm_report(SubmissionLink.objects.mint(waiting, LinkPurpose.CONFIRM))
    assert set(Champion.objects.still_to_send()) == {others, elsewhere}
    assert [champion for champion in Champion.objects.with_sent() if champion.sent] == [mine]
    withdraw_report(waiting, by=None)
    assert set(Champion.objects.still_to_send()) == {mine, others, elsewhere}
