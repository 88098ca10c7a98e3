"""The mails as people get them."""

import re
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.test import TestCase

from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.outbox.stored_mail import read
from campaign.mail.outbox.tokens import with_tokens
from campaign.mail.reminders.planner import plan
from campaign.mail.reminders.settings import Choice, set_reminders
from clps.lib.tokens import digest_of
from motions.enums import Body
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, UserFactory, make_submission
from tests.mail.helpers import NOON, at
from tests.mail.letters import one_of_each

pytestmark = pytest.mark.django_db


def receipt_of(motion, clp, **values) -> Email:
    """The receipt of one report."""
    with at(NOON):
        submission = make_submission(motion, clp, email="alex@example.org", **values)
        plan(NOON)
    return Email.objects.get(submission=submission, kind=MailKind.RECEIPT)


def stop_token_of(email: Email) -> str:
    """The token in a mail's link to stop, of which only a digest is kept."""
    token = re.search(r"/mail/([\w-]{43})/", read(email).text)[1]
    assert digest_of(token) == email.stop_digest
    return token


class Links(HTMLParser):
    """What a page loads and where it leads."""

    def __init__(self):
        super().__init__()
        self.hrefs, self.loads = [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a":
            self.hrefs.append(values["href"])
        self.loads += [values[name] for name in ("src", "background", "poster", "srcset") if name in values]
        if tag == "link":
            self.loads.append(values["href"])


class TestEveryKind(TestCase):
    """One mail of each kind, written once for all of these."""

    @classmethod
    def setUpTestData(cls):
        cls.emails = one_of_each(MotionFactory(slug="libraries"))

    def test_every_kind_of_mail_has_the_headers_that_mail_apps_and_servers_want(self):
        assert set(self.emails) == set(MailKind)
        for kind, email in self.emails.items():
            message = message_from_bytes(with_tokens(bytes(email.message)), policy=policy.default)
            asked = email.event.advice if email.event else None
            about = asked or email.submission or email.champion
            expected = {
                "Subject": email.subject,
                "From": "A library in reach <motions@example.org>",
                "Reply-To": "A library in reach <motions@example.org>",
                "To": email.to,
                "Message-ID": email.message_id,
                "References": f"<{about.reference.hex}@example.org>" if about else "None",
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<http://testserver/mail/{stop_token_of(email)}/>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Content-Language": "en-GB",
                "MIME-Version": "1.0",
            }
            assert {name: str(message[name]) for name in expected} == expected, kind
            assert message["Date"].datetime == email.created_at.replace(microsecond=0)
            assert bytes(email.message).isascii()
            assert max(map(len, bytes(email.message).split(b"\r\n"))) < 998  # RFC 5322, 2.1.1
            assert len(bytes(email.message)) < 30_000

    def test_every_kind_of_mail_says_the_same_as_text_and_as_html_and_loads_nothing(self):
        for kind, email in self.emails.items():
            reading, links = read(email), Links()
            links.feed(reading.html)
            *besides, link, stop, site = (
                line for line in reading.text.splitlines() if line.startswith("http://testserver/")
            )
            assert links.hrefs == [*besides, link, link, stop, site], kind
            # What to say is on a page of its own.
            speaking = ["http://testserver/motions/libraries/speaking/"] if kind == "meeting-near" else []
            assert besides == speaking, kind
            assert (stop, site) == (f"http://testserver/mail/{stop_token_of(email)}/", "http://testserver/")
            assert links.loads == []
            wanted = (
                "You get this mail because",
                "write to motions@example.org",
                "A library in reach",
                "Stop ",
            )
            for words in wanted:
                assert words in reading.text, kind
                assert words in reading.html
            assert "prefers-color-scheme: dark" in reading.html
            assert re.search(r'class="button"[^>]* style="[^"]*background', reading.html)

    def test_all_mail_about_one_report_stands_in_one_thread(self):
        emails = self.emails.values()
        by_report = [email for email in emails if email.submission and not (email.event and email.event.advice)]
        threads = {(email.submission_id, dict(read(email).headers)["References"]) for email in by_report}
        assert len(by_report) > len(threads) == len({email.submission_id for email in by_report})
        assert len({thread for _, thread in threads}) == len(threads)


def test_receipt_is_under_30_kb_however_long_the_text(clp):
    long = "Every child ought to live within reach of a library ŵ for ever. " * 90
    motion = MotionFactory(version__text=long)
    assert 2 * len(long) < len(bytes(receipt_of(motion, clp).message)) < 30_000

    much_longer = MotionFactory(campaign=motion.campaign, kind="local", version__text=long * 10)
    receipt = receipt_of(much_longer, CLPFactory())
    assert len(bytes(receipt.message)) < 30_000
    assert "The text that was sent is too long for a mail." in read(receipt).text


def test_words_of_people_stay_words(motion, clp):
    """What somebody typed is never markup in the HTML, never entities in the text, and never a header."""
    values = {"body": Body.BRANCH, "branch_name": "Mill & <b>Lane</b>\r\nBcc: all@example.org"}
    receipt = receipt_of(motion, clp, **values)
    message = message_from_bytes(bytes(receipt.message), policy=policy.default)
    reading = read(receipt)

    assert message["Bcc"] is None
    assert message["Subject"] == ("Your receipt: the motion sent to Mill & <b>Lane</b> Bcc: all@example.org branch")
    assert "Mill & <b>Lane</b>" in reading.text
    assert "Mill &amp; &lt;b&gt;Lane&lt;/b&gt;" in reading.html
    assert "<b>Lane" not in reading.html


def test_names_and_domains_beyond_ascii_arrive_whole(clp):
    campaign = CampaignFactory(name="Llyfrgelloedd i bawb: tŷ dysg, a gwybodaeth i bob plentyn yng Nghymru ŵ nawr")
    clp.name = "Ynys Môn"
    clp.save()
    motion = MotionFactory(campaign=campaign, version__title="Llyfrgell i bob plentyn ŵ ŵyr pawb")
    with at(NOON):
        make_submission(motion, clp, email="carys@bücher.example")
        plan(NOON)
    message = message_from_bytes(bytes(Email.objects.get().message), policy=policy.default)
    assert message["Subject"] == "Your receipt: the motion sent to Ynys Môn CLP"
    assert message["From"].addresses[0].display_name == campaign.name
    assert message["To"] == "carys@xn--bcher-kva.example"


def test_identifiers_are_whole_on_a_long_domain(clp):
    domain = "a-very-long-name-for-the-campaign-that-nobody-shortened.labour-libraries.example"
    motion = MotionFactory(campaign=CampaignFactory(email=f"motions@{domain}"))
    email = receipt_of(motion, clp)
    headers = bytes(email.message).split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert f"Message-ID: {email.message_id}" in headers
    assert f"References: <{email.submission.reference.hex}@{domain}>" in headers


def test_identifiers_of_a_domain_beyond_ascii_stand_on_it_in_plain_letters(clp):
    campaign = CampaignFactory(email="cynnig@tŷ-llyfrau.example")
    email = receipt_of(MotionFactory(campaign=campaign), clp)
    domain = "xn--t-llyfrau-v9b.example"
    message = message_from_bytes(bytes(email.message), policy=policy.default)
    assert bytes(email.message).isascii()
    assert re.fullmatch(rf"<[0-9a-f]{{32}}@{domain}>", email.message_id)
    assert message["Message-ID"] == email.message_id
    assert message["References"] == f"<{email.submission.reference.hex}@{domain}>"
    assert message["From"].addresses[0].addr_spec == f"cynnig@{domain}"


@pytest.mark.parametrize("end", ["\r\nBcc: all@example.org", "\n\nHello", "\x85Bcc: all@example.org"])
def test_names_of_campaigns_and_clps_add_no_header_and_no_words(clp, end):
    campaign = CampaignFactory(name=f'Libraries, "now" <evil@example.org>{end}')
    clp.name = f"Little Mickering{end}"
    clp.save()
    message = message_from_bytes(
        bytes(receipt_of(MotionFactory(campaign=campaign), clp).message), policy=policy.default
    )
    [sender] = message["From"].addresses
    assert (sender.addr_spec, sender.display_name) == ("motions@example.org", " ".join(campaign.name.split()))
    assert message["Subject"] == f"Your receipt: the motion sent to {' '.join(clp.name.split())} CLP"
    assert (message["Bcc"], message["To"]) == (None, "alex@example.org")


def test_longest_names_arrive_whole_but_for_the_end_of_the_subject(clp):
    campaign = CampaignFactory(name="Llyfrgell i bawb ŵ " * 6, email=f"{'m' * 60}@{'d' * 60}.example.org")
    clp.name = "Ynys Môn " * 13 + "CLP"
    clp.save()
    values = {"body": Body.BRANCH, "branch_name": "Mill Lane " * 8}
    email = receipt_of(MotionFactory(campaign=campaign), clp, **values)
    message = message_from_bytes(bytes(email.message), policy=policy.default)
    assert message["From"].addresses[0].display_name == campaign.name.strip()
    assert message["Subject"] == email.subject
    assert max(map(len, bytes(email.message).split(b"\r\n"))) < 998
    assert len(bytes(email.message)) < 30_000


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ({}, "The day after, we will ask you how it went."),
        ({MailKind.OUTCOME_DUE: Choice(is_on=True, days=(3,))}, "Afterwards, we will ask you how it went."),
        (
            {kind: Choice(is_on=False) for kind in (MailKind.OUTCOME_DUE, MailKind.CHASE)},
            "Please tell us afterwards how it went.",
        ),
    ],
)
def test_receipt_promises_a_question_only_as_the_campaign_asks_it(motion, clp, asks, words):
    set_reminders(motion.campaign, asks, by=UserFactory())
    assert words in read(receipt_of(motion, clp, meeting_on=date(2027, 3, 10))).text
