"""The front page: its numbers, its filters, whose it is, and what it costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from campaign.accounts.models import Role
from campaign.accounts.roles import may_see_desk, may_work_at_desk
from campaign.desk.models import AttentionMark
from clps.enums import MeetingStructure
from motions.actions.champions import record_champion
from motions.enums import Stage
from motions.models import Standing
from tests.desk.front.pages import HELD, carry, kinds, last_conference, mail, overview
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    allow,
    look_after,
    make_submission,
)

pytestmark = pytest.mark.django_db


def test_front_page_says_how_far_it_is(desk, motion, clp):
    carry(motion, clp)
    carry(motion, CLPFactory(), send=True)
    CLPFactory(name="Untold")
    page = desk.get("/admin/").content.decode()
    assert "Toward Annual Conference" in page
    shown = overview(desk)
    assert (shown.carried, shown.sent, shown.target, shown.left, shown.carried_unchecked) == (2, 1, 4, 2, 2)
    assert "<b>107</b>" in page  # days until 16 September
    assert "Thursday 2 September 2027" in page
    assert "Thursday 5 August 2027" in page
    climbed = [(rung.number, rung.of) for rung in shown.ladder]
    assert climbed == [(3, 3), (2, 3), (2, 2), (2, 2), (2, 2), (1, 2), (0, 1)]
    assert shown.forecast is None
    assert "No forecast:" in page


def test_front_page_keeps_the_list_of_what_is_on_record_for_admins(desk, organiser, motion):
    assert "Everything on record" not in desk.get("/admin/").text
    organiser.give_role(Role.ADMIN)
    desk.force_login(organiser)
    page = desk.get("/admin/").text
    assert "Everything on record" in page
    assert 'href="/admin/motions/submission/"' in page


def test_front_page_without_a_campaign_says_how_to_have_one(desk):
    assert "No campaign is shown on the site." in desk.get("/admin/").content.decode()


def test_desk_says_on_every_page_that_nothing_leaves_where_it_cannot(desk, motion, settings):
    pages = ("/admin/", "/admin/motions/submission/")
    said = "No mail leaves this site."
    assert [said in desk.get(page).content.decode() for page in pages] == [False, False]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert [said in desk.get(page).content.decode() for page in pages] == [True, True]
    # In a demonstration it stays here by intent, and can be read.
    settings.DEBUG = True
    assert said not in desk.get("/admin/").content.decode()
    settings.DEBUG = False
    desk.logout()
    assert said not in desk.get("/admin/login/", follow=True).content.decode()


@pytest.mark.parametrize("rights", [{}, {"is_active": False, "is_staff": True}])
def test_front_page_is_not_for_outsiders(client, motion, clp, rights):
    carry(motion, clp)
    client.force_login(UserFactory(**rights))
    response = client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_front_page_tells_nothing_to_staff_who_may_not_see_reports(client, motion, clp):
    carry(motion, clp)
    client.force_login(allow(UserFactory(is_staff=True), "view_conference"))
    response = client.get("/admin/")
    page = response.content.decode()
    assert "overview" not in response.context
    assert "Little Mickering" not in page
    assert "Toward" not in page
    assert 'href="/admin/motions/conference/"' in page


@pytest.mark.parametrize(
    ("values", "codenames", "sees", "works"),
    [
        ({}, ["view_submission", "change_submission"], False, False),
        ({"is_staff": True}, [], False, False),
        ({"is_staff": True}, ["view_submission"], True, False),
        ({"is_staff": True}, ["change_submission"], False, False),
        ({"is_staff": True}, ["view_submission", "change_submission"], True, True),
        ({"is_staff": True, "is_superuser": True}, [], True, True),
        ({"is_staff": True, "is_superuser": True, "is_active": False}, [], False, False),
    ],
)
def test_rights_say_who_sees_the_desk_and_who_works_there(values, codenames, sees, works):
    user = allow(UserFactory(**values), *codenames)
    assert (may_see_desk(user), may_work_at_desk(user)) == (sees, works)
    assert not may_see_desk(AnonymousUser())


def test_organiser_of_some_regions_sees_those_alone(desk, organiser, motion, clp):
    wales = RegionFactory(name="Wales")
    in_wales = CLPFactory(name="Ynys Môn", region=wales, hex_q=2, hex_r=2)
    carry(motion, clp)
    carry(motion, in_wales)
    look_after(organiser, wales)
    page = desk.get("/admin/").content.decode()
    assert "Ynys Môn" in page
    assert "Little Mickering" not in page
    assert "You look after Wales" in page
    shown = overview(desk)
    assert (shown.carried, shown.target) == (1, None)
    assert {name for _, name in kinds(desk)} == {"Ynys Môn"}
    assert desk.get("/admin/?region=north-west").context["filters"].region == ""


def test_drawing_of_one_organiser_is_not_shown_to_one_of_other_regions(desk, client, organiser, motion, clp):
    assert "Little Mickering" in desk.get("/admin/").content.decode()
    look_after(organiser, RegionFactory(name="Wales"))
    assert "Little Mickering" not in desk.get("/admin/").content.decode()


def test_drawing_follows_what_it_shows(desk, motion, clp):
    assert "Little Mickering: Not started" in desk.get("/admin/").content.decode()
    carry(motion, clp)
    assert "Little Mickering: Carried for conference" in desk.get("/admin/").content.decode()


def test_filters_live_in_the_address_and_narrow_everything(desk, motion, clp):
    wales = RegionFactory(name="Wales")
    in_wales = CLPFactory(name="Ynys Môn", region=wales, structure=MeetingStructure.GENERAL_COMMITTEE)
    carry(motion, clp)
    record_champion(motion=motion, clp=in_wales, activist=UserFactory(), since=HELD, by=None)
    assert len(overview(desk).clps) == 2
    assert [one.name for one in overview(desk, "?region=wales").clps] == ["Ynys Môn"]
    assert [one.name for one in overview(desk, "?structure=general-committee").clps] == ["Ynys Môn"]
    assert overview(desk, "?region=wales").target is None
    assert kinds(desk, "?region=wales&structure=all-member") == []
    assert kinds(desk, "?region=north-west") == [("unchecked", "Little Mickering")]
    assert desk.get("/admin/?stage=champion_found").context["drawing"].number == 1


def test_filters_that_nobody_offered_narrow_nothing(desk, motion, clp):
    carry(motion, clp)
    query = "?region=atlantis&structure=x&stage=x&kind=x&owner=x&show=x&page=x"
    assert not desk.get(f"/admin/{query}").context["filters"].narrows
    assert kinds(desk, query) == [("unchecked", "Little Mickering")]
    assert kinds(desk, "?page=99") == [("unchecked", "Little Mickering")]


def test_earlier_campaign_is_compared_on_the_same_day(desk, motion, clp):
    assert overview(desk).earlier is None
    conference = last_conference()
    last = MotionFactory(campaign=CampaignFactory(name="Last year", conference=conference, is_current=False))
    # The same day is 2 June 2026, 107 days before.
    for day in (date(2026, 5, 1), date(2026, 6, 2), date(2026, 6, 3)):
        carry(last, CLPFactory(), on=day, send=day.month == 5)
    earlier = overview(desk).earlier
    assert (earlier.name, earlier.conference, earlier.day) == (
        "Last year",
        "Annual Conference 2026",
        date(2026, 6, 2),
    )
    assert (earlier.carried, earlier.sent) == (2, 1)
    assert "Same day, Annual Conference 2026" in desk.get("/admin/").content.decode()


def test_forecast_is_told_with_how_it_is_computed(desk, motion):
    for number in range(12):
        carry(motion, CLPFactory(), on=date(2027, 5, 1) + timedelta(days=2 * number))
    page = desk.get("/admin/").content.decode()
    told = overview(desk).forecast
    assert (told.lately, told.window) == (12, 32)
    assert f"{told.low} to {told.high} by the deadline" in page
    assert "12 CLPs carried it in the last 32 days." in page


def test_after_the_deadline_there_is_neither_pace_nor_forecast(desk, organiser, motion, clp, clock):
    carry(motion, clp)
    clock.move_to(datetime(2027, 9, 17, 12, tzinfo=UTC))
    desk.force_login(organiser)
    shown = overview(desk)
    assert (shown.pace, shown.forecast) == (None, None)
    assert "motions closed" in desk.get("/admin/").content.decode()


def fill(motion, organiser, number):
    """Make so many CLPs at every stage that costs something, with items, marks and mail."""
    for place in range(number):
        carried = carry(motion, CLPFactory(hex_q=place, hex_r=2 + place % 3))
        mail(carried, "failed")
        late = make_submission(motion, CLPFactory(), sent_on=date(2027, 4, 1), meeting_on=HELD)
        key = f"outcome-overdue:libraries:{late.clp.slug}:{late.pk}"
        AttentionMark.objects.create(
            key=key, kind="outcome-overdue", motion=motion, fingerprint="x", assigned_to=organiser
        )
        make_submission(motion, CLPFactory(), confirmed=False, sent_on=HELD)
        Standing.objects.create(motion=motion, clp=CLPFactory(), stage=Stage.WITH_CLP, since=HELD)


@pytest.mark.parametrize("number", [1, 15])
def test_front_page_costs_the_same_queries_however_much_there_is(
    desk, organiser, motion, number, django_assert_num_queries
):
    fill(motion, organiser, number)
    desk.get("/admin/")
    # Session, person, their rights (2), the motion and (for the page's title) the campaign, regions (3), the
    # campaign's tags (by which the page can be narrowed), freshness, CLPs, an earlier campaign, when the mail asks,
    # attention (11 and mail), marks, the mail (4), the last backup, what went in the night; and once after a stage has
    # moved, the moves.
    with django_assert_num_queries(32):
        desk.get("/admin/")
    carry(motion, CLPFactory())
    with django_assert_num_queries(33):
        desk.get("/admin/")
