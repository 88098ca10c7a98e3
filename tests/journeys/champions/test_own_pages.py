"""A champion's own pages by their link: report, text, introductions, and leaving."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from motions.actions.champions import introduce_champions, withdraw_champion
from motions.actions.texts import publish_version
from motions.enums import LinkPurpose
from motions.models import Standing, Submission
from tests.factories import make_champion, make_submission
from tests.journeys.champions.conftest import AFTER_THE_DEADLINE, REPORT, link, page, send_report

pytestmark = pytest.mark.django_db
PAGES = ("manage", "send", "report", "text", "introduction", "withdraw")


@pytest.mark.parametrize("name", PAGES)
def test_own_pages_open_by_no_other_link(client, motion, clp, name):
    champion, submission = make_champion(motion, clp), make_submission(motion, clp)
    tokens = [
        "guessed",
        link(champion, LinkPurpose.CHAMPION_CONFIRM),
        link(submission, LinkPurpose.MANAGE),
        link(submission, LinkPurpose.OUTCOME),
    ]
    for token in tokens:
        assert client.get(page(name, token)).status_code == 404
        assert client.post(page(name, token)).status_code in (404, 405)
    assert client.get(reverse("motions:report-manage", args=[link(champion)])).status_code == 404


def test_report_page_is_filled_in_and_counts_without_another_mail(strict, motion, clp):
    champion = make_champion(motion, clp, email="robin@example.org")
    token = link(champion)
    shown = strict.get(page("report", token)).text
    assert 'value="Robin Reader"' in shown
    assert re.search(r'name="email" value="robin@example.org"[^>]*disabled', shown)
    receipt = strict.post(
        page("report", token), {**REPORT, "form_key": str(uuid4()), "version": champion.version.pk}, follow=True
    )
    assert "Thank you. It counts." in receipt.text
    submission = Submission.objects.get()
    assert (submission.activist, submission.state, submission.sent_on) == (
        champion.activist,
        "awaiting-outcome",
        date(2027, 3, 25),
    )
    assert Standing.objects.get().stage == "with_clp"
    own_page = strict.get(page("manage", token)).text
    assert "You did it. Thank you." in own_page
    assert "Have you sent it?" not in own_page


def test_report_page_takes_no_other_address_than_the_champions(client, motion, clp):
    champion = make_champion(motion, clp, email="robin@example.org")
    send_report(client, champion, link(champion), email="thief@example.org")
    assert Submission.objects.get().activist.email == "robin@example.org"


def test_report_page_with_a_mistake_keeps_what_was_typed(client, motion, clp):
    champion = make_champion(motion, clp)
    response = send_report(client, champion, link(champion), sent_on="2027-03-26", name="Robin & Co")
    assert "That day is still to come." in response.text
    assert 'value="Robin &amp; Co"' in response.text
    assert 'value="2027-03-26"' in response.text
    assert not Submission.objects.exists()


def test_report_sent_twice_from_the_own_page_is_one_report(client, motion, clp):
    champion, key = make_champion(motion, clp), str(uuid4())
    token = link(champion)
    for _ in range(2):
        assert send_report(client, champion, token, form_key=key).status_code == 302
    assert Submission.objects.count() == 1


def test_report_page_asks_which_text_went_only_where_there_are_two(client, motion, clp):
    champion = make_champion(motion, clp)
    held, token = champion.version, link(champion)
    assert "Which text did you send?" not in client.get(page("report", token)).text
    newest = publish_version(motion=motion, title="A library", text="Shorter.", note="", by=None)
    asked = client.get(page("report", token)).text
    assert "Which text did you send?" in asked
    assert f'<option value="{held.pk}" selected>' in asked
    send_report(client, champion, token, version=newest.pk)
    assert Submission.objects.get().version == newest


def test_send_page_of_a_champion_leads_back_to_the_report_that_is_filled_in(client, motion, clp):
    token = link(make_champion(motion, clp))
    assert "How does your CLP meet?" in client.get(page("send", token)).text
    letter = client.get(page("send", token), {"meets": "general-committee", "branch": "Market"})
    assert motion.current_version.text in letter.context["letter"].body
    assert f"{page('report', token)}?body=branch&amp;branch=Market" in letter.text
    filled = client.get(page("report", token), {"body": "branch", "branch": "Market"}).text
    assert re.search(r'value="branch"[^>]*checked', filled)
    assert 'value="Market"' in filled


def test_text_page_shows_what_changed_and_takes_the_new_one(client, motion, clp):
    champion = make_champion(motion, clp)
    token = link(champion)
    assert "The text has changed" not in client.get(page("manage", token)).text
    assert "You hold the current text" in client.get(page("text", token)).text
    newest = publish_version(
        motion=motion, title="A library in reach", text="Conference notes books.", note="Shorter.", by=None
    )
    assert "You hold version 1. Version 2 came on 25 March 2027: Shorter." in " ".join(
        client.get(page("manage", token)).text.split()
    )
    changed = client.get(page("text", token)).text
    assert "<del>" in changed
    assert "books." in changed
    assert "You hold the current text" in client.post(page("text", token), follow=True).text
    champion.refresh_from_db()
    assert champion.version == newest


def test_introduction_page_asks_agrees_and_takes_back(client, motion, clp):
    champion = make_champion(motion, clp)
    token = link(champion)
    assert "may put me in touch" in client.get(page("introduction", token)).text
    assert (
        "Yes: we may put you in touch" in client.post(page("introduction", token), {"agree": "yes"}, follow=True).text
    )
    champion.refresh_from_db()
    assert champion.may_introduce
    assert "may put me in touch" in champion.consents.first().wording
    assert "Do not put me in touch" in client.get(page("introduction", token)).text
    assert "No: we tell nobody" in client.post(page("introduction", token), {"agree": "no"}, follow=True).text
    champion.refresh_from_db()
    assert not champion.may_introduce


def test_own_page_says_when_somebody_was_introduced_and_names_nobody(client, motion, clp):
    one = make_champion(motion, clp, may_introduce=True)
    other = make_champion(motion, clp, may_introduce=True, name="Hidden Person", email="hidden@example.org")
    introduce_champions(one, other, by=None)
    for champion in (one, other):
        assert "We introduced you on 25 March 2027." in client.get(page("manage", link(champion))).text
    assert not re.search("Hidden|hidden@", client.get(page("manage", link(one))).text)


def test_withdraw_page_asks_and_then_takes_them_off_the_list(client, motion, clp):
    champion = make_champion(motion, clp)
    token = link(champion)
    assert "You can’t after all?" in client.get(page("withdraw", token)).text
    assert "You are off the list" in client.post(page("withdraw", token), follow=True).text
    assert Standing.objects.get().stage == "not_started"
    assert client.post(page("withdraw", token)).status_code == 403
    for name in ("text", "introduction", "report"):
        assert client.get(page(name, token)).url == page("manage", token)
    assert client.post(page("introduction", token), {"agree": "yes"}).status_code == 403
    assert send_report(client, champion, token).status_code == 302
    assert not Submission.objects.exists()


def test_own_page_of_an_offer_made_again_asks_for_its_mail(client, motion, clp):
    champion = make_champion(motion, clp, email="robin@example.org")
    token = link(champion)
    withdraw_champion(champion, by=None)
    make_champion(motion, clp, email="robin@example.org", confirmed=False)
    assert "One more step: look in your mail" in client.get(page("manage", token)).text


def test_own_page_after_the_deadline_still_takes_a_report(client, motion, clp, time_machine):
    champion = make_champion(motion, clp)
    token = link(champion)
    time_machine.move_to(AFTER_THE_DEADLINE)
    shown = client.get(page("manage", token)).text
    assert "The deadline for this conference has passed." in shown
    assert page("report", token) in shown
    assert page("send", token) not in shown


def test_own_page_costs_the_same_for_one_introduction_and_for_many(client, motion, clp, django_assert_num_queries):
    champions = [make_champion(motion, clp, may_introduce=True) for _ in range(6)]
    introduce_champions(champions[0], champions[1], by=None)
    few = link(champions[1])
    for other in champions[2:]:
        introduce_champions(champions[0], other, by=None)
    many = link(champions[0])
    for token in (few, many):
        with django_assert_num_queries(4):
            client.get(page("manage", token))
