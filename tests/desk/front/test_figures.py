"""Every page, file, picture and mail gives the same figures, in a world where nothing is plain."""

import re
from collections import Counter
from datetime import date
from html import unescape

import pytest

from campaign.desk.front.chart import draw_chart
from campaign.mail.outbox.contexts import _progress
from clps.models import CLP
from motions.actions.entries import move_entry, record_sent
from motions.actions.votes import Result, record_vote
from motions.counts import ACCEPTED, BEFORE_A_MEETING, CARRIED, CARRIED_IN_ANY_WAY, COUNTS, RULED_OUT, SENT, TAKEN_UP
from motions.enums import Body, Outcome, PublicView, Purpose, Stage
from motions.progress.clps import read_clps
from motions.progress.standings import public_standing
from motions.sharing.pictures import CampaignPicture, CLPPicture
from motions.workflow import EntryAct
from tests.factories import CLPFactory, RegionFactory, carried_on, make_submission
from tests.reading import records_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
HELD, SENT_ON, RULED_ON = date(2027, 4, 20), date(2027, 4, 25), date(2027, 5, 2)
CARRIED_IT = carried_on(HELD)
AS_POLICY = Result(outcome=Outcome.CARRIED, purpose=Purpose.POLICY, held_on=HELD)
AMENDED = Result(
    outcome=Outcome.CARRIED_AS_AMENDED, purpose=Purpose.CONFERENCE, held_on=HELD, amended_text="Conference notes less."
)
LOST = Result(outcome=Outcome.LOST, held_on=HELD)
# Twelve CLPs: which count as what, by the definitions and nothing else.
EXPECTED = {TAKEN_UP: 11, BEFORE_A_MEETING: 2, CARRIED_IN_ANY_WAY: 8, CARRIED: 7, SENT: 4, ACCEPTED: 1, RULED_OUT: 2}


def reported(motion, name, *results, region="Wales", **values):
    place = {"hex_q": CLP.objects.count(), "hex_r": 1, "region": RegionFactory(name=region)}
    clp = CLPFactory(name=name, slug=name.lower().replace(" ", "-"), **place)
    submission = make_submission(motion, clp, sent_on=date(2027, 4, 1), meeting_on=HELD, **values)
    for result in results:
        record_vote(submission, result, by=submission.activist)
    submission.refresh_from_db()
    return submission


def sent(motion, name, *acts):
    submission = reported(motion, name, CARRIED_IT, region="Scotland")
    entry = record_sent(motion=motion, clp=submission.clp, sent_on=SENT_ON, by=None, submission=submission)
    for act in acts:
        entry = move_entry(entry, act, on=RULED_ON, by=None, reason="As the letter says.")


@pytest.fixture
def world(motion):
    reported(motion, "Amended", AMENDED)
    sent(motion, "Sent")
    sent(motion, "Accepted", EntryAct.RULE_IN_ORDER)
    sent(motion, "Ruled out", EntryAct.RULE_OUT)
    sent(motion, "Appeal lost", EntryAct.RULE_OUT, EntryAct.APPEAL, EntryAct.LOSE_APPEAL)
    sent(motion, "Retracted", EntryAct.RETRACT)
    reported(motion, "Corrected", CARRIED_IT, LOST)
    reported(motion, "Policy", AS_POLICY)
    reported(motion, "Branch only", CARRIED_IT, body=Body.BRANCH, branch_name="North")
    conflicting = reported(motion, "Conflicting", CARRIED_IT)
    record_vote(make_submission(motion, conflicting.clp, meeting_on=HELD), LOST, by=None)
    reported(motion, "Waiting")
    CLPFactory(name="Untold")
    return motion


def test_figures_are_what_their_definitions_say(world):
    clps = read_clps(world)
    assert len(clps) == 12
    assert {count: count.among(clps) for count in EXPECTED} == EXPECTED
    counts = Counter(clp.stage for clp in clps)
    assert all(count.of(counts) == count.among(clps) for count in COUNTS)


def test_desk_says_one_figure_in_every_place(desk, world):
    page = desk.get("/admin/")
    shown = page.context["overview"]
    assert (shown.carried, shown.sent, shown.ruled_out) == (7, 4, 2)
    assert [(rung.name, rung.number) for rung in shown.ladder] == [
        ("All CLPs", 12),
        ("Taken up there", 11),
        ("Sent to a branch or the CLP", 11),
        ("Carried by the CLP", 8),
        ("Carried for conference", 7),
        ("Sent to conference", 4),
        ("Accepted by conference", 1),
    ]
    for groups in (shown.regions, shown.structures):
        assert [sum(getattr(group, name) for group in groups) for name in ("begun", "carried", "sent")] == [11, 7, 4]
    assert (len(shown.history.carried), len(shown.history.sent)) == (7, 4)
    assert (shown.weeks[0].carried, shown.weeks[0].sent) == (7, 4)
    assert {">7 carried<", ">4 sent<"} == set(re.findall(r">\d+ (?:carried|sent)<", draw_chart(shown)))
    assert "of those 7 have <strong>sent</strong> it; 2 ruled out" in page.text


def test_public_pages_say_the_figures_of_the_desk(client, world):
    pages = {address: unescape(client.get(address).text) for address in ("/", "/progress/", "/embed/progress/")}
    for page in pages.values():
        told = re.findall(r'figure__number">(\d+)</span>.*?figure__label">([^<]+)<', page)
        assert told[:2] == [("7", "carried it for conference"), ("4", "sent it to conference")]
        assert 'aria-label="7 of 4 CLPs"' in page
        assert "of 7 that carried it" in page
    rows = re.findall(r'is-number"><b>(\d+)</b></td><td class="is-number">(\d+)<', pages["/progress/"])
    assert [sum(map(int, column)) for column in zip(*rows, strict=True)] == [7, 4]
    assert "Of the 7 CLPs that carried it for conference" in pages["/progress/"]
    assert "7 have carried it for conference" in pages["/embed/progress/"]


def test_files_count_to_the_figures_of_the_pages(client, desk, world):
    told = client.get("/progress.json").json()
    counts = {Stage(stage): number for stage, number in told["counts"].items()}
    assert {count: count.of(counts) for count in EXPECTED} == EXPECTED
    for address, names in (("/progress.csv", "stage"), ("/admin/progress.csv", "Stage")):
        stages = Counter(row[names] for row in records_of(client.get(address)))
        keys = {stage: stages[stage.value if names == "stage" else stage.label] for stage in Stage}
        assert {count: count.of(keys) for count in EXPECTED} == EXPECTED


def test_pictures_and_mail_count_alike(world):
    campaign = world.campaign
    assert CampaignPicture.read(campaign).carried == "7"
    for standing in world.standings.filter(stage=Stage.RULED_OUT):
        shown = CLPPicture.read(campaign, public_standing(standing.clp, world, campaign))
        assert shown.count == "One of 7 CLPs that carried it for conference"
    assert _progress(campaign) == {"clps": 12, "carried": 7, "sent": 4}


def test_figures_are_the_same_where_only_carried_motions_show(client, world):
    world.campaign.public_view = PublicView.ADOPTED
    world.campaign.save()
    told = re.findall(r'figure__number">(\d+)</span>', client.get("/progress/").text)
    assert told[:2] == ["7", "4"]
    counts = {Stage(stage): number for stage, number in client.get("/progress.json").json()["counts"].items()}
    assert (CARRIED.of(counts), SENT.of(counts), CARRIED_IN_ANY_WAY.of(counts)) == (7, 4, 8)


def test_ruling_lowers_nothing_that_a_clp_did(desk, motion):
    sent(motion, "Ruled later")
    before = desk.get("/admin/").context["overview"]
    entry = motion.entries.get()
    move_entry(entry, EntryAct.RULE_OUT, on=RULED_ON, by=None, reason="Late.")
    after = desk.get("/admin/").context["overview"]
    assert (before.carried, before.sent, before.ruled_out) == (1, 1, 0)
    assert (after.carried, after.sent, after.ruled_out) == (1, 1, 1)
    assert after.history == before.history


def test_about_page_says_what_each_figure_means(client, motion):
    page = unescape(client.get("/about/").text)
    assert all(count.name in page and count.meaning in page for count in COUNTS)
