"""An ordinary mailbox, read by IMAP from a real dovecot: each message once, and the mailbox stays as it was."""

from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from django.utils import timezone

from campaign.mail.inbound import mailbox
from campaign.mail.inbound.mailbox import MailboxAddress, read_mailbox
from campaign.mail.inbound.waiting import read_waiting
from campaign.mail.models import InboundMail, MailboxPlace, WaitingMail
from tests.mail.inbound.dovecot import CERTIFICATE, PASSWORD, USER, Dovecot
from tests.mail.inbound.test_bounces import report
from tests.mail.sink import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]


@pytest.fixture(scope="module")
def server():
    # Not in pytest's own folder, which is closed to everybody else: the mail's owner is not who runs the tests.
    with TemporaryDirectory(prefix="carried-dovecot-") as folder:
        dovecot = Dovecot(Path(folder), free_port())
        yield dovecot
        dovecot.stop()


@pytest.fixture
def inbox(server, settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    settings.INBOUND_IMAP_URL = f"imaps://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{server.port}/INBOX"
    server.put(letter("Written before anybody looked."))
    assert read_mailbox(timezone.now()) == 0
    return server


def letter(words, **headers):
    message = EmailMessage()
    for name, value in {"From": "Alex <alex@example.org>", "To": "campaign@example.org", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes()


def test_new_mail_is_taken_once_and_stays_unread_there(inbox):
    before = inbox.unseen()
    inbox.put(letter("Who is our secretary?", Subject="A question", Message_ID="<one@example.org>"))
    inbox.put(letter("And when do they meet?", Subject="Another", Message_ID="<two@example.org>"))
    assert read_mailbox(timezone.now()) == 2
    assert list(WaitingMail.objects.values_list("message_id", flat=True)) == ["<one@example.org>", "<two@example.org>"]
    assert inbox.unseen() == before + 2
    assert read_mailbox(timezone.now()) == 0
    read_waiting(timezone.now())
    assert set(InboundMail.objects.values_list("subject", "sender")) == {
        ("A question", "alex@example.org"),
        ("Another", "alex@example.org"),
    }


def test_mail_that_came_while_the_worker_was_off_is_taken_in_order(inbox, monkeypatch):
    monkeypatch.setattr(mailbox, "AT_ONCE", 2)
    for number in range(3):
        inbox.put(letter("Hello.", Message_ID=f"<{number}@example.org>"))
    assert [read_mailbox(timezone.now()) for _ in range(3)] == [2, 1, 0]


def test_report_of_a_server_counts_for_the_mail_that_came_back(inbox, asked):
    inbox.put(report(asked.message_id))
    assert read_mailbox(timezone.now()) == 1
    asked.refresh_from_db()
    assert asked.notes.get().kind == "bounced"


def test_mail_that_is_too_large_is_named_and_passed_over(inbox, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST", 2_000)
    inbox.put(letter("x " * 2_000))
    inbox.put(letter("Small.", Message_ID="<small@example.org>"))
    assert read_mailbox(timezone.now()) == 2
    assert InboundMail.objects.get().note == mailbox.TOO_LARGE
    assert WaitingMail.objects.get().message_id == "<small@example.org>"


def test_mailbox_that_another_reads_is_left_until_that_one_is_given_up(inbox):
    inbox.put(letter("Hello."))
    MailboxPlace.objects.update(taken_at=timezone.now())
    assert read_mailbox(timezone.now()) == 0
    MailboxPlace.objects.update(taken_at=timezone.now() - mailbox.ABANDONED_AFTER * 2)
    assert read_mailbox(timezone.now()) == 1


@pytest.mark.parametrize("wrong", ["password", "port", "folder"])
def test_mailbox_that_cannot_be_opened_is_logged_without_its_name(inbox, settings, caplog, wrong):
    address = settings.INBOUND_IMAP_URL
    settings.INBOUND_IMAP_URL = {
        "password": address.replace("word@", "worm@"),
        "port": address.replace(f":{inbox.port}", f":{free_port()}"),
        "folder": address.replace("INBOX", "Nowhere"),
    }[wrong]
    assert read_mailbox(timezone.now()) == 0
    assert "The mailbox could not be read" in caplog.text
    assert "p@ss" not in caplog.text
    assert USER not in caplog.text


def test_address_is_read_as_it_was_encoded():
    read = MailboxAddress.of("imap+tls://me%40example.org:a%2Fb@imap.example.org/Carried%20mail")
    assert read == MailboxAddress("imap+tls", "imap.example.org", 143, "me@example.org", "a/b", "Carried mail")
