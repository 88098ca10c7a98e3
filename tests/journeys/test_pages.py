"""The journey without a browser's scripts: forms as a plain client sends them."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from icalendar import Calendar

from clps.enums import MeetingStructure
from motions.enums import Body, LinkPurpose
from motions.models import Event, Standing, Submission
from tests.factories import CLPFactory, make_submission
from tests.journeys.pages import REPORT, client_text, link, page, send_report

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("meets", "branch", "heading", "said"),
    [
        (MeetingStructure.ALL_MEMBER, "", "Email the CLP secretary", "next all-member meeting of Ynys Môn CLP"),
        (MeetingStructure.GENERAL_COMMITTEE, "Market", "Email your branch secretary", "next meeting of Market branch"),
        (MeetingStructure.UNKNOWN, "", "Email the secretary to ask", "how a member brings a motion"),
    ],
)
def test_send_page_writes_the_email_for_how_the_clp_meets(client, motion, clp, meets, branch, heading, said):
    response = client.get(reverse("motions:send", args=[clp.slug]), {"meets": meets, "branch": branch})
    letter = response.context["letter"]
    assert f"<h1>{heading}</h1>" in response.text
    assert said in letter.body
    assert "conference motion" in letter.body
    assert motion.current_version.text in letter.body
    assert motion.current_version.title in letter.subject


def test_branch_is_one_branch_whichever_way_it_is_typed(client, motion, clp):
    address = f"{clp.get_absolute_url()}send/?meets=general-committee&branch=Castle%20Branch"
    assert "the next meeting of Castle branch." in client.get(address).text
    for branch in ("castle branch", "Castle", "CASTLE  BRANCH", "Tŷ-du", "TŶ-DU"):
        send_report(client, clp, motion, body="branch", branch=branch)
    named = [report.body_name for report in Submission.objects.order_by("pk")]
    assert named == [*["castle branch"] * 3, *["Tŷ-du branch"] * 2]


def test_send_page_without_the_branch_asks_for_it_and_keeps_the_answer(client, motion, clp):
    response = client.get(reverse("motions:send", args=[clp.slug]), {"meets": "general-committee"})
    assert "Name your branch" in response.text
    assert re.search(r'value="general-committee" required checked', response.text)


def test_send_page_without_an_answer_asks_for_one_and_keeps_the_branch(client, motion, clp):
    response = client.get(reverse("motions:send", args=[clp.slug]), {"branch": "Market & Quay"})
    assert "Choose one. If you are not sure, say so." in response.text
    assert 'value="Market &amp; Quay"' in response.text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"body": "x" * 20_001}, "That is too long: 20001 characters, of 20000 at the most."),
        ({"body": ""}, "The message is empty. Load the page again to get ours."),
        ({"subject": ""}, "An email needs a subject."),
    ],
)
def test_letter_with_a_mistake_keeps_what_was_typed(client, motion, clp, changes, reason):
    typed = {"action": "letter", "to": "sec@example.org", "subject": "Hello there", "body": "Dear all", **changes}
    response = client.post(reverse("motions:send", args=[clp.slug]) + "?meets=unknown", typed)
    assert reason in response.text
    assert all(typed[name] in response.text for name in ("to", "subject", "body"))
    assert "The links below now carry your words" not in response.text
    assert "Something above has to be put right." in response.text
    # The browser would cut a long text without a word.
    assert not re.search(r"<textarea[^>]+maxlength", response.text)


def test_letter_that_is_far_too_long_is_answered_in_plain_words(client, motion, clp):
    far_too_long = {"action": "letter", "body": "x" * 3_000_000}
    response = client.post(reverse("motions:send", args=[clp.slug]) + "?meets=unknown", far_too_long)
    assert response.status_code == 400
    assert "your browser has kept what you typed" in response.text


def test_send_page_starts_from_what_is_known_of_the_clp(client, motion):
    clp = CLPFactory(structure=MeetingStructure.ALL_MEMBER)
    assert re.search(r'value="all-member" required checked', client.get(reverse("motions:send", args=[clp.slug])).text)


def test_send_page_puts_a_changed_letter_into_its_links_and_stores_nothing(strict, motion, clp):
    address = reverse("motions:send", args=[clp.slug]) + "?meets=unknown"
    changed = {"action": "letter", "to": "sec@example.org", "subject": "Hi & hello", "body": "One\r\nTwo 100% ü"}
    response = strict.post(address, changed)
    assert response.context["letter"].mailto == (
        "mailto:sec@example.org?subject=Hi%20%26%20hello&body=One%0D%0ATwo%20100%25%20%C3%BC"
    )
    assert "The links below now carry your words" in response.text
    assert not Event.objects.exists()


def test_report_without_an_account_or_cookie_waits_for_its_address(strict, motion, clp):
    response = send_report(strict, clp, motion)
    assert response.url.startswith(reverse("motions:reported", args=[clp.slug]))
    assert "alex" not in response.url
    assert "<strong>alex@example.org</strong>" in strict.get(response.url).text
    assert not strict.cookies
    submission = Submission.objects.get()
    assert (submission.state, submission.meeting_on, submission.reporter_name) == (
        "awaiting-confirmation",
        date(2027, 3, 24),
        "Alex Activist",
    )
    assert "keeps my name, my email address" in submission.consent.wording
    assert "Nobody has told us" in client_text(strict, clp)


def test_form_sent_again_is_another_report_only_where_it_says_something_else(client, motion, clp):
    key = str(uuid4())
    for email in ("alxe@example.org", "alxe@example.org", "alex@example.org", "alex@example.org"):
        assert send_report(client, clp, motion, form_key=key, email=email).status_code == 302
    reported = Submission.objects.order_by("pk").values_list("activist__email", flat=True)
    assert list(reported) == ["alxe@example.org", "alex@example.org"]


def test_report_leaves_out_what_nobody_typed(client, motion, clp):
    copied = {"email": "\u200balex@example.org\u200b ", "name": " Alex\r\n  Activist", "branch": "Castle\tWard"}
    send_report(client, clp, motion, body="branch", **copied)
    submission = Submission.objects.get()
    assert submission.activist.email == "alex@example.org"
    assert (submission.reporter_name, submission.branch.name) == ("Alex Activist", "Castle Ward")


def test_report_sent_from_another_site_is_refused(client, motion, clp):
    data = {**REPORT, "form_key": str(uuid4()), "version": motion.current_version.pk}
    address = reverse("motions:report", args=[clp.slug])
    assert client.post(address, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "alex at example"}, "Enter a valid email address."),
        ({"email": "a" * 240 + "@" + "b" * 20 + ".org"}, "Ensure this value has at most 254 characters"),
        ({"sent_on": "2027-03-26"}, "That day is still to come."),
        ({"sent_on": "2024-03-26"}, "Check the year."),
        ({"sent_on": "yesterday"}, "Enter a valid date."),
        ({"meeting_on": ""}, "Give the date, or choose"),
        ({"meeting_on": "2031-01-01"}, "That is far ahead."),
        ({"meeting_on": "2027-03-01"}, "That is before you sent it."),
        ({"body": "branch", "branch": " "}, "Name the branch that you sent it to."),
        ({"body": "cabinet"}, "Select a valid choice."),
        ({"body": ""}, "Choose who got the email."),
        ({"sent_on": ""}, "Give the day that you sent it."),
        ({"meeting_known": ""}, "Choose one. You can give the date later."),
        ({"name": ""}, "Tell us what to call you."),
        ({"email": ""}, "We need it to send you your receipt."),
        ({"consent": ""}, "Tick this, or we cannot keep your report."),
        ({"name": "x" * 121}, "Ensure this value has at most 120 characters"),
        ({"version": "0"}, "This page had grown old."),
    ],
)
def test_report_with_a_mistake_comes_back_whole_with_the_reason(client, motion, clp, changes, reason):
    response = send_report(client, clp, motion, **changes)
    assert response.status_code == 200
    assert reason in response.text
    assert not Submission.objects.exists()
    for name, value in {**REPORT, **changes}.items():
        if name not in ("consent", "body", "meeting_known", "version") and value.strip():
            assert f'value="{value}"' in response.text, name


def test_summary_of_mistakes_reads_after_a_question_as_after_a_name(client, motion, clp):
    text = send_report(client, clp, motion, meeting_known="", name="").text
    assert "When is the meeting that will hear it?</a> Choose one." in text
    assert "Your name</a>: Tell us what to call you." in text


def test_confirm_page_changes_nothing_until_its_button_is_pressed(strict, motion, clp):
    submission = make_submission(motion, clp, confirmed=False)
    address = page("confirm", link(submission, LinkPurpose.CONFIRM))
    for _ in range(3):
        assert strict.get(address).status_code == strict.head(address).status_code == 200
    submission.refresh_from_db()
    assert submission.state == "awaiting-confirmation"
    receipt = strict.post(address, follow=True)
    assert "Thank you. It counts." in receipt.text
    assert Standing.objects.get().stage == "with_clp"
    assert strict.get(address).status_code == 410
    assert strict.post(address).status_code == 410


@pytest.mark.parametrize("name", ["manage", "change", "withdraw", "outcome", "onward", "sent", "calendar"])
def test_report_pages_open_by_no_other_link(client, motion, clp, name):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    assert client.get(page(name, "guessed")).status_code == 404
    assert client.get(page(name, link(submission, LinkPurpose.CONFIRM))).status_code == 404
    if name in ("change", "withdraw"):
        assert client.post(page(name, link(submission, LinkPurpose.OUTCOME))).status_code == 404


def test_receipt_shows_what_was_reported_with_the_text_and_a_calendar_file(client, motion, clp):
    send_report(client, clp, motion)
    token = link(Submission.objects.get(), LinkPurpose.CONFIRM)
    receipt = client.post(page("confirm", token), follow=True)
    assert motion.current_version.title in receipt.text
    assert "Wednesday 24 March 2027 at 19:30" in receipt.text
    assert receipt.headers["Cache-Control"].startswith("max-age=0")
    manage_token = receipt.redirect_chain[-1][0].split("/")[2]
    calendar = client.get(page("calendar", manage_token))
    event = Calendar.from_ical(calendar.content).walk("VEVENT")[0]
    assert calendar.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert event.decoded("dtstart").isoformat() == "2027-03-24T19:30:00+00:00"
    assert "alex" not in calendar.text.lower()


def test_change_page_starts_from_the_report_and_moves_the_meeting(client, motion, clp):
    submission = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market", meeting_on=date(2027, 4, 1))
    address = page("change", link(submission))
    assert 'value="2027-04-01"' in client.get(address).text
    data = {"body": "branch", "branch": "Market", "sent_on": "2027-03-01", "meeting_known": "no"}
    client.post(address, data)
    submission.refresh_from_db()
    assert (submission.meeting_on, submission.calendar_sequence) == (None, 1)


def test_withdraw_page_asks_and_then_withdraws(client, motion, clp):
    submission = make_submission(motion, clp)
    address = page("withdraw", link(submission))
    assert "Withdraw your report?" in client.get(address).text
    assert "Your report is withdrawn" in client.post(address, follow=True).text
    assert Standing.objects.get().stage == "not_started"
