"""The help page, and asking for advice from any step, as a plain client sends it."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from motions.actions.advice import OPEN_LIMIT, answer_advice
from motions.enums import AdviceState, AdviceStep, LinkPurpose, Stage
from motions.markdown import to_html
from motions.models import AdviceRequest, Campaign, Event, SavedAnswer, Standing, SubmissionLink
from motions.response_times import in_words, sum_up
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, UserFactory, make_question, make_submission

pytestmark = pytest.mark.django_db

ASK = "/help/ask/"
QUESTION = {
    "step": "notice",
    "clp": "ynys mon",
    "question": "How many days?",
    "name": "Sam Member",
    "email": "Sam@Example.org",
}


@pytest.fixture
def motion():
    return MotionFactory()


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


def sent(client, address=ASK, **changes):
    return client.post(address, {**QUESTION, "form_key": str(uuid4()), **changes})


def ways_to_ask(response):
    """The addresses that a page's body gives for asking; the foot of every page has one without a step."""
    found = re.findall(r'href="([^"]*/ask/[^"]*)"', response.text)
    return [unescape(address) for address in found if address != ASK]


def test_help_page_begins_with_our_own_answers_to_every_step(client, motion):
    response = client.get("/help/")
    assert [step.value for step in AdviceStep] == re.findall(r'<h2 id="([a-z-]+)"', response.text)
    assert response.text.count("<h3>") == SavedAnswer.objects.count() > 15
    assert "380 spoken words" in response.text
    assert "<strong>Your own mailbox.</strong>" in response.text
    assert not SavedAnswer.objects.filter(question="").exists()
    assert not SavedAnswer.objects.filter(answer="").exists()


def test_help_page_shows_published_answers_in_order_and_no_draft(client, motion):
    SavedAnswer.objects.all().delete()
    for position, question, is_published in ((2, "Second?", True), (1, "First?", True), (3, "Draft?", False)):
        SavedAnswer.objects.create(
            step="notice", question=question, answer="Yes.", position=position, is_published=is_published
        )
    SavedAnswer.objects.create(step="finding-clp", question="Before?", answer="Yes.", is_published=True)
    text = client.get("/help/").text
    assert re.findall(r"<h3>(.*?)</h3>", text) == ["Before?", "First?", "Second?"]
    assert re.findall(r'<h2 id="([a-z-]+)"', text) == ["finding-clp", "notice"]


def test_help_page_costs_the_same_for_one_answer_and_for_many(client, motion, django_assert_num_queries):
    SavedAnswer.objects.all().delete()
    for number in (1, 40):
        for each in range(number):
            SavedAnswer.objects.create(step="notice", question=f"{each}?", answer="Yes.", is_published=True)
        with django_assert_num_queries(2):
            client.get("/help/")


def test_help_page_without_answers_or_a_campaign_still_stands(client):
    assert client.get("/help/").status_code == 200
    SavedAnswer.objects.all().delete()
    response = client.get("/help/")
    assert "Nothing is written here yet." in response.text
    assert ASK not in response.text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("1. one\n2. **two**", "<ol>\n<li>one</li>\n<li><strong>two</strong></li>\n</ol>\n"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ('<p onclick="x">y</p>', '<p>&lt;p onclick="x"&gt;y&lt;/p&gt;</p>\n'),
        (
            "![](https://example.org/a.png)",
            '<p>!<a href="https://example.org/a.png" rel="noopener noreferrer"></a></p>\n',
        ),
        ("[the motion](/motions/)", '<p><a href="/motions/" rel="noopener noreferrer">the motion</a></p>\n'),
    ],
)
def test_markdown_of_an_answer_is_shown_without_its_writers_markup(markdown, html):
    assert to_html(markdown).strip() in (html.strip(), f"<p>{html.strip()}</p>")


def test_ask_page_starts_from_the_step_and_clp_in_its_address(client, motion, clp):
    response = client.get(ASK, {"step": "notice", "clp": "ynys-mon"})
    assert 'value="Ynys Môn"' in response.text
    assert '<option value="notice" selected>' in response.text
    assert 'href="/help/#notice"' in response.text
    unknown = client.get(ASK, {"step": "anything", "clp": "nowhere"})
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


def test_thank_you_page_says_what_is_usual_once_that_is_known(client, motion):
    organiser, now = UserFactory(is_staff=True), datetime(2027, 3, 1, 12, tzinfo=UTC)
    waits = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=5), timedelta(days=4), timedelta(days=9))
    for wait in waits:
        assert "Most answers take a day or two." in client.get("/help/asked/").text
        with time_machine.travel(now - wait):
            question = make_question()
        with time_machine.travel(now):
            answer_advice(question, "Yes.", by=organiser)
    with time_machine.travel(now + timedelta(days=1)):
        assert "half of all questions were answered within 5 hours." in client.get("/help/asked/").text
    with time_machine.travel(now + timedelta(days=91)):
        assert "Most answers take a day or two." in client.get("/help/asked/").text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than an hour"),
        (59, "less than an hour"),
        (60, "an hour"),
        (95, "2 hours"),
        (35 * 60, "35 hours"),
        (36 * 60, "2 days"),
        (10 * 24 * 60, "10 days"),
    ],
)
def test_wait_is_said_as_people_say_it(minutes, words):
    assert in_words(timedelta(minutes=minutes)) == words


def test_waits_sum_up_to_the_one_in_the_middle():
    hours = [timedelta(hours=number) for number in (9, 1, 3)]
    assert (sum_up([]).median, sum_up([]).words) == (None, "")
    assert (sum_up(hours).answered, sum_up(hours).median) == (3, timedelta(hours=3))
    assert sum_up(hours[:2]).median == timedelta(hours=5)


@pytest.mark.parametrize(
    ("address", "step"),
    [
        ("/clps/ynys-mon/", "finding-secretary"),
        ("/clps/ynys-mon/send/", "which-way"),
        ("/clps/ynys-mon/send/?meets=all-member", "writing-email"),
        ("/clps/ynys-mon/report/", "notice"),
        ("/clps/ynys-mon/reported/", "other"),
    ],
)
def test_pages_of_the_journey_lead_to_advice_with_step_and_clp(client, motion, clp, address, step):
    assert ways_to_ask(client.get(address)) == [f"{ASK}?step={step}&clp=ynys-mon"]


def test_clp_page_asks_about_what_comes_next_there(client, motion, clp):
    Standing.objects.create(motion=motion, clp=clp, stage=Stage.WITH_CLP)
    assert ways_to_ask(client.get("/clps/ynys-mon/")) == [f"{ASK}?step=speaking&clp=ynys-mon"]


def test_find_page_leads_to_advice_without_a_clp(client, motion):
    assert ways_to_ask(client.get("/find/")) == [f"{ASK}?step=finding-clp"]


@pytest.mark.parametrize("name", ["manage", "change", "outcome"])
def test_pages_of_a_report_lead_to_advice_below_their_own_address(client, motion, clp, name):
    token = SubmissionLink.objects.mint(make_submission(motion, clp), LinkPurpose.MANAGE)
    (address,) = ways_to_ask(client.get(reverse(f"motions:report-{name}", args=[token])))
    assert address.startswith(f"/reports/{token}/ask/?step=")
    assert client.get(address).status_code == 200


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


def test_every_get_changes_nothing(client, motion, clp):
    token = SubmissionLink.objects.mint(make_submission(motion, clp), LinkPurpose.MANAGE)
    before = (Event.objects.count(), SavedAnswer.objects.count())
    for address in ("/help/", ASK, "/help/asked/", f"/reports/{token}/ask/", f"/reports/{token}/asked/"):
        assert client.get(address).status_code == 200
    assert (Event.objects.count(), SavedAnswer.objects.count()) == before
    assert AdviceRequest.objects.count() == 0


def test_public_pages_never_show_who_asked_or_what(client, motion, clp):
    make_question(name="Nobody Elses", email="nobody@example.org", question="A private matter", clp=clp)
    for address in ("/", "/help/", ASK, "/help/asked/", "/clps/ynys-mon/", "/progress/"):
        text = client.get(address).text
        assert not re.search("Nobody Elses|nobody@example|private matter", text)
    assert Campaign.objects.count() == 1


def test_a_second_campaign_keeps_the_answers(client, motion):
    Campaign.objects.update(is_current=False)
    CampaignFactory(name="Another")
    assert "<strong>Your own mailbox.</strong>" in client.get("/help/").text
