import json
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from clps.models import Constituency
from motions.actions.entries import record_sent
from motions.actions.votes import record_vote
from motions.enums import PublicView, Stage
from motions.models import Standing
from tests.factories import CLPFactory, MotionFactory, RegionFactory, carried_on, make_submission

pytestmark = pytest.mark.django_db
ADDRESSES = ["/", "/progress/", "/progress.json", "/progress.csv"]
EARLY = "2027-03-01T12:00:00Z"


@pytest.fixture
def motion():
    """Three CLPs: one carried, one still on its way, one that nobody told us of. One name needs escaping."""
    motion = MotionFactory(campaign__target=10)
    wales, london = RegionFactory(name="Wales", position=1), RegionFactory(name="London", position=2)
    carried = CLPFactory(name="Ynys Môn", slug="ynys-mon", region=wales, hex_q=0, hex_r=0)
    carried.constituencies.add(
        Constituency.objects.create(gss_code="W07000112", kind="westminster"),
        Constituency.objects.create(gss_code="W07000111", kind="westminster"),
    )
    on_its_way = CLPFactory(name='<b>"Brent" & Co', slug="brent", region=london, hex_q=1, hex_r=1)
    CLPFactory(name="=Cell", slug="cell", region=london)
    Standing.objects.create(motion=motion, clp=carried, stage="carried_for_conference", since=date(2027, 2, 1))
    Standing.objects.create(motion=motion, clp=on_its_way, stage="with_clp", since=date(2027, 2, 14))
    return motion


def show_adopted_alone(motion):
    motion.campaign.public_view = PublicView.ADOPTED
    motion.campaign.save()


COUNTS = {
    "not_started": 1,
    "champion_found": 0,
    "with_branch": 0,
    "branch_carried": 0,
    "with_clp": 1,
    "carried_as_policy": 0,
    "carried_for_conference": 1,
    "sent_to_conference": 0,
    "accepted": 0,
    "not_carried": 0,
    "another_motion_chosen": 0,
    "ruled_out": 0,
}


def row(name, slug, region, gss_codes, stage, since):
    return {"name": name, "slug": slug, "region": region, "gss_codes": gss_codes, "stage": stage, "since": since}


def test_progress_json_is_whole(client, motion):
    response = client.get(reverse("motions:progress-json"))
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == {
        "campaign": "A library in reach",
        "deadline": "2027-09-16T17:00:00+01:00",
        "target": 10,
        "counts": COUNTS,
        "clps": [
            row('<b>"Brent" & Co', "brent", "London", [], "with_clp", "2027-02-14"),
            row("=Cell", "cell", "London", [], "not_started", None),
            row("Ynys Môn", "ynys-mon", "Wales", ["W07000111", "W07000112"], "carried_for_conference", "2027-02-01"),
        ],
    }


def test_progress_csv_is_whole_and_runs_no_formula(client, motion):
    response = client.get(reverse("motions:progress-csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode("utf-8") == (
        '\ufeff"name","slug","region","gss_codes","stage","since"\r\n'
        '"<b>""Brent"" & Co","brent","London","","with_clp","2027-02-14"\r\n'
        '"\'=Cell","cell","London","","not_started",""\r\n'
        '"Ynys Môn","ynys-mon","Wales","W07000111|W07000112","carried_for_conference","2027-02-01"\r\n'
    )


@time_machine.travel(EARLY, tick=False)
@pytest.mark.parametrize("address", ["/", "/progress/"])
def test_progress_names_are_escaped(client, motion, address):
    page = client.get(address).content.decode()
    assert "<b>&quot;" not in page
    assert "<title>&lt;b&gt;&quot;Brent&quot; &amp; Co: With the CLP</title>" in page


def test_progress_page_has_map_and_table_as_equals(client, motion):
    page = client.get("/progress/").content.decode()
    row = '<tr><th scope="row"><a href="/clps/ynys-mon/">Ynys Môn</a><td>'
    assert row in page
    assert '<a href="/clps/ynys-mon/"><title>Ynys Môn: Carried for conference</title>' in page
    assert '<time datetime="2027-02-01">1 Feb 2027</time>' in page
    # The one without a cell is in the table alone.
    assert page.count('href="/clps/cell/"') == 1
    assert page.index('id="wales"') < page.index('id="london"')


@pytest.mark.parametrize("address", ADDRESSES)
def test_progress_where_adopted_alone_is_shown_gives_nothing_else_away(client, motion, address):
    show_adopted_alone(motion)
    shown = client.get(address).content.decode()
    for hint in ("with_clp", "With the CLP", "stage-with-clp", "2027-02-14", "14 Feb 2027", "Not started"):
        assert hint not in shown.replace('"with_clp":0', "")
    if address in {"/", "/progress/"}:
        assert "Co: No result to show</title>" in shown
        assert "Môn: Carried for conference</title>" in shown


def test_progress_json_where_adopted_alone_is_shown_counts_what_it_lists(client, motion):
    show_adopted_alone(motion)
    content = client.get("/progress.json").json()
    assert content["counts"] == {**dict.fromkeys(Stage.values, 0), "not_started": 2, "carried_for_conference": 1}
    assert [(one["stage"], one["since"]) for one in content["clps"]] == [
        ("not_started", None),
        ("not_started", None),
        ("carried_for_conference", "2027-02-01"),
    ]


def test_progress_page_says_that_a_report_was_checked(client, motion):
    Standing.objects.filter(stage="carried_for_conference").update(is_checked=True)
    assert "1 Feb 2027</time>, checked" in client.get("/progress/").content.decode()


def test_one_strangers_word_carries_its_mark_wherever_a_stage_is_shown(client, motion):
    """One address tells of two CLPs that both sent it: nobody has checked either."""
    for name in ("Far Away", "Further Away"):
        told = make_submission(motion, CLPFactory(name=name), email="stranger@example.org")
        carried = carried_on(date(2027, 2, 1))
        record_vote(told, carried, by=told.activist)
        record_sent(motion=motion, clp=told.clp, sent_on=date(2027, 2, 2), by=told.activist, submission=told)
    table = client.get("/progress/").text
    assert table.count("2 Feb 2027</time>, not checked") == 2
    assert "the others are one person’s word so far" in table
    assert "Not checked:</strong> as reported by a member here." in client.get("/clps/far-away/").text
    assert client.get("/progress.atom").text.count("Not checked yet: as reported by a member there.") == 3


def test_second_address_of_the_same_mailbox_checks_nothing(client, motion):
    clp = CLPFactory(name="Far Away")
    carried = carried_on(date(2027, 2, 1))
    for email in ("a.stranger+one@gmail.com", "astranger+two@googlemail.com"):
        told = make_submission(motion, clp, email=email)
        record_vote(told, carried, by=told.activist)
    assert "Not checked:</strong> as reported" in client.get("/clps/far-away/").text
    told = make_submission(motion, clp, email="second@example.org")
    record_vote(told, carried, by=told.activist)
    assert "Checked by more than one person." in client.get("/clps/far-away/").text


def test_progress_without_a_campaign_says_so(client):
    page = client.get("/progress/")
    assert page.status_code == 200
    assert "No campaign is set up yet" in page.content.decode()
    assert [client.get(address).status_code for address in ("/progress.json", "/progress.csv")] == [404, 404]


def test_progress_before_the_motion_has_a_row_counts_nobody(client):
    MotionFactory()
    CLPFactory()
    assert client.get("/progress.json").json()["counts"]["not_started"] == 1


@pytest.mark.parametrize("address", [*ADDRESSES, "/about/", "/privacy/"])
def test_progress_pages_take_reading_only(client, motion, address):
    assert client.post(address).status_code == 405
