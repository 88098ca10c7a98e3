"""The page of one mail's words: read, previewed, sent to oneself, kept, and brought back."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry

from campaign.mail.enums import MailKind
from campaign.mail.models import Email, MailWording
from campaign.mail.reminders.planner import plan
from campaign.mail.wording.actions import change_wording
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.filling import Draft
from motions.models import Campaign
from tests.factories import UserFactory, allow, make_submission
from tests.mail.helpers import NOON, at
from tests.reading import plain

pytestmark = pytest.mark.django_db

PAGE = "/admin/mail/remindersetting/nudge/words/"
GOOD = {"subject": "Gone to {clp}?", "body": "Hello\r\n\r\n{button}\r\n", "button": "", "on": "real", "after": "0"}


@pytest.fixture
def admin_page(admin_client, motion):
    """Press and look as an admin, with a campaign and nothing reported."""
    return admin_client


def shown(response) -> str:
    """The words of a page, without its marks of markup."""
    return plain(response.text)


def test_page_shows_the_words_every_field_with_an_example_and_a_preview_before_the_first_report(admin_page):
    response = admin_page.get(PAGE)
    page, own = shown(response), built_in(MailKind.NUDGE)
    assert own.subject in response.content.decode()
    for field in own.fields.values():
        assert f"{{{field.name}}} {field.means}" in page
    assert "{clp} The CLP’s name, without “CLP”. Little Mickering" in page
    assert "On made-up data." in page
    assert "Subject Has it gone to Little Mickering CLP?" in page
    assert "It has the built-in words." in page
    assert (Email.objects.count(), MailWording.objects.count()) == (0, 0)


def test_page_works_with_no_campaign_at_all(admin_client):
    Campaign.objects.all().delete()
    assert PAGE in admin_client.get("/admin/mail/remindersetting/").content.decode()
    assert "Has it gone to Little Mickering CLP?" in shown(admin_client.get(PAGE))
    assert "Has it gone to Little Mickering CLP?" in admin_client.get(f"{PAGE}html/").content.decode()


def test_unknown_field_is_named_beside_its_field_with_the_nearest_and_nothing_typed_is_lost(admin_page):
    typed = {**GOOD, "subject": "Now {clpp}", "body": "Mine\n\n{button}\n\n{greetign}", "button": "Go & see"}
    page = admin_page.post(PAGE, {**typed, "act": "save"}).content.decode()
    subject, body = page.split('id="id_subject"')[0], page.split('id="id_subject"')[1].split('id="id_body"')[0]
    assert "There is no field {clpp} in this mail. Did you mean {clp}?" in subject
    assert "There is no field {greetign} in this mail. Did you mean {greeting}?" in body
    assert "Nothing you typed is lost." in page
    assert 'value="Now {clpp}"' in page
    assert "Mine\n\n{button}\n\n{greetign}</textarea>" in page
    assert 'value="Go &amp; see"' in page
    assert MailWording.objects.count() == LogEntry.objects.count() == 0


def test_preview_is_of_what_was_typed_light_and_dark_and_keeps_nothing(admin_page):
    response = admin_page.post(PAGE, {**GOOD, "body": "Typed **now**\n\n{button}", "act": "preview", "on": "made-up"})
    page = shown(response)
    assert "Subject Gone to Little Mickering?" in page
    assert "Typed now Send it now:" in page
    frames = [html.unescape(src) for src in re.findall(r'<iframe[^>]*src="([^"]+)"', response.content.decode())]
    looks = [admin_page.get(src).content.decode() for src in frames]
    assert ["<strong>now</strong>" in look for look in looks] == [True, True]
    assert ["@media not all" in look for look in looks] == [True, False]
    assert ["color-scheme: dark" in look for look in looks] == [False, True]
    assert MailWording.objects.count() == 0
    # The page of another mail never shows it.
    other = admin_page.get(PAGE.replace("nudge", "chase") + "html/?of=draft&on=made-up").content.decode()
    assert "How did" in html.unescape(other) or "Still waiting" in html.unescape(other)


def test_test_goes_to_whoever_presses_and_keeps_nothing(admin_page, admin_user, settings, sink):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{sink.port}"
    page = shown(admin_page.post(PAGE, {**GOOD, "act": "test"}))
    assert f"Sent to {admin_user.email}. No link in it works. Nothing is saved yet." in page
    [sent] = sink.mails
    assert (sent["To"], sent["Subject"]) == (admin_user.email, "Test: Gone to Little Mickering?")
    assert [part.get_content_type() for part in sent.walk()][1:] == ["text/plain", "text/html"]
    assert (Email.objects.count(), MailWording.objects.count()) == (0, 0)


def test_test_that_cannot_leave_says_why(admin_page):
    page = shown(admin_page.post(PAGE, {**GOOD, "act": "test"}))
    assert "No mail left. EMAIL_URL is not set, so mail stays in the outbox." in page


def test_saved_words_are_those_of_now_and_saving_them_again_changes_nothing(admin_page, admin_user):
    assert "Saved. What is written from now on" in shown(admin_page.post(PAGE, {**GOOD, "act": "save"}, follow=True))
    page = admin_page.post(PAGE, {**GOOD, "after": "1", "act": "save"}, follow=True)
    assert "Nothing was changed." in shown(page)
    [row] = MailWording.objects.all()
    assert (row.kind, row.number, row.subject, row.body) == ("nudge", 1, "Gone to {clp}?", "Hello\n\n{button}")
    assert row.changed_by == admin_user
    assert "It has words of your own, from" in shown(page)
    assert "Your own words" in shown(admin_page.get("/admin/mail/remindersetting/"))


def test_admin_who_was_slower_keeps_their_words_and_may_press_again(admin_page):
    change_wording(MailKind.NUDGE, Draft("Theirs", "{button}"), by=UserFactory(), after=0)
    response = admin_page.post(PAGE, {**GOOD, "act": "save"})
    assert "Somebody else changed these words while you were writing." in shown(response)
    assert 'value="Gone to {clp}?"' in response.content.decode()
    assert re.search(r'name="after" value="1"', response.content.decode())
    admin_page.post(PAGE, {**GOOD, "after": "1", "act": "save"})
    subjects = MailWording.objects.order_by("number").values_list("subject", flat=True)
    assert list(subjects) == ["Theirs", GOOD["subject"]]


def test_built_in_words_come_back_by_one_button_and_once(admin_page):
    admin_page.post(PAGE, {**GOOD, "act": "save"})
    assert "The built-in words are back." in shown(admin_page.post(PAGE, {"act": "built-in"}, follow=True))
    assert "Nothing was changed." in shown(admin_page.post(PAGE, {"act": "built-in"}, follow=True))
    assert list(MailWording.objects.order_by("number").values_list("is_built_in", flat=True)) == [False, True]


def test_history_says_who_and_what_changed_and_brings_an_earlier_wording_back(admin_page, admin_user):
    for number, subject in enumerate(("First", "Second")):
        admin_page.post(PAGE, {**GOOD, "subject": subject, "after": str(number), "act": "save"})
    page = shown(admin_page.get(f"{PAGE}history/"))
    assert "Wording 2 (now)" in page
    assert str(admin_user) in page
    assert "[removed: First ] [added: Second ]" in " ".join(page.split())
    assert "Wording 1 is back." in shown(admin_page.post(f"{PAGE}history/", {"number": "1"}, follow=True))
    assert MailWording.objects.current("nudge").subject == "First"
    assert "Nothing was changed." in shown(admin_page.post(f"{PAGE}history/", {"number": "3"}, follow=True))
    for odd in ("9", "x", "", "9" * 40):
        page = shown(admin_page.post(f"{PAGE}history/", {"number": odd}, follow=True))
        assert "Choose one of these wordings." in page
    assert MailWording.objects.count() == 3


def test_earlier_words_that_do_not_hold_any_more_come_back_into_the_form_with_what_is_wrong(admin_page, admin_user):
    for number, (subject, body) in enumerate((("{gone}", "{button}"), ("Fine", "{button}")), start=1):
        MailWording.objects.create(
            kind="nudge", number=number, subject=subject, body=body, changed_by=admin_user, changed_at=NOON
        )
    response = admin_page.post(f"{PAGE}history/", {"number": "1"}, follow=True)
    assert "There is no field {gone} in this mail." in shown(response)
    assert 'value="{gone}"' in response.content.decode()
    assert MailWording.objects.current("nudge").subject == "Fine"


def test_mail_that_waits_is_counted_and_said_to_go_as_it_is(admin_page, motion, clp):
    with at(NOON):
        make_submission(motion, clp, confirmed=False)
        plan(NOON)
    address = PAGE.replace("nudge", "confirm")
    assert "1 of these is written already and waits: it goes as it is." in shown(admin_page.get(address))


def test_organiser_reads_and_changes_nothing_and_an_outsider_sees_nothing(client, motion):
    assert client.get(PAGE).status_code == 302
    organiser = UserFactory(is_staff=True)
    client.force_login(organiser)
    assert client.get(PAGE).status_code == 403
    allow(organiser, "view_mailwording")
    page = client.get(PAGE).content.decode()
    assert "If not, tonight is a good evening for it." in page
    assert ("An admin can change these." in page, 'name="body"' in page) == (True, False)
    assert client.post(PAGE, {**GOOD, "act": "save"}).status_code == 403
    assert client.post(f"{PAGE}history/", {"number": "1"}).status_code == 403
    assert MailWording.objects.count() == 0


def test_pages_of_no_mail_are_not_found(admin_page):
    for page in ("", "html/", "history/"):
        assert admin_page.get(f"/admin/mail/remindersetting/nonsense/words/{page}").status_code == 404
