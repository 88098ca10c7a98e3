"""The mail that came in, as organisers read it: beside it what it seems to say, and never more than that."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from campaign.mail.models import InboundMail
from motions.models import Vote
from tests.factories import CLPFactory, make_submission, sign_in_with
from tests.mail.helpers import at, london
from tests.mail.inbound.conftest import READ_AT

pytestmark = pytest.mark.django_db

LIST = "/admin/mail/inboundmail/"
TEXT = "Passed 23 to 4 <b>!</b>\n\nOn Thu, 11 Mar 2027 at 10:00, A library <motions@example.org> wrote:\n> How was it?"
SUGGESTION = {"outcome": "carried", "votes_for": 23, "votes_against": 4, "confidence": "It says so plainly."}


@pytest.fixture(autouse=True)
def that_morning():
    with at(READ_AT):
        yield


@pytest.fixture
def reply(submission):
    return InboundMail.objects.create(
        message_id="<1@example.net>",
        sender="alex@example.org",
        sender_name="Alex Activist",
        subject="Re: How did it go?",
        text=TEXT,
        html='<p>Passed <b>23</b></p><img src="https://evil.example/">',
        attachments=[{"name": "count.jpg", "type": "image/jpeg", "size": 2048}],
        filed="reply",
        submission=submission,
        suggestion=SUGGESTION,
        received_at=READ_AT,
    )


def page_of(mail):
    return reverse("admin:mail_inboundmail_change", args=[mail.pk])


def dealt_with(mail):
    return reverse("admin:mail_inboundmail_dealt_with", args=[mail.pk])


def test_mail_is_shown_with_its_words_apart_and_nothing_of_its_markup(admin_client, reply):
    response = admin_client.get(page_of(reply))
    page = response.content.decode()
    assert "Passed 23 to 4 &lt;b&gt;!&lt;/b&gt;</pre>" in page
    assert "&gt; How was it?</pre></details>" in page
    assert "<summary>As they formatted it</summary><p>Passed <b>23</b></p></details>" in page
    assert "evil.example" not in page
    assert "count.jpg (image/jpeg, 2.0\xa0KB)" in page
    assert "Carried, 23 for, 4 against" in page
    assert "It says so plainly. Read the words yourself" in page
    assert reverse("admin:motions_submission_change", args=[reply.submission_id]) in page


def test_suggestion_opens_the_outcome_form_filled_in_and_records_nothing_by_itself(admin_client, reply):
    link = admin_client.get(page_of(reply)).context["tool_link"]
    assert urlsplit(link).path == reverse(
        "admin:desk-clp-report", args=[reply.submission.clp.slug, "outcome", reply.submission_id]
    )
    assert dict(parse_qsl(urlsplit(link).query)) == {"outcome": "carried", "votes_for": "23", "votes_against": "4"}

    form = admin_client.get(link).context["form"]
    shown = {name: form[name].value() for name in ("outcome", "held_on", "votes_for", "votes_against")}
    assert shown == {"outcome": "carried", "held_on": date(2027, 3, 10), "votes_for": "23", "votes_against": "4"}
    assert Vote.objects.count() == 0

    with at(london(2027, 3, 12, 11)):
        filled = {**shown, "held_on": "2027-03-10", "purpose": "conference"}
        assert admin_client.post(link, filled).status_code == 302
    assert Vote.objects.get().votes_for == 23
    assert list(InboundMail.objects.to_read()) == []


def test_suggestion_to_put_off_opens_the_form_with_the_new_date(admin_client, reply):
    reply.suggestion = {"outcome": "deferred", "deferred_to": "2027-04-03", "confidence": "It says so plainly."}
    reply.save()
    response = admin_client.get(page_of(reply))
    assert "Deferred, to 3 April 2027" in response.content.decode()
    form = admin_client.get(response.context["tool_link"]).context["form"]
    assert 'value="2027-04-03"' in str(form["deferred_to"])


@pytest.mark.parametrize(
    "query", ["?outcome=nonsense&votes_for=x&deferred_to=y", "?words=hello&purpose=policy&evil=1"]
)
def test_link_to_the_form_fills_in_only_what_it_may(admin_client, reply, query):
    address = reverse("admin:desk-clp-report", args=[reply.submission.clp.slug, "outcome", reply.submission_id])
    response = admin_client.get(address + query)
    assert response.status_code == 200
    assert [response.context["form"][name].value() for name in ("words", "purpose")] == [None, None]


def test_suggestion_is_not_offered_where_it_cannot_be_recorded(admin_client, client, motion, reply):
    reply.submission = make_submission(motion, CLPFactory(), confirmed=False)
    reply.save()
    assert admin_client.get(page_of(reply)).context["tool_link"] == ""

    reply.submission = make_submission(motion, CLPFactory())
    reply.save()
    sign_in_with(client, "view_inboundmail")
    assert client.get(page_of(reply)).context["tool_link"] == ""


def test_reply_is_put_away_once_by_a_button(client, reply):
    person = sign_in_with(client, "view_inboundmail", "change_inboundmail")
    assert "Dealt with" in client.get(page_of(reply)).content.decode()
    assert client.get(dealt_with(reply)).status_code == 200
    assert list(InboundMail.objects.to_read()) == [reply]

    assert client.post(dealt_with(reply)).status_code == 302
    with at(london(2027, 3, 14, 9)):
        sign_in_with(client, "view_inboundmail", "change_inboundmail")
        assert "That was done already" in client.post(dealt_with(reply), follow=True).content.decode()
    reply.refresh_from_db()
    assert (reply.dealt_with_by, reply.dealt_with_at) == (person, READ_AT)
    assert list(InboundMail.objects.to_read()) == []


def test_outsiders_see_nothing_and_readers_change_nothing(client, reply):
    for permissions, expected in (((), [403, 403, 403]), (("view_inboundmail",), [200, 200, 403])):
        sign_in_with(client, *permissions)
        assert [client.get(page).status_code for page in (LIST, page_of(reply), dealt_with(reply))] == expected
        assert client.post(dealt_with(reply)).status_code == 403
    client.logout()
    assert [client.get(page).status_code for page in (LIST, page_of(reply), dealt_with(reply))] == [302] * 3
    assert list(InboundMail.objects.to_read()) == [reply]


def test_mail_cannot_be_written_changed_or_deleted_even_by_an_admin(admin_client, reply):
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(page_of(reply), {"subject": "Another"}).status_code == 403
    assert admin_client.post(reverse("admin:mail_inboundmail_delete", args=[reply.pk])).status_code == 403


@pytest.mark.parametrize("others", [0, 30])
def test_list_costs_the_same_however_much_came_in(admin_client, motion, reply, others, django_assert_num_queries):
    for number in range(others):
        reply.pk, reply.message_id = None, f"<other-{number}@example.net>"
        reply.submission = make_submission(motion, CLPFactory())
        reply.save()
    with django_assert_num_queries(10):  # one of them for the regions to narrow it by
        page = admin_client.get(f"{LIST}?waiting=yes").content.decode()
    assert page.count("Carried, 23 for, 4 against") == others + 1


def test_nothing_is_loaded_from_elsewhere_by_a_mail(admin_client, reply):
    reply.html = '<p style="background:url(https://evil.example)">x</p><a href="https://example.org">y</a>'
    reply.save()
    page = admin_client.get(page_of(reply)).content.decode()
    assert "evil.example" not in page
    assert 'rel="noopener noreferrer nofollow"' in page
