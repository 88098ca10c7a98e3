"""A day in October, and short ways to the admin's pages."""

from datetime import date

import pytest
from django.urls import reverse

from motions.actions.delegates import DelegateContact
from motions.actions.entries import move_entry, record_sent
from motions.workflow import EntryAct
from tests.factories import CLPFactory

ON = date(2027, 3, 1)
CONTACT = DelegateContact(name="Jo Quill", email="jo@example.org", phone="07700 900123", how_known="Wrote to us.")


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to("2027-10-01T12:00:00Z")


def entries(motion, number=1):
    rows = [record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None) for _ in range(number)]
    return [move_entry(row, EntryAct.RULE_IN_ORDER, on=ON, by=None) for row in rows]


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def tool(row, name):
    return page(type(row), "tool", row.pk, name)


def told(response):
    return [str(message) for message in response.context["messages"]]
