"""The journey without a browser's scripts: forms as a plain client sends them."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from clps.enums import MeetingStructure
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, Outcome, Purpose
from motions.models import Event, Standing, Submission, SubmissionLink, Vote
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_submission

pytestmark = pytest.mark.django_db
TODAY = "2027-03-25T20:00:00+00:00"
REPORT = {
    "body": "clp",
    "branch": "",
    "sent_on": "2027-03-10",
    "meeting_known": "yes",
    "meeting_on": "2027-03-24",
    "meeting_time": "19:30",
    "name": "Alex Activist",
    "email": "alex@example.org",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture
def motion():
    return MotionFactory()


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


def send_report(client, clp, motion, **changes):
    data = {**REPORT, "form_key": str(uuid4()), "version": motion.current_version.pk, **changes}
    return client.post(reverse("motions:report", args=[clp.slug]), data)


def link(submission, purpose=LinkPurpose.MANAGE):
    return SubmissionLink.objects.mint(submission, purpose)


def page(name, token):
    return reverse(f"motions:report-{name}", args=[token])


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
    assert response.url == reverse("motions:reported", args=[clp.slug])
    assert not strict.cookies
    submission = Submission.objects.get()
    assert (submission.state, submission.meeting_on, submission.reporter_name) == (
        "awaiting-confirmation",
        date(2027, 3, 24),
        "Alex Activist",
    )
    assert "keeps my name, my email address" in submission.consent.wording
    assert "Nobody has told us" in client_text(strict, clp)


def client_text(client, clp):
    return client.get(clp.get_absolute_url()).text


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


OUTCOMES = [
    *((outcome.value, {}) for outcome in Outcome if outcome not in (Outcome.OTHER, Outcome.DEFERRED)),
    ("other", {"words": "The meeting sang."}),
    ("deferred", {"deferred_to": "2027-04-21"}),
    ("deferred", {"date_not_known": "on"}),
]


@pytest.mark.parametrize(("outcome", "more"), OUTCOMES)
def test_outcome_page_takes_every_outcome(client, motion, clp, outcome, more):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    data = {"outcome": outcome, "held_on": "2027-03-24", "purpose": "conference", **more}
    response = client.post(page("outcome", link(submission, LinkPurpose.OUTCOME)), data)
    assert response.status_code == 302
    assert Vote.objects.get().outcome == outcome


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, "Choose one. If none fits, choose “Something else”."),
        ({"held_on": ""}, "Give the day that it met."),
        ({"words": "x" * 2001}, "That is too long: 2001 characters, of 2000 at the most."),
        ({"outcome": "carried"}, "Say what it was carried for"),
        ({"outcome": "other"}, "Tell us in a few words what happened."),
        ({"outcome": "deferred"}, "Give the new date"),
        ({"outcome": "deferred", "deferred_to": "2027-03-24"}, "The new date has to be after the meeting."),
        ({"outcome": "lost", "held_on": "2027-03-26"}, "That day is still to come."),
        ({"outcome": "cancelled", "held_on": "9999-12-31"}, "That is far ahead."),
        ({"outcome": "deferred", "deferred_to": "9999-12-31"}, "That is far ahead."),
        ({"outcome": "lost", "words": "A\x00B"}, "Null characters are not allowed."),
        ({"outcome": "lost", "held_on": "2027-02-01"}, "That is before the motion was sent"),
        ({"outcome": "lost", "votes_for": "-1"}, "greater than or equal to 0"),
        ({"outcome": "lost", "votes_for": "many"}, "Enter a whole number."),
    ],
)
def test_outcome_page_with_a_mistake_keeps_what_was_typed(client, motion, clp, data, reason):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    typed = {"held_on": "2027-03-24", "words": "Long & warm", "amended_text": "Some text", **data}
    if data.get("outcome") == "other":
        typed["words"] = ""
    typed["words"] = data.get("words", typed["words"])
    response = client.post(page("outcome", link(submission)), typed)
    assert reason in response.text
    assert "Some text" in response.text
    assert typed["words"].replace("&", "&amp;") in response.text
    assert not Vote.objects.exists()


def test_outcome_page_takes_a_correction_and_shows_both_words(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    record_vote(submission, Result(outcome=Outcome.LOST, held_on=date(2027, 3, 24)), by=None)
    token = link(submission)
    assert "Correct what you told us" in client.get(page("outcome", token)).text
    data = {"outcome": "carried", "held_on": "2027-03-24", "purpose": "conference", "votes_for": 9, "votes_against": 2}
    receipt = client.post(page("outcome", token), data, follow=True)
    assert "Carried, as our conference motion" in receipt.text
    assert "9 for, 2 against" in receipt.text
    assert "<h3>Lost</h3>" in receipt.text
    assert "It corrects what stood before" in receipt.text


def test_outcome_of_an_amended_text_over_the_limit_says_so_at_once(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    data = {
        "outcome": "carried-as-amended",
        "held_on": "2027-03-24",
        "purpose": "conference",
        "amended_text": "word " * 253,
    }
    receipt = client.post(page("outcome", link(submission)), data, follow=True)
    assert "253 of 250 words, 3 too many" in receipt.text
    assert "too long for conference" in receipt.text


def test_outcome_page_with_a_mistake_counts_the_amended_text_without_scripts(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    address = page("outcome", link(submission))
    assert "Conference allows 250 words." in client.get(address).text
    data = {"outcome": "carried-as-amended", "held_on": "2027-03-24", "amended_text": "word " * 253}
    response = client.post(address, data)
    assert "Say what it was carried for" in response.text
    assert "253 of 250 words, 3 too many: conference would rule it out." in response.text
    assert "word " * 252 + "word" in response.text
    assert not re.search(r"<textarea[^>]+maxlength", response.text)


def test_branch_that_carried_it_leads_on_to_the_clp_already_filled_in(client, motion, clp):
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market", meeting_on=date(2027, 3, 24))
    token = link(branch, LinkPurpose.OUTCOME)
    receipt = client.post(page("outcome", token), {"outcome": "carried", "held_on": "2027-03-24"}, follow=True)
    assert "Market branch carried it. Now the CLP." in receipt.text
    onward = client.get(page("onward", token))
    assert "Market branch carried the motion below on 24 March 2027" in onward.context["letter"].body
    report = {"action": "report", "sent_on": "2027-03-25", "meeting_known": "no", "consent": "on"}
    done = client.post(page("onward", token), report, follow=True)
    assert "Thank you. It counts." in done.text
    assert Standing.objects.get().stage == "with_clp"
    assert client.get(page("onward", token)).url == page("manage", token)


def test_onward_page_keeps_a_mistake_and_the_letter(client, motion, clp):
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market")
    record_vote(branch, Result(outcome=Outcome.CARRIED, held_on=date(2027, 3, 24)), by=None)
    response = client.post(page("onward", link(branch)), {"action": "report", "sent_on": "2027-03-24"})
    assert "Choose one. You can give the date later." in response.text
    assert '<a href="#id_consent">Tick this, or we cannot keep your report.</a>' in response.text
    assert 'value="2027-03-24"' in response.text
    assert Submission.objects.count() == 1


POLICY = {"outcome": Outcome.CARRIED, "purpose": Purpose.POLICY}
RECEIPTS = [
    ({}, None, "Thank you. It counts.", "When is the meeting?", "Give the date"),
    ({"meeting_on": date(2027, 4, 1)}, None, "Thank you. It counts.", "Go to the meeting on 1 April", "has moved"),
    ({"meeting_on": date(2027, 3, 24)}, None, "Thank you. It counts.", "How did it go on 24 March?", "Tell us how it"),
    (
        {},
        {"outcome": Outcome.INQUORATE},
        "Thank you. It will be heard again.",
        "When is the next meeting?",
        "Give the",
    ),
    (
        {},
        {"outcome": Outcome.DEFERRED, "deferred_to": date(2027, 4, 21)},
        "Thank you. It will be heard again.",
        "Go to the meeting on 21 April",
        "Put it in your calendar",
    ),
    ({}, POLICY, "It was carried. Thank you.", "Ask for one more vote", "Write the email"),
    ({}, {"outcome": Outcome.LOST}, "Thank you for telling us.", "It can come back", "Correct this"),
    ({}, {"outcome": Outcome.ANOTHER_CHOSEN}, "Thank you for telling us.", "You can still help", "Correct this"),
]


@pytest.mark.parametrize(("report", "result", "heading", "next_step", "offer"), RECEIPTS)
def test_receipt_always_says_what_to_do_next(client, motion, clp, report, result, heading, next_step, offer):
    submission = make_submission(motion, clp, **report)
    if result:
        record_vote(submission, Result(held_on=date(2027, 3, 24), **result), by=None)
    receipt = client.get(page("manage", link(submission))).text
    assert f"<h1>{heading}</h1>" in receipt
    assert f'<h2 id="next">{next_step}</h2>' in receipt
    assert offer in receipt


def test_receipt_of_a_decided_report_shows_the_meeting_that_decided_it(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    put_off = Result(outcome=Outcome.DEFERRED, held_on=date(2027, 3, 24), deferred_to=date(2027, 4, 21))
    record_vote(submission, put_off, by=None)
    result = Result(outcome=Outcome.CARRIED, purpose=Purpose.CONFERENCE, held_on=date(2027, 3, 24))
    record_vote(submission, result, by=None)
    receipt = client.get(page("manage", link(submission))).text
    assert "Wednesday 21 April 2027" not in receipt
    assert "Put it in your calendar" not in receipt
    assert "by 5pm on Thursday 16 September 2027, UK time" in receipt


def test_clp_that_carried_it_is_asked_whether_it_was_sent(client, motion, clp):
    submission = make_submission(motion, clp)
    result = Result(outcome=Outcome.CARRIED, purpose=Purpose.CONFERENCE, held_on=date(2027, 3, 24))
    record_vote(submission, result, by=None)
    token = link(submission, LinkPurpose.OUTCOME)
    assert "Has the secretary sent it to conference?" in client.get(page("manage", token)).text
    assert "still to come" in client.post(page("sent", token), {"sent_on": "2027-04-01"}).text
    client.post(page("sent", token), {"sent_on": "2027-03-25"})
    assert Standing.objects.get().stage == "sent_to_conference"


def test_every_get_of_the_journey_changes_nothing(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    token, events = link(submission), Event.objects.count()
    for name in ("manage", "change", "withdraw", "outcome", "onward", "sent", "calendar"):
        client.get(page(name, token))
    for name in ("clp", "send", "report", "reported"):
        client.get(reverse(f"motions:{name}", args=[clp.slug]))
    assert Event.objects.count() == events
    assert Submission.objects.get().state == "awaiting-outcome"


def test_pages_of_a_clp_never_show_a_person(client, motion, clp):
    submission = make_submission(motion, clp, email="hidden@example.org", meeting_on=date(2027, 3, 24))
    result = Result(outcome=Outcome.CARRIED, purpose=Purpose.CONFERENCE, held_on=date(2027, 3, 24), words="Ask Olive.")
    record_vote(submission, result, by=None)
    for name in ("clp", "send", "report", "reported"):
        text = client.get(reverse(f"motions:{name}", args=[clp.slug])).text
        assert not re.search("Alex|hidden@|Olive", text), name


def test_clp_page_shows_only_adopted_stages_where_the_campaign_says_so(client, motion, clp):
    motion.campaign.public_view = "adopted"
    motion.campaign.save()
    submission = make_submission(motion, clp)
    hidden = client_text(client, clp)
    assert "No result to show here." in hidden
    assert "1 March 2027" not in hidden
    result = Result(outcome=Outcome.CARRIED, purpose=Purpose.CONFERENCE, held_on=date(2027, 3, 24))
    record_vote(submission, result, by=None)
    shown = client_text(client, clp)
    assert "The CLP carried it as its conference motion." in shown
    assert "24 March 2027" in shown
    assert "1 March 2027" not in shown


def test_clp_page_costs_the_same_for_one_report_and_for_many(client, motion, clp, django_assert_num_queries):
    other = CLPFactory()
    make_submission(motion, other)
    for number in range(8):
        make_submission(motion, clp, email=f"member{number}@example.org")
    for one in (other, clp):
        with django_assert_num_queries(8):
            client.get(one.get_absolute_url())


@pytest.mark.parametrize("name", ["clp", "send", "report", "reported"])
def test_pages_of_an_unknown_clp_are_not_found(client, motion, name):
    assert client.get(reverse(f"motions:{name}", args=["atlantis"])).status_code == 404


def test_pages_before_there_is_a_campaign_say_so(client, clp):
    assert "No campaign is running here" in client_text(client, clp)
    assert client.get(reverse("motions:send", args=[clp.slug])).status_code == 404


def test_admin_refuses_what_the_table_does_not_have(client, motion, clp):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    unconfirmed = make_submission(motion, clp, confirmed=False)
    address = f"/admin/motions/submission/{unconfirmed.pk}/"
    data = {"outcome": "lost", "held_on": "2027-03-24"}
    assert "You cannot record a final outcome here" in client.post(f"{address}tools/outcome/", data).text
    assert "You cannot check the report here" in client.post(f"{address}tools/check/").text
    assert client.post(f"{address}change/", {"state": "decided"}).status_code == 403
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "awaiting-confirmation"


def test_admin_records_an_outcome_as_the_organiser(client, motion, clp):
    organiser = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(organiser)
    submission = make_submission(motion, clp)
    address = f"/admin/motions/submission/{submission.pk}/"
    assert "Record an outcome" in client.get(f"{address}change/").text
    data = {"outcome": "carried", "held_on": "2027-03-24", "purpose": "conference"}
    assert client.post(f"{address}tools/outcome/", data).status_code == 302
    assert Vote.objects.get().recorded_by == organiser
    assert Standing.objects.get().stage == "carried_for_conference"


@pytest.mark.parametrize("tool", ["outcome", "change", "check", "withdraw"])
def test_admin_tools_are_closed_to_staff_without_the_permission(client, motion, clp, tool):
    submission = make_submission(motion, clp)
    client.force_login(UserFactory(is_staff=True))
    assert client.post(f"/admin/motions/submission/{submission.pk}/tools/{tool}/").status_code == 403
    client.logout()
    assert client.post(f"/admin/motions/submission/{submission.pk}/tools/{tool}/").status_code == 302
    submission.refresh_from_db()
    assert submission.state == "awaiting-outcome"
