"""What the back button brings back: a form as it was filled in, with the questions that its answers call for."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_going_back_shows_the_fields_of_an_answer_that_is_still_ticked(page, live_server, motion, clp):
    page.goto(f"{live_server.url}{clp.get_absolute_url()}report/")
    expect(page.get_by_label("Date of the meeting")).to_be_hidden()
    page.get_by_label("On this date").check()
    page.get_by_label("Date of the meeting").fill("2027-03-17")
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("first email")
    page.go_back()
    expect(page.get_by_label("On this date")).to_be_checked()
    expect(page.get_by_label("Date of the meeting")).to_be_visible()
    expect(page.get_by_label("Date of the meeting")).to_have_value("2027-03-17")
