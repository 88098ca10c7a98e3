"""No link that works stands in the outbox, before or after sending; and one link can be ended by itself."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Role
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.outbox.links import end_links
from campaign.mail.outbox.stored_mail import read
from campaign.mail.outbox.tokens import BREAK, new_seed, token_of, with_tokens
from campaign.mail.reminders.planner import plan
from motions.actions.offers import Help, make_offer
from motions.models import Champion, SubmissionLink
from tests.factories import (
    CLPFactory,
    MotionFactory,
    UserFactory,
    make_champion,
    make_speaker,
    make_submission,
    make_wish,
    with_role,
)

pytestmark = pytest.mark.django_db
# Where each address with a token begins; what follows is 43 letters.
ADDRESS = re.compile(r"https?://[^\s\"<>/]+(/[a-z/-]+?/)([\w-]{43})/")


@pytest.fixture
def written():
    """One mail of every kind that brings links, waiting to go."""
    motion = MotionFactory()
    make_submission(motion, CLPFactory(), email="alex@example.org")
    make_submission(motion, CLPFactory(), email="new@example.org", confirmed=False)
    make_champion(motion, CLPFactory(), email="robin@example.org")
    make_champion(motion, CLPFactory(), email="doubt@example.org", confirmed=False)
    make_offer(motion, Help(other_affiliate="Union"), name="Uma", email="uma@example.org", consent="Yes.")
    plan(timezone.now())
    return list(Email.objects.order_by("pk"))


def links_in(text) -> set[str]:
    return {f"{found[1]}{found[2]}/" for found in ADDRESS.finditer(text)}


def works(address) -> bool:
    """Whether a page by a link opens what is somebody's."""
    response = Client().get(address)
    return response.status_code == 200 and "There is nothing" not in response.content.decode()


def test_outbox_holds_no_link_that_works_and_each_mail_that_went_holds_nothing_but_those(written):
    assert {email.kind for email in written} == {
        "confirm",
        "champion-confirm",
        "champion-receipt",
        "offer-confirm",
        "receipt",
    }
    stored = "".join(bytes(email.message).decode().replace("=\r\n", "").replace("=3D", "=") for email in written)
    assert len(links_in(stored)) == 2 * len(written)
    assert [address for address in links_in(stored) if works(address)] == []
    queue.deliver(timezone.now())
    by_address = {sent.to[0]: sent for sent in mail.outbox}
    for email in written:
        sent = by_address[email.to]
        delivered = f"{sent.body} {sent.alternatives[0][0]} {sent.extra_headers}"
        assert len(links_in(delivered)) == 2
        assert [address for address in links_in(delivered) if not works(address)] == [], email.kind
        assert links_in(read(email).text) == links_in(delivered)
    after = "".join(bytes(email.message).decode() for email in Email.objects.all()).replace("=\r\n", "")
    assert [address for address in links_in(after) if works(address)] == []


@pytest.mark.parametrize("at", range(43))
def test_seed_that_is_broken_into_lines_anywhere_becomes_its_token(at):
    seed = new_seed()
    stored = b'<a href=3D"https://x.example/reports/' + seed[:at].encode() + BREAK + seed[at:].encode() + b'/">'
    put = with_tokens(stored)
    assert len(put) == len(stored)
    assert put.replace(BREAK, b"") == f'<a href=3D"https://x.example/reports/{token_of(seed)}/">'.encode()


def test_mail_that_waited_while_the_key_changed_brings_links_that_work(written, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key" * 9, [settings.SECRET_KEY]
    queue.deliver(timezone.now())
    assert [one for sent in mail.outbox for one in links_in(sent.body) if not works(one)] == []


def test_mail_in_doubt_that_is_sent_again_brings_the_same_links_and_after_they_were_ended_new_ones(written):
    organiser = UserFactory(is_staff=True)
    receipt = next(email for email in written if email.kind == "receipt")
    before = links_in(read(receipt).text)
    Email.objects.filter(pk=receipt.pk).update(state=EmailState.UNKNOWN)
    assert queue.resend(receipt, by=organiser)
    queue.deliver(timezone.now())
    assert {*links_in(next(sent for sent in mail.outbox if sent.to == ["alex@example.org"]).body)} == before
    Email.objects.filter(pk=receipt.pk).update(state=EmailState.UNKNOWN)
    assert end_links(receipt, by=organiser)
    assert queue.resend(receipt, by=organiser)
    mail.outbox.clear()
    plan(timezone.now())
    queue.deliver(timezone.now())
    new = links_in(mail.outbox[0].body)
    assert not new & before
    assert [works(address) for address in (*new, *before)] == [True, True, False, False]


def test_reader_ends_the_links_of_one_mail_and_no_other(written):
    queue.deliver(timezone.now())
    sent = {one.to[0]: one for one in mail.outbox}
    mine, others = links_in(sent["alex@example.org"].body), links_in(sent["robin@example.org"].body)
    stop = next(address for address in mine if address.startswith("/mail/"))
    response = Client(enforce_csrf_checks=True).post(stop, {"wish": "end-links"}, follow=True)
    assert "can do nothing by it any more" in response.content.decode()
    assert [works(address) for address in mine] == [False, False]
    assert all(works(address) for address in others)
    assert Email.objects.get(to="alex@example.org").message


OWN_PAGES = {
    "report": ("motions:report-manage", "manage"),
    "champion": ("motions:champion-manage", "champion-manage"),
    "speaker": ("motions:speaker-own", "speaker"),
    "wish": ("motions:speaker-wish", "speaker-wish"),
}


@pytest.mark.parametrize("what", OWN_PAGES)
def test_own_page_has_a_link_that_is_ended_after_asking(written, what, client):
    champion, clp = Champion.objects.get(state="active"), CLPFactory()
    made = {
        "report": lambda: make_submission(champion.motion, clp),
        "champion": lambda: champion,
        "speaker": lambda: make_speaker(champion.motion, [clp.region]),
        "wish": lambda: make_wish(champion.motion, clp),
    }
    (route, purpose), about = OWN_PAGES[what], made[what]()
    token, other = (SubmissionLink.objects.mint(about, purpose) for _ in range(2))
    own, end = reverse(route, args=[token]), reverse("motions:link-end", args=[token])
    assert end in client.get(own).content.decode()
    asks = client.get(end).content.decode()
    assert "End this link?" in asks
    assert f'href="{own}"' in asks
    assert client.get(own).status_code == 200
    assert client.post(end).headers["Location"] == reverse("motions:link-ended")
    assert (client.get(own).status_code, client.get(end).status_code, client.post(end).status_code) == (404, 404, 404)
    assert client.get(reverse(route, args=[other])).status_code == 200


def test_organiser_ends_the_links_of_a_mail_and_its_history_says_who(written, client):
    queue.deliver(timezone.now())
    organiser = with_role(Role.ORGANISER, name="Olive Organiser")
    client.force_login(organiser)
    receipt = Email.objects.get(kind="receipt")
    chosen = {"action": "end_links", "_selected_action": receipt.pk}
    address = reverse("admin:mail_email_changelist")
    assert "Whoever has one of these mails" in client.post(address, chosen).content.decode()
    live = links_in(read(receipt).text)
    assert all(works(one) for one in live)
    client.post(address, {**chosen, "confirmed": "yes"})
    assert [works(one) for one in live] == [False, False]
    history = client.get(reverse("admin:mail_email_history", args=[receipt.pk])).content.decode()
    assert "Ended its links." in history
    assert not end_links(receipt, by=organiser)


def test_pages_that_open_by_a_token_tell_nobody_their_address(written, client):
    queue.deliver(timezone.now())
    for address in links_in("".join(sent.body for sent in mail.outbox)):
        assert client.get(address).headers["Referrer-Policy"] == "no-referrer", address
    assert client.get("/").headers["Referrer-Policy"] == "same-origin"
    unknown = client.get(reverse("motions:report-manage", args=["x" * 43]))
    assert (unknown.status_code, unknown.headers["Referrer-Policy"]) == (404, "no-referrer")
