"""What is held about a person, and removing them, in a real browser: by the link in our mail, and for admins."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.desk.privacy.requests import ask_about_oneself
from campaign.mail.models import Email
from campaign.mail.outbox.preferences import new_link
from campaign.mail.reminders.planner import plan
from motions.models import Campaign, Event
from tests.browser.axe import settled, violations_everywhere, width_of
from tests.browser.complaints import complaints_of
from tests.browser.signing_in import make_owner, sign_in
from tests.factories import make_champion, make_submission, with_role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complaints(page):
    return complaints_of(page)


@pytest.fixture
def person(motion, clp):
    """Somebody who reported and said “I’ll do it”, and has our mail about both."""
    make_champion(motion, clp, email="rosaria@example.org")
    submission = make_submission(motion, clp, email="rosaria@example.org", meeting_on=timezone.localdate())
    plan(timezone.now())
    return submission.activist


@pytest.fixture
def link(person, site_url):
    """The link in a mail of theirs, by which they see to themselves."""
    link = new_link()
    Email.objects.filter(pk=Email.objects.filter(recipient=person).first().pk).update(stop_digest=link.digest)
    return f"{site_url}{link.path}"


@pytest.fixture
def own_link(person, site_url):
    """The link that they asked for: it opens what is held about them."""
    ask_about_oneself(person, Campaign.objects.get())
    plan(timezone.now())
    link = new_link()
    Email.objects.filter(recipient=person, kind="about-you").update(stop_digest=link.digest)
    return f"{site_url}{link.path}about-you/"


@pytest.fixture
def admin(page, live_server, settings):
    """The admin, as an admin meets it who has just signed in."""
    # The one who asks and the one asked about are both people: that is no query in a loop.
    settings.ZEAL_ALLOWLIST = [{"model": "accounts.User", "field": "get()"}]
    make_owner()
    sign_in(page, live_server, until="#user-tools, #nav-sidebar")
    return page


def test_person_asks_for_what_we_hold(reader, link):
    reader.goto(link)
    reader.get_by_role("link", name="see what we hold about you").click()
    reader.get_by_role("button", name="Send me the link").click()
    reader.wait_for_url("**/asked/")
    assert settled(reader).locator("h1").inner_text() == "Look in your mail"
    assert width_of(reader) <= 320
    assert Event.objects.filter(kind="about_you_asked").count() == 1


def test_person_takes_what_we_hold_and_is_removed(reader, link, own_link):
    reader.goto(own_link)
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Download everything").click()
    told = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert told["Who they are"][0]["Email address"] == "rosaria@example.org"
    assert width_of(reader) <= 320
    reader.get_by_role("button", name="Remove me altogether").click()
    reader.wait_for_url("**/removed/")
    assert settled(reader).locator("h1").inner_text() == "That is done"
    assert not User.objects.filter(email="rosaria@example.org").exists()
    reader.goto(link)
    assert "its reader asked to be removed" in reader.content()


def test_pages_of_the_person_pass_axe_and_the_policy(page, site_url, link, own_link, complaints):
    for address in (f"{link}about-you/", own_link, link, f"{site_url}/asked/"):
        page.goto(address)
        assert violations_everywhere(page) == {}
    page.goto(own_link)
    page.get_by_role("button", name="Remove me altogether").click()
    page.wait_for_url("**/removed/")
    assert violations_everywhere(page) == {}
    page.goto(own_link)
    assert violations_everywhere(page) == {}
    assert complaints == []


def test_page_of_an_organiser_passes_axe(page, own_link, person):
    person.give_role(Role.ORGANISER)
    page.goto(own_link)
    assert violations_everywhere(page) == {}


def test_admin_removes_somebody(admin, live_server, person, complaints):
    admin.goto(f"{live_server.url}/admin/accounts/user/{person.pk}/change/")
    admin.get_by_role("link", name="Remove this person").click()
    admin.wait_for_url("**/remove/")
    assert violations_everywhere(admin) == {}
    admin.set_viewport_size({"width": 360, "height": 800})
    assert width_of(admin) <= 360
    admin.get_by_role("button", name="Remove this person").click()
    admin.wait_for_url("**/accounts/user/")
    assert "Everything about them is removed." in settled(admin).content()
    admin.goto(f"{live_server.url}/admin/people/{person.pk}/remove/")
    assert violations_everywhere(admin) == {}
    organiser = with_role(Role.ORGANISER)
    admin.goto(f"{live_server.url}/admin/people/{organiser.pk}/remove/")
    assert violations_everywhere(admin) == {}
    assert complaints == []
