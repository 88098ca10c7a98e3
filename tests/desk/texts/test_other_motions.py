"""Opening a second motion on the desk, and what several add up to there."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from motions.actions.votes import record_vote
from motions.enums import WindowKind
from motions.models import Conference, ConferenceWindow, Motion, RuleSet
from tests.factories import carried_on, make_submission, open_another

pytestmark = pytest.mark.django_db

LIST = reverse("admin:desk-motions")
EMERGENCY, ELSEWHERE = (reverse("admin:desk-motion-open", args=[sort]) for sort in ("emergency", "conference"))
TYPED = {
    "day": "2027-09-24",
    "hour": "12:00",
    "about_matters_since": "2027-09-10",
    "title_word_limit": "10",
    "text_word_limit": "150",
    "slug": "libraries-emergency",
    "target": "30",
}


def test_emergency_motion_begins_with_what_the_rules_say(client, motion, owner):
    held = motion.campaign.conference
    RuleSet.objects.create(conference=held, emergency_word_limit=120)
    closes = datetime(2027, 9, 23, 11, tzinfo=UTC)
    ConferenceWindow.objects.create(conference=held, kind=WindowKind.EMERGENCY, closes_at=closes)
    client.force_login(owner)
    form = client.get(EMERGENCY).context["form"]
    assert str(form["day"].value()) == "2027-09-23"
    assert form["text_word_limit"].value() == 120


def test_admin_opens_an_emergency_motion_and_goes_on_to_its_text(client, motion, owner):
    client.force_login(owner)
    answer = client.post(EMERGENCY, TYPED)
    opened = Motion.objects.get(slug="libraries-emergency")
    assert answer["Location"] == reverse("admin:desk-text", args=[opened.pk])
    held = opened.campaign.conference
    assert held.part_of == motion.campaign.conference
    assert held.name == f"{motion.campaign.conference.name}: emergency motions"
    assert (held.deadline, held.text_word_limit) == (datetime(2027, 9, 24, 11, tzinfo=UTC), 150)
    assert (opened.campaign.target, opened.campaign.main) == (30, motion.campaign)
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"day": "2027-01-01"}, "day"), ({"day": "2027-10-24"}, "day"), ({"slug": "libraries"}, "slug")],
)
def test_mistake_opens_nothing_and_brings_back_what_was_typed(client, motion, owner, wrong, field):
    client.force_login(owner)
    answer = client.post(EMERGENCY, TYPED | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert 'value="150"' in answer.text
    assert Motion.objects.count() == Conference.objects.count() == 1


def test_admin_opens_a_motion_for_another_conference(client, motion, owner):
    client.force_login(owner)
    typed = {
        "kind": "womens",
        "name": "Women’s Conference 2027",
        "starts_on": "2027-10-09",
        "ends_on": "2027-10-10",
        "deadline": "2027-09-30 17:00",
        "title_word_limit": "10",
        "text_word_limit": "250",
        "slug": "libraries-womens",
        "target": "12",
    }
    answer = client.post(ELSEWHERE, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    held = Motion.objects.get(slug="libraries-womens").campaign.conference
    assert (held.kind, held.part_of, held.name) == ("womens", None, "Women’s Conference 2027")


def test_list_counts_each_motion_and_a_clp_with_both_once(client, motion, clp, organiser):
    emergency = open_another(motion)
    for one in (motion, emergency):
        submission = make_submission(one, clp)
        result = carried_on(submission.sent_on)
        record_vote(submission, result, by=None)
    client.force_login(organiser)
    page = client.get(LIST)
    assert [(one, figures.carried) for one, figures in page.context["motions"]] == [(motion, 1), (emergency, 1)]
    assert page.context["together"].carried == 1
    assert "Open another" not in page.text


def test_admin_ends_a_motion_and_takes_it_up_again(client, motion, owner):
    emergency = open_another(motion)
    client.force_login(owner)
    end = reverse("admin:desk-motion-end", args=[emergency.pk])
    assert "is over" in client.post(end, {"act": "end"}, follow=True).text
    assert "(over)" in client.get(LIST).text
    client.post(end, {"act": "resume"})
    assert "(over)" not in client.get(LIST).text


def test_ending_a_motion_again_or_by_a_word_that_means_nothing_changes_nothing(client, motion, owner):
    emergency = open_another(motion)
    client.force_login(owner)
    end = reverse("admin:desk-motion-end", args=[emergency.pk])
    for typed in ({}, {"act": "finish"}):
        assert "Choose what to do." in client.post(end, typed, follow=True).text
    assert "runs already." in client.post(end, {"act": "resume"}, follow=True).text
    client.post(end, {"act": "end"})
    assert "was over already." in client.post(end, {"act": "end"}, follow=True).text


def test_form_says_which_conference_hears_the_motion(client, motion, owner):
    client.force_login(owner)
    name = motion.campaign.conference.name
    assert f"It goes to {name}." in client.get(EMERGENCY).text
    assert f"It goes to {name}." not in client.get(ELSEWHERE).text
