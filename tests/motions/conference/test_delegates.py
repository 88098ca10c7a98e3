"""Delegates whom the campaign may brief: recorded, agreed and forgotten."""

import pytest

from motions.actions.delegates import (
    DelegateContact,
    change_delegate,
    record_agreement,
    record_delegate,
    remove_delegate,
)
from motions.models import Delegate, Event
from motions.workflow import NotAllowed
from tests.motions.conference.conftest import ACT, MET, VOTED, accepted, entry_of

pytestmark = pytest.mark.django_db
CONTACT = DelegateContact(
    name="Jo Quill", email="jo@example.org", phone="07700 900123", how_known="The secretary said."
)


def test_delegate_of_a_clp_that_sent_it_agrees_and_is_forgotten(motion):
    delegate = record_delegate(accepted(motion)[0], CONTACT, by=None)
    assert list(Delegate.objects.agreed()) == []
    for day in (MET, VOTED):
        record_agreement(delegate, on=day, how="By email.", by=None)
    delegate.refresh_from_db()
    assert (list(Delegate.objects.agreed()), delegate.agreed_on) == ([delegate], MET)
    remove_delegate(delegate, on=VOTED, by=None)
    row = Delegate.objects.values("name", "email", "phone", "how_known", "how_agreed", "agreed_on", "withdrawn_on")
    assert set(row.get().values()) == {"", None, VOTED}
    for again in (
        lambda: remove_delegate(delegate, on=VOTED, by=None),
        lambda: record_agreement(delegate, on=VOTED, how="So.", by=None),
        lambda: change_delegate(delegate, CONTACT, by=None),
    ):
        with pytest.raises(NotAllowed, match="removed"):
            again()
    kinds = Event.objects.filter(kind__startswith="delegate").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["delegate_recorded", "delegate_agreed", "delegate_withdrawn"]
    assert "Quill" not in str(list(Event.objects.values()))


def test_delegate_of_a_clp_that_did_not_send_it_after_all_is_refused(motion):
    entry = entry_of(motion, ACT.RETRACT)
    with pytest.raises(NotAllowed, match="not sent the motion after all"):
        record_delegate(entry, CONTACT, by=None)
    assert not Delegate.objects.exists()


def test_delegate_with_another_address_has_to_agree_anew(motion):
    delegate = record_delegate(accepted(motion)[0], CONTACT, by=None)
    record_agreement(delegate, on=MET, how="By email.", by=None)
    change_delegate(delegate, DelegateContact(name="Jo Q", email="jo@example.org", how_known="Said so."), by=None)
    assert Delegate.objects.agreed().exists()
    changed = change_delegate(
        delegate, DelegateContact(name="Jo Q", email="q@example.org", how_known="Said so."), by=None
    )
    assert (changed.agreed_on, changed.how_agreed) == (None, "")
    before = Event.objects.count()
    change_delegate(delegate, DelegateContact(name="Jo Q", email="q@example.org", how_known="Said so."), by=None)
    assert Event.objects.count() == before
