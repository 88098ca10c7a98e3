"""What offering, confirming and withdrawing do to a champion, and what they leave alone."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from campaign.accounts.models import Consent, User
from motions.actions.champions import confirm_champion, record_champion, withdraw_champion
from motions.enums import LinkPurpose
from motions.models import Champion, Event, Standing, SubmissionLink
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, UserFactory, make_champion, make_submission
from tests.motions.champions.conftest import TODAY, offer
from tests.motions.helpers import NoEvent, event_kinds, let_events_fail, stage_of

pytestmark = pytest.mark.django_db


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
    assert (Champion.objects.count(), Consent.objects.count(), event_kinds()) == (1, 1, ["champion_offered"])


def test_offer_to_take_again_asks_for_the_mail_again_and_makes_no_second_champion(motion, clp):
    offer(motion, clp)
    offer(motion, clp, name="Robin R.")
    assert [(row.name, row.state) for row in Champion.objects.all()] == [("Robin R.", "awaiting-confirmation")]
    assert event_kinds() == ["champion_offered"] * 2


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
    assert event_kinds()[-1] == "champion_offered"
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
    assert event_kinds() == ["champion_offered", "stage_moved", "champion_found"]
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
    time_machine.shift(14 * 86_400)
    assert confirm_champion(token) is None


def test_record_champion_said_twice_keeps_the_first_day(motion, clp):
    member = UserFactory()
    for day in (TODAY, date(2027, 1, 1)):
        record_champion(motion=motion, clp=clp, activist=member, since=day, by=None)
    assert (stage_of(clp), Standing.objects.get().since) == ("champion_found", TODAY)
    assert event_kinds() == ["stage_moved", "champion_found"]


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
    assert event_kinds().count("champion_withdrawn") == 1


def test_withdraw_champion_leaves_the_others_counting(motion, clp):
    champions = [make_champion(motion, clp) for _ in range(2)]
    withdraw_champion(champions[0], by=None)
    assert stage_of(clp) == "champion_found"


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
    let_events_fail(monkeypatch)
    with pytest.raises(NoEvent):
        offer(motion, clp)
    assert (Champion.objects.count(), User.objects.count(), Consent.objects.count()) == (0, 0, 0)
