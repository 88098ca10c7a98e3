"""A CLP with a motion, and a short way to ask."""

import re
from html import unescape
from uuid import uuid4

import pytest

from tests.factories import CLPFactory

ASK = "/help/ask/"
QUESTION = {
    "step": "notice",
    "clp": "ynys mon",
    "question": "How many days?",
    "name": "Sam Member",
    "email": "Sam@Example.org",
}


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


def sent(client, address=ASK, **changes):
    return client.post(address, {**QUESTION, "form_key": str(uuid4()), **changes})


def ways_to_ask(response):
    """The addresses that a page's body gives for asking; the foot of every page has one without a step."""
    found = re.findall(r'href="([^"]*/ask/[^"]*)"', response.text)
    return [unescape(address) for address in found if address != ASK]
