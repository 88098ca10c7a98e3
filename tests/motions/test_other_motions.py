"""A second motion of one campaign, for everybody: its page, its letter, its report, and where it stands in a CLP."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaign.mail.models import Reminder, ReminderSetting
from campaign.mail.reminders.planner import plan
from motions.actions.conferences import call_off, hold_after_all
from motions.actions.other_motions import (
    end_all_other_motions,
    end_other_motion,
    open_other_motion,
    resume_other_motion,
    share_settings,
)
from motions.counts import MotionFigures, count_campaign, count_motion
from motions.enums import EventKind, RulingGround, Stage
from motions.models import Campaign, Conference, Event, Motion, RefusalGround, RuleSet, Standing, Submission
from motions.models.rules import grounds_of, rules_of
from motions.queries import current_conference_motion, motions_running
from motions.workflow import NotAllowed
from tests.factories import (
    CLPFactory,
    ConferenceFactory,
    MotionFactory,
    UserFactory,
    carried_on,
    make_carried,
    make_submission,
    open_another,
)

pytestmark = pytest.mark.django_db

CARRIED = carried_on(date(2027, 3, 24))


def test_opened_motion_has_its_own_dates_and_shares_the_rest(motion):
    RefusalGround.objects.create(conference=motion.campaign.conference, ground=RulingGround.LATE, name="Too late")
    RuleSet.objects.create(conference=motion.campaign.conference, appeal_window=24)
    by = UserFactory(is_superuser=True)
    conference = ConferenceFactory.build(name="Emergencies", part_of=motion.campaign.conference)
    opened = open_other_motion(campaign=motion.campaign, conference=conference, slug="emergency", target=7, by=by)
    campaign = Campaign.objects.get(pk=opened.campaign_id)
    assert (campaign.name, campaign.email, campaign.target) == (motion.campaign.name, motion.campaign.email, 7)
    assert (campaign.main, campaign.is_current, campaign.is_running) == (motion.campaign, False, True)
    assert rules_of(conference).appeal_window == 24
    assert [one.name for one in grounds_of(conference)] == ["Too late"]
    event = Event.objects.get(kind=EventKind.MOTION_OPENED)
    assert (event.motion, event.by) == (opened, by)
    assert event.details == {"conference": "Emergencies", "emergency": True}
    assert [current_conference_motion()] == motions_running() == [motion]


def test_other_motion_is_not_opened_for_a_campaign_that_is_not_on_the_site(motion):
    Campaign.objects.update(is_current=False)
    with pytest.raises(NotAllowed):
        open_another(motion)
    assert (Motion.objects.count(), Conference.objects.count()) == (1, 1)


def test_ended_motion_runs_no_more_until_it_is_taken_up_again(motion, emergency):
    assert motions_running() == [motion, emergency]
    assert end_other_motion(emergency, by=None)
    assert not end_other_motion(emergency, by=None)
    assert motions_running() == [motion]
    assert resume_other_motion(emergency, by=None)
    assert motions_running() == [motion, emergency]
    kinds = Event.objects.filter(motion=emergency).values_list("kind", flat=True)
    moved = [kind for kind in kinds.order_by("pk") if kind != EventKind.VERSION_PUBLISHED]
    assert moved == [EventKind.MOTION_OPENED, EventKind.MOTION_ENDED, EventKind.MOTION_OPENED]
    with pytest.raises(NotAllowed):
        end_other_motion(motion, by=None)


def test_settings_of_the_first_hold_for_its_other_motions(motion, emergency):
    campaign = motion.campaign
    campaign.email, campaign.public_view = "new@example.org", "adopted"
    campaign.save()
    share_settings(campaign)
    other = Campaign.objects.get(pk=emergency.campaign_id)
    assert (other.email, other.public_view, other.is_running) == ("new@example.org", "adopted", True)


def test_other_motions_end_with_the_first_and_history_says_so(motion, emergency):
    Campaign.objects.filter(pk=motion.campaign_id).update(is_current=False)
    by = UserFactory(is_superuser=True)
    assert [end_all_other_motions(motion.campaign, by=by), end_all_other_motions(motion.campaign, by=by)] == [1, 0]
    assert not Campaign.objects.filter(is_running=True).exists()
    event = Event.objects.get(kind=EventKind.MOTION_ENDED)
    assert (event.motion, event.by) == (emergency, by)


@pytest.mark.parametrize(
    ("which", "wrong"), [("emergency", {"is_current": True}), ("libraries", {"runs_with_first": True})]
)
def test_database_refuses_a_row_that_is_both_first_and_other(motion, emergency, which, wrong):
    Campaign.objects.update(is_current=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(motions__slug=which).update(**wrong)


def test_page_of_an_other_motion_shows_what_it_shares_and_changes_its_own(client, motion, emergency):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = reverse("admin:motions_campaign_change", args=[emergency.campaign_id])
    form = client.get(page).context["adminform"].form
    assert sorted(form.fields) == ["conference", "speaking_points", "target"]
    typed = {"conference": emergency.campaign.conference_id, "target": 9, "speaking_points": "", "is_current": "on"}
    assert client.post(page, {**typed, "name": "Another"}).status_code == 302
    row = Campaign.objects.get(pk=emergency.campaign_id)
    assert (row.target, row.name, row.is_current, row.is_running) == (9, motion.campaign.name, False, True)
    listed = client.get(reverse("admin:motions_campaign_changelist")).text
    assert all(str(one) in listed for one in (motion, emergency))


def test_first_taken_off_the_site_by_its_page_ends_the_others(client, motion, emergency):
    by = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(by)
    page = reverse("admin:motions_campaign_change", args=[motion.campaign_id])
    shown = client.get(page).context["adminform"].form.initial
    typed = {name: value for name, value in shown.items() if value is not None and name != "is_current"}
    assert client.post(page, typed).status_code == 302
    assert Event.objects.get(kind=EventKind.MOTION_ENDED).by == by
    assert not Campaign.objects.filter(is_running=True).exists()


def test_emergency_motion_is_called_off_with_its_conference(motion, emergency):
    organiser = UserFactory(is_staff=True)
    call_off(motion.campaign.conference, reason="There is no hall.", by=organiser)
    held = Conference.objects.get(pk=emergency.campaign.conference_id)
    assert held.called_off_because == "There is no hall."
    hold_after_all(motion.campaign.conference, by=organiser)
    held.refresh_from_db()
    assert (held.called_off_at, held.called_off_because) == (None, "")


def test_counts_add_up_by_motion_and_by_campaign(motion, emergency, clp):
    other = CLPFactory()
    make_carried(motion, clp)
    make_carried(emergency, clp)
    make_carried(emergency, other)
    assert count_motion(motion) == MotionFigures(carried=1, sent=0)
    assert count_motion(emergency) == MotionFigures(carried=2, sent=0)
    assert count_campaign(motion.campaign) == count_campaign(emergency.campaign) == MotionFigures(carried=2, sent=0)


def test_page_of_a_clp_shows_where_both_stand(client, motion, emergency, clp):
    make_submission(motion, clp)
    make_carried(emergency, clp)
    page = client.get(clp.get_absolute_url()).text
    other = reverse("motions:clp", args=[clp.slug, emergency.slug])
    assert "Another motion of this campaign" in page
    assert f'href="{other}"' in page
    assert Stage.CARRIED_FOR_CONFERENCE.wording in page
    own = client.get(other).text
    assert "Books now, this winter" in own
    assert f'href="{clp.get_absolute_url()}"' in own
    assert Stage.WITH_CLP.wording in own
    for name in ("send", "report", "voted"):
        assert f"/clps/{clp.slug}/{name}/" not in own


def test_page_of_a_clp_costs_the_same_for_one_other_motion_and_for_three(
    client, motion, emergency, clp, django_assert_num_queries
):
    with django_assert_num_queries(12):
        client.get(clp.get_absolute_url())
    elsewhere = CLPFactory()
    for number in (2, 3):
        make_carried(open_another(motion, slug=f"another-{number}", name=f"Emergencies {number}"), elsewhere)
    with django_assert_num_queries(12):
        page = client.get(elsewhere.get_absolute_url()).text
    others = [reverse("motions:clp", args=[elsewhere.slug, f"another-{number}"]) for number in (2, 3)]
    assert [page.count(f'href="{other}"') for other in others] == [1, 1]


def test_kept_page_of_a_clp_is_drawn_anew_when_another_motion_moves(client, motion, emergency, clp):
    assert Stage.CARRIED_FOR_CONFERENCE.wording not in client.get(clp.get_absolute_url()).text
    make_carried(emergency, clp)
    assert Stage.CARRIED_FOR_CONFERENCE.wording in client.get(clp.get_absolute_url()).text
    end_other_motion(emergency, by=None)
    assert "Another motion" not in client.get(clp.get_absolute_url()).text


def test_letter_and_report_are_those_of_the_motion_in_the_address(client, motion, emergency, clp):
    letter = client.get(reverse("motions:send", args=[clp.slug, emergency.slug]) + "?meets=all-member").text
    assert "Conference notes that libraries closed this week." in letter
    assert "emergency motions" in letter
    report = reverse("motions:report", args=[clp.slug, emergency.slug])
    assert f'href="{report}?body=clp' in letter
    page = client.get(report)
    assert "This is about “Books now, this winter”" in page.text
    given = {"body": "clp", "sent_on": "2026-11-01", "meeting_known": "no", "name": "Alex", "consent": "on"}
    form = page.context["form"]
    keys = {name: form[name].value() for name in ("form_key", "version")} | {"email": "alex@example.org"}
    answer = client.post(report, {**keys, **given})
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert Submission.objects.get().version.motion == emergency


@pytest.mark.parametrize("name", ["clp", "send", "report", "voted", "second", "champion-offer"])
def test_pages_of_an_ended_motion_in_a_clp_are_gone(client, motion, emergency, clp, name):
    end_other_motion(emergency, by=None)
    assert client.get(reverse(f"motions:{name}", args=[clp.slug, emergency.slug])).status_code == 404


def test_local_motion_has_no_page_of_a_conference_motion(client, motion, clp):
    local = MotionFactory(slug="local", kind="local", campaign=motion.campaign)
    for name in ("clp", "voted", "second", "champion-offer"):
        assert client.get(reverse(f"motions:{name}", args=[clp.slug, local.slug])).status_code == 404


def test_own_page_of_a_second_motion_says_how_far_it_has_come(client, motion, emergency, clp):
    make_carried(emergency, clp)
    page = client.get(emergency.get_absolute_url()).text
    assert "1 CLP has carried it for conference, of a target of 20." in page
    assert "earlier campaign" not in page
    assert "2 are for conference" in client.get(reverse("motions:motion-list")).text


def test_mail_is_planned_for_a_second_motion_and_for_both_before_one_meeting(motion, emergency, clp):
    when = {"sent_on": date(2027, 3, 1), "meeting_on": date(2027, 3, 24), "email": "alex@example.org"}
    for one in (motion, emergency):
        make_submission(one, clp, **when)
    plan(Submission.objects.latest("pk").confirmed_at)
    reminders = Reminder.objects.filter(kind="meeting-near").values_list("recipient__email", "campaign")
    assert set(reminders) == {("alex@example.org", one.campaign_id) for one in (motion, emergency)}


def test_outsider_s_reminders_end_with_the_motion(motion, emergency, clp):
    submission = make_submission(emergency, clp, meeting_on=date(2027, 3, 24))
    end_other_motion(emergency, by=None)
    plan(submission.confirmed_at)
    assert not submission.activist.reminders.exclude(kind="receipt").exists()


def test_mail_that_the_campaign_turned_off_is_off_for_each_motion(motion, emergency, clp):
    ReminderSetting.objects.create(campaign=motion.campaign, kind="meeting-near", is_on=False)
    submission = make_submission(emergency, clp, meeting_on=date(2027, 3, 24))
    plan(submission.confirmed_at)
    kinds = set(submission.activist.reminders.values_list("kind", flat=True))
    assert "meeting-near" not in kinds
    assert "outcome-due" in kinds


def test_standing_of_one_motion_is_not_moved_by_another(motion, emergency, clp):
    make_carried(emergency, clp)
    assert [(one.motion, one.stage) for one in Standing.objects.all()] == [(emergency, Stage.CARRIED_FOR_CONFERENCE)]


def test_home_names_the_others_and_what_all_add_up_to(client, motion, emergency, clp):
    make_carried(motion, clp)
    make_carried(emergency, clp)
    page = client.get("/").text
    assert "carried by 1 CLP, sent by 0. The target is 20." in page
    assert "1 CLP has carried at least one" in page
    end_other_motion(emergency, by=None)
    assert "Another motion of this campaign" not in client.get("/").text
