"""The rules on the conference's page in the admin: typed, started from known ones, and only read by organisers."""

import pytest
from django.urls import reverse

from campaign.accounts.models import Role
from motions.models import Conference, RefusalGround, RuleSet
from tests.factories import ConferenceFactory, UserFactory, open_another, with_role
from tests.motions.texts_admin.test_publishing import conference_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    person = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def test_conference_is_added_with_the_rules_of_another(client, admin):
    values = conference_values(ConferenceFactory.build(name="Women’s 2027"), title_word_limit="", text_word_limit="")
    response = client.post(
        reverse("admin:motions_conference_add"), {**values, "start_from": "labour-womens-2024"}, follow=True
    )
    conference = Conference.objects.get(name="Women’s 2027")
    said = [str(message) for message in response.context["messages"]]
    assert said[0] == "What was empty is filled in from: Labour: women’s conference 2024. Source: clpd.org.uk."
    assert (conference.kind, conference.text_word_limit, conference.title_word_limit, conference.rules_source) == (
        "womens",
        250,
        None,
        "clpd.org.uk",
    )
    assert conference.rule_set.about == "One subject, about women."


def test_rules_are_typed_beside_the_conference(client, admin):
    conference = ConferenceFactory()
    values = conference_values(conference) | {
        "rule_set-TOTAL_FORMS": 1,
        "rule_set-0-conference": conference.pk,
        "rule_set-0-appeal_window": 48,
        "rule_set-0-appeal_unit": "hours",
        "grounds-TOTAL_FORMS": 1,
        "grounds-0-conference": conference.pk,
        "grounds-0-ground": "not-new",
        "grounds-0-name": "Not contemporary",
    }
    client.post(reverse("admin:motions_conference_change", args=[conference.pk]), values)
    assert RuleSet.objects.get(conference=conference).appeal_window == 48
    assert RefusalGround.objects.get(conference=conference).label == "Not contemporary"


def test_page_of_emergency_motions_leads_to_the_rules_that_hold(client, admin, motion):
    held = motion.campaign.conference
    conference = open_another(motion).campaign.conference
    address = reverse("admin:motions_conference_change", args=[conference.pk])
    page = client.get(address)
    assert f'heard at <a href="{reverse("admin:motions_conference_change", args=[held.pk])}">' in page.text
    assert ("rule_set-TOTAL_FORMS" in page.text, "start_from" in page.text) == (False, False)
    values = {name: value for name, value in conference_values(conference).items() if "-" not in name}
    client.post(address, values | {"text_word_limit": 120})
    conference.refresh_from_db()
    assert (conference.text_word_limit, RuleSet.objects.exists()) == (120, False)


def test_organiser_reads_the_rules_and_starts_from_none(client):
    organiser = with_role(Role.ORGANISER)
    client.force_login(organiser)
    conference = ConferenceFactory(section_limits="Resolves: 100")
    page = client.get(reverse("admin:motions_conference_change", args=[conference.pk]))
    assert page.status_code == 200
    assert "Resolves: 100" in page.text
    assert "start from the rules of" not in page.text
