"""Who may send the forms of public pages, which have no cookie to carry a token."""

import pytest
from django.urls import reverse

FIND = reverse("clps:find")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "http://localhost:8000"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 303),
        # A browser that hides the origin, but says that the form is ours.
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "https://elsewhere.example.com"}, 403),
        ({"Origin": "http://testserver.example.com"}, 403),
        ({"Origin": "http://testserver:8000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://[::1"}, 403),
    ],
)
def test_form_is_taken_from_our_own_pages_alone(client, db, settings, headers, status):
    settings.CSRF_TRUSTED_ORIGINS = ["http://localhost:8000"]
    assert client.post(FIND, {"q": "Bath"}, headers=headers).status_code == status


def test_page_may_be_reached_from_anywhere(client, db):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example.com"}
    assert client.get(FIND, headers=headers).status_code == 200
