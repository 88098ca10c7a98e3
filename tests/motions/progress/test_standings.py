from datetime import date

import pytest

from clps.models import Constituency
from motions.enums import ADOPTED_STAGES, PublicView, Stage
from motions.models import Standing
from motions.progress import PublicStanding, public_standing, public_standings
from motions.progress.figures import Bar, Figure, measure_progress
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A CLP at every stage, and one that has no row."""
    motion = MotionFactory(campaign__target=4)
    for number, stage in enumerate(Stage):
        region = RegionFactory(name="North West" if number % 2 else "Wales", position=number % 2)
        clp = CLPFactory(name=f"{stage.label} CLP", slug=stage.value.replace("_", "-"), region=region)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since=date(2027, 3, number + 1), is_checked=True)
    CLPFactory(name="Untold", slug="untold")
    return motion


def test_public_standing_says_everything_where_all_is_shown():
    motion = MotionFactory()
    clp = CLPFactory(name="Ynys Môn", slug="ynys-mon", region__name="Wales", hex_q=3, hex_r=4)
    clp.constituencies.add(Constituency.objects.create(gss_code="W07000112", kind="westminster"))
    Standing.objects.create(motion=motion, clp=clp, stage="with_clp", since=date(2027, 3, 1), is_checked=True)
    assert public_standing(clp, motion, motion.campaign) == PublicStanding(
        name="Ynys Môn",
        slug="ynys-mon",
        region="Wales",
        region_slug="wales",
        region_position=clp.region.position,
        gss_codes=("W07000112",),
        hex_q=3,
        hex_r=4,
        stage=Stage.WITH_CLP,
        since=date(2027, 3, 1),
        is_checked=True,
        adopted_only=False,
    )
    assert public_standings(motion, motion.campaign) == [public_standing(clp, motion, motion.campaign)]


def test_public_standing_without_a_row_has_not_started():
    motion, clp = MotionFactory(), CLPFactory()
    shown = public_standing(clp, motion, motion.campaign)
    assert (shown.stage, shown.since, shown.label) == (Stage.NOT_STARTED, None, "Not started")


def test_public_standing_ignores_another_motions_row():
    motion, other = MotionFactory(), MotionFactory(kind="local", campaign=CampaignFactory(is_current=False))
    clp = CLPFactory()
    Standing.objects.create(motion=other, clp=clp, stage="accepted", since=date(2027, 3, 1))
    assert public_standing(clp, motion, motion.campaign).stage == Stage.NOT_STARTED


def test_public_standings_where_adopted_alone_is_shown_hide_every_other_stage(world):
    campaign = world.campaign
    campaign.public_view = PublicView.ADOPTED
    shown = {one.slug: one for one in public_standings(world, campaign)}
    for stage in Stage:
        one = shown[stage.value.replace("_", "-")]
        if stage in ADOPTED_STAGES:
            assert (one.stage, one.since is None, one.is_checked) == (stage, False, True)
        else:
            assert (one.stage, one.since, one.is_checked) == (Stage.NOT_STARTED, None, False)
            assert one.label == "No result to show"
            assert one.wording.startswith("No result to show here.")
    assert shown["untold"].label == "No result to show"


def test_public_standings_cost_three_queries_however_many(world, django_assert_num_queries):
    with django_assert_num_queries(3):
        public_standings(world, world.campaign)


def test_measure_progress_counts_with_denominators(world):
    progress = measure_progress(world.campaign, public_standings(world, world.campaign))
    assert progress.figures == [
        # What was ruled out was carried and sent all the same.
        Figure(4, "carried it for conference", "of 13 CLPs", is_carried=True),
        Figure(3, "sent it to conference", "of 4 that carried it"),
        Figure(3, "before a branch or CLP now", "of 13 CLPs"),
    ]
    assert progress.counts == {stage: 2 if stage == Stage.NOT_STARTED else 1 for stage in Stage}
    assert (progress.bar, progress.carried, progress.checked) == (Bar(4, 4), 4, 4)
    regions = [
        (region.name, region.under_way, region.carried, region.sent, region.clps) for region in progress.regions
    ]
    assert sum(clps for *_, clps in regions) == 13
    assert sum(carried for _, _, carried, _, _ in regions) == 4


def test_measure_progress_where_adopted_alone_is_shown_counts_regions(world):
    world.campaign.public_view = PublicView.ADOPTED
    progress = measure_progress(world.campaign, public_standings(world, world.campaign))
    assert [figure.label for figure in progress.figures][2] == "regions have carried it"
    assert [line.label for line in progress.legend] == [
        "No result to show",
        "Carried as policy",
        "Carried for conference",
        "Sent to conference",
        "Accepted",
        "Ruled out",
    ]


@pytest.mark.parametrize(
    ("done", "percent", "words"),
    [
        (0, 0, "100 to go"),
        (37, 37, "63 to go"),
        (100, 100, "Target reached"),
        (103, 100, "Target reached, and 3 more"),
    ],
)
def test_bar_fills_up_to_its_target(done, percent, words):
    assert (Bar(done, 100).percent, Bar(done, 100).words) == (percent, words)
