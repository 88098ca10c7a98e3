"""Words that admins gave a mail: kept, going out, and given back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import connection

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, MailWording
from campaign.mail.outbox.stored_mail import read
from campaign.mail.reminders.planner import plan
from campaign.mail.wording.actions import ChangedMeanwhile, change_wording, restore_built_in
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.filling import Draft, own_draft
from motions.enums import Body
from tests.factories import UserFactory, make_submission
from tests.mail.helpers import NOON, at, deliver_at

pytestmark = pytest.mark.django_db

KIND = MailKind.RECEIPT
DRAFT = Draft(
    "Got it, {body}", "Dear friend,\n\n**Thank you**: {body}.\n\n{button}\n\nSee [us](https://example.org/)."
)


@pytest.fixture
def admin():
    return UserFactory(is_staff=True)


def receipt(motion, clp, **values):
    """Report the motion, and write what is due."""
    with at(NOON):
        submission = make_submission(motion, clp, **{"email": "alex@example.org", **values})
        plan(NOON)
    return Email.objects.get(submission=submission, kind=KIND)


def rows():
    names = ("kind", "number", "is_built_in", "subject", "body", "button", "changed_by")
    return list(MailWording.objects.order_by("pk").values_list(*names))


def test_mail_goes_out_in_the_words_that_an_admin_gave_it_with_our_foot(motion, clp, admin):
    change_wording(KIND, DRAFT, by=admin, after=0)
    email = receipt(motion, clp)
    reading = read(email)
    assert email.subject == "Got it, Little Mickering CLP"
    assert reading.text.startswith(
        "Dear friend,\n\nThank you: Little Mickering CLP.\n\nSee or change my report:\nhttp"
    )
    assert "\n\nSee us (https://example.org/)." in reading.text
    assert "<strong>Thank you</strong>: Little Mickering CLP." in reading.html
    assert 'href="https://example.org/"' in reading.html
    for part in (reading.text, reading.html):
        assert "You get this mail because you reported the motion" in part
        assert "Stop our reminders about Little Mickering CLP" in part
    assert dict(reading.headers)["List-Unsubscribe"]


def test_words_of_a_person_stay_words_in_an_admins_words_too(motion, clp, admin):
    change_wording(KIND, DRAFT, by=admin, after=0)
    name = "**Mill** {clp} [x](https://evil.example) <b>\r\nBcc: all@example.org"
    email = receipt(motion, clp, body=Body.BRANCH, branch_name=name)
    reading = read(email)
    assert email.subject == f"Got it, {' '.join(name.split())} branch"
    assert "Thank you: **Mill** {clp} [x](https://evil.example) <b>" in reading.text
    assert "**Mill** {clp} [x](https://evil.example) &lt;b&gt;" in reading.html
    assert 'href="https://evil' not in reading.html
    assert "Bcc" not in dict(reading.headers)


def test_words_are_kept_with_who_and_when_and_the_earlier_ones_stay(admin):
    assert change_wording(KIND, DRAFT, by=admin, after=0).number == 1
    assert change_wording(KIND, DRAFT, by=admin, after=1) is None
    other = Draft("Thanks", "{button}", "Press")
    change_wording(KIND, other, by=admin, after=1)
    restore_built_in(KIND, by=admin, after=2)
    assert restore_built_in(KIND, by=admin, after=3) is None
    change_wording(MailKind.CHASE, DRAFT, by=admin, after=0)
    assert rows() == [
        ("receipt", 1, False, DRAFT.subject, DRAFT.body, "", admin.pk),
        ("receipt", 2, False, "Thanks", "{button}", "Press", admin.pk),
        ("receipt", 3, True, "", "", "", admin.pk),
        ("chase", 1, False, DRAFT.subject, DRAFT.body, "", admin.pk),
    ]
    assert LogEntry.objects.count() == 4
    with pytest.raises(TypeError, match="never changed"):
        MailWording.objects.first().save()


def test_our_own_words_typed_again_are_our_own(motion, clp, admin):
    own = own_draft(built_in(KIND))
    assert change_wording(KIND, own, by=admin, after=0) is None
    assert change_wording(KIND, Draft(own.subject, own.body, ""), by=admin, after=0) is None
    change_wording(KIND, DRAFT, by=admin, after=0)
    assert change_wording(KIND, own, by=admin, after=1).is_built_in
    assert receipt(motion, clp).subject == "Your receipt: the motion sent to Little Mickering CLP"


def test_admin_who_comes_second_is_told_and_overwrites_nothing(admin):
    change_wording(KIND, DRAFT, by=admin, after=0)
    for act in (
        lambda: change_wording(KIND, Draft("Mine", "{button}"), by=admin, after=0),
        lambda: restore_built_in(KIND, by=admin, after=0),
        lambda: change_wording(MailKind.CHASE, Draft("Mine", "{button}"), by=admin, after=7),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    assert len(rows()) == LogEntry.objects.count() == 1


def test_words_with_a_fault_are_never_kept(admin):
    with pytest.raises(ValueError, match="subject"):
        change_wording(KIND, Draft("{nonsense}", "{button}"), by=admin, after=0)
    assert rows() == []


def test_mail_that_waits_goes_as_it_is_and_what_is_written_later_has_the_new_words(motion, clp, admin):
    before = receipt(motion, clp)
    change_wording(KIND, DRAFT, by=admin, after=0)
    after = receipt(motion, clp, email="sam@example.org")
    assert deliver_at(NOON) == 2
    assert {(sent.subject, sent.to[0]) for sent in mail.outbox} == {
        ("Your receipt: the motion sent to Little Mickering CLP", "alex@example.org"),
        ("Got it, Little Mickering CLP", "sam@example.org"),
    }
    assert deliver_at(NOON) == 0
    for email in (before, after):
        email.refresh_from_db()
        assert email.state == EmailState.SENT


def test_field_that_a_later_release_took_away_keeps_no_mail_from_going(motion, clp, admin, caplog):
    MailWording.objects.create(kind=KIND, number=1, subject="{gone}", body="{button}", changed_by=admin)
    assert receipt(motion, clp).subject == "Your receipt: the motion sent to Little Mickering CLP"
    assert "has a field that there is no more" in caplog.text


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_admins_who_save_at_once_make_one_change(admin):
    def change(subject):
        try:
            change_wording(KIND, Draft(subject, "{button}"), by=admin, after=0)
        except ChangedMeanwhile:
            return "too late"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(change, ("Mine", "Yours")))
    assert done == ["kept", "too late"]
    assert len(rows()) == LogEntry.objects.count() == 1
