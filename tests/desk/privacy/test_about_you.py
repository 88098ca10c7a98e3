"""What a person does about themselves by the link in our mail."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.outbox.stored_mail import read
from campaign.mail.reminders.planner import plan
from motions.models import Event
from tests.desk.privacy.somebody import link_of, own_link_of, traces_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "two_people")]
NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"


def test_page_about_our_mail_leads_on_and_opening_changes_nothing(reader, person):
    link = link_of(person)
    assert f'href="{link}about-you/"' in reader.get(link).content.decode()
    for method in (reader.get, reader.head, reader.get):
        response = method(f"{link}about-you/")
        assert (response.status_code, response.cookies, response["Cache-Control"]) == (200, {}, NO_STORE)
        assert response["X-Robots-Tag"] == "noindex"
    page = response.content.decode()
    assert "rosaria@example.org" not in page
    assert User.objects.get(pk=person.pk).removed_at is None


@pytest.mark.parametrize("act", ["tell", "remove", "", "nonsense"])
def test_link_in_any_mail_opens_nothing_by_itself(reader, person, act):
    response = reader.post(f"{link_of(person)}about-you/", {"act": act})
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Send me the link" in response.content.decode()
    assert "rosaria" not in response.content.decode()
    assert User.objects.get(pk=person.pk).removed_at is None
    assert not Event.objects.filter(kind="about_you_asked").exists()


def mails_about(person):
    now = timezone.now()
    plan(now)
    queue.deliver(now)
    return list(Email.objects.filter(recipient=person, kind="about-you").order_by("pk"))


def test_asking_sends_a_link_to_their_own_address_which_opens_everything(reader, person):
    response = reader.post(f"{link_of(person)}about-you/", {"act": "ask"}, follow=True)
    assert response.redirect_chain == [("/asked/", 302)]
    assert "Look in your mail" in response.content.decode()
    [mail] = mails_about(person)
    assert (mail.to, mail.state, mail.subject) == (
        "rosaria@example.org",
        "sent",
        "What we hold about you: the link you asked for",
    )
    text = read(mail).text
    assert "Alex Activist" not in text
    address = re.search(r"http://\S+?(/mail/\S+/about-you/)", text)[1]
    assert "Download everything" in reader.get(address).content.decode()
    assert reader.post(address, {"act": "tell"})["Content-Type"] == "application/json; charset=utf-8"


def test_asking_again_and_again_sends_one_mail_an_hour(reader, person, clock):
    link = f"{link_of(person)}about-you/"
    for _ in range(5):
        assert reader.post(link, {"act": "ask"}).headers["Location"] == "/asked/"
        assert len(mails_about(person)) == 1
    clock.shift(timedelta(minutes=61))
    reader.post(link, {"act": "ask"})
    assert len(mails_about(person)) == 2


def test_link_that_was_asked_for_opens_nothing_after_two_days(reader, person, clock):
    address = f"{own_link_of(person)}about-you/"
    clock.shift(timedelta(days=2, minutes=-1))
    assert "Download everything" in reader.get(address).content.decode()
    clock.shift(timedelta(minutes=1))
    for answer in (
        reader.get(address),
        reader.post(address, {"act": "remove"}),
        reader.post(address, {"act": "tell"}),
    ):
        assert "That link worked for a day. Ask for a new one." in answer.content.decode()
    assert User.objects.get(pk=person.pk).removed_at is None


@pytest.mark.parametrize("act", ["", "nonsense", "everything"])
def test_button_that_asks_for_nothing_changes_nothing(reader, person, act):
    assert reader.post(f"{own_link_of(person)}about-you/", {"act": act}).status_code == 200
    assert User.objects.get(pk=person.pk).removed_at is None


def test_one_click_of_a_mail_app_does_not_remove(reader, person):
    link = own_link_of(person)
    reader.post(link, {"List-Unsubscribe": "One-Click", "act": "remove"})
    reader.post(f"{link}about-you/", {"List-Unsubscribe": "One-Click"})
    assert User.objects.get(pk=person.pk).removed_at is None


def test_form_that_another_site_sends_is_refused(reader, person):
    address = f"{own_link_of(person)}about-you/"
    response = reader.post(address, {"act": "remove"}, headers={"sec-fetch-site": "cross-site"})
    assert (response.status_code, User.objects.get(pk=person.pk).removed_at) == (403, None)


def test_button_removes_and_the_links_are_dead_with_a_page_that_says_so(reader, person):
    link = own_link_of(person)
    response = reader.post(f"{link}about-you/", {"act": "remove"}, follow=True)
    assert response.redirect_chain == [("/removed/", 302)]
    assert "That is done" in response.content.decode()
    assert traces_of(["rosaria@example.org"]) == []
    assert {str(event.details) for event in Event.objects.filter(kind="person_removed")} == {"{'by_themselves': True}"}
    for address in (link, f"{link}about-you/"):
        for answer in (reader.get(address), reader.post(address, {"act": "remove", "wish": "everything"})):
            assert answer.status_code == 200
            assert "its reader asked to be removed" in answer.content.decode()


def test_unknown_link_shows_nothing_and_gives_nothing(reader, person):
    address = f"/mail/{'x' * 43}/about-you/"
    for answer in (
        reader.get(address),
        reader.post(address, {"act": "tell"}),
        reader.post(address, {"act": "remove"}),
    ):
        assert answer.status_code == 200
        assert "There is nothing to see here" in answer.content.decode()
    assert User.objects.get(pk=person.pk).removed_at is None


def test_organiser_by_the_link_is_told_to_ask_an_admin(reader, person):
    person.give_role(Role.ORGANISER)
    address = f"{own_link_of(person)}about-you/"
    assert reader.get(address).status_code == 200
    response = reader.post(address, {"act": "remove"})
    assert response.status_code == 422
    assert "Ask an admin to take your role away first" in response.content.decode()
    assert User.objects.get(pk=person.pk).removed_at is None
