"""Mail that came in, through the webhook: what it is filed as, and what that causes."""

import logging
from datetime import date

import pytest

from campaign.mail.models import Email, InboundMail
from motions.models import AdviceRequest, Campaign, Submission, Vote
from tests.factories import UserFactory
from tests.mail.helpers import at, london
from tests.mail.inbound.conftest import READ_AT
from tests.mail.inbound.payloads import letter

pytestmark = pytest.mark.django_db

QUOTED = (
    "\n\nOn Thu, 11 Mar 2027 at 10:00, A library in reach <motions@example.org> wrote:\n"
    "> How did it go? Carried, lost or put off: whatever it was, please tell us.\n"
)


def questions():
    return [
        (row.asker.email, row.question, row.submission, row.by_mail) for row in AdviceRequest.objects.order_by("pk")
    ]


def test_reply_to_a_reminder_finds_its_submission_and_records_nothing(bring, asked):
    row = bring(letter(f"Passed 23 to 4.{QUOTED}", In_Reply_To=asked.message_id))
    assert (row.filed, row.submission, row.email, row.note) == ("reply", asked.submission, asked, "")
    assert (row.sender, row.sender_name, row.subject) == ("alex@example.org", "Alex Activist", "Our meeting")
    assert (row.sent_at, row.received_at) == (london(2027, 3, 12, 9), READ_AT)
    assert row.suggestion == {
        "outcome": "carried",
        "votes_for": 23,
        "votes_against": 4,
        "confidence": "It says so plainly.",
    }
    assert [Vote.objects.count(), Submission.objects.get().state, questions()] == [0, "awaiting-outcome", []]


def test_mail_brought_again_is_one_row_and_asks_once(bring, postmark, asked):
    message = letter("What do I say to the chair?", In_Reply_To=asked.message_id)
    first = bring(message)
    assert bring(message) == first
    assert [InboundMail.objects.count(), AdviceRequest.objects.count()] == [1, 1]


def test_reply_without_an_outcome_is_a_question_about_its_submission(bring, asked):
    row = bring(letter(f"What do I say to the chair?{QUOTED}", In_Reply_To=asked.message_id))
    assert (row.filed, row.suggestion) == ("reply", None)
    question = "Our meeting\n\nWhat do I say to the chair?"
    assert questions() == [("alex@example.org", question, asked.submission, True)]


@pytest.mark.parametrize(
    "quoted",
    [
        "On Thu, 11 Mar 2027 at 10:00, Alex Activist <alex@example.org> wrote:\n> It passed 23 to 4.",
        "-----Original Message-----\nFrom: Alex Activist\nSent: 11 March 2027 10:00\n\nIt passed 23 to 4.",
        "________________________________\nFrom: Alex <alex@example.org>\nSent: 11 March 2027\n\nIt passed 23 to 4.",
        "> It passed 23 to 4.",
        "-- \nAlex. Our last motion passed 23 to 4.",
    ],
)
def test_outcome_that_is_only_quoted_is_not_suggested(bring, asked, quoted):
    row = bring(letter(f"See below, and thank you.\n\n{quoted}\n", In_Reply_To=asked.message_id))
    assert (row.filed, row.suggestion) == ("reply", None)
    assert questions() == [("alex@example.org", "Our meeting\n\nSee below, and thank you.", asked.submission, True)]


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_reply_is_found_by_the_thread_of_its_submission(bring, asked, header):
    thread = f"<{asked.submission.reference.hex}@example.org>"
    row = bring(letter("It fell 12-15.", **{header: f"<other@example.net> {thread}"}))
    assert (row.filed, row.submission, row.suggestion["outcome"]) == ("reply", asked.submission, "lost")


def test_reply_is_found_by_the_providers_name_for_our_mail(bring, asked):
    row = bring(letter("Deferred to 3 April", In_Reply_To=f"<{asked.provider_id}@mtasv.net>"))
    assert (row.email, row.submission) == (asked, asked.submission)
    assert row.suggestion["deferred_to"] == "2027-04-03"


@pytest.mark.parametrize("by", ["message", "thread"])
def test_reply_of_somebody_else_is_put_with_no_submission(bring, asked, by):
    """Identifiers travel with a forwarded mail: whoever knows one is not let into somebody's report."""
    known = {"message": asked.message_id, "thread": f"<{asked.submission.reference.hex}@example.org>"}[by]
    row = bring(letter("Passed 23 to 4.", sender="mallory@example.net", In_Reply_To=known, References=known))
    assert (row.filed, row.submission, row.email, row.suggestion) == ("advice", None, None, None)
    assert row.note == "It answers a mail that went to somebody else, so it was put with no report."
    assert questions() == [("mallory@example.net", "Our meeting\n\nPassed 23 to 4.", None, True)]


@pytest.mark.parametrize("sender", ["ALEX@Example.ORG", "alex+labour@example.org"])
def test_reply_by_the_same_person_with_capitals_or_a_tag_is_theirs(bring, asked, sender):
    row = bring(letter("Carried", sender=sender, In_Reply_To=asked.message_id))
    assert row.submission == asked.submission


def test_reply_from_the_mailbox_behind_an_address_with_a_tag_is_theirs(bring, asked):
    Email.objects.filter(pk=asked.pk).update(to="alex+labour@example.org")
    assert bring(letter("Carried", In_Reply_To=asked.message_id)).submission == asked.submission
    assert bring(letter("Carried", sender="alexa@example.org", In_Reply_To=asked.message_id)).submission is None


def test_any_other_mail_is_a_question(bring, motion):
    row = bring(letter("How do I find my branch secretary?", sender="Nobody Known <new@example.net>"))
    assert (row.filed, row.submission, row.suggestion, row.note) == ("advice", None, None, "")
    question = "Our meeting\n\nHow do I find my branch secretary?"
    assert questions() == [("new@example.net", question, None, True)]


def test_mail_while_no_campaign_runs_is_kept_and_asks_nobody(bring, motion):
    Campaign.objects.update(is_current=False)
    row = bring(letter())
    assert (row.filed, row.note) == ("advice", "No campaign is running, so nobody was asked to answer it.")
    assert questions() == []


def test_mail_without_words_is_a_question_with_its_subject(bring, motion):
    row = bring(letter("\n", Subject="Help please"))
    assert row.note == "It holds no words that can be read."
    assert questions() == [("alex@example.org", "Help please\n\n(The mail has no words of its own.)", None, True)]


AUTOMATIC = {
    "It is an automatic reply.": [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=vacation"},
        {"X_Autoreply": "yes"},
    ],
    "It went to many people at once.": [
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<members.example.org>"},
    ],
    "It names nobody who could be answered.": [
        {"sender": "MAILER-DAEMON@mx.example.net"},
        {"sender": "postmaster@example.net"},
        {"sender": "no-reply@example.net"},
        {"sender": "not an address"},
        {"sender": None},
    ],
    "Its subject is that of an automatic reply.": [
        {"Subject": "Out of office: back on Monday"},
        {"Subject": "Automatic reply: How did it go?"},
        {"Subject": "Allan o’r swyddfa"},
        {"Subject": "Undeliverable: How did it go?"},
    ],
    "The provider took it for spam.": [{"X_Spam_Status": "Yes"}],
    "It came from the campaign’s own address.": [{"sender": "Motions <motions@example.org>"}],
}


@pytest.mark.parametrize(("why", "headers"), [(why, headers) for why, kinds in AUTOMATIC.items() for headers in kinds])
def test_automatic_mail_is_kept_and_otherwise_ignored(bring, asked, why, headers):
    row = bring(letter("Passed 23 to 4.", In_Reply_To=asked.message_id, **headers))
    assert (row.filed, row.note, row.submission, row.suggestion) == ("ignored", why, None, None)
    assert questions() == []


def test_mail_with_an_empty_envelope_is_a_servers_report(bring, motion):
    assert bring(letter(), envelope="").note == "It is a mail server's report."


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "no"}, {"Precedence": "first-class"}])
def test_mail_that_says_it_is_a_persons_is_one(bring, motion, headers):
    assert bring(letter("A question", **headers)).filed == "advice"


def test_html_is_cleaned_and_read_where_there_is_no_plain_text(mailgun, asked):
    html = (
        '<div onclick="x()">It fell <b>12-15</b>.<img src="https://evil.example/pixel"><script>x()</script></div>'
        '<style>p{}</style><a href="javascript:x()">a</a><a href="https://example.org/">b</a><form>c</form>'
    )
    headers = {"From": "alex@example.org", "Message_Id": "<html@example.net>", "In_Reply_To": asked.message_id}
    assert mailgun.bring(text="", html=html, **headers).status_code == 200
    row = InboundMail.objects.get()
    assert row.html == (
        '<div>It fell <b>12-15</b>.</div><a rel="noopener noreferrer nofollow">a</a>'
        '<a href="https://example.org/" rel="noopener noreferrer nofollow">b</a>c'
    )
    assert row.text.splitlines()[0] == "It fell 12-15."
    assert (row.filed, row.suggestion["outcome"]) == ("reply", "lost")


def test_long_mail_is_cut_with_a_note(bring, motion):
    row = bring(letter("word " * 300_000))
    assert (len(row.text) <= 1_000_000, row.note) == (True, "Its words were cut at a million characters.")
    assert len(AdviceRequest.objects.get().question) < 21_000


def test_attachments_are_listed_and_not_kept(bring, motion):
    message = letter("See attached.")
    message.add_attachment(b"PK\x03\x04secret", maintype="application", subtype="zip", filename="../../minutes.zip")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="meeting.ics")
    row = bring(message)
    assert row.attachments == [
        {"name": "../../minutes.zip", "type": "application/zip", "size": 10},
        {"name": "meeting.ics", "type": "text/calendar", "size": 16},
    ]
    assert "secret" not in repr(InboundMail.objects.values().get())


def test_no_name_address_or_word_of_a_mail_is_logged(bring, asked, caplog):
    caplog.set_level(logging.DEBUG)
    bring(letter("Passed 23 to 4.", In_Reply_To=asked.message_id))
    bring(letter("Who is the secretary?", sender="New Person <new@example.net>"))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("campaign", "motions"))]
    assert ours == ["A mail came in and was filed as reply.", "A mail came in and was filed as advice."]


def test_waiting_are_replies_with_an_outcome_until_it_is_recorded_or_put_away(bring, asked, admin_client):
    with_outcome = bring(letter("Passed 23 to 4.", In_Reply_To=asked.message_id))
    bring(letter("Who counts the votes?", In_Reply_To=asked.message_id))
    bring(letter("Passed it is"))
    assert list(InboundMail.objects.to_read()) == [with_outcome]
    with at(london(2027, 3, 13, 9)):
        Vote.objects.create(submission=asked.submission, outcome="lost", held_on=date(2027, 3, 10))
    assert list(InboundMail.objects.to_read()) == []


def test_known_people_keep_their_names(bring, motion):
    known = UserFactory(email="known@example.org", name="Their Own Name")
    bring(letter("A question", sender="Another Name <known@example.org>"))
    known.refresh_from_db()
    assert (known.name, known.email_confirmed_at) == ("Their Own Name", None)


@pytest.mark.parametrize("others", [0, 30])
def test_filing_a_reply_costs_the_same_in_a_long_thread(bring, asked, others, django_assert_num_queries):
    for number in range(others):
        Email.objects.create(
            key=f"another:{number}",
            kind="outcome-due",
            submission=asked.submission,
            recipient=asked.recipient,
            to=asked.to,
            message_id=f"<{number}@example.org>",
            until=READ_AT,
        )
    thread = f"<{asked.submission.reference.hex}@example.org>"
    # One of them notes that the mailbox has answered.
    with django_assert_num_queries(17):
        bring(letter("Carried", In_Reply_To=asked.message_id, References=thread))
