"""Telling how it went, sending it on, and what the receipt says next: forms as a plain client sends them."""

import re
from datetime import date

import pytest

from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, Outcome, Purpose
from motions.forms.outcomes import OutcomeForm
from motions.models import Standing, Submission, Vote
from tests.factories import carried_on, make_carried, make_submission
from tests.journeys.pages import link, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        *((outcome.value, {}) for outcome in Outcome if outcome not in (Outcome.OTHER, Outcome.DEFERRED)),
        ("other", {"words": "The meeting sang."}),
        ("deferred", {"deferred_to": "2027-04-21"}),
        ("deferred", {"date_not_known": "on"}),
    ],
)
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
    assert "5 of 250 words." in client.get(address).text
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
    result = carried_on(date(2027, 3, 24))
    record_vote(submission, result, by=None)
    receipt = client.get(page("manage", link(submission))).text
    assert "Wednesday 21 April 2027" not in receipt
    assert "Put it in your calendar" not in receipt
    assert "by 5pm on Thursday 16 September 2027, UK time" in receipt


def test_clp_that_carried_it_is_asked_whether_it_was_sent(client, motion, clp):
    submission = make_carried(motion, clp)
    token = link(submission, LinkPurpose.OUTCOME)
    assert "Has the secretary sent it to conference?" in client.get(page("manage", token)).text
    for day, reason in (
        ("2027-04-01", "still to come"),
        ("2027-03-23", "before the CLP carried it, on 24 March 2027"),
        ("0001-01-01", "before the CLP carried it"),
    ):
        assert reason in client.post(page("sent", token), {"sent_on": day}).text
    client.post(page("sent", token), {"sent_on": "2027-03-25"})
    assert Standing.objects.get().stage == "sent_to_conference"


def test_outcomes_stand_under_what_they_mean_and_for_what_beside_carried(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    text = client.get(page("outcome", link(submission))).text
    headings = re.findall(r'<h2 class="choice-list__group"[^>]*>([^<]*)</h2>', text)
    assert headings == ["Carried", "Not carried", "Not decided yet", "Something else"]
    groups = [re.findall(r'name="outcome" value="([^"]*)"', part) for part in text.split("choice-list__group")[1:]]
    assert groups[0] == ["carried", "carried-as-amended"]
    assert groups[2] == ["not-reached", "deferred", "inquorate", "cancelled"]
    assert groups[3] == ["other"]
    assert sum(map(len, groups)) == len(Outcome)
    assert text.index("For what?") < text.index(">Not carried</h2>")


def test_amended_text_begins_with_what_was_sent_and_left_so_is_no_text(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    address = page("outcome", link(submission))
    begun = client.get(address).context["form"]["amended_text"].value()
    assert begun == submission.text_sent
    data = {"outcome": "carried-as-amended", "held_on": "2027-03-24", "purpose": "conference"}
    client.post(address, {**data, "amended_text": begun.replace("\n", "\r\n")})
    assert Vote.objects.get().amended_text == ""
    client.post(address, {**data, "amended_text": f"{begun} And more."})
    assert Vote.objects.latest("pk").amended_text == f"{begun} And more."
    assert client.get(address).context["form"]["amended_text"].value() == f"{begun} And more."


def test_outcome_form_of_the_desk_starts_on_nothing(motion, clp):
    form = OutcomeForm(None, submission=make_submission(motion, clp))
    assert form["outcome"].value() is None
    assert '<option value="" selected>Choose what it did</option>' in str(form["outcome"])
    assert "required" in form.fields["outcome"].error_messages


CARRIED_31_TO_2 = carried_on(date(2027, 3, 24), votes_for=31, votes_against=2)
AS_IT_STOOD = {"held_on": "2027-03-24", "votes_for": "31", "votes_against": "2", "abstentions": ""}


@pytest.mark.parametrize(
    ("again", "figures"),
    [
        ({"votes_for": "", "votes_against": ""}, (None, None)),
        ({"votes_for": "2", "votes_against": "31"}, (2, 31)),
        ({"votes_for": "31", "votes_against": "2"}, (31, 2)),
    ],
)
def test_correcting_to_lost_asks_for_the_figures_once_more(client, motion, clp, again, figures):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    record_vote(submission, CARRIED_31_TO_2, by=None)
    address = page("outcome", link(submission))
    first = {**AS_IT_STOOD, "outcome": "lost"}
    asked = client.post(address, first)
    assert "Those were the figures of “carried”: 31 for, 2 against." in asked.text
    form = asked.context["form"]
    assert [form[name].value() for name in ("votes_for", "votes_against")] == ["", ""]
    assert form["figures_asked_for"].value() == "lost"
    assert client.post(address, {**first, **again, "figures_asked_for": "lost"}).status_code == 302
    last = submission.current_vote
    assert (last.outcome, last.votes_for, last.votes_against) == ("lost", *figures)


def test_correcting_to_lost_with_other_figures_asks_nothing(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    record_vote(submission, CARRIED_31_TO_2, by=None)
    typed = {**AS_IT_STOOD, "outcome": "lost", "votes_for": "2", "votes_against": "31"}
    assert client.post(page("outcome", link(submission)), typed).status_code == 302


def test_correcting_to_what_nobody_counted_drops_the_figures(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    record_vote(submission, CARRIED_31_TO_2, by=None)
    client.post(page("outcome", link(submission)), {**AS_IT_STOOD, "outcome": "remitted"})
    last = submission.current_vote
    assert (last.outcome, last.votes_for, last.votes_against) == ("remitted", None, None)


def test_correcting_the_words_alone_keeps_the_figures(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    record_vote(submission, CARRIED_31_TO_2, by=None)
    data = {**AS_IT_STOOD, "outcome": "carried-as-amended", "purpose": "conference"}
    assert client.post(page("outcome", link(submission)), data).status_code == 302
    assert submission.current_vote.votes_for == 31


AFTERWARDS = "2027-09-20T10:00:00+00:00"


@pytest.mark.parametrize(
    ("told", "says", "never"),
    [
        (
            {"outcome": "carried", "purpose": "conference"},
            ["Was it sent in time?", "Motions closed at", "Yes, it was sent", "not heard that it was sent in time"],
            ["for its secretary to send in", "Ask them now"],
        ),
        (
            {"outcome": "carried", "purpose": "policy"},
            ["It stands as your CLP’s policy"],
            ["Write the email", "To reach conference it must"],
        ),
        (
            {"outcome": "ruled-out-by-chair"},
            ["ruled it out, and there was no vote"],
            ["was put to a meeting here and"],
        ),
        ({"outcome": "other", "words": "It sang."}, ["in a way of its own"], ["waits for its vote"]),
    ],
)
def test_after_the_deadline_nothing_says_that_it_can_still_be_sent(
    client, motion, clp, time_machine, told, says, never
):
    time_machine.move_to(AFTERWARDS)
    submission = make_submission(motion, clp, meeting_on=date(2027, 9, 10), sent_on=date(2027, 8, 1))
    data = {"held_on": "2027-09-10", **told}
    receipt = client.post(page("outcome", link(submission, LinkPurpose.OUTCOME)), data, follow=True).text
    assert [words for words in says if words not in receipt] == []
    # The card for shared links says the stage alone.
    shown = client.get(clp.get_absolute_url()).text.partition("<main")[2]
    receipt = receipt.partition("<main")[2]
    assert [words for words in never if words in receipt or words in shown] == []


def test_after_the_deadline_a_branch_is_not_told_that_the_clp_comes_next(client, motion, clp, time_machine):
    time_machine.move_to(AFTERWARDS)
    branch = make_submission(
        motion, clp, body=Body.BRANCH, branch_name="Market", meeting_on=date(2027, 9, 10), sent_on=date(2027, 8, 1)
    )
    data = {"outcome": "carried", "held_on": "2027-09-10"}
    receipt = client.post(page("outcome", link(branch, LinkPurpose.OUTCOME)), data, follow=True).text
    assert "It is too late for this conference" in receipt
    assert not [words for words in ("The CLP votes next", "Send it on to the CLP") if words in receipt]


def test_amended_words_that_nobody_gave_are_asked_for_until_they_are_there(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    token, asks = link(submission, LinkPurpose.OUTCOME), "We do not have the words as the meeting amended them."
    told = {"outcome": "carried-as-amended", "held_on": "2027-03-24", "purpose": "conference"}
    assert asks in client.post(page("outcome", token), told, follow=True).text
    given = {**told, "amended_text": "Conference believes otherwise."}
    assert asks not in client.post(page("outcome", token), given, follow=True).text
