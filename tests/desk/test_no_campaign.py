"""Pages of the desk that are about a motion, on a site that shows no campaign: nothing there, and no error."""

import pytest

from tests.factories import CLPFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/admin/clps/little-mickering/story/",
        "/admin/calls/little-mickering/1/",
        "/admin/calls/little-mickering/1/speaker/",
        "/admin/week/week.docx",
        "/admin/several/clps/",
    ],
)
def test_page_about_a_motion_is_not_found_without_one(desk, address):
    CLPFactory(name="Little Mickering", slug="little-mickering")
    assert desk.get(address).status_code == 404


def test_buttons_of_the_speakers_page_are_not_found_without_a_campaign(desk):
    assert desk.get("/admin/speakers/").status_code == 200
    assert desk.post("/admin/speakers/", {"act": "ask"}).status_code == 404
