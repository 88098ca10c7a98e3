"""The admin's pages of the movement are worked by actions alone, and by those who may."""

import pytest

from motions.actions.composites import CompositeWords, record_composite
from motions.actions.delegates import record_delegate
from motions.actions.offers import Help, make_offer
from motions.models import Composite, Delegate, Event, Offer
from tests.factories import sign_in_with
from tests.motions.movement_admin.conftest import CONTACT, ON, entries, page, tool

pytestmark = pytest.mark.django_db


def rows_of_each(motion, union):
    """One row of each kind, with a tool that fits it."""
    first, second = entries(motion, 2)
    composite = record_composite(
        motion, CompositeWords(name="4", subject_heading="S", text="T", agreed_on=ON), [first], by=None
    )
    delegate = record_delegate(second, CONTACT, by=None)
    offer = make_offer(motion, Help(affiliate=union), name="Alex", email="alex@example.org", consent="Yes.")
    return [(union, "contact"), (composite, "show"), (delegate, "remove"), (offer, "withdraw")]


def test_organiser_without_the_permissions_sees_and_does_nothing(client, motion, union):
    rows = rows_of_each(motion, union)
    sign_in_with(client)
    before = Event.objects.count()
    for row, name in rows:
        for address in (page(type(row), "changelist"), page(type(row), "change", row.pk), page(type(row), "add")):
            assert client.get(address).status_code == 403, address
        data = {"name": "X", "how_known": "Y", "on": "2027-09-01"}
        assert client.get(tool(row, name)).status_code == client.post(tool(row, name), data).status_code == 403
    assert client.get(page(Delegate, "briefing")).status_code == 403
    assert Event.objects.count() == before


def test_organiser_who_may_only_look_is_offered_no_tools(client, motion, union):
    rows = rows_of_each(motion, union)
    sign_in_with(client, "view_affiliate", "view_composite", "view_delegate", "view_offer")
    for row, name in rows:
        shown = client.get(page(type(row), "change", row.pk))
        assert shown.status_code == 200
        assert tool(row, name) not in shown.text
        assert client.post(tool(row, name), {"on": "2027-09-01"}).status_code == 403
    assert client.get(page(Delegate, "briefing")).status_code == 200


@pytest.mark.parametrize("model", [Composite, Delegate, Offer])
def test_rows_are_not_typed_over(admin_client, motion, union, model):
    rows_of_each(motion, union)
    row = model.objects.get()
    before = model.objects.values().get()
    assert admin_client.post(page(model, "change", row.pk), {"name": "Typed over"}).status_code == 403
    assert admin_client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.values().get() == before
    assert admin_client.get(tool(row, "no-such-tool")).status_code == 404
