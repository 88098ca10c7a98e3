"""A campaign with two motions on the desk: one list of what needs attention, and each motion's own pages."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from campaign.desk.front.attention import attention_for
from campaign.desk.models import AttentionMark, Note
from motions.actions.other_motions import end_other_motion
from motions.actions.votes import record_vote
from tests.factories import (
    CLPFactory,
    RegionFactory,
    UserFactory,
    carried_on,
    look_after,
    make_question,
    make_submission,
)

pytestmark = pytest.mark.django_db

FRONT = reverse("admin:index")
HELD = date(2027, 5, 20)


@pytest.fixture
def overdue(motion, emergency, clp):
    """A meeting at which each of the two was to be voted on."""
    return [make_submission(one, clp, sent_on=date(2027, 5, 1), meeting_on=HELD) for one in (motion, emergency)]


def items(page):
    return [(row["item"].attention.kind.key, row["item"].attention.motion_name) for row in page.context["rows"]]


def test_list_names_the_motion_of_each_thing(desk, motion, emergency, overdue, clp):
    page = desk.get(FRONT)
    assert items(page) == [("outcome-overdue", str(motion)), ("outcome-overdue", str(emergency))]
    assert "Outcome overdue, “Books now, this winter”" in page.text
    assert f'href="{reverse("admin:desk-clp", args=[clp.slug])}?motion=emergency"' in page.text


def test_map_kept_for_one_page_never_leads_where_another_page_does(desk, motion, emergency, clp):
    of_motion = f'href="{reverse("admin:desk-clp", args=[clp.slug])}?motion=emergency"'
    plain = reverse("admin:desk-earlier", args=[emergency.campaign_id])
    assert of_motion in desk.get(FRONT, {"motion": "emergency"}).text
    assert of_motion not in desk.get(plain).text
    assert of_motion in desk.get(FRONT, {"motion": "emergency"}).text


def test_motion_that_is_chosen_has_its_own_list_and_figures(desk, motion, emergency, overdue, clp):
    result = carried_on(HELD)
    record_vote(overdue[1], result, by=None)
    page = desk.get(FRONT, {"motion": "emergency"})
    assert page.context["motion"] == emergency
    assert page.context["overview"].carried == 1
    assert {name for _, name in items(page)} == {str(emergency)}
    assert desk.get(FRONT).context["overview"].carried == 0


def test_question_stands_in_the_list_once(desk, motion, emergency, two_people):
    make_question()
    assert items(desk.get(FRONT)) == [("advice", str(motion))]


def test_thing_of_a_second_motion_is_put_away_by_itself(desk, motion, emergency, overdue):
    key = f"outcome-overdue:emergency:little-mickering:{overdue[1].pk}"
    desk.post(reverse("admin:desk-mark"), {"key": key, "act": "finish"})
    assert AttentionMark.objects.get().motion == emergency
    assert items(desk.get(FRONT)) == [("outcome-overdue", str(motion))]


def test_motion_that_is_the_only_one_is_not_named(desk, motion, clp):
    make_submission(motion, clp, sent_on=date(2027, 5, 1), meeting_on=HELD)
    page = desk.get(FRONT)
    assert items(page) == [("outcome-overdue", "")]
    assert 'aria-label="Motions"' not in page.text


def test_ended_motion_needs_no_attention_and_can_be_looked_at(desk, motion, emergency, overdue):
    end_other_motion(emergency, by=None)
    assert items(desk.get(FRONT)) == [("outcome-overdue", "")]
    assert desk.get(FRONT, {"motion": "emergency"}).context["motion"] == emergency


def test_morning_list_has_both_within_an_organiser_s_regions(motion, emergency, overdue, organiser):
    elsewhere = UserFactory(is_staff=True)
    elsewhere.user_permissions.set(organiser.user_permissions.all())
    look_after(elsewhere, RegionFactory(name="Wales"))
    found = attention_for([organiser, elsewhere], motion, timezone.localdate())
    assert [item.motion_slug for item in found[organiser.pk]] == ["libraries", "emergency"]
    assert found[elsewhere.pk] == []


@pytest.mark.parametrize("name", ["nothing", "local"])
def test_motion_that_the_campaign_has_not_is_not_found(desk, motion, emergency, clp, name):
    assert desk.get(reverse("admin:desk-clp", args=[clp.slug]), {"motion": name}).status_code == 404


def test_story_is_about_the_motion_in_its_address(desk, motion, emergency, overdue, clp):
    story = reverse("admin:desk-clp", args=[clp.slug])
    page = desk.get(story, {"motion": "emergency"})
    assert [one.submission for one in page.context["story"].reports] == [overdue[1]]
    note = reverse("admin:desk-clp-act", args=[clp.slug, "note"]) + "?motion=emergency"
    assert f'href="{note}"' in page.text
    answer = desk.post(note, {"words": "They meet on Friday."})
    assert answer["Location"] == f"{story}?motion=emergency"
    assert Note.objects.get().motion == emergency


def test_organiser_of_another_region_reads_neither_story(client, motion, emergency, organiser):
    clp = CLPFactory(region=RegionFactory(name="Wales"))
    look_after(organiser, RegionFactory(name="North West"))
    client.force_login(organiser)
    for query in ({}, {"motion": "emergency"}):
        assert client.get(reverse("admin:desk-clp", args=[clp.slug]), query).status_code == 403


def test_several_at_once_has_the_things_of_both(desk, motion, emergency, overdue):
    page = desk.get(reverse("admin:desk-several", args=["things"]))
    assert [row.key.split(":")[1] for row in page.context["rows"]] == ["libraries", "emergency"]


def test_list_of_a_second_motion_has_no_question_of_the_campaign(desk, motion, emergency, two_people):
    make_question()
    assert items(desk.get(FRONT, {"motion": "emergency"})) == []


def test_thing_of_an_ended_motion_is_put_away_too(desk, motion, emergency, overdue):
    end_other_motion(emergency, by=None)
    key = f"outcome-overdue:emergency:little-mickering:{overdue[1].pk}"
    answer = desk.post(f"{reverse('admin:desk-mark')}?motion=emergency", {"key": key, "act": "finish"}, follow=True)
    assert "Done. It comes back only if something happens there." in answer.text
    assert AttentionMark.objects.get().motion == emergency
