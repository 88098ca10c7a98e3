"""Public forms: so many an hour from one network, and so many for the whole site."""

from collections import Counter
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from campaign.accounts.models import Role
from clps.models import Tally
from motions.models import AdviceRequest, Champion, Offer, SpeakerOffer, SpeakerWish, Submission
from motions.views.form_throttle import SENDINGS
from tests.factories import make_carried, with_role

pytestmark = pytest.mark.django_db
PERSON = {"name": "Alex Activist", "email": "alex@example.org", "consent": "on"}


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to("2027-03-25T12:10:00+00:00", tick=False)


def forms(motion, clp):
    """Every public form, with what somebody types in it."""
    return {
        reverse("motions:report", args=[clp.slug]): PERSON
        | {"body": "clp", "sent_on": "2027-03-24", "meeting_known": "no", "version": motion.current_version_id},
        reverse("motions:second", args=[clp.slug]): PERSON,
        reverse("motions:champion-offer", args=[clp.slug]): PERSON,
        reverse("motions:ask"): PERSON | {"question": "Who is our secretary?", "step": "finding-secretary"},
        reverse("motions:affiliates"): PERSON | {"affiliate": "other", "other_affiliate": "Ramblers"},
        reverse("motions:speakers"): PERSON
        | {"regions": [clp.region_id], "evenings": ["3"], "ways": ["in-person", "by-video"]},
        reverse("motions:speaker-want", args=[clp.slug]): PERSON | {"on": "2027-04-08", "way": "either"},
        reverse("motions:link-lost"): {"email": "alex@example.org"},
    }


def send(client, address, given, **extra):
    return client.post(address, given | {"form_key": str(uuid4())}, **extra)


def kept():
    """How many rows the forms have made."""
    rows = (Submission, Champion, AdviceRequest, Offer, SpeakerOffer, SpeakerWish)
    return [model.objects.count() for model in rows]


def fill(limit):
    """Let so many have been sent that the next one is past the limit."""
    Tally.objects.update(count=limit.most)


@pytest.fixture
def reported(motion, clp):
    make_carried(motion, clp)


@pytest.mark.usefixtures("reported")
def test_every_public_form_is_refused_past_the_limit_and_loses_nothing(client, motion, clp):
    send(client, reverse("motions:link-lost"), {"email": "bo@example.org"})
    fill(SENDINGS.network)
    before = [
        model.objects.count() for model in (Submission, Champion, AdviceRequest, Offer, SpeakerOffer, SpeakerWish)
    ]
    for address, given in forms(motion, clp).items():
        response = send(client, address, given)
        assert response.status_code == 429, (address, response.context["form"].errors)
        assert response["Retry-After"] == "3000"
        page = response.text
        assert "Please send it again at 13:00 or later." in page, address
        for typed in (given["email"], given.get("name", ""), given.get("question", "")):
            assert typed in page, address
    assert [
        model.objects.count() for model in (Submission, Champion, AdviceRequest, Offer, SpeakerOffer, SpeakerWish)
    ] == before


@pytest.mark.usefixtures("reported")
def test_forms_go_through_within_the_limit_and_again_in_the_next_hour(client, motion, clp, time_machine):
    for address, given in forms(motion, clp).items():
        response = send(client, address, given)
        assert response.status_code == 302, (address, response.context["form"].errors)
    fill(SENDINGS.network)
    lost = reverse("motions:link-lost")
    assert send(client, lost, {"email": "bo@example.org"}).status_code == 429
    time_machine.move_to("2027-03-25T13:00:01+00:00", tick=False)
    assert send(client, lost, {"email": "bo@example.org"}).status_code == 302


def test_one_network_shuts_nobody_else_out_but_the_whole_site_has_a_limit(client, motion):
    lost, given = reverse("motions:link-lost"), {"email": "bo@example.org"}
    for _ in range(SENDINGS.network.most):
        assert send(client, lost, given, REMOTE_ADDR="203.0.113.7").status_code == 302
    assert send(client, lost, given, REMOTE_ADDR="203.0.113.99").status_code == 429
    assert send(client, lost, given, REMOTE_ADDR="198.51.100.1").status_code == 302
    fill(SENDINGS.everybody)
    assert send(client, lost, given, REMOTE_ADDR="192.0.2.1").status_code == 429


def test_posts_from_everywhere_are_held_by_the_limit_and_are_one_line_on_the_desk(motion, clp, time_machine):
    address = reverse("motions:report", args=[clp.slug])
    given = forms(motion, clp)[address]
    room, posts = 40, 100
    # What other forms have taken of this hour already.
    for number in range(SENDINGS.everybody.most - room):
        SENDINGS.take(network=f"other {number // SENDINGS.network.most}")
    answers = Counter()
    for number in range(posts):
        # Each as another worker would meet it: nothing is kept between them but the database.
        person = {"email": f"stranger{number}@example.org", "name": f"Stranger {number}"}
        network = f"198.51.{number // SENDINGS.network.most}.7"
        answers[send(Client(), address, given | person, REMOTE_ADDR=network).status_code] += 1
    assert answers == {302: room, 429: posts - room}
    assert Submission.objects.count() == room
    time_machine.move_to("2027-03-26T09:00:00+00:00", tick=False)
    organiser = with_role(Role.ORGANISER)
    desk = Client()
    desk.force_login(organiser)
    page = desk.get("/admin/").text
    assert page.count("40 reports came in yesterday whose addresses nobody confirmed") == 1
    # The item's own words and the filter of that name; as many items would be forty.
    assert page.count("Report not confirmed") < 10


def test_form_with_mistakes_is_not_counted(client, motion):
    response = send(client, reverse("motions:link-lost"), {"email": "no address"})
    assert (response.status_code, Tally.objects.count()) == (200, 0)
