"""What each action on champions does, and what it leaves alone."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from campaign.accounts.models import Consent, User
from motions.actions.champions import (
    agree_to_introduction,
    confirm_champion,
    introduce_champions,
    offer_to_take,
    record_champion,
    refuse_introduction,
    report_as_champion,
    take_current_text,
    withdraw_champion,
)
from motions.actions.submissions import confirm_report, withdraw_report
from motions.actions.texts import publish_version
from motions.enums import LinkPurpose, MotionKind
from motions.models import Champion, Event, Introduction, Standing, Submission, SubmissionLink
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_champion, make_report, make_submission

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 2)


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to("2027-02-02T20:00:00+00:00")


@pytest.fixture
def motion():
    return MotionFactory()


@pytest.fixture
def clp():
    return CLPFactory()


def kinds():
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def stage_of(clp):
    return Standing.objects.get(clp=clp).stage


def offer(motion, clp, **values):
    given = {"name": "Robin Reader", "email": "robin@example.org", "consent": "I agree.", "form_key": uuid4()}
    return offer_to_take(motion=motion, clp=clp, **{**given, **values})


def confirm(champion):
    return confirm_champion(SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_CONFIRM))


def test_offer_to_take_keeps_everything_and_counts_nowhere(motion, clp):
    champion = offer(motion, clp, email="Robin@Example.org", may_introduce=True)
    assert (champion.state, champion.name, champion.since, champion.may_introduce, champion.version) == (
        "awaiting-confirmation",
        "Robin Reader",
        TODAY,
        True,
        motion.current_version,
    )
    assert champion.activist.email == "robin@example.org"
    assert not champion.activist.has_usable_password()
    assert [(row.user, row.champion, row.submission, row.wording) for row in Consent.objects.all()] == [
        (champion.activist, champion, None, "I agree.")
    ]
    assert stage_of(clp) == "not_started"
    assert list(Event.objects.values_list("kind", "champion", "details")) == [("champion_offered", champion.pk, {})]


def test_offer_to_take_sent_twice_with_one_key_is_one_offer(motion, clp):
    key = uuid4()
    assert offer(motion, clp, form_key=key) == offer(motion, clp, form_key=key)
    assert (Champion.objects.count(), Consent.objects.count(), kinds()) == (1, 1, ["champion_offered"])


def test_offer_to_take_again_asks_for_the_mail_again_and_makes_no_second_champion(motion, clp):
    offer(motion, clp)
    offer(motion, clp, name="Robin R.")
    assert [(row.name, row.state) for row in Champion.objects.all()] == [("Robin R.", "awaiting-confirmation")]
    assert kinds() == ["champion_offered"] * 2


@pytest.mark.parametrize(("first", "second", "agreed"), [(1, 1, True), (1, 0, False), (0, 1, False)])
def test_offer_to_take_again_agrees_only_to_what_both_agreed_to(motion, clp, first, second, agreed):
    for choice in (first, second):
        champion = offer(motion, clp, may_introduce=bool(choice))
    assert champion.may_introduce is agreed


def test_offer_to_take_in_the_name_of_an_active_champion_changes_nothing_of_theirs(motion, clp, time_machine):
    mine = make_champion(motion, clp, email="robin@example.org")
    time_machine.shift(86_400)
    offer(motion, clp, name="Somebody Else", may_introduce=True)
    stands = Champion.objects.get()
    for name in ("name", "since", "state", "may_introduce", "version", "confirmed_at"):
        assert getattr(stands, name) == getattr(mine, name), name
    assert Consent.objects.count() == 1
    assert kinds()[-1] == "champion_offered"
    assert stage_of(clp) == "champion_found"


def test_offer_to_take_after_withdrawing_begins_anew(motion, clp, time_machine):
    withdraw_champion(make_champion(motion, clp, email="robin@example.org", may_introduce=True), by=None)
    time_machine.shift(86_400)
    champion = offer(motion, clp, may_introduce=True)
    assert (champion.state, champion.since, champion.may_introduce, champion.confirmed_at) == (
        "awaiting-confirmation",
        date(2027, 2, 3),
        True,
        None,
    )
    assert champion.consents.count() == 2
    confirm(champion)
    assert (stage_of(clp), Standing.objects.get().since) == ("champion_found", date(2027, 2, 3))


def test_confirm_champion_counts_it_once(motion, clp):
    champion = offer(motion, clp)
    token = SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_CONFIRM)
    assert confirm_champion(token) == champion
    champion.refresh_from_db()
    assert (champion.state, champion.confirmed_at.date()) == ("active", TODAY)
    assert User.objects.get().email_confirmed_at == champion.confirmed_at
    assert stage_of(clp) == "champion_found"
    with pytest.raises(NotAllowed):
        confirm_champion(token)
    assert kinds() == ["champion_offered", "stage_moved", "champion_found"]
    assert Event.objects.first().by == champion.activist


def test_confirm_champion_by_another_link_does_nothing(motion, clp):
    champion, submission = offer(motion, clp), make_submission(motion, CLPFactory(), confirmed=False)
    tokens = [
        SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_MANAGE),
        SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM),
        "guessed",
    ]
    assert [confirm_champion(token) for token in tokens] == [None, None, None]
    champion.refresh_from_db()
    assert champion.state == "awaiting-confirmation"


def test_confirm_champion_by_an_expired_link_does_nothing(motion, clp, time_machine):
    token = SubmissionLink.objects.mint(offer(motion, clp), LinkPurpose.CHAMPION_CONFIRM)
    time_machine.shift(7 * 86_400)
    assert confirm_champion(token) is None


def test_record_champion_said_twice_keeps_the_first_day(motion, clp):
    member = UserFactory()
    for day in (TODAY, date(2027, 1, 1)):
        record_champion(motion=motion, clp=clp, activist=member, since=day, by=None)
    assert (stage_of(clp), Standing.objects.get().since) == ("champion_found", TODAY)
    assert kinds() == ["stage_moved", "champion_found"]


def test_record_champion_takes_up_an_offer_that_waits(motion, clp):
    waiting, organiser = offer(motion, clp), UserFactory(is_staff=True)
    champion = record_champion(motion=motion, clp=clp, activist=waiting.activist, since=TODAY, by=organiser)
    assert (champion, champion.state, champion.name) == (waiting, "active", "Robin Reader")
    assert stage_of(clp) == "champion_found"
    assert (champion.events.first().kind, champion.events.first().by) == ("champion_found", organiser)


def test_withdraw_champion_takes_them_out_of_the_count_once(motion, clp):
    champion = make_champion(motion, clp, may_introduce=True)
    withdrawn = withdraw_champion(champion, by=champion.activist)
    assert (withdrawn.state, withdrawn.may_introduce) == ("withdrawn", False)
    assert stage_of(clp) == "not_started"
    with pytest.raises(NotAllowed):
        withdraw_champion(champion, by=champion.activist)
    assert kinds().count("champion_withdrawn") == 1


def test_withdraw_champion_leaves_the_others_counting(motion, clp):
    champions = [make_champion(motion, clp) for _ in range(2)]
    withdraw_champion(champions[0], by=None)
    assert stage_of(clp) == "champion_found"


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
    assert [(event.champion, event.details) for event in events] == [
        (one, {"introduced_to": other.pk}),
        (other, {"introduced_to": one.pk}),
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
    assert "champions_introduced" not in kinds()


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
    assert kinds()[-3:] == ["submission_reported", "stage_moved", "submission_confirmed"]


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
    assert kinds().count("champion_changed") == 1


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


def test_link_is_about_a_submission_or_a_champion_and_never_about_both_or_neither(motion, clp):
    champion, submission = make_champion(motion, clp), make_submission(motion, clp)
    SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_MANAGE)
    assert SubmissionLink.objects.get(champion=champion, purpose="champion-manage").submission is None
    values = SubmissionLink.objects.filter(champion=champion).values("purpose", "expires_at").first()
    for about in ({}, {"champion": champion, "submission": submission}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SubmissionLink.objects.create(digest="d", **values, **about)


def test_consent_is_for_a_submission_or_a_champion_and_never_for_both_or_neither(motion, clp):
    champion, submission = make_champion(motion, clp), make_submission(motion, clp)
    for about in ({}, {"champion": champion, "submission": submission}):
        with pytest.raises(IntegrityError), transaction.atomic():
            champion.activist.record_consent(wording="Yes.", **about)


def test_offer_that_fails_half_way_leaves_nothing(motion, clp, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError("The database went away.")

    monkeypatch.setattr(Event, "save", refuse)
    with pytest.raises(RuntimeError):
        offer(motion, clp)
    assert (Champion.objects.count(), User.objects.count(), Consent.objects.count()) == (0, 0, 0)
