"""An admin, a motion, and short ways to save a text."""

import pytest
from django.urls import reverse

from tests.factories import MotionFactory, UserFactory

TITLE = "A library in reach"
TEXT = "Conference notes.\n\nConference resolves."


@pytest.fixture
def admin(client):
    admin = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(admin)
    return admin


@pytest.fixture
def motion():
    return MotionFactory(slug="libraries", version__title=TITLE, version__text=TEXT)


def address(motion):
    return reverse("admin:motions_motion_change", args=[motion.pk])


def save(client, motion, **values):
    typed = {"title": TITLE, "text": TEXT.replace("\n", "\r\n"), "note": "", "after": "1", **values}
    return client.post(address(motion), typed, follow=True)


def page_of(response):
    return response.content.decode()


def numbers(motion):
    return list(motion.versions.order_by("number").values_list("number", flat=True))
