"""The speaker's page: what a campaign wrote, our general words where it wrote none, and the ways that lead there."""

from datetime import date

import pytest
from django.urls import reverse

from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.tasks import mail_round
from motions.enums import MotionKind
from motions.models import SpeakerNotes
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_champion, make_submission
from tests.journeys.pages import link, page
from tests.mail.helpers import london, round_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def motion(time_machine):
    time_machine.move_to("2027-03-01T12:00:00+00:00")
    return MotionFactory(slug="libraries", campaign__speaking_points="A library costs little.\nIt lasts.")


@pytest.fixture
def address(motion):
    return reverse("motions:motion-speaking", args=["libraries"])


def test_speakers_page_has_points_a_speech_and_answers_before_anybody_wrote_them(client, motion, address):
    text = client.get(address).text
    assert "Ask for <strong>3 minutes</strong>." in text
    assert "<li>A library costs little.</li><li>It lasts.</li>" in text
    assert "I move the motion on “A library in reach of every child”." in text
    assert "Motions close at 5pm on Thursday 16 September 2027. Please vote tonight." in text
    assert "at most 245 can be added" in text


def test_speakers_page_says_what_the_campaign_wrote(client, motion, address):
    SpeakerNotes.objects.create(
        motion=motion,
        minutes=5,
        points="One.\nTwo.",
        speech="word " * 390,
        objections="**“No.”**\nYes. <script>alert(1)</script>",
    )
    text = client.get(address).text
    assert "Ask for <strong>5 minutes</strong>." in text
    assert "<li>One.</li><li>Two.</li>" in text
    assert "390 words: about 3 minutes" in text
    assert "<strong>“No.”</strong>" in text
    assert "<script>alert" not in text
    assert "A library costs little." not in text


def test_speakers_page_of_a_local_motion_says_nothing_of_conference(client, motion):
    MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, slug="benches")
    text = client.get(reverse("motions:motion-speaking", args=["benches"])).text.split("<main")[1].split("</main>")[0]
    assert "send it to conference" not in text
    assert "Motions close" not in text


def test_speakers_page_of_no_motion_is_not_found(client, motion):
    MotionFactory(slug="unwritten", campaign=motion.campaign, kind=MotionKind.LOCAL, version=False)
    for slug in ("unwritten", "none"):
        assert client.get(reverse("motions:motion-speaking", args=[slug])).status_code == 404


def test_speakers_page_is_led_to_from_the_clp_the_motion_and_the_receipt(client, motion, address):
    clp = CLPFactory()
    submission = make_submission(motion, clp, meeting_on=date(2027, 4, 1))
    token = link(submission)
    for shown in (clp.get_absolute_url(), motion.get_absolute_url(), page("manage", token)):
        assert f'href="{address}"' in client.get(shown).text
    said = client.post(page("speaker", token), {"speaker": "reporter"}, follow=True).text
    assert "You will." in said
    assert f'href="{address}">What to say for it' in said


def test_speakers_page_is_led_to_from_the_mail_before_the_meeting(motion, address, settings, mailoutbox):
    settings.SITE_URL = "https://motions.example.org"
    make_submission(motion, CLPFactory(), meeting_on=date(2027, 3, 10))
    round_at(london(2027, 3, 3, 10))
    message = bytes(Email.objects.get(kind=MailKind.MEETING_NEAR).message).decode()
    assert "The points, a speech of three minutes" in message
    assert "motions.example.org=\n" in message or "https://motions.example.org/motions/libraries/speaking/" in message


def test_admins_write_the_speakers_page_and_organisers_do_not(client, motion):
    add = "/admin/motions/speakernotes/add/"
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    given = {"motion": motion.pk, "minutes": 4, "points": "One.", "speech": "", "objections": ""}
    assert client.post(add, given).status_code == 302
    assert SpeakerNotes.objects.get().minutes == 4
    assert "What to say" in client.post(add, {**given, "minutes": 0}).text
    client.force_login(UserFactory(is_staff=True))
    assert client.post(add, given).status_code == 403


def test_haste_is_asked_for_on_home_and_in_the_champions_mail(client, motion, mailoutbox):
    assert "The sooner, the stronger." in client.get("/").text
    make_champion(motion, CLPFactory())
    mail_round()
    receipt = Email.objects.get(kind=MailKind.CHAMPION_RECEIPT)
    assert "The sooner, the stronger." in bytes(receipt.message).decode()


def test_motion_at_its_limit_says_that_nothing_can_be_added(client, motion):
    full = MotionFactory(slug="full", version__text="word " * 249 + "word", campaign=motion.campaign, kind="local")
    assert "nothing can be added" not in client.get(full.get_absolute_url()).text
    version = motion.current_version
    type(version).objects.filter(pk=version.pk).update(text="word " * 249 + "word")
    text = client.get(motion.get_absolute_url()).text
    assert "nothing can be added: one word over, and the whole motion is ruled out." in text
    assert "Each word that goes in means one out." in text
