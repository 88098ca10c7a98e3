"""Acts that hold up everybody: asked first, with which dates become others and exactly who is told."""

import re
from datetime import date

import pytest

from campaign.accounts.models import Role
from campaign.mail.enums import SuppressionReason
from campaign.mail.models import Email, Suppression
from motions.actions.conferences import move_deadline
from motions.actions.other_motions import open_other_motion
from motions.enums import EventKind
from motions.models import Conference, Event, Suspension
from tests.factories import (
    CLPFactory,
    ConferenceFactory,
    RegionFactory,
    make_submission,
    open_another,
    with_role,
)
from tests.mail.helpers import at, london, round_at

pytestmark = pytest.mark.django_db

SUSPEND, DEADLINE, CONFERENCE = "/admin/dates/suspend/", "/admin/dates/deadline/", "/admin/dates/conference/"
NOW = london(2027, 3, 5, 12)
# What a telephone shows before each date, where the heads of the columns have no room.
IS, WOULD_BE = (f'<span class="removal__label">{word}: </span>' for word in ("Now", "Then"))


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def organiser(owner):
    return owner


def reported(motion, clp, **values):
    with at(london(2027, 3, 1, 12)):
        return make_submission(motion, clp, **{"meeting_on": date(2027, 3, 17), **values})


def pressed(desk, page, values, **more):
    """Look first, then do it, as somebody does who reads the preview."""
    with at(NOW):
        looked = desk.post(page, values)
        seen = re.search(r'name="seen" value="(\w+)"', looked.content.decode())
        done = desk.post(page, {**values, "seen": seen[1] if seen else "", "act": "yes", **more})
    return looked.content.decode(), done


def terms(*regions, **values):
    given = {"begins_on": "2027-03-08", "ends_on": "2027-03-19", "reason": "national mourning"}
    return {**given, "regions": [region.pk for region in regions], **values}


def test_suspension_is_shown_first_with_its_meetings_and_everybody_who_is_told(desk, motion, clp):
    reported(motion, clp, email="alex@example.org")
    wales = RegionFactory(name="Wales")
    reported(motion, CLPFactory(name="Ynys", region=wales), email="wales@example.org")
    reported(motion, clp, email="gone@example.org", meeting_on=date(2027, 3, 24))
    Suppression.objects.create(address="gone@example.org", reason=SuppressionReason.BOUNCED)
    with at(NOW):
        looked = desk.post(SUSPEND, terms(clp.region)).content.decode()
    assert f"Little Mickering CLP</th><td>{IS}17 March 2027</td>" in looked
    assert "It cannot be held. We ask for another date from 20 March 2027." in looked
    assert "1 person is told" in looked
    assert "<li>Alex Activist, Little Mickering</li>" in looked
    assert "1 more would be told, but mail to them came back" in looked
    assert "Ynys" not in looked
    assert not Suspension.objects.exists()


def test_act_that_was_shown_is_done_and_exactly_those_are_told(desk, owner, motion, clp):
    reported(motion, clp, email="alex@example.org")
    reported(motion, CLPFactory(region=RegionFactory(name="Wales")), email="wales@example.org")
    _, done = pressed(desk, SUSPEND, terms(clp.region))
    assert (done.status_code, done["Location"]) == (302, "/admin/dates/")
    assert Event.objects.get(kind=EventKind.MEETINGS_SUSPENDED).by == owner
    told = [to for subject, to in round_at(NOW) if "suspended" in subject]
    assert told == ["alex@example.org"]
    page = desk.get("/admin/dates/").content.decode()
    assert "From 8 March 2027: national mourning." in page
    assert "Until 19 March 2027 in North West." in page


def test_press_without_having_seen_what_is_asked_for_does_nothing(desk, clp):
    with at(NOW):
        first = desk.post(SUSPEND, {**terms(clp.region), "act": "yes"})
    assert "What would happen. Nothing has yet." in first.content.decode()
    _, changed = pressed(desk, SUSPEND, terms(clp.region), ends_on="2027-03-31")
    assert "What would happen. Nothing has yet." in changed.content.decode()
    assert not Suspension.objects.exists()


def test_regions_may_end_on_another_day_and_one_change_is_told_once(desk, motion, clp):
    wales = RegionFactory(name="Wales")
    reported(motion, clp, email="alex@example.org")
    reported(motion, CLPFactory(region=wales), email="wales@example.org")
    pressed(desk, SUSPEND, terms(clp.region, wales, **{f"ends_on_{wales.pk}": "2027-03-26"}))
    held = Suspension.objects.get()
    ends = set(held.regions.values_list("region__name", "ends_on"))
    assert ends == {("North West", date(2027, 3, 19)), ("Wales", date(2027, 3, 26))}
    round_at(NOW)
    page = f"/admin/dates/suspensions/{held.pk}/"
    form = desk.get(page).content.decode()
    assert 'value="2027-03-08"' in form
    looked, _ = pressed(desk, page, terms(clp.region, wales, **{f"ends_on_{wales.pk}": "2027-03-31"}))
    assert "1 person is told" in looked
    before = Email.objects.count()
    assert [to for _, to in round_at(NOW)] == ["wales@example.org"]
    assert Email.objects.count() == before + 1
    _, same = pressed(desk, page, terms(clp.region, wales, **{f"ends_on_{wales.pk}": "2027-03-31"}))
    assert same.status_code == 302
    assert round_at(NOW) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2027-03-07"}, "That is before the first day."),
        ({"regions": []}, "Choose at least one region."),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_mistake_stands_beside_its_field_and_nothing_typed_is_lost(desk, clp, wrong, words):
    looked = desk.post(SUSPEND, {**terms(clp.region), **wrong})
    assert looked.status_code == 422
    assert words in looked.content.decode()
    assert 'value="2027-03-08"' in looked.content.decode()


def test_deadline_is_shown_with_the_last_safe_days_that_follow_and_then_moved(desk, motion, clp):
    reported(motion, clp, email="alex@example.org")
    values = {"day": "2027-09-20", "hour": "12:00"}
    looked, done = pressed(desk, DEADLINE, values)
    assert (
        f"<td>{IS}5pm on Thursday 16 September 2027</td><td>{WOULD_BE}noon on Monday 20 September 2027</td>" in looked
    )
    assert f"<td>{IS}Thursday 2 September 2027</td><td>{WOULD_BE}Monday 6 September 2027</td>" in looked
    assert "1 person is told" in looked
    assert done.status_code == 302
    motion.campaign.conference.refresh_from_db()
    assert motion.campaign.conference.deadline == london(2027, 9, 20, 12)
    assert [to for subject, to in round_at(NOW) if "now close later" in subject] == ["alex@example.org"]
    _, same = pressed(desk, DEADLINE, values)
    assert same.status_code == 302
    assert Event.objects.filter(kind=EventKind.DEADLINE_MOVED).count() == 1


@pytest.mark.parametrize("day", ["2027-03-04", "2029-01-01"])
def test_deadline_that_is_past_or_after_conference_is_refused(desk, motion, day):
    with at(NOW):
        assert desk.post(DEADLINE, {"day": day, "hour": "12:00"}).status_code == 422
    assert not Event.objects.exists()


def test_conference_is_called_off_and_on_again(desk, motion, clp):
    reported(motion, clp, email="alex@example.org")
    name = motion.campaign.conference.name
    looked, done = pressed(desk, CONFERENCE, {"reason": "there is no hall"})
    assert "1 person is told" in looked
    assert done.status_code == 302
    assert [(f"{name} is called off", "alex@example.org")] == [
        pair for pair in round_at(NOW) if "called off" in pair[0]
    ]
    assert "there is no hall" in desk.get("/admin/dates/").content.decode()
    _, done = pressed(desk, CONFERENCE, {})
    assert done.status_code == 302
    motion.campaign.conference.refresh_from_db()
    assert motion.campaign.conference.called_off_at is None


def test_deadline_is_not_typed_over_in_the_settings_of_its_conference(desk, motion):
    page = f"/admin/motions/conference/{motion.campaign.conference_id}/change/"
    found = desk.get(page).content.decode()
    assert 'name="deadline_0"' not in found
    assert 'href="/admin/dates/deadline/"' in found


def test_settings_of_another_conference_lead_to_its_own_deadline(desk, motion):
    with at(london(2027, 3, 1, 12)):
        emergency = open_another(motion)
    page = f"/admin/motions/conference/{emergency.campaign.conference_id}/change/"
    assert 'href="/admin/dates/deadline/?motion=emergency"' in desk.get(page).text


def test_deadline_of_a_motion_without_a_text_can_be_moved(owner, motion):
    conference = ConferenceFactory.build(
        name="Women’s Conference", starts_on=date(2027, 10, 9), ends_on=date(2027, 10, 10)
    )
    with at(NOW):
        opened = open_other_motion(campaign=motion.campaign, conference=conference, slug="womens", target=5, by=owner)
        moved = move_deadline(conference, london(2027, 9, 20, 12), are_provisional=False, by=owner)
    assert moved.deadline_day == date(2027, 9, 20)
    assert Event.objects.get(kind=EventKind.DEADLINE_MOVED).motion == opened


def test_organiser_of_one_region_reads_and_does_nothing(client, motion, clp):
    organiser = with_role(Role.ORGANISER, clp.region)
    client.force_login(organiser)
    page = client.get("/admin/dates/")
    assert page.status_code == 200
    assert "Suspend meetings</a>" not in page.content.decode()
    assert [client.get(one).status_code for one in (SUSPEND, DEADLINE, CONFERENCE)] == [403, 403, 403]
    assert client.post(SUSPEND, {**terms(clp.region), "act": "yes"}).status_code == 403
    assert not Suspension.objects.exists()


def test_deadline_of_a_second_motion_is_moved_and_told_to_its_own_people(desk, motion, clp):
    with at(london(2027, 3, 1, 12)):
        emergency = open_another(motion)
    reported(motion, clp, email="first@example.org")
    reported(emergency, clp, email="second@example.org")
    with at(NOW):
        typed = {"day": "2027-09-20", "hour": "12:00"}
        shown = desk.post(f"{DEADLINE}?motion=emergency", typed).context
        assert len(shown["preview"].readers) == 1
        answer = desk.post(f"{DEADLINE}?motion=emergency", {**typed, "seen": shown["seen"], "act": "yes"})
    assert answer["Location"] == "/admin/dates/?motion=emergency"
    days = [Conference.objects.get(campaigns=one.campaign_id).deadline_day for one in (motion, emergency)]
    assert days == [date(2027, 9, 16), date(2027, 9, 20)]
    round_at(london(2027, 3, 5, 13))
    told = Email.objects.filter(kind="deadline-moved").values_list("recipient__email", flat=True)
    assert list(told) == ["second@example.org"]
