"""The help page, how long an answer takes, and the ways that lead to asking."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from motions.actions.advice import answer_advice
from motions.enums import AdviceStep, LinkPurpose, Stage
from motions.models import Campaign, SavedAnswer, Standing, SubmissionLink
from motions.response_times import in_words, sum_up
from motions.texts.markdown import to_html
from tests.factories import CampaignFactory, UserFactory, make_question, make_submission
from tests.motions.advice_pages.conftest import ASK, ways_to_ask

pytestmark = pytest.mark.django_db


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


def test_help_of_a_second_campaign_keeps_the_answers(client, motion):
    Campaign.objects.update(is_current=False)
    CampaignFactory(name="Another")
    assert "<strong>Your own mailbox.</strong>" in client.get("/help/").text
