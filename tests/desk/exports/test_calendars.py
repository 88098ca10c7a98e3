"""The meetings in an organiser's own calendar: whose they are, what is said of them, and when the address ends."""

from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from icalendar import Calendar

from campaign.desk.models import MeetingsFeed
from motions.actions.submissions import change_report, withdraw_report
from motions.actions.suspensions import SuspensionTerms, suspend_meetings
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome
from motions.models import Campaign, Submission
from tests.factories import (
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    allow,
    look_after,
    make_report,
    make_submission,
)

pytestmark = pytest.mark.django_db
PAGE = "/admin/calendar/"
EVENING = {"meeting_on": date(2027, 7, 1), "meeting_time": time(19, 30)}


@pytest.fixture
def motion(time_machine):
    time_machine.move_to("2027-06-01T12:00:00+01:00", tick=False)
    return MotionFactory(version__title="A library in reach")


@pytest.fixture
def clp(motion):
    return CLPFactory(name="Bath", slug="bath", region=RegionFactory(name="South West"))


@pytest.fixture
def organiser():
    return allow(UserFactory(is_staff=True, name="Olive Organiser"), "view_submission")


@pytest.fixture
def desk(organiser):
    browser = Client()
    browser.force_login(organiser)
    return browser


@pytest.fixture
def address(desk):
    return make_address(desk)


def make_address(desk):
    return desk.post(PAGE, {"act": "make"}).context["address"].removeprefix("http://testserver")


def entries(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def summaries(client, address):
    return [str(entry["summary"]) for entry in entries(client, address)]


def test_meetings_are_told_whole_and_name_nobody(client, motion, clp, address):
    submission = make_submission(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", **EVENING)
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.cookies == {}
    lines = response.content.decode().replace("\r\n ", "").split("\r\n")
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    assert sorted(event) == [
        "DESCRIPTION:The motion “A library in reach”.",
        "DTEND;TZID=Europe/London:20270701T213000",
        "DTSTAMP:20270601T110000Z",
        "DTSTART;TZID=Europe/London:20270701T193000",
        'ORGANIZER;CN="A library in reach":mailto:motions@example.org',
        "SEQUENCE:0",
        r"SUMMARY:Mill Lane branch\, Bath CLP: vote",
        f"UID:{submission.reference}@testserver",
        "URL:http://testserver/clps/bath/",
    ]
    for line in ("METHOD:PUBLISH", "BEGIN:VTIMEZONE", "TZID:Europe/London"):
        assert lines.count(line) == 1
    for name in ("alex", "example.org", "olive"):
        assert name not in response.content.decode().lower().replace("mailto:motions@example.org", "")


def test_meetings_at_a_clp_name_it_alone(client, motion, clp, address):
    make_submission(motion, clp, meeting_on=date(2027, 7, 1))
    assert summaries(client, address) == ["Bath CLP: vote"]


def test_meeting_that_moved_keeps_its_entry(client, motion, clp, address, time_machine):
    submission = make_submission(motion, clp, **EVENING)
    (before,) = entries(client, address)
    time_machine.move_to("2027-06-02T12:00:00+01:00", tick=False)
    change_report(submission, make_report(motion, clp, meeting_on=date(2027, 7, 8)), by=None)
    (after,) = entries(client, address)
    assert after["uid"] == before["uid"]
    assert (after["sequence"], after.decoded("dtstart")) == (1, date(2027, 7, 8))
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


def test_meeting_that_was_held_before_moves_back(client, motion, clp, address):
    submission = make_submission(motion, clp, **EVENING)
    (before,) = entries(client, address)
    change_report(submission, make_report(motion, clp, meeting_on=date(2027, 5, 27)), by=None)
    (after,) = entries(client, address)
    assert (after["uid"], after["sequence"], after.decoded("dtstart")) == (before["uid"], 1, date(2027, 5, 27))
    assert "status" not in after


def test_meeting_that_was_called_off_is_struck_out(client, motion, clp, address):
    submission = make_submission(motion, clp, meeting_on=date(2027, 5, 28))
    record_vote(submission, Result(outcome=Outcome.CANCELLED, held_on=date(2027, 5, 28)), by=None)
    (entry,) = entries(client, address)
    assert (entry["status"], entry["sequence"], entry.decoded("dtstart")) == ("CANCELLED", 1, date(2027, 5, 28))
    again = Result(outcome=Outcome.CANCELLED, held_on=date(2027, 5, 28), deferred_to=date(2027, 6, 28))
    record_vote(submission, again, by=None)
    (entry,) = entries(client, address)
    assert ("status" in entry, entry["sequence"], entry.decoded("dtstart")) == (False, 2, date(2027, 6, 28))


def test_meeting_of_a_withdrawn_report_is_struck_out(client, motion, clp, address):
    withdraw_report(make_submission(motion, clp, **EVENING), by=None)
    (entry,) = entries(client, address)
    assert entry["status"] == "CANCELLED"


def test_meeting_that_several_report_is_one_entry(client, motion, clp, address):
    first = make_submission(motion, clp, **EVENING)
    second = make_submission(motion, clp, **EVENING)
    make_submission(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", **EVENING)
    assert len(entries(client, address)) == 2
    # With the first taken back, the second stands in for it.
    withdraw_report(first, by=None)
    stands = {str(entry["uid"]): "status" not in entry for entry in entries(client, address)}
    assert stands[f"{first.reference}@testserver"] is False
    assert stands[f"{second.reference}@testserver"] is True


def test_meetings_leave_out_what_is_none_of_the_calendars(client, motion, clp, address):
    make_submission(motion, clp, confirmed=False, **EVENING)
    make_submission(motion, clp)
    make_submission(motion, clp, meeting_on=date(2027, 4, 1), sent_on=date(2027, 3, 1))
    earlier = make_submission(motion, clp, meeting_on=date(2027, 4, 3), sent_on=date(2027, 3, 1))
    assert [str(entry["uid"]) for entry in entries(client, address)] == [f"{earlier.reference}@testserver"]
    Campaign.objects.update(is_current=False)
    assert entries(client, address) == []


def test_meetings_are_those_of_the_regions_looked_after_when_they_are_read(client, motion, clp, address, organiser):
    wales = RegionFactory(name="Wales")
    make_submission(motion, clp, **EVENING)
    make_submission(motion, CLPFactory(name="Gower", region=wales), **EVENING)
    assert summaries(client, address) == ["Bath CLP: vote", "Gower CLP: vote"]
    look_after(organiser, [wales])
    assert summaries(client, address) == ["Gower CLP: vote"]


@pytest.mark.parametrize(
    "demote",
    [{"is_active": False}, {"is_staff": False}, None],
    ids=["not active", "no organiser", "without the right"],
)
def test_meetings_are_not_there_for_somebody_who_is_an_organiser_no_more(client, motion, address, organiser, demote):
    assert client.get(address).status_code == 200
    if demote is None:
        organiser.user_permissions.clear()
    else:
        type(organiser).objects.filter(pk=organiser.pk).update(**demote)
    assert client.get(address).status_code == 404


def test_meetings_are_not_there_for_an_outsider(client, motion, address):
    assert client.get("/organisers/meetings-guess.ics").status_code == 404
    assert client.get(address[:-5] + "x.ics").status_code == 404
    assert client.post(address).status_code == 405


def test_meetings_answer_304_until_one_moves(client, motion, clp, address, time_machine):
    make_submission(motion, clp, **EVENING)
    first = client.get(address)
    time_machine.shift(3600)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_submission(motion, CLPFactory(), **EVENING)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_meetings_cost_the_same_for_one_and_for_many(client, motion, clp, address, django_assert_num_queries):
    for many in (1, 12):
        for _ in range(many):
            make_submission(motion, CLPFactory(), body=Body.BRANCH, branch_name="Mill Lane", **EVENING)
        # The address, the organiser's rights (two), and the meetings.
        with django_assert_num_queries(6):
            client.get(address)


def test_reading_changes_nothing(client, motion, clp, address, desk):
    make_submission(motion, clp, **EVENING)
    before = (list(MeetingsFeed.objects.values()), list(Submission.objects.values()))
    client.get(address)
    desk.get(PAGE)
    desk.get(PAGE, {"act": "end"})
    assert (list(MeetingsFeed.objects.values()), list(Submission.objects.values())) == before


def test_address_is_shown_once_and_only_its_digest_is_kept(motion, desk, address):
    token = address.removeprefix("/organisers/meetings-").removesuffix(".ics")
    assert token not in desk.get(PAGE).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM desk_meetingsfeed")
        assert token not in str(cursor.fetchall())


def test_new_address_ends_the_old_one(client, motion, desk, address):
    newer = make_address(desk)
    assert MeetingsFeed.objects.count() == 1
    assert [client.get(one).status_code for one in (address, newer)] == [404, 200]


def test_address_that_is_ended_opens_nothing_and_ending_it_twice_does_nothing(client, motion, desk, address):
    response = desk.post(PAGE, {"act": "end"}, follow=True)
    assert "The address has ended." in response.content.decode()
    assert client.get(address).status_code == 404
    response = desk.post(PAGE, {"act": "end"}, follow=True)
    assert "The address has ended." not in response.content.decode()
    assert "You have no address yet" in response.content.decode()


def test_address_of_another_organiser_stays(client, motion, desk, address, organiser):
    other = Client()
    other.force_login(UserFactory(is_staff=True, is_superuser=True))
    theirs = make_address(other)
    desk.post(PAGE, {"act": "end"})
    assert client.get(theirs).status_code == 200


def test_calendar_page_is_for_organisers_with_the_right_alone(client, motion, organiser, desk):
    link = f'href="{PAGE}"'
    assert link in desk.get("/admin/section/clps/").text
    organiser.user_permissions.clear()
    for method in (desk.get, desk.post):
        assert method(PAGE).status_code == 403
    assert link not in desk.get("/admin/section/clps/").text
    assert client.get(PAGE).status_code == 302
    client.force_login(UserFactory())
    assert client.post(PAGE, {"act": "make"}).status_code == 302
    assert not MeetingsFeed.objects.exists()


def test_calendar_page_takes_no_order_from_elsewhere(motion, organiser):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(organiser)
    assert strict.post(PAGE, {"act": "make"}).status_code == 403
    assert not MeetingsFeed.objects.exists()


def test_calendar_page_names_the_regions_that_are_followed(motion, organiser, desk):
    look_after(organiser, [RegionFactory(name="Wales"), RegionFactory(name="London")])
    page = " ".join(desk.get(PAGE).content.decode().split())
    assert "votes on our motion in London, Wales: branch or CLP" in page or "in Wales, London: branch or CLP" in page


def test_meeting_that_cannot_be_is_struck_from_the_calendar(motion, clp, desk, address):
    make_submission(motion, clp, **EVENING)
    terms = SuspensionTerms(date(2027, 6, 28), {clp.region: date(2027, 7, 4)}, "Elections")
    suspend_meetings(terms, by=UserFactory(is_staff=True))
    (entry,) = Calendar.from_ical(desk.get(address).content).walk("VEVENT")
    assert (str(entry["status"]), int(entry["sequence"])) == ("CANCELLED", 1)
