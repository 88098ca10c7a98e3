"""The pages of mail in a real browser: axe, the content security policy, and the mails themselves without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaign.mail.enums import EmailState, MailKind, SuppressionReason
from campaign.mail.models import Email, MailPause, Stop
from campaign.mail.outbox.stored_mail import read
from campaign.mail.outbox.suppression import is_suppressed, suppress
from campaign.mail.reminders.planner import plan
from motions.models import Motion
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.complaints import complaints_of
from tests.browser.signing_in import make_owner, sign_in
from tests.factories import CLPFactory, ConferenceFactory, MotionFactory, make_champion, make_submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complaints(page):
    return complaints_of(page)


@pytest.fixture
def emails(db):
    """Some mail that went, some that failed, and some to come."""
    today = timezone.localdate()
    conference = ConferenceFactory(
        deadline=timezone.now() + timedelta(days=60),
        starts_on=today + timedelta(days=70),
        ends_on=today + timedelta(days=73),
    )
    motion = MotionFactory(slug="libraries", campaign__conference=conference)
    for name, days in (("Little Mickering", 3), ("Elsewhere", 9), ("Ynys Môn", 20)):
        meeting_on = today + timedelta(days=days)
        make_submission(motion, CLPFactory(name=name), sent_on=today - timedelta(days=9), meeting_on=meeting_on)
    make_champion(motion, CLPFactory(name="Far Mickering"), confirmed=False)
    plan(timezone.now())
    Email.objects.filter(kind=MailKind.CHAMPION_CONFIRM).update(
        state=EmailState.FAILED, last_error="The mail server said: 550 no such mailbox here"
    )
    return Email.objects.order_by("pk")


@pytest.fixture
def admin(page, live_server, emails, complaints):
    """The admin, as somebody meets it who has just signed in."""
    make_owner()
    sign_in(page, live_server, until="#user-tools, #nav-sidebar")
    return page


def test_pages_of_mail_pass_axe_and_the_policy(admin, live_server, emails, complaints):
    failed = emails.get(state=EmailState.FAILED)
    addresses = (
        "remindersetting/",
        "remindersetting/outcome-due/words/",
        "remindersetting/leaving/words/",
        f"email/{failed.pk}/change/",
        "email/",
        "reminder/",
        "stop/",
        "suppression/",
        "inboundmail/",
        "mailpause/",
        "mailpause/pause/",
        "mailpause/resume/",
    )
    for address in addresses:
        admin.goto(f"{live_server.url}/admin/mail/{address}", wait_until="networkidle")
    assert complaints == []
    # Axe would write into the frames, which the policy forbids and the browser says.
    for address in addresses:
        admin.goto(f"{live_server.url}/admin/mail/{address}")
        assert violations_everywhere(admin) == {}, address


def test_words_are_edited_previewed_and_brought_back_by_pages_that_pass_axe(admin, live_server, complaints):
    admin.goto(f"{live_server.url}/admin/mail/remindersetting/")
    admin.get_by_role("link", name="Words and preview of “The meeting is near”").click()
    admin.wait_for_url("**/meeting-near/words/")
    admin.get_by_label("Subject").fill("See you at {boddy}")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator(".errorlist")).to_contain_text("Did you mean {body}?")
    looked_at(admin, "wrong")
    admin.get_by_label("Subject").fill("See you at {body}")
    admin.get_by_role("button", name="Preview").click()
    frames = [admin.frame_locator("iframe.mail-frame").nth(at) for at in (0, 1)]
    for frame in frames:
        expect(frame.locator("h1")).to_contain_text("See you at")
    papers = [frame.locator(".sheet").evaluate("sheet => getComputedStyle(sheet).backgroundColor") for frame in frames]
    assert papers == ["rgb(255, 254, 251)", "rgb(29, 25, 23)"]
    assert complaints == []
    admin.get_by_role("button", name="Save").click()
    admin.wait_for_selector(".messagelist")
    looked_at(admin, "saved")
    admin.get_by_role("button", name="Back to the built-in words").click()
    admin.get_by_role("link", name="Earlier words").click()
    admin.wait_for_url("**/history/")
    admin.get_by_text("What it changed with wording 1").click()
    expect(admin.locator("ins").last).to_contain_text("at {body}")
    looked_at(admin, "history")
    admin.get_by_role("button", name="Bring it back (wording 1)").click()
    expect(admin.locator(".messagelist")).to_contain_text("Wording 1 is back.")


def looked_at(page, name):
    """See that axe finds nothing and that a narrow phone need not scroll sideways."""
    assert violations_everywhere(page) == {}, name
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    assert width_of(page) <= 320, name
    page.set_viewport_size(size)


def test_organiser_reads_who_gets_it_before_it_goes_again(admin, live_server, emails):
    failed = emails.get(state=EmailState.FAILED)
    admin.goto(f"{live_server.url}/admin/mail/email/{failed.pk}/change/")
    frame = admin.frame_locator("iframe.mail-frame")
    assert frame.locator("h1").inner_text() == failed.subject
    admin.get_by_role("button", name="Send again").click()
    expect(admin.locator(".mail-recipients")).to_contain_text(failed.to)
    assert violations_everywhere(admin) == {}
    failed.refresh_from_db()
    assert failed.state == EmailState.FAILED
    admin.get_by_role("button", name="Send again").click()
    admin.wait_for_selector(".messagelist")
    failed.refresh_from_db()
    assert failed.state == EmailState.PENDING


def test_mail_is_paused_and_goes_again_by_pages_that_pass_axe(admin, live_server, emails):
    admin.goto(f"{live_server.url}/admin/mail/mailpause/")
    admin.get_by_role("link", name="Pause all mail").click()
    admin.wait_for_url("**/pause/")
    admin.get_by_role("button", name="Pause all mail").click()
    # The browser asks for the reason first.
    assert admin.url.endswith("/pause/")
    admin.get_by_role("textbox").fill("The wrong motion went out")
    admin.get_by_role("button", name="Pause all mail").click()
    admin.wait_for_selector(".messagelist")
    for address in ("mail/mailpause/", "mail/mailpause/resume/", "mail/mailpause/pause/", "mail/email/", ""):
        admin.goto(f"{live_server.url}/admin/{address}")
        expect(admin.locator(".mail-paused")).to_contain_text("The wrong motion went out")
        assert violations_everywhere(admin) == {}, address
    admin.locator(".mail-paused").get_by_role("link", name="Let mail go again").click()
    admin.wait_for_url("**/resume/")
    admin.get_by_role("button", name="Let mail go again").click()
    admin.wait_for_selector(".messagelist")
    expect(admin.locator(".mail-paused")).to_have_count(0)
    assert not MailPause.objects.filter(resumed_at__isnull=True).exists()


def test_organiser_reads_where_we_would_write_again(admin, live_server):
    suppress("robin@example.org", reason=SuppressionReason.BOUNCED, detail="")
    admin.goto(f"{live_server.url}/admin/mail/suppression/")
    admin.locator(".action-select").check()
    admin.locator("select[name=action]").select_option("lift")
    admin.get_by_role("button", name="Go").click()
    expect(admin.locator(".mail-recipients")).to_contain_text("robin@example.org")
    assert violations_everywhere(admin) == {}
    assert is_suppressed("robin@example.org")
    admin.get_by_role("button", name="Write to them again").click()
    admin.wait_for_selector(".messagelist")
    assert not is_suppressed("robin@example.org")


def test_bad_days_are_marked_beside_their_field_and_put_right(admin, live_server):
    admin.goto(f"{live_server.url}/admin/mail/remindersetting/")
    admin.fill("[name=chase-days]", "soon")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("#chase")).to_contain_text("Write whole numbers")
    assert violations_everywhere(admin) == {}
    admin.fill("[name=chase-days]", "3, 6")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("#chase")).to_contain_text("3 and 6 days after the meeting")


def test_reader_stops_mail_by_its_link_without_script_or_cookie(browser, live_server, emails):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        path = dict(read(emails.filter(clp__name="Little Mickering")[0]).headers)["List-Unsubscribe"]
        page.goto(path.strip("<>"))
        page.get_by_role("button", name="Stop about Little Mickering CLP").click()
        expect(page.locator("h1")).to_contain_text("We send you no more reminders about Little Mickering CLP")
        page.get_by_role("button", name="Stop everything").click()
        page.get_by_role("button", name="Write to me again").click()
        assert (Stop.objects.count(), context.cookies()) == (0, [])


def test_page_to_stop_passes_axe(page, emails, complaints):
    page.goto(dict(read(emails[0]).headers)["List-Unsubscribe"].strip("<>"))
    assert violations_everywhere(page) == {}
    assert complaints == []


def test_mails_pass_axe_and_load_nothing(page, emails):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for email in emails:
        page.set_content(read(email).html)
        assert violations_everywhere(page) == {}, email.kind
    assert asked == []


def test_mail_about_a_place_of_many_letters_fits_a_phone(page, emails):
    place = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch"
    make_champion(Motion.objects.get(), CLPFactory(name=place))
    plan(timezone.now())
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(read(Email.objects.get(kind=MailKind.CHAMPION_RECEIPT)).html)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
