"""An organiser who may take the file, and short ways to read it."""

import csv
from io import StringIO

import pytest

from campaign.accounts.models import Consent, Role
from clps.models import Affiliate
from motions.actions.offers import Help, confirm_offer, make_offer
from motions.enums import LinkPurpose
from motions.models import Offer, SubmissionLink
from tests.factories import with_role

PAGE = "/admin/action-network/"
SAM = "sam@example.org"


@pytest.fixture
def organiser(motion):
    return with_role(Role.ORGANISER, email="olive@example.org")


def agreed_to_it():
    """Have everybody agree to words that name Action Network, as they are where the campaign uses it."""
    Consent.objects.filter(wording="I agree.").update(wording="I agree, and to Action Network.")
    Offer.objects.exclude(consent="").update(consent="I agree, and to Action Network.")


def file_of(client, query=""):
    agreed_to_it()
    sent = client.post(f"{PAGE}{query}").getvalue().decode()
    return list(csv.reader(StringIO(sent, newline="")))


def emails(client, query=""):
    return [line[0] for line in file_of(client, query)[1:]]


def left_out(client, query=""):
    agreed_to_it()
    return dict(client.get(f"{PAGE}{query}").context["contacts"].left_out)


def help_in(motion, *, email=SAM, confirmed=True):
    union, _ = Affiliate.objects.get_or_create(kind="union", name="Union of Lamplighters")
    offer = make_offer(motion, Help(affiliate=union), name="Sam Lamplighter", email=email, consent="I agree.")
    if confirmed:
        confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
    return offer
