"""Editing a motion's text in the admin publishes a version; what is refused keeps what was typed."""

import pytest
from django.urls import reverse

from motions.actions.texts import publish_version
from motions.enums import EventKind, MotionKind
from motions.models import Event, Motion
from tests.factories import CampaignFactory
from tests.motions.helpers import words
from tests.motions.texts_admin.conftest import TEXT, TITLE, address, numbers, page_of, save

pytestmark = pytest.mark.django_db


def test_saving_another_text_publishes_the_next_version(client, admin, motion):
    response = save(client, motion, text="Conference acts.", note="Shorter")

    motion.refresh_from_db()
    version = motion.current_version
    assert (version.number, version.text, version.note, version.published_by) == (
        2,
        "Conference acts.",
        "Shorter",
        admin,
    )
    assert Event.objects.get().kind == EventKind.VERSION_PUBLISHED
    assert "Version 2 is published." in page_of(response)


def test_saving_again_publishes_nothing(client, admin, motion):
    save(client, motion, text="Conference acts.", note="Shorter")

    response = save(client, motion, text="Conference acts.\r\n", after="2")

    assert numbers(motion) == [1, 2]
    assert "No version was published." in page_of(response)


def test_saving_over_the_limit_is_refused_and_keeps_what_was_typed(client, admin, motion):
    typed = f"{words(252)} <last>"

    response = save(client, motion, text=typed, note="Much more", title="Every library")

    page = page_of(response)
    assert response.context["adminform"].form.errors == {"text": ["Text: 253 of 250 words, 3 too many"]}
    assert numbers(motion) == [1]
    for kept in (f"{words(252)} &lt;last&gt;</textarea>", 'value="Much more"', 'value="Every library"'):
        assert kept in page


def test_saving_without_saying_what_changed_is_refused(client, admin, motion):
    response = save(client, motion, text="Conference acts.")

    assert response.context["adminform"].form.errors == {"note": ["Say what changed, in one line."]}
    assert numbers(motion) == [1]


def test_saving_a_note_alone_is_refused(client, admin, motion):
    response = save(client, motion, note="Shorter")

    assert list(response.context["adminform"].form.errors) == ["note"]
    assert numbers(motion) == [1]


def test_saving_a_text_made_empty_is_refused(client, admin, motion):
    response = save(client, motion, text=" ", note="Gone")

    assert response.context["adminform"].form.errors == {"text": ["The text is missing."]}


def test_saving_what_only_a_strict_reader_finds_too_long_warns(client, admin, motion):
    response = save(client, motion, text=f"{words(246)} he/she he/she he/she he/she", note="Longer")

    assert numbers(motion) == [1, 2]
    assert "Counted strictly it is 254: some count he/she as two words." in page_of(response)


def test_saving_over_a_version_published_meanwhile_is_refused_once(client, admin, motion):
    publish_version(motion=motion, title=TITLE, text="Theirs.", note="Theirs", by=None)

    first = save(client, motion, text="Mine.", note="Mine", after="1")
    again = first.context["adminform"].form["after"].value()
    assert numbers(motion) == [1, 2]
    assert "Version 2 was published while you were writing." in page_of(first)

    save(client, motion, text="Mine.", note="Mine", after=again)
    assert list(motion.versions.order_by("number").values_list("text", flat=True)) == [TEXT, "Theirs.", "Mine."]


def test_saving_leaves_alone_what_moved_on_the_row(client, admin, motion):
    Motion.objects.update(progress_version=7)

    save(client, motion, text="Conference acts.", note="Shorter")

    motion.refresh_from_db()
    assert motion.progress_version == 7


def test_adding_a_motion_publishes_its_first_version(client, admin):
    campaign = CampaignFactory()
    given = {"campaign": campaign.pk, "kind": "conference", "slug": "new", "title": TITLE, "text": TEXT, "note": ""}

    client.post(reverse("admin:motions_motion_add"), {**given, "after": ""})

    motion = Motion.objects.get(slug="new")
    assert (motion.current_version.number, motion.current_version.text) == (1, TEXT)


@pytest.mark.parametrize("key", ["²", "9" * 30, "one"])
def test_motion_of_no_campaign_is_refused_and_there_is_no_such_page(client, admin, key):
    values = {"campaign": key, "kind": MotionKind.LOCAL, "slug": "local", "title": TITLE, "text": TEXT}
    for kind in (MotionKind.LOCAL, MotionKind.CONFERENCE):
        page = client.post(reverse("admin:motions_motion_add"), {**values, "kind": kind})
        assert (page.status_code, list(page.context["adminform"].form.errors)) == (200, ["campaign"])
    page = client.get(f"/admin/motions/motion/{key}/change/", follow=True)
    assert [address for address, _ in page.redirect_chain] == ["/admin/"]
    assert not Motion.objects.exists()


def test_adding_a_motion_over_the_limit_adds_nothing(client, admin):
    campaign = CampaignFactory()
    given = {"campaign": campaign.pk, "kind": "conference", "slug": "new", "title": words(11), "text": TEXT}

    response = client.post(reverse("admin:motions_motion_add"), given)

    assert response.context["adminform"].form.errors == {"title": ["Title: 11 of 10 words, 1 too many"]}
    assert "Title: 11 of 10 words, 1 too many</span>" in page_of(response)
    assert Motion.objects.count() == 0


def test_adding_a_motion_without_words_waits_for_them(client, admin):
    campaign = CampaignFactory()
    given = {"campaign": campaign.pk, "kind": "local", "slug": "new", "title": "", "text": ""}

    client.post(reverse("admin:motions_motion_add"), given)

    assert Motion.objects.get().current_version is None


def test_number_that_is_none_is_refused_like_any_other_word(client, admin, motion):
    given = {"campaign": "²", "kind": "conference", "slug": "new", "title": TITLE, "text": TEXT}

    response = client.post(reverse("admin:motions_motion_add"), given)

    assert "campaign" in response.context["adminform"].form.errors
    assert client.get(reverse("admin:motions_motion_change", args=["²"])).status_code == 302


def test_adding_a_second_conference_motion_is_refused(client, admin, motion):
    given = {"campaign": motion.campaign.pk, "kind": "conference", "slug": "new", "title": TITLE, "text": TEXT}

    response = client.post(reverse("admin:motions_motion_add"), given)

    assert "This campaign has its conference motion already." in page_of(response)


def test_page_for_adding_begins_with_the_current_campaign(client, admin):
    campaign = CampaignFactory()

    form = client.get(reverse("admin:motions_motion_add")).context["adminform"].form

    assert (form["campaign"].value(), form["kind"].value()) == (campaign.pk, MotionKind.CONFERENCE)


def test_page_counts_without_javascript_and_lists_versions(client, admin, motion):
    page = page_of(client.get(address(motion)))

    assert "Text: 4 of 250 words, 246 left" in page
    assert "Title: 4 of 10 words, 6 left" in page
    assert reverse("admin:motions_motionversion_change", args=[motion.current_version.pk]) in page


def test_page_has_no_script_or_style_of_its_own(client, admin, motion):
    page = page_of(client.get(address(motion)))

    assert "<style" not in page
    assert " style=" not in page
    assert all("src=" in script or 'type="application/json"' in script for script in page.split("<script")[1:])


NO_RULES = {
    f"{rows}-{count}_FORMS": 0
    for rows in ("rule_set", "windows", "senders", "grounds", "rule_sources")
    for count in ("TOTAL", "INITIAL")
}


def conference_values(conference, **values):
    return {
        "name": conference.name,
        "starts_on": "2027-09-26",
        "ends_on": "2027-09-29",
        "deadline_0": "2027-09-16",
        "deadline_1": "17:00",
        "kind": "annual",
        "title_rule": "apart",
        "title_word_limit": 10,
        "text_word_limit": 250,
        **NO_RULES,
        **values,
    }


def test_lowering_a_limit_below_the_current_text_warns(client, admin, motion):
    conference = motion.campaign.conference
    where = reverse("admin:motions_conference_change", args=[conference.pk])

    response = client.post(where, conference_values(conference, text_word_limit=3), follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert said[0] == f"“{TITLE}” is now too long. Text: 4 of 3 words, 1 too many. Its public page says so."


def test_saving_a_conference_whose_limits_hold_warns_of_nothing(client, admin, motion):
    conference = motion.campaign.conference
    where = reverse("admin:motions_conference_change", args=[conference.pk])

    response = client.post(where, conference_values(conference), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["success"]


def test_a_text_over_a_lowered_limit_does_not_stop_other_settings(client, admin, motion):
    motion.campaign.conference.__class__.objects.update(text_word_limit=3)

    response = save(client, motion)

    assert "No version was published." in page_of(response)


@pytest.mark.parametrize("many", [1, 8])
def test_page_costs_a_constant_number_of_queries(client, admin, motion, many, django_assert_max_num_queries):
    for number in range(many):
        publish_version(motion=motion, title=TITLE, text=f"Text {number}.", note="Next", by=admin)

    with django_assert_max_num_queries(10):
        client.get(address(motion))
