"""An organiser who may take the file, and short ways to read it."""

import csv
from io import StringIO

import pytest

from campaign.accounts.models import Role
from clps.models import Affiliate
from motions.actions.offers import Help, confirm_offer, make_offer
from motions.models import OfferLink
from tests.factories import UserFactory

PAGE = "/admin/action-network/"
SAM = "sam@example.org"


@pytest.fixture
def organiser(motion):
    person = UserFactory(email="olive@example.org")
    person.give_role(Role.ORGANISER)
    return person


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def file_of(client, query=""):
    sent = client.post(f"{PAGE}{query}").getvalue().decode()
    return list(csv.reader(StringIO(sent, newline="")))


def emails(client, query=""):
    return [line[0] for line in file_of(client, query)[1:]]


def left_out(client, query=""):
    return dict(client.get(f"{PAGE}{query}").context["contacts"].left_out)


def help_in(motion, *, email=SAM, confirmed=True):
    union, _ = Affiliate.objects.get_or_create(kind="union", name="Union of Lamplighters")
    offer = make_offer(motion, Help(affiliate=union), name="Sam Lamplighter", email=email, consent="I agree.")
    if confirmed:
        confirm_offer(OfferLink.objects.mint(offer))
    return offer
