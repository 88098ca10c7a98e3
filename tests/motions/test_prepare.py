"""What `make run` does before it serves, and what it says when it does."""

import io
import socket

import pytest
from django.core.management import CommandError, call_command

from clps.models import CLP, Affiliate
from motions import demo
from motions.models import Campaign
from tests.factories import CampaignFactory, CLPFactory, UserFactory

pytestmark = pytest.mark.django_db


def prepare(**options) -> None:
    call_command("prepare", **options)


def welcome(**options) -> str:
    out = io.StringIO()
    call_command("welcome", stdout=out, **options)
    return out.getvalue()


def test_prepare_leaves_alone_what_a_campaign_has_corrected():
    CampaignFactory()
    CLPFactory(name="Aberavon and Maesteg")
    prepare()
    assert [clp.name for clp in CLP.objects.all()] == ["Aberavon and Maesteg"]


def test_prepare_without_the_demonstration_makes_no_campaign():
    prepare(no_demonstration=True)
    assert (CLP.objects.count(), Affiliate.objects.count(), Campaign.objects.count()) == (650, 32, 0)


def test_prepare_for_a_port_that_is_taken_says_so_and_does_nothing():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} cannot be used .* make run PORT={port + 1}"):
            prepare(port=port)
    assert CLP.objects.count() == 0


def test_welcome_to_the_demonstration_says_who_to_sign_in_as():
    CampaignFactory()
    organiser = UserFactory(email=demo.ORGANISER)
    organiser.set_password(demo.PASSWORD)
    organiser.save()
    said = welcome()
    assert "http://testserver/admin/" in said
    assert f"{demo.ORGANISER}, password “{demo.PASSWORD}”" in said


def test_welcome_to_a_real_campaign_gives_no_password():
    CampaignFactory()
    UserFactory(email=demo.ORGANISER)
    said = welcome()
    assert "http://testserver/" in said
    assert "Sign in as" not in said
    assert demo.PASSWORD not in said


def test_welcome_to_an_empty_site_names_the_first_step():
    assert "make campaign" in welcome()


def test_welcome_waits_until_the_site_answers():
    CampaignFactory()
    with socket.socket() as site:
        site.bind(("127.0.0.1", 0))
        site.listen()
        assert "http://testserver/" in welcome(once_serving=site.getsockname()[1])


def test_welcome_to_a_site_that_never_answers_says_nothing(monkeypatch):
    monkeypatch.setattr("motions.management.commands.welcome.PATIENCE", 0.1)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert welcome(once_serving=closed.getsockname()[1]) == ""
