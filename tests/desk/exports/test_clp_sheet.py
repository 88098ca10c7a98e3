"""The CLPs of the front page as a spreadsheet: what is in it, whose it is, and what it costs."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from clps.enums import ConstituencyKind, MeetingStructure
from clps.models import Constituency
from motions.actions.champions import record_champion
from motions.actions.entries import move_entry, record_sent
from motions.actions.submissions import check_report, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome, Purpose
from motions.workflow import EntryAct
from tests.factories import CLPFactory, MotionFactory, RegionFactory, UserFactory, allow, look_after, make_submission
from tests.reading import records_of

pytestmark = pytest.mark.django_db
HELD = date(2027, 5, 10)


def carry(motion, clp, *, on=HELD, purpose=Purpose.CONFERENCE, **figures):
    submission = make_submission(motion, clp, sent_on=date(2027, 4, 20))
    result = Result(outcome=Outcome.CARRIED, purpose=purpose, held_on=on, **figures)
    record_vote(submission, result, by=submission.activist)
    return submission


def rows(client, query=""):
    return records_of(client.get(f"/admin/progress.csv{query}"))


def names(client, query=""):
    return [row["CLP"] for row in rows(client, query)]


def test_sheet_has_one_row_for_each_clp(desk, organiser, motion, clp):
    for code in ("W07000112", "W07000041"):
        clp.constituencies.add(Constituency.objects.create(gss_code=code, kind=ConstituencyKind.WESTMINSTER))
    submission = carry(motion, clp, votes_for=31, votes_against=4, abstentions=2)
    check_report(submission, by=organiser)
    record_sent(motion=motion, clp=clp, sent_on=date(2027, 5, 12), submission=submission, by=organiser)
    CLPFactory(name="Untold")
    first, last = rows(desk)
    assert first == {
        "CLP": "Little Mickering",
        "Region": "North West",
        "GSS codes": "W07000041|W07000112",
        "How it meets": "Not known",
        "Stage": "Sent to conference",
        "Since": "2027-05-12",
        "Checked": "yes",
        "Reports conflict": "no",
        "Reports": "1",
        "Carried on": "2027-05-10",
        "Carried for": "As our conference motion",
        "For": "31",
        "Against": "4",
        "Abstentions": "2",
        "Sent on": "2027-05-12",
        "At conference": "Sent",
    }
    assert [last[name] for name in ("CLP", "Stage", "Since", "Reports", "Carried on", "Sent on")] == [
        "Untold",
        "Not started",
        "",
        "0",
        "",
        "",
    ]


def test_workbook_has_days_and_numbers(desk, motion, clp):
    carry(motion, clp, votes_for=31)
    response = desk.get("/admin/progress.xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="clps-2027-06-01.xlsx"'
    sheet = load_workbook(BytesIO(response.content)).active
    heads = [one.value for one in sheet[1]]
    row = dict(zip(heads, sheet[2], strict=True))
    told = {name: (str(row[name].value), row[name].data_type) for name in ("CLP", "Reports", "Carried on", "For")}
    assert told == {
        "CLP": ("Little Mickering", "s"),
        "Reports": ("1", "n"),
        "Carried on": (f"{datetime(2027, 5, 10):%Y-%m-%d %H:%M:%S}", "d"),  # noqa: DTZ001 - a day
        "For": ("31", "n"),
    }


def test_sheet_takes_the_vote_that_the_stage_rests_on(desk, organiser, motion, clp):
    carry(motion, clp, on=date(2027, 5, 20), votes_for=20)
    carry(motion, clp, on=date(2027, 5, 12), votes_for=12)
    carry(motion, clp, on=date(2027, 5, 1), purpose=Purpose.POLICY, votes_for=1)
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Harbour")
    record_vote(branch, Result(outcome=Outcome.CARRIED, held_on=date(2027, 4, 1), votes_for=99), by=None)
    assert [(row["Carried on"], row["For"]) for row in rows(desk)] == [("2027-05-12", "12")]
    check_report(carry(motion, clp, on=date(2027, 5, 15), votes_for=15), by=organiser)
    assert [(row["Carried on"], row["For"]) for row in rows(desk)] == [("2027-05-15", "15")]


def test_sheet_takes_the_vote_that_was_sent_and_none_that_was_withdrawn(desk, organiser, motion, clp):
    withdraw_report(carry(motion, clp, on=date(2027, 5, 1), votes_for=1), by=organiser)
    carry(motion, clp, on=date(2027, 5, 12), votes_for=12)
    later = carry(motion, clp, on=date(2027, 5, 20), votes_for=20)
    assert [row["For"] for row in rows(desk)] == ["12"]
    entry = record_sent(motion=motion, clp=clp, sent_on=date(2027, 5, 21), submission=later, by=organiser)
    assert [(row["For"], row["Sent on"]) for row in rows(desk)] == [("20", "2027-05-21")]
    move_entry(entry, EntryAct.RETRACT, on=date(2027, 5, 22), by=organiser)
    assert [(row["For"], row["Sent on"], row["At conference"]) for row in rows(desk)] == [("12", "", "")]


def test_sheet_leaves_out_a_vote_that_was_corrected_and_another_motions(desk, organiser, motion, clp):
    submission = carry(motion, clp, votes_for=31)
    record_vote(submission, Result(outcome=Outcome.LOST, held_on=HELD), by=organiser)
    carry(MotionFactory(campaign=motion.campaign, kind="local"), clp, votes_for=5)
    told = [(row["Stage"], row["Carried on"], row["For"], row["Reports"]) for row in rows(desk)]
    assert told == [("Not carried", "", "", "1")]


def test_sheet_holds_what_the_filters_in_the_address_keep(desk, motion, clp):
    wales = RegionFactory(name="Wales")
    in_wales = CLPFactory(name="Ynys Môn", region=wales, structure=MeetingStructure.GENERAL_COMMITTEE)
    record_champion(motion=motion, clp=in_wales, activist=UserFactory(), since=HELD, by=None)
    carry(motion, clp)
    assert names(desk) == ["Little Mickering", "Ynys Môn"]
    assert names(desk, "?region=wales") == ["Ynys Môn"]
    assert names(desk, "?structure=general-committee") == ["Ynys Môn"]
    assert names(desk, "?stage=carried_for_conference&owner=me&kind=unchecked") == ["Little Mickering"]
    assert names(desk, "?region=wales&stage=carried_for_conference") == []
    assert names(desk, "?region=atlantis") == ["Little Mickering", "Ynys Môn"]


def test_front_page_leads_to_the_sheet_of_what_it_shows(desk, motion, clp):
    page = desk.get("/admin/?stage=not_started&region=north-west&owner=me&page=1").content.decode()
    assert 'href="/admin/progress.csv?region=north-west&amp;stage=not_started"' in page
    assert 'href="/admin/progress.xlsx?region=north-west&amp;stage=not_started"' in page
    assert "The 1 CLP that the filters keep" in page
    assert 'href="/admin/progress.csv"' in desk.get("/admin/").content.decode()


def test_sheet_of_an_organiser_of_some_regions_holds_those_alone(desk, organiser, motion, clp):
    wales = RegionFactory(name="Wales")
    CLPFactory(name="Ynys Môn", region=wales)
    look_after(organiser, wales)
    assert names(desk) == ["Ynys Môn"]
    assert names(desk, "?region=north-west") == ["Ynys Môn"]


def test_sheet_is_refused_to_outsiders(client, motion, clp):
    client.force_login(allow(UserFactory(is_staff=True), "view_conference"))
    assert client.get("/admin/progress.csv").status_code == 403
    client.force_login(UserFactory())
    assert client.get("/admin/progress.csv").status_code == 302
    client.logout()
    assert client.get("/admin/progress.csv").status_code == 302


def test_sheet_of_another_kind_or_without_a_campaign_is_not_there(desk, motion):
    assert desk.get("/admin/progress.pdf").status_code == 404
    assert desk.post("/admin/progress.csv").status_code == 405
    motion.campaign.is_current = False
    motion.campaign.save()
    assert desk.get("/admin/progress.csv").status_code == 404


def test_sheet_costs_the_same_queries_for_many_clps(desk, motion, clp):
    carry(motion, clp)
    rows(desk)
    with CaptureQueriesContext(connection) as one:
        rows(desk)
    for _ in range(5):
        other = CLPFactory()
        record_sent(motion=motion, clp=other, sent_on=HELD, submission=carry(motion, other), by=None)
    with CaptureQueriesContext(connection) as many:
        assert len(rows(desk)) == 6
    assert len(many) == len(one)
