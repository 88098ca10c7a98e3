"""“What we send”: the table in words, what a campaign sets about it, and the previews."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.accounts.mails import FIXED_MAILS
from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Email, Reminder, ReminderSetting
from campaign.mail.reminders.kinds import KINDS
from campaign.mail.reminders.overview import lines_of
from campaign.mail.reminders.previews import preview_of
from campaign.mail.reminders.settings import Choice, set_reminders
from motions.models import SubmissionLink
from tests.factories import CLPFactory, RegionFactory, UserFactory, look_after, make_submission, sign_in_with
from tests.mail.helpers import at, london, round_at
from tests.mail.letters import one_of_each

pytestmark = pytest.mark.django_db

PAGE = "/admin/mail/remindersetting/"
NOW = london(2027, 3, 10, 12)
REMINDERS = [kind for kind in KINDS if not KINDS[kind].is_answer]


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def as_shown(**changes):
    """What the form sends when nothing is changed but this."""
    return {f"{kind.value}-is_on": "on" for kind in REMINDERS} | changes


def settings_now():
    return {row.kind: (row.is_on, row.days, row.since) for row in ReminderSetting.objects.all()}


def test_table_says_in_words_when_each_kind_is_sent(motion):
    lines = {line.kind: line for line in lines_of(motion.campaign)}
    assert set(lines) == set(MailKind)
    assert {kind: (lines[kind].due, lines[kind].until) for kind in REMINDERS[:9]} == {
        MailKind.MEETING_NEAR: ("7 days and 1 day before the meeting, at 10:00", "The meeting"),
        MailKind.OUTCOME_DUE: ("1 day after the meeting, at 10:00", "A week after that"),
        MailKind.CHASE: ("4 and 8 days after the meeting, at 10:00", "A week after that"),
        MailKind.TOLD_OTHERWISE: ("As soon as somebody else tells the opposite", "A fortnight after that"),
        MailKind.SPEAKER_ASKED: (
            "At once and 3 days later",
            "A fortnight after that, or the deadline for motions",
        ),
        MailKind.APPEAL_ASKED: ("As soon as we hear that it is ruled out", "A week after that"),
        MailKind.APPEAL_DUE: ("1 day before the last day for an appeal, at 10:00", "The last day for an appeal"),
        MailKind.ENTRY_DUE: (
            "2 days after the vote, monthly until motions open, then weekly, and daily in the last 3 days, at 10:00, "
            "but at most 6 times",
            "The deadline for motions",
        ),
        MailKind.LAST_SAFE_DAY: ("7 and 2 days before the last safe day, at 10:00", "The last safe day"),
    }
    assert [line.kind for line in lines.values() if not (line.to and line.due and line.until and line.stops)] == []


def test_admin_sees_every_kind_and_answers_without_a_switch(admin_client, motion):
    page = admin_client.get(PAGE).content.decode()
    assert [kind for kind in MailKind if f"/admin/mail/remindersetting/{kind.value}/words/" not in page] == []
    assert set(re.findall(r'name="([\w-]+)-is_on"', page)) == {kind.value for kind in REMINDERS}


def test_change_is_saved_from_now_on_and_written_down(admin_client, motion):
    with at(NOW):
        sent = as_shown(**{"meeting-near-days": " 5,2 "})
        del sent["chase-is_on"]
        page = admin_client.post(PAGE, sent, follow=True).content.decode()
    assert "Changed: The meeting is near; How did it go? Asked again." in page
    assert settings_now() == {"meeting-near": (True, "5, 2", NOW), "chase": (False, "", NOW)}
    assert LogEntry.objects.count() == 2
    with at(london(2027, 3, 11, 12)):
        # Settings want a sign-in of the last half-hour.
        admin_client.force_login(User.objects.get(is_superuser=True))
        sent["meeting-near-days"] = "5,2"
        assert "Nothing was changed." in admin_client.post(PAGE, sent, follow=True).content.decode()
    assert settings_now() == {"meeting-near": (True, "5, 2", NOW), "chase": (False, "", NOW)}
    assert LogEntry.objects.count() == 2


def test_kind_that_is_switched_on_again_sends_nothing_that_is_past(motion, clp):
    person = UserFactory()
    with at(london(2027, 3, 1, 12)):
        set_reminders(motion.campaign, {MailKind.OUTCOME_DUE: Choice(is_on=False)}, by=person)
        make_submission(motion, clp, email="alex@example.org", meeting_on=date(2027, 3, 10))
        make_submission(motion, CLPFactory(), email="other@example.org", meeting_on=date(2027, 3, 12))
    round_at(london(2027, 3, 11, 9))
    with at(noon := london(2027, 3, 11, 12)):
        changed = set_reminders(motion.campaign, {MailKind.OUTCOME_DUE: Choice(is_on=True)}, by=person)
        assert changed == [MailKind.OUTCOME_DUE]
    assert round_at(noon) == []
    round_at(london(2027, 3, 13, 10))
    asked = Email.objects.filter(kind=MailKind.OUTCOME_DUE)
    assert [email.to for email in asked] == ["other@example.org"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("soon", "Write whole numbers"),
        ("-1", "Write whole numbers"),
        ("7; 1", "Write whole numbers"),
        ("31", "At most 30 days."),
        ("1, 2, 3, 4, 5, 6", "At most 5 times: more is a nuisance."),
    ],
)
def test_bad_days_are_refused_beside_the_field_and_nothing_is_saved_or_lost(admin_client, motion, typed, words):
    sent = as_shown(**{"meeting-near-days": typed, "nudge-days": "9"})
    page = admin_client.post(PAGE, sent).content.decode()
    kind = page[page.index('id="meeting-near"') :].split("</li>\n          \n            <li")[0]
    assert words in kind
    assert f'value="{typed}"' in page
    assert 'value="9"' in page
    assert settings_now() == {}


def test_answers_cannot_be_switched_off(admin_client, motion):
    admin_client.post(PAGE, as_shown(**{"receipt-is_on": "", "receipt-days": "3"}))
    assert settings_now() == {}
    with pytest.raises(ValueError, match="always sent"):
        set_reminders(motion.campaign, {MailKind.RECEIPT: Choice(is_on=False)}, by=UserFactory())
    with pytest.raises(ValueError, match="not sensible"):
        set_reminders(motion.campaign, {MailKind.NUDGE: Choice(is_on=True, days=(99,))}, by=UserFactory())


def test_organiser_reads_and_changes_nothing(client, motion):
    sign_in_with(client, "view_remindersetting")
    page = client.get(PAGE).content.decode()
    assert "How did it go?" in page
    assert 'type="submit"' not in page.split('id="content-main"')[1]
    assert client.post(PAGE, as_shown(**{"nudge-days": "9"})).status_code == 403
    assert settings_now() == {}


def test_outsider_sees_neither_table_nor_preview(client, motion):
    addresses = [PAGE, *(f"{PAGE}receipt/words/{page}" for page in ("", "html/", "history/"))]
    assert [client.get(address).status_code for address in addresses] == [302] * 4
    sign_in_with(client, "view_email")
    assert [client.get(address).status_code for address in addresses] == [403] * 4


def counts():
    models = (Email, Reminder, SubmissionLink, ReminderSetting, LogEntry)
    return [model.objects.count() for model in models]


def test_preview_of_each_kind_is_filled_with_real_data_and_makes_nothing(admin_client, admin_user, motion):
    written = one_of_each(motion)
    # Of the daily list it is tomorrow's that is shown, and after the last one tomorrow is still to come.
    written[MailKind.DIGEST] = Email.objects.filter(kind=MailKind.DIGEST).latest("pk")
    before = counts()
    for kind in MailKind:
        # Looked at on the day when it was written, so that there is something that it could be about.
        with at(written[kind].created_at):
            admin_client.force_login(admin_user)
            page = admin_client.get(f"{PAGE}{kind.value}/words/")
            html = admin_client.get(f"{PAGE}{kind.value}/words/html/")
        assert page.status_code == 200
        assert html.status_code == 200, kind
        assert "On made-up data" not in page.content.decode(), kind
        assert re.search(r"/[\w-]{40,}/", page.content.decode() + html.content.decode()) is None
        assert "You get this mail because" in html.content.decode()
    assert counts() == before
    assert admin_client.get(f"{PAGE}nonsense/words/").status_code == 404


def test_preview_is_about_the_newest_and_on_made_up_data_when_there_is_none(admin_client, motion):
    address = f"{PAGE}outcome-due/words/"
    page = admin_client.get(address).content.decode()
    assert ("On made-up data." in page, "How did it go at Little Mickering CLP?" in page) == (True, True)
    assert "Little Mickering CLP was to meet" in admin_client.get(f"{address}html/").content.decode()
    with at(NOW):
        for name in ("Older", "Newer"):
            make_submission(motion, CLPFactory(name=name), meeting_on=date(2027, 3, 17))
        page = admin_client.get(address).content.decode()
        made_up = admin_client.get(f"{address}?on=made-up").content.decode()
    assert ("How did it go at Newer CLP?" in page, "Older" in page) == (True, False)
    assert ("On made-up data." in made_up, "Newer" in made_up) == (True, False)


def test_preview_shows_an_organiser_their_own_regions_alone(client, motion):
    wales = RegionFactory(name="Wales", nation="wales")
    person = sign_in_with(client, "view_mailwording")
    with at(NOW):
        make_submission(motion, CLPFactory(name="Ynys Môn", region=wales), meeting_on=date(2027, 3, 17))
        make_submission(motion, CLPFactory(name="Elsewhere"), meeting_on=date(2027, 3, 17))
        assert preview_of(MailKind.CHASE, campaign=motion.campaign, now=NOW, viewer=person).clp.name == "Elsewhere"
        look_after(person, [wales])
        assert "Ynys Môn CLP" in client.get(f"{PAGE}chase/words/").content.decode()


def test_table_costs_the_same_however_many_settings_there_are(admin_client, motion):
    costs = []
    for kinds in (REMINDERS[:1], REMINDERS):
        set_reminders(motion.campaign, {kind: Choice(is_on=False) for kind in kinds}, by=UserFactory())
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(PAGE)
        costs.append(len(queries))
    assert costs[0] == costs[1] < 8


def test_page_names_the_mail_of_signing_in_and_why_its_words_are_fixed(client, motion):
    sign_in_with(client, "view_remindersetting")
    page = client.get(PAGE).content.decode()
    assert "cannot be changed here" in page
    assert [label for label, _, _ in FIXED_MAILS.values() if label not in page] == []
    written = {path.stem for path in (settings.BASE_DIR / "templates/emails").glob("*.txt")}
    assert written - {kind.value for kind in MailKind} == set(FIXED_MAILS)
