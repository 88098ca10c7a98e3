"""What the lists in the admin show, as spreadsheets."""

import logging
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from zeal import zeal_ignore

from clps.enums import MeetingStructure
from motions.actions.champions import agree_to_introduction
from motions.actions.entries import record_sent
from motions.actions.past_results import PastResult, record_past_results
from motions.actions.submissions import withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, MotionKind, Outcome, Purpose
from tests.factories import (
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    look_after,
    make_champion,
    make_report,
    make_submission,
    sign_in_with,
)
from tests.reading import records_of, rows_of

pytestmark = pytest.mark.django_db
KINDS = [
    "clps/clp",
    "motions/champion",
    "motions/submission",
    "motions/standing",
    "motions/conferenceentry",
    "motions/vote",
]
HELD = date(2027, 3, 16)


@pytest.fixture
def organiser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def names(response):
    return sorted(line[0] for line in rows_of(response)[1:])


@pytest.fixture(autouse=True)
def filters_name_each_motion():
    # As on the list itself: Django's filter by motion asks for the version of each motion, of which there are few.
    with zeal_ignore([{"model": "motions.Motion", "field": "current_version"}]):
        yield


def vote(submission, outcome=Outcome.CARRIED, **values):
    purpose = Purpose.CONFERENCE if outcome == Outcome.CARRIED else None
    return record_vote(
        submission, Result(**{"outcome": outcome, "purpose": purpose, "held_on": HELD, **values}), by=None
    )


def fill(motion, clp, **values):
    make_champion(motion, clp)
    submission = make_submission(motion, clp, **values)
    vote(submission)
    record_sent(motion=motion, clp=clp, sent_on=date(2027, 3, 18), submission=submission, by=None)
    return submission


@pytest.mark.parametrize("kind", KINDS)
def test_list_offers_its_export_and_outsider_is_refused(client, organiser, motion, kind):
    clp = CLPFactory()
    fill(motion, clp)
    page = client.get(f"/admin/{kind}/")
    assert b"export.csv" in page.content
    assert b"export.xlsx" in page.content
    assert names(client.get(f"/admin/{kind}/export.csv")) == [clp.name]
    assert client.post(f"/admin/{kind}/export.csv").status_code == 405
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/admin/{kind}/export.csv").status_code == 403
    client.logout()
    assert client.get(f"/admin/{kind}/export.csv").status_code == 302


@pytest.mark.parametrize("kind", KINDS)
def test_export_asks_no_more_for_many_rows(client, organiser, motion, kind):
    fill(motion, CLPFactory())
    client.get(f"/admin/{kind}/export.xlsx")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/admin/{kind}/export.xlsx")
    for _ in range(4):
        fill(motion, CLPFactory())
    with CaptureQueriesContext(connection) as many:
        client.get(f"/admin/{kind}/export.xlsx")
    assert len(many) == len(one)


@pytest.mark.parametrize("kind", KINDS)
def test_export_leaves_out_other_regions(client, motion, kind):
    mine, other = (CLPFactory(region=RegionFactory(name=name)) for name in ("Wales", "Scotland"))
    fill(motion, mine)
    fill(motion, other)
    look_after(sign_in_with(client, f"view_{kind.split('/')[1]}"), [mine.region])
    assert names(client.get(f"/admin/{kind}/export.csv")) == [mine.name]
    asked_for = {"motions/vote": "submission__clp__region", "clps/clp": "region"}.get(kind, "clp__region")
    assert names(client.get(f"/admin/{kind}/export.csv?{asked_for}__id__exact={other.region_id}")) == []


@pytest.fixture
def varied(motion):
    """Rows that every filter of every list divides."""
    wales, scotland = RegionFactory(name="Wales"), RegionFactory(name="Scotland")
    fill(motion, CLPFactory(name="Ynys Mawr", region=wales, structure=MeetingStructure.ALL_MEMBER))
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL)
    branch = {"body": Body.BRANCH, "branch_name": "Harbour", "sent_on": date(2026, 11, 3)}
    lost = make_submission(local, CLPFactory(name="Aber", region=scotland), **branch)
    vote(lost)
    vote(lost, Outcome.LOST)
    put_off = make_submission(motion, CLPFactory(name="Brechfa", region=wales), sent_on=date(2027, 2, 1))
    vote(put_off, Outcome.DEFERRED, deferred_to=date(2027, 4, 16))
    vote(put_off, held_on=date(2027, 4, 16))
    withdraw_report(make_submission(motion, CLPFactory(name="Cwm", region=scotland)), by=None)
    agree_to_introduction(make_champion(motion, CLPFactory(name="Dre", region=scotland)), consent="Yes.", by=None)
    make_champion(motion, CLPFactory(name="Efail", region=wales), confirmed=False)


def choices(listed):
    """Yield every address that the list itself leads to: each choice of each filter."""
    for spec in listed.filter_specs:
        for choice in spec.choices(listed):
            yield choice["query_string"]


def shown(client, kind, query):
    """The CLPs that the list shows, on all its pages."""
    found = client.get(f"/admin/{kind}/{query}").context["cl"].queryset
    ways = {"motions/vote": "submission__clp__name", "clps/clp": "name"}
    return sorted(found.values_list(ways.get(kind, "clp__name"), flat=True))


@pytest.mark.parametrize("kind", KINDS)
def test_export_holds_what_the_list_shows_whatever_is_chosen(client, organiser, varied, kind):
    listed = client.get(f"/admin/{kind}/").context["cl"]
    everything = shown(client, kind, "")
    narrowed = Counter()
    for query in dict.fromkeys(choices(listed)):
        expected = shown(client, kind, query)
        assert names(client.get(f"/admin/{kind}/export.csv{query}")) == expected, query
        narrowed[len(expected) < len(everything)] += 1
    assert narrowed[True] > narrowed[False] > 0


@pytest.mark.parametrize(
    ("kind", "query", "expected"),
    [
        ("motions/submission", "?sent_on__year=2026", ["Aber"]),
        ("motions/submission", "?sent_on__year=2027&sent_on__month=2&q=bre", ["Brechfa"]),
        ("motions/submission", "?q=harbour", ["Aber"]),
        ("motions/submission", "?body__exact=clp&state__exact=withdrawn", ["Cwm"]),
        ("motions/champion", "?may_introduce__exact=1", ["Dre"]),
        ("motions/vote", "?word=superseded", ["Aber", "Brechfa"]),
        ("motions/vote", "?word=superseded&outcome__exact=deferred", ["Brechfa"]),
        ("motions/vote", "?word=current&held_on__year=2027&held_on__month=4", ["Brechfa"]),
        ("motions/vote", "?submission__body__exact=branch&word=current", ["Aber"]),
        ("clps/clp", "?structure__exact=all-member", ["Ynys Mawr"]),
        ("motions/standing", "?stage__exact=sent_to_conference&p=1", ["Ynys Mawr"]),
        ("motions/conferenceentry", "?state__exact=sent&q=nowhere", []),
    ],
)
def test_export_holds_filters_search_and_dates_together(client, organiser, varied, kind, query, expected):
    assert names(client.get(f"/admin/{kind}/export.csv{query}")) == expected


def test_export_is_in_the_order_of_the_list(client, organiser):
    for name in ("Brechfa", "Aber", "Cwm"):
        CLPFactory(name=name)
    assert [line[0] for line in rows_of(client.get("/admin/clps/clp/export.csv?o=-1"))[1:]] == [
        "Cwm",
        "Brechfa",
        "Aber",
    ]


def test_export_of_a_filter_that_nobody_offered_leads_back_to_the_list(client, organiser):
    response = client.get("/admin/motions/submission/export.csv?nonsense=1")
    assert (response.status_code, response["Location"]) == (302, "/admin/motions/submission/")


def test_export_holds_the_rows_of_every_page(client, organiser):
    for _ in range(105):
        CLPFactory()
    assert len(rows_of(client.get("/admin/clps/clp/export.csv?p=2"))) == 106


def test_xlsx_holds_the_search_and_runs_nothing(client, organiser):
    CLPFactory(name="=Hostile")
    CLPFactory(name="Elsewhere")
    assert names(client.get("/admin/clps/clp/export.csv?q=Hostile")) == ["'=Hostile"]
    sheet = load_workbook(BytesIO(client.get("/admin/clps/clp/export.xlsx?q=Hostile").content)).active
    assert [(one.value, one.data_type) for one in sheet["A"]] == [("CLP", "s"), ("=Hostile", "s")]


def test_export_is_logged_without_a_name(client, organiser, motion, caplog):
    fill(motion, CLPFactory(name="Ynys Mawr"))
    with caplog.at_level(logging.INFO, logger="clps.lib.exporting"):
        client.get("/admin/motions/champion/export.csv?q=Ynys")
    assert caplog.messages == [f"Person {organiser.pk} takes 1 rows of champion as csv."]


def test_reports_name_their_motion(client, organiser, varied):
    rows = {row["CLP"]: row for row in records_of(client.get("/admin/motions/submission/export.csv"))}
    told = [(rows[name]["Motion"], rows[name]["Kind of motion"], rows[name]["Version"]) for name in ("Aber", "Cwm")]
    title = "A library in reach of every child"
    assert told == [(title, "Model local motion", "1"), (title, "Conference motion", "1")]


@pytest.fixture
def corrected(organiser, motion):
    """A vote of a branch in Wales that its reporter told, and an organiser corrected."""
    wales = RegionFactory(name="Wales")
    submission = make_submission(
        motion, CLPFactory(name="Ynys Mawr", region=wales), body=Body.BRANCH, branch_name="Harbour"
    )
    first = Result(outcome=Outcome.LOST, held_on=HELD, votes_for=9, votes_against=12)
    record_vote(submission, first, by=submission.activist)
    second = Result(outcome=Outcome.CARRIED, held_on=HELD, votes_for=12, votes_against=9, abstentions=1)
    record_vote(submission, second, by=organiser)


@pytest.mark.usefixtures("corrected")
def test_votes_say_what_each_meeting_did_and_who_told_us_without_a_name(client):
    newest, oldest = records_of(client.get("/admin/motions/vote/export.csv"))
    assert newest.pop("Told at")
    assert newest == {
        "CLP": "Ynys Mawr",
        "Region": "Wales",
        "GSS codes": "",
        "Motion": "A library in reach of every child",
        "Kind of motion": "Conference motion",
        "Version": "1",
        "Level": "Branch",
        "Branch": "Harbour",
        "Held on": "2027-03-16",
        "Outcome": "Carried",
        "Carried for": "",
        "For": "12",
        "Against": "9",
        "Abstentions": "1",
        "Deferred to": "",
        "Told by": "An organiser",
        "Word": "Current",
        "Report": "Decided",
    }
    told = ("Outcome", "For", "Abstentions", "Told by", "Word")
    assert [oldest[name] for name in told] == [
        "Lost",
        "9",
        "",
        "The member who reported it",
        "Superseded: corrected",
    ]


@pytest.mark.usefixtures("corrected")
def test_votes_are_listed_with_their_figures_a_click_from_the_reports(client):
    assert b"/admin/motions/vote/" in client.get("/admin/motions/submission/").content
    listed = client.get("/admin/motions/vote/").content.decode()
    assert '<td class="field-figures">12, 9, 1</td>' in listed
    assert '<td class="field-figures">9, 12, ?</td>' in listed


def test_votes_of_another_meeting_of_somebody_else_and_of_nobody(client, organiser, motion):
    submission = make_submission(motion, CLPFactory())
    deferred = Result(outcome=Outcome.DEFERRED, held_on=HELD, deferred_to=date(2027, 4, 16))
    record_vote(submission, deferred, by=UserFactory())
    carried = Result(outcome=Outcome.CARRIED, held_on=date(2027, 4, 16), purpose=Purpose.POLICY)
    record_vote(submission, carried, by=None)
    past = PastResult(report=make_report(motion, CLPFactory()), result=deferred)
    record_past_results([past], motion=motion, by=organiser)
    told = [
        (row["Told by"], row["Word"], row["Carried for"])
        for row in records_of(client.get("/admin/motions/vote/export.csv"))
    ]
    assert told == [
        ("Not known", "Current", "As policy only"),
        ("An organiser, from a spreadsheet", "Current", ""),
        ("Another member", "Superseded: another meeting", ""),
    ]
