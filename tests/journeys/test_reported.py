"""After reporting: where our mail went, a slip in the address, the same told twice, and a meeting that is too late."""

from uuid import uuid4

import pytest
from django.urls import reverse

from campaign.mail.tasks import mail_round
from motions.enums import LinkPurpose
from motions.forms.mistyped_addresses import likely_meant
from motions.models import Standing, Submission
from tests.factories import CLPFactory, make_submission
from tests.journeys.pages import REPORT, link, page, send_report

pytestmark = pytest.mark.django_db


def confirm(client, submission):
    return client.post(reverse("motions:report-confirm", args=[link(submission, LinkPurpose.CONFIRM)]), follow=True)


def test_reported_page_shows_the_address_only_to_whoever_typed_it(client, motion, clp):
    shown = client.get(send_report(client, clp, motion).url)
    assert "<strong>alex@example.org</strong>" in shown.text
    plain = client.get(reverse("motions:reported", args=[clp.slug])).text
    assert "alex@example.org" not in plain
    for wrong in ("nonsense", "", "eyJ0b2xkIjoiIn0:x:y"):
        assert "alex@" not in client.get(reverse("motions:reported", args=[clp.slug]), {"of": wrong}).text
    other = CLPFactory()
    moved = shown.request["PATH_INFO"].replace(clp.slug, other.slug)
    assert "alex@" not in client.get(f"{moved}?{shown.request['QUERY_STRING']}").text


def test_reported_page_forgets_the_address_after_an_hour_and_once_confirmed(client, motion, clp, time_machine):
    url = send_report(client, clp, motion).url
    time_machine.move_to("2027-03-25T21:01:00+00:00")
    assert "alex@" not in client.get(url).text
    url = send_report(client, clp, motion, email="bo@example.org").url
    confirm(client, Submission.objects.get(activist__email="bo@example.org"))
    assert "bo@" not in client.get(url).text


def test_address_is_put_right_without_telling_everything_again(client, motion, clp):
    url = send_report(client, clp, motion, email="alxe@example.org").url
    response = client.post(url, {"email": "alex@example.org"})
    assert "<strong>alex@example.org</strong>" in client.get(response.url).text
    assert "alxe@example.org" not in client.post(url, {"email": "alex@example.org"}).text
    assert Submission.objects.count() == 2
    told = list(Submission.objects.order_by("pk").values_list("activist__email", "state", "meeting_on", "body"))
    meeting, body = Submission.objects.latest("pk").meeting_on, "clp"
    assert told == [
        ("alxe@example.org", "withdrawn", meeting, body),
        ("alex@example.org", "awaiting-confirmation", meeting, body),
    ]
    right = Submission.objects.latest("pk")
    assert right.reporter_name == "Alex Activist"
    assert right.consent.wording.startswith("I agree that ")
    assert "It counts." not in client.get(response.url).text
    confirm(client, right)
    assert Standing.objects.get().stage == "with_clp"


def test_address_put_right_with_a_mistake_is_asked_for_again(client, motion, clp):
    url = send_report(client, clp, motion).url
    assert "Enter a valid email address." in client.post(url, {"email": "alex"}).text
    assert "Give the address" in client.post(url, {"email": ""}).text
    assert client.post(url, {"email": "alex@example.org"}).status_code == 302
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alex@gmial.com", "alex@gmail.com"),
        ("alex@gmail.con", "alex@gmail.com"),
        ("alex@hotmial.co.uk", "alex@hotmail.co.uk"),
        ("alex@GMAI.COM", "alex@gmail.com"),
        ("alex@gmail.co.uk", "alex@gmail.com"),
        ("alex@yaho.co.uk", "alex@yahoo.co.uk"),
        ("alex@outlok.com", "alex@outlook.com"),
        ("alex@btinternet.co", "alex@btinternet.com"),
        ("alex@hotmail.couk", "alex@hotmail.co.uk"),
        ("alex@library.con", "alex@library.com"),
        ("alex@gmail.com", ""),
        ("alex@ymail.com", ""),
        ("alex@mail.com", ""),
        ("alex@example.org", ""),
        ("alex@live.com", ""),
        ("alex@labour.org.uk", ""),
    ],
)
def test_slip_in_a_common_domain_is_seen_and_a_real_one_left_alone(typed, meant):
    assert likely_meant(typed) == meant


def test_slip_is_asked_about_once_and_taken_when_sent_again(client, motion, clp):
    asked = send_report(client, clp, motion, email="alex@gmial.com")
    assert asked.status_code == 200
    assert "Did you mean alex@gmail.com?" in asked.text
    assert 'value="alex@gmial.com"' in asked.text
    assert not Submission.objects.exists()
    kept = {field.html_name: field.value() for field in asked.context["form"] if field.value() not in (None, "")}
    assert client.post(reverse("motions:report", args=[clp.slug]), {**kept, "consent": "on"}).status_code == 302
    assert Submission.objects.get().activist.email == "alex@gmial.com"


def test_every_form_that_takes_an_address_asks_about_a_slip(client, motion, clp):
    given = {"name": "Alex", "email": "alex@gmial.com", "consent": "on", "form_key": str(uuid4())}
    for address in (
        reverse("motions:champion-offer", args=[clp.slug]),
        reverse("motions:voted", args=[clp.slug]),
        reverse("motions:ask"),
        reverse("motions:link-lost"),
        reverse("motions:affiliates"),
    ):
        assert "Did you mean alex@gmail.com?" in client.post(address, given).text, address


def test_form_sent_again_by_the_back_button_says_that_we_know(client, motion, clp):
    data = {**REPORT, "form_key": str(uuid4()), "version": motion.current_version.pk}
    address = reverse("motions:report", args=[clp.slug])
    assert "You told us already" not in client.get(client.post(address, data).url).text
    again = client.get(client.post(address, data).url).text
    assert "You told us already" in again
    assert "alex@example.org" in again
    assert Submission.objects.count() == 1


def test_same_report_confirmed_twice_counts_once_and_opens_the_first(client, motion, clp):
    for _ in range(2):
        send_report(client, clp, motion)
    first, copy = Submission.objects.order_by("pk")
    assert "Thank you. It counts." in confirm(client, first).text
    again = confirm(client, copy)
    assert "You told us already. It counts once." in again.text
    assert again.context["submission"] == first
    copy.refresh_from_db()
    assert (copy.state, copy.merged_into) == ("merged", first)
    assert Submission.objects.counted().count() == 1
    assert not Standing.objects.get().is_checked
    client.post(page("withdraw", link(first)))
    copy.refresh_from_db()
    assert copy.state == "withdrawn"
    assert Standing.objects.get().stage == "not_started"


def test_another_meeting_of_the_same_person_is_another_report(client, motion, clp):
    send_report(client, clp, motion)
    send_report(client, clp, motion, meeting_on="2027-04-20")
    for submission in Submission.objects.order_by("pk"):
        confirm(client, submission)
    assert Submission.objects.counted().count() == 2


@pytest.mark.parametrize(
    ("meeting_on", "words"),
    [
        ("2027-09-16", ""),
        ("2027-09-17", "is after motions close, at 5pm on Thursday 16 September 2027"),
        ("2027-09-30", "is after Annual Conference"),
    ],
)
def test_meeting_too_late_for_conference_is_said_at_once_with_what_can_be_done(client, motion, clp, meeting_on, words):
    # By its hour too: 4pm on the last day is in time for 5pm.
    told = client.get(send_report(client, clp, motion, meeting_on=meeting_on, meeting_time="16:00").url).text
    submission = Submission.objects.get()
    confirm(client, submission)
    receipt = client.get(page("manage", link(submission))).text
    for text in (told, receipt):
        assert (words in text) if words else ("cannot send the motion" not in text)
        assert ("Ask the secretary whether an earlier meeting can take it" in text) == bool(words)


def test_fourth_mail_within_the_hour_goes_nowhere_and_the_page_says_no_more_than_is_so(client, motion, mailoutbox):
    """Whoever is known and whoever is not read the same: that a mailbox gets three in an hour, and where to look."""
    said = set()
    for number in range(4):
        place = CLPFactory(name=f"Little {number}", slug=f"little-{number}")
        make_submission(motion, place, email="alex@example.org", confirmed=False)
        mail_round()
        text = client.get(reverse("motions:reported", args=[place.slug])).text
        assert "one mailbox gets at most three such mails an hour" in text
        assert "was sent" not in text
        said.add(text.replace(place.name, "").replace(place.slug, ""))
    assert len(said) == 1
    assert len([one for one in mailoutbox if one.to == ["alex@example.org"]]) == 3
