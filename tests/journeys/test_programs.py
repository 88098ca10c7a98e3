"""Public forms as programs send them: at once, and with every field filled in. Nothing typed is ever lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clps.models import Tally
from motions.models import AdviceRequest, Champion, Offer, Submission
from tests.journeys.test_form_throttle import forms, reported  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reported")]


@pytest.fixture(autouse=True)
def as_on_a_real_site(settings, time_machine):
    settings.FORMS_TAKE_SECONDS = 2
    time_machine.move_to("2027-03-25T12:10:00+00:00", tick=False)


def hidden_in(page):
    """What a browser sends of a form without anybody typing it."""
    inputs = re.findall(r"<input[^>]*>", page)
    named = [(re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one), one) for one in inputs]
    return {name[1]: value[1] if value else "" for name, value, one in named
            if name and ('type="hidden"' in one or "drawn" in name[1])}  # fmt: skip


def rows():
    return [model.objects.count() for model in (Submission, Champion, AdviceRequest, Offer)]


def wait(time_machine, seconds):
    time_machine.move_to(timezone.now() + timedelta(seconds=seconds), tick=False)


def test_form_that_comes_back_at_once_is_refused_kindly_and_then_taken(client, motion, clp, time_machine):
    for address, given in forms(motion, clp).items():
        before, drawn = rows(), hidden_in(client.get(address).text)
        assert "drawn" in drawn, address
        refused = client.post(address, {**drawn, **given})
        assert refused.status_code == 200
        assert "That was quicker than people are" in refused.text, address
        for typed in (given["email"], given.get("name", ""), given.get("question", "")):
            assert typed in refused.text, address
        assert rows() == before
        # The page has kept its first time: looking it over is enough.
        wait(time_machine, 3)
        again = {**hidden_in(refused.text), **given}
        assert client.post(address, again).status_code == 302, address
    assert Tally.objects.exists()


def test_form_that_we_never_drew_or_dated_ourselves_is_refused_until_it_is_drawn(client, motion, clp, time_machine):
    address = reverse("motions:link-lost")
    for drawn in ({}, {"drawn": "1"}, {"drawn": "bm90aGluZw:x:y"}):
        refused = client.post(address, {"email": "alex@example.org", **drawn})
        assert "That was quicker than people are" in refused.text
    wait(time_machine, 3)
    assert client.post(address, {"email": "alex@example.org", **hidden_in(refused.text)}).status_code == 302


def test_field_that_nobody_sees_is_empty_again_when_it_was_filled_in(client, motion, clp, time_machine):
    for address, given in forms(motion, clp).items():
        before, drawn = rows(), hidden_in(client.get(address).text)
        wait(time_machine, 30)
        refused = client.post(address, {**drawn, **given, "drawn-homepage": "https://example.org/"})
        assert "Something was filled in that this page does not show" in refused.text, address
        assert "https://example.org/" not in refused.text
        assert given["email"] in refused.text
        assert rows() == before
        assert client.post(address, {**hidden_in(refused.text), **given}).status_code == 302, address


def test_page_that_was_left_open_for_weeks_is_taken(client, motion, clp, time_machine):
    address = reverse("motions:link-lost")
    drawn = hidden_in(client.get(address).text)
    wait(time_machine, 60 * 60 * 24 * 40)
    assert client.post(address, {"email": "alex@example.org", **drawn}).status_code == 302


def test_field_that_nobody_sees_is_kept_from_autofill_the_keyboard_and_screen_readers(client, motion, clp):
    for address in forms(motion, clp):
        page = client.get(address).text
        [bait] = re.findall(r'<div class="visually-hidden" aria-hidden="true"><label>[^<]*<input[^>]*>', page)
        assert 'tabindex="-1"' in bait
        assert 'autocomplete="off"' in bait
        assert "style=" not in bait
