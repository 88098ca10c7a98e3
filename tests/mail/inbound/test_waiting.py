"""Between the webhook and the worker: what a provider brings is kept at once, and read where nobody waits for it."""

import json
import time

import pytest
from django.utils import timezone

from campaign.mail.inbound import waiting
from campaign.mail.inbound.bodies import clean_html
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.inbound.waiting import keep, read_waiting
from campaign.mail.models import InboundMail, WaitingMail
from motions.models import AdviceRequest
from tests.mail.helpers import at, london
from tests.mail.inbound.conftest import READ_AT
from tests.mail.inbound.payloads import basic, letter

pytestmark = pytest.mark.django_db

HOSTILE = (
    "<div>",
    "<ul><li>",
    "<b></p>",
    "<table><td>",
    "<blockquote>",
    "<b><!-- </b> -->",
    '<b title="</b>">',
    "<!--",
)


def test_webhook_only_keeps_a_mail_and_the_worker_files_it_once(postmark, client, motion):
    raw = letter("Who counts?", sender="new@example.net").as_string()
    calls = [postmark.call("inbound", {"RawEmail": raw, "MessageID": "1"}) for _ in range(2)]
    assert [call.status_code for call in calls] == [200, 200]
    assert [WaitingMail.objects.count(), InboundMail.objects.count()] == [2, 0]
    assert [read_waiting(timezone.now()), read_waiting(timezone.now())] == [2, 0]
    assert [WaitingMail.objects.count(), InboundMail.objects.get().sender] == [0, "new@example.net"]
    postmark.call("inbound", {"RawEmail": raw, "MessageID": "1"})
    assert [read_waiting(timezone.now()), InboundMail.objects.count(), AdviceRequest.objects.count()] == [1, 1, 1]


def test_mail_brought_for_two_addresses_before_the_worker_reads_has_both_purposes(postmark, motion, clp):
    raw = letter("Please put it on the agenda.", Subject="Conference motion", Cc="motions@example.org").as_string()
    for address in ("motions@example.org", "motions+report.little-mickering.clp@example.org"):
        postmark.call("inbound", {"RawEmail": raw, "OriginalRecipient": address})
    assert read_waiting(timezone.now()) == 2
    row = InboundMail.objects.get()
    assert (row.submission.clp, AdviceRequest.objects.count()) == (clp, 1)


@pytest.mark.parametrize("piece", HOSTILE)
def test_half_a_megabyte_of_nesting_costs_less_than_two_seconds(postmark, piece):
    message = letter()
    message.set_content(piece * (500_000 // len(piece)) + "Passed 23 to 4.", subtype="html")
    began = time.thread_time()
    assert postmark.bring(message).status_code == 200
    assert time.thread_time() - began < 2
    assert WaitingMail.objects.count() == 0
    assert InboundMail.objects.count() == 1


def test_too_much_html_keeps_its_words_and_no_markup():
    long = "<p>Passed &lt;b&gt;23</p><script>x</script>" + "<i>to</i> " * 6_000
    assert clean_html(long).startswith("Passed &lt;b&gt;23")
    assert "<" not in clean_html(long)
    assert clean_html("<div><b>Passed</b></div>" * 50).count("<b>") == 50


def test_stranger_without_the_secret_is_refused_before_the_body_is_read(postmark, client, monkeypatch):
    read = []
    monkeypatch.setattr("django.http.HttpRequest.read", lambda self, *size: read.append(size) or b"{}")
    for headers in ({}, basic("postie:wrong"), {"Authorization": "Basic !"}, {"Authorization": "Bearer x"}):
        answer = client.post("/hooks/postmark/inbound/", "{}", content_type="application/json", headers=headers)
        assert (answer.status_code, read) == (400, [])


def test_mail_that_stops_its_reader_is_put_aside_after_three_tries(monkeypatch, caplog):
    keep(Incoming(message_id="<1@example.net>", sender="new@example.net", text="Hello", received_at=READ_AT))
    keep(Incoming(message_id="<2@example.net>", sender="second@example.net", text="Hello", received_at=READ_AT))
    filed = waiting.file_mail

    def stumbling(mail):
        if mail.message_id == "<1@example.net>":
            raise ValueError("new@example.net wrote this")
        return filed(mail)

    monkeypatch.setattr(waiting, "file_mail", stumbling)
    done = []
    for hour in (10, 11, 12, 13, 14):
        with at(london(2027, 3, 12, hour)):
            done.append(read_waiting(timezone.now()))
    assert (done, WaitingMail.objects.count()) == ([1, 0, 0, 0, 0], 0)
    row = InboundMail.objects.get(message_id="<1@example.net>")
    assert (row.filed, row.note, row.received_at) == ("ignored", waiting.UNREADABLE, READ_AT)
    assert "example.net" not in caplog.text


def test_mail_that_a_stopped_worker_had_waits_five_minutes():
    keep(Incoming(message_id="<1@example.net>", sender="new@example.net", text="Hello", received_at=READ_AT))
    WaitingMail.objects.update(tried_at=READ_AT, tries=1)
    assert read_waiting(london(2027, 3, 12, 10, 4)) == 0
    assert read_waiting(london(2027, 3, 12, 10, 6)) == 1


def test_all_that_was_read_of_a_mail_comes_back_from_the_database(postmark):
    mail = Incoming(
        message_id="<1@example.net>",
        sender="new@example.net",
        recipients=("a@example.org",),
        attachments=({"name": "x", "type": "y", "size": None},),
        sent_at=READ_AT,
        received_at=READ_AT,
        answers=("<2@example.net>",),
        headers={"subject": "Ŵ"},
        notes=("One.",),
    )
    keep(mail)
    row = WaitingMail.objects.get()
    assert json.loads(json.dumps(row.content)) == row.content
    assert waiting._incoming(row.content) == mail
