"""Asking for advice from any step, as a plain client sends it."""

import re
from uuid import uuid4

import pytest

from motions.actions.advice import OPEN_LIMIT
from motions.enums import AdviceState, LinkPurpose
from motions.models import AdviceRequest, Campaign, SubmissionLink
from tests.factories import CLPFactory, make_question, make_submission
from tests.motions.advice_pages.conftest import ASK, QUESTION, sent

pytestmark = pytest.mark.django_db


def test_ask_page_starts_from_the_step_and_clp_in_its_address(client, motion, clp):
    response = client.get(ASK, {"step": "notice", "clp": "ynys-mon"})
    assert 'value="Ynys Môn"' in response.text
    assert '<option value="notice" selected>' in response.text
    assert 'href="/help/#notice"' in response.text
    for nobodys in ({"step": "anything", "clp": "nowhere"}, {"step": "\0", "clp": "\0"}):
        unknown = client.get(ASK, nobodys)
        assert unknown.status_code == 200
        assert "Perhaps it is answered already" not in unknown.text
    assert AdviceRequest.objects.count() == 0


def test_question_is_asked_without_account_or_cookie_and_nothing_personal_in_an_address(strict, motion, clp):
    response = sent(strict)
    assert (response.status_code, response.url) == (302, "/help/asked/")
    row = AdviceRequest.objects.get()
    assert (row.asker.email, row.name, row.question, row.step, row.clp, row.state) == (
        "sam@example.org",
        "Sam Member",
        "How many days?",
        "notice",
        clp,
        AdviceState.AWAITING_CONFIRMATION,
    )
    assert "Thank you. We have your question." in strict.get(response.url).text
    assert not strict.cookies


def test_question_sent_twice_is_asked_once(client, motion, clp):
    key = str(uuid4())
    assert [sent(client, form_key=key).status_code for _ in range(2)] == [302, 302]
    assert AdviceRequest.objects.count() == 1
    sent(client, form_key=key, question="And who is the branch secretary?")
    assert AdviceRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"step": ""}, "step", "Choose the step"),
        ({"step": "anything"}, "step", "Select a valid choice"),
        ({"clp": "nowhere at all"}, "clp", "We know no CLP of that name."),
        ({"clp": "bath"}, "clp", "Which of these is it? Bath North; Bath South."),
        ({"question": "  "}, "question", "Write your question."),
        ({"question": "x" * 5001}, "question", "at most 5000 characters"),
        ({"name": ""}, "name", "Tell us what to call you."),
        ({"email": ""}, "email", "We need it to answer you."),
        ({"email": "sam at example"}, "email", "Enter a valid email address."),
        ({"form_key": "x"}, "form_key", "Enter a valid UUID."),
    ],
)
def test_question_with_a_mistake_comes_back_whole_with_the_reason(client, motion, clp, changes, field, reason):
    CLPFactory(name="Bath North")
    CLPFactory(name="Bath South")
    response = sent(client, **changes)
    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert reason in form.errors[field][0]
    typed = {**QUESTION, **changes}
    assert {name: form[name].value() for name in QUESTION} == {name: typed[name] for name in QUESTION}
    assert AdviceRequest.objects.count() == 0


def test_question_for_a_clp_by_its_exact_name_is_not_held_up_by_its_neighbours(client, motion):
    bath = CLPFactory(name="Bath")
    CLPFactory(name="Bath South")
    sent(client, clp="Bath")
    assert AdviceRequest.objects.get().clp == bath
    sent(client, clp="", email="other@example.org")
    assert AdviceRequest.objects.latest("pk").clp is None


def test_flood_of_questions_is_refused_kindly_and_keeps_what_was_typed(client, motion, clp):
    for _ in range(OPEN_LIMIT):
        sent(client)
    response = sent(client, question="One more?")
    assert "Please give us a little time" in response.text
    assert response.context["form"]["question"].value() == "One more?"
    assert AdviceRequest.objects.count() == OPEN_LIMIT


def test_question_sent_from_another_site_is_refused(client, motion, clp):
    data = {**QUESTION, "form_key": str(uuid4())}
    assert client.post(ASK, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert AdviceRequest.objects.count() == 0


def test_asking_before_there_is_a_campaign_is_not_found(client):
    assert client.get(ASK).status_code == sent(client).status_code == 404
    assert AdviceRequest.objects.count() == 0


def test_question_about_a_report_carries_it_without_asking_who(strict, motion, clp):
    submission = make_submission(motion, clp, email="alex@example.org")
    token = SubmissionLink.objects.mint(submission, LinkPurpose.MANAGE)
    address = f"/reports/{token}/ask/"
    assert 'name="email"' not in strict.get(address).text
    response = strict.post(address, {"step": "other", "question": "May I come?", "form_key": str(uuid4())})
    assert response.url == f"/reports/{token}/asked/"
    assert f'href="/reports/{token}/"' in strict.get(response.url).text
    row = AdviceRequest.objects.get()
    assert (row.submission, row.clp, row.asker, row.name, row.state) == (
        submission,
        clp,
        submission.activist,
        "Alex Activist",
        AdviceState.OPEN,
    )
    assert not strict.cookies


@pytest.mark.parametrize("page", ["ask", "asked"])
def test_question_about_a_report_opens_by_no_other_link(client, motion, clp, page):
    confirming = SubmissionLink.objects.mint(make_submission(motion, clp, confirmed=False), LinkPurpose.CONFIRM)
    for token in ("made-up", confirming):
        assert client.get(f"/reports/{token}/{page}/").status_code == 404
        assert client.post(f"/reports/{token}/ask/", {**QUESTION, "form_key": str(uuid4())}).status_code == 404
    assert AdviceRequest.objects.count() == 0


def test_public_pages_never_show_who_asked_or_what(client, motion, clp):
    make_question(name="Nobody Elses", email="nobody@example.org", question="A private matter", clp=clp)
    for address in ("/", "/help/", ASK, "/help/asked/", "/clps/ynys-mon/", "/progress/"):
        text = client.get(address).text
        assert not re.search("Nobody Elses|nobody@example|private matter", text)
    assert Campaign.objects.count() == 1
