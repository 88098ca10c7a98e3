"""Mine, not now, done: what each button does, a second time nothing, and for whom it does nothing at all."""

from datetime import UTC, date, datetime

import pytest

from campaign.desk.models import AttentionMark
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome
from tests.factories import CLPFactory, RegionFactory, UserFactory, allow, look_after, make_submission

pytestmark = pytest.mark.django_db
MARK = "/admin/attention/mark/"


@pytest.fixture
def submission(motion, clp):
    """An outcome that is overdue: the meeting was on 10 May."""
    return make_submission(motion, clp, sent_on=date(2027, 4, 1), meeting_on=date(2027, 5, 10))


@pytest.fixture
def key(submission):
    return f"outcome-overdue:libraries:little-mickering:{submission.pk}"


def press(client, key, act, query="", **values):
    return client.post(f"{MARK}{query}", {"key": key, "act": act, **values})


def listed(client, query=""):
    return [row["item"].attention.clp.name for row in client.get(f"/admin/{query}").context["rows"]]


def state(mark):
    return mark.assigned_to, mark.snoozed_until, mark.done_at and mark.done_at.date(), mark.note


def test_take_makes_it_mine_and_the_list_goes_back_to_where_it_was(desk, organiser, key):
    response = press(desk, key, "take", "?kind=outcome-overdue&owner=nobody")
    assert response["Location"] == "/admin/?kind=outcome-overdue&owner=nobody#attention"
    mark = AttentionMark.objects.get()
    assert (mark.key, mark.kind, mark.by, mark.clp.slug) == (key, "outcome-overdue", organiser, "little-mickering")
    assert state(mark) == (organiser, None, None, "")
    assert listed(desk, "?owner=me") == ["Little Mickering"]
    assert listed(desk, "?owner=nobody") == []
    assert listed(desk, f"?owner={organiser.pk}") == ["Little Mickering"]
    assert listed(desk, f"?owner={organiser.pk + 1}") == []


def test_take_from_somebody_else_and_give_it_back(desk, organiser, key, client):
    other = allow(UserFactory(is_staff=True, name="Otto Other"), "view_submission", "change_submission")
    press(desk, key, "take")
    client.force_login(other)
    assert "Olive Organiser’s" in client.get("/admin/").content.decode()
    press(client, key, "release")
    assert AttentionMark.objects.get().assigned_to == organiser
    press(client, key, "take")
    assert AttentionMark.objects.get().assigned_to == other
    press(client, key, "release")
    assert AttentionMark.objects.get().assigned_to is None


def test_snooze_puts_it_away_until_its_day(desk, organiser, key, clock):
    press(desk, key, "snooze", until="2027-06-08", note="They meet again on Tuesday.")
    assert state(AttentionMark.objects.get()) == (None, date(2027, 6, 8), None, "They meet again on Tuesday.")
    assert listed(desk) == []
    away = desk.get("/admin/?show=away").content.decode()
    assert "back on 8 June" in away
    assert "They meet again on Tuesday." in away
    clock.move_to(datetime(2027, 6, 7, 22, 59, tzinfo=UTC))
    desk.force_login(organiser)
    assert listed(desk) == []
    clock.move_to(datetime(2027, 6, 7, 23, 1, tzinfo=UTC))
    assert listed(desk) == ["Little Mickering"]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("", "Give the day on which it is to come back."),
        ("2027-06-01", "That day is not ahead."),
        ("2028-06-02", "That is far ahead."),
        ("Tuesday", "Give a date."),
    ],
)
def test_snooze_without_a_good_date_comes_back_with_what_was_typed(desk, key, until, words):
    response = press(desk, key, "snooze", until=until, note="Ring Bryn on Sunday")
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert f'value="{until}" aria-invalid="true"' in page
    assert 'value="Ring Bryn on Sunday"' in page
    assert not AttentionMark.objects.exists()


def test_done_comes_back_only_when_the_fact_changes(desk, organiser, key, submission, clock):
    press(desk, key, "finish", note="Spoke to them.")
    assert listed(desk) == []
    clock.move_to(datetime(2027, 7, 1, 12, tzinfo=UTC))
    desk.force_login(organiser)
    assert listed(desk) == []
    put_off = Result(outcome=Outcome.DEFERRED, held_on=date(2027, 5, 10), deferred_to=date(2027, 6, 20))
    record_vote(submission, put_off, by=None)
    assert listed(desk) == ["Little Mickering"]
    press(desk, key, "take")
    mark = AttentionMark.objects.get()
    assert state(mark) == (organiser, None, None, "")


def test_bring_back_undoes_done_and_snooze(desk, key):
    for act in ("finish", "snooze"):
        press(desk, key, act, until="2027-06-08")
        assert listed(desk) == []
        assert listed(desk, "?show=away") == ["Little Mickering"]
        press(desk, key, "bring-back")
        assert listed(desk) == ["Little Mickering"]


@pytest.mark.parametrize("act", ["take", "snooze", "finish", "bring-back", "release"])
def test_second_press_changes_nothing(desk, key, act, clock):
    press(desk, key, act, until="2027-06-08")
    before = AttentionMark.objects.values().get()
    clock.shift(60)
    press(desk, key, act, until="2027-06-08")
    assert AttentionMark.objects.values().get() == before


def test_reading_the_address_changes_nothing(desk, key):
    assert desk.get(MARK, {"key": key, "act": "take"}).status_code == 405
    assert not AttentionMark.objects.exists()


@pytest.mark.parametrize("act", ["", "burn"])
def test_act_that_is_none_changes_nothing(desk, key, act):
    assert press(desk, key, act).status_code == 422
    assert not AttentionMark.objects.exists()


def test_item_that_is_settled_meanwhile_is_not_marked(desk, key, submission):
    record_vote(submission, Result(outcome=Outcome.LOST, held_on=date(2027, 5, 10)), by=None)
    response = desk.post(MARK, {"key": key, "act": "take"}, follow=True)
    assert "That has been settled meanwhile" in response.content.decode()
    assert not AttentionMark.objects.exists()


def test_item_of_another_region_is_not_marked(desk, organiser, key):
    look_after(organiser, RegionFactory(name="Wales"))
    press(desk, key, "finish")
    assert not AttentionMark.objects.exists()


def test_reader_of_the_desk_cannot_mark(client, key):
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    assert "Assign to me" not in client.get("/admin/").content.decode()
    assert press(client, key, "take").status_code == 403
    assert not AttentionMark.objects.exists()


@pytest.mark.parametrize("rights", [{}, {"is_staff": True}])
def test_item_is_not_marked_by_an_outsider(client, key, rights):
    client.force_login(UserFactory(**rights))
    assert press(client, key, "take").status_code in (302, 403)
    client.logout()
    assert press(client, key, "take")["Location"].startswith("/admin/login/")
    assert not AttentionMark.objects.exists()


def test_two_items_have_marks_of_their_own(desk, motion, key):
    other = make_submission(
        motion, CLPFactory(name="Great Mickering"), sent_on=date(2027, 4, 1), meeting_on=date(2027, 5, 9)
    )
    press(desk, key, "finish")
    assert listed(desk) == ["Great Mickering"]
    press(desk, f"outcome-overdue:libraries:{other.clp.slug}:{other.pk}", "take")
    assert AttentionMark.objects.count() == 2
