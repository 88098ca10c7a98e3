"""The privacy page says what the site does: every period, recipient and right is from the tables that it goes by."""

import html
import re

import pytest
from django.urls import get_resolver, reverse

from campaign.desk.privacy.sweeps import PERSON_SWEEPS, SWEEPS
from motions.actions.expiry import set_periods
from motions.consent import (
    champion_wording,
    consent_wording,
    offer_wording,
    speaker_wish_wording,
    speaker_wording,
)
from motions.privacy_notice import RECIPIENTS, RIGHTS, in_words, periods_now
from motions.retention import TABLE, Kept
from tests.factories import MotionFactory, UserFactory
from tests.reading import plain

pytestmark = pytest.mark.django_db
WORDINGS = (consent_wording, champion_wording, offer_wording, speaker_wording, speaker_wish_wording)


def page(client, name="privacy"):
    return plain(client.get(reverse(f"motions:{name}")).text)


def test_page_names_every_period_that_the_nightly_round_goes_by_and_no_other(client):
    MotionFactory()
    said = page(client)
    listed = re.findall(
        r"<dt>([^<]+)</dt><dd>[^<]*Then goes:", client.get(reverse("motions:privacy")).content.decode()
    )
    assert [html.unescape(name) for name in listed] == [period.kept.label for period in TABLE]
    assert {period.kept for period in TABLE} == {*SWEEPS, *PERSON_SWEEPS}
    for period, words in periods_now():
        assert f"{words[:1].upper()}{words[1:]}, {period.counted}. Then goes: {period.goes}" in said


def test_page_says_what_is_kept_of_everybody_whom_a_form_asks_for_a_name(client):
    MotionFactory()
    said = page(client)
    for words in (
        "Your telephone number only if you give it, with a consent of its own",
        "offer to speak at other CLPs’ meetings, or ask for a visiting speaker",
        "each get the other’s name and address",
        "if you offered to speak or asked for a speaker, your own page takes that back",
    ):
        assert words in said
    assert "only when you report something or ask for advice" not in said


def test_page_says_another_period_as_soon_as_it_is_set(client):
    MotionFactory()
    assert "30 days, after it was sent." in page(client)
    set_periods({Kept.MAIL: 45, Kept.PEOPLE: 92}, by=UserFactory())
    assert "45 days, after it was sent." in page(client)
    assert "3 months, after the conference" in page(client)


@pytest.mark.parametrize("setting", [None, "EMAIL_URL", "POSTCODES_URL", "SENTRY_DSN", "uses_action_network"])
def test_page_names_exactly_the_recipients_that_are_used(client, settings, setting):
    motion = MotionFactory(campaign__uses_action_network=setting == "uses_action_network")
    for name in ("EMAIL_URL", "POSTCODES_URL", "SENTRY_DSN"):
        setattr(settings, name, "https://somewhere.example" if name == setting else "")
    settings.ANYMAIL_PROVIDER = ""
    said, always = page(client), {RECIPIENTS[at].name for at in (0, 3, 6)}
    used = {"EMAIL_URL": 1, "uses_action_network": 2, "POSTCODES_URL": 4, "SENTRY_DSN": 5}
    assert {one.name for one in RECIPIENTS if one.gets in said} == always | (
        {RECIPIENTS[used[setting]].name} if setting else set()
    )
    named = ["Action Network" in wording(motion.campaign) for wording in WORDINGS]
    assert named == [setting == "uses_action_network"] * 5


def test_page_names_every_right_and_each_has_a_page_that_does_it(client):
    MotionFactory()
    said = page(client)
    for right in RIGHTS:
        assert f"{right.name} {right.how}" in said
        wants = get_resolver().reverse_dict.getlist(right.route) or right.route
        assert wants
        address = reverse(right.route) if right.route == "motions:link-lost" else reverse(right.route, args=["x" * 43])
        assert client.get(address).status_code in {200, 404}


@pytest.mark.parametrize("wording", WORDINGS)
def test_consent_says_what_is_special_who_sees_it_and_how_long(wording):
    campaign = MotionFactory().campaign
    said = wording(campaign)
    assert "this shows a political opinion" in said
    assert "nly the campaign’s organisers see it" in said
    assert f"remove me 6 months after {campaign.conference.name}" in said
    set_periods({Kept.PEOPLE: 60}, by=UserFactory())
    assert "remove me 60 days after" in wording(campaign) or "remove me 2 months after" in wording(campaign)


def test_secretaries_are_told_what_article_14_asks_for(client):
    campaign = MotionFactory().campaign
    said = page(client, "secretaries")
    for words in (
        campaign.group,
        campaign.email,
        "From where",
        "legitimate interest",
        "A year after",
        "object",
        "Commissioner",
    ):
        assert words in said
    assert reverse("motions:secretaries") in client.get(reverse("motions:privacy")).content.decode()


SAID = [(1, "a day"), (14, "14 days"), (92, "3 months"), (183, "6 months"), (365, "a year"), (400, "400 days")]


@pytest.mark.parametrize(("days", "words"), SAID)
def test_days_are_said_as_people_say_them(days, words):
    assert in_words(days) == words
