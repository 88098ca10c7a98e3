"""A database that something else brought back, and the list of removals and stops from another place."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from campaign.accounts.models import User
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.models import Email, MailPause
from campaign.mail.outbox.pausing import is_paused
from campaign.mail.tasks import mail_round
from campaign.operations import tombstones
from campaign.operations.tombstones import TombstoneKind
from tests.factories import CLPFactory, UserFactory, make_submission
from tests.mail.helpers import at
from tests.recovery.bringing_back import TODAY, YESTERDAY, restored

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_list_from_another_place_is_taken_in(motion, back_up, capsys, settings, tmp_path):
    with at(YESTERDAY):
        person = UserFactory(email="alex@example.org")
        path, _ = back_up()
    with at(YESTERDAY + timedelta(hours=1)):
        forget_person(person, by=person)
    elsewhere = tombstones.path().rename(tmp_path / "elsewhere.jsonl")
    said = restored(path, capsys, "--tombstones", str(elsewhere))
    assert "Lines added to the list of removals and stops: 2 of 2." in said
    assert not User.objects.filter(email="alex@example.org").exists()


def test_a_list_with_a_slip_in_its_name_is_no_empty_one(motion, back_up, capsys, tmp_path):
    path, _ = back_up()
    UserFactory(email="here@example.org")
    other = tmp_path / "other.txt"
    other.write_text("Shopping\n")
    wrong = {tmp_path / "nowhere.jsonl": "No file is", other: "No line in", tmp_path: "cannot be read"}
    for file, words in wrong.items():
        with pytest.raises(CommandError, match=f"^Nothing was restored. .*{words}"):
            restored(path, capsys, "--tombstones", str(file))
        with pytest.raises(CommandError, match=f"^Nothing was done. .*{words}"):
            call_command("after_restore", "2026-01-01T12:00", "--tombstones", str(file))
    assert User.objects.filter(email="here@example.org").exists()
    assert not is_paused()


def test_a_database_that_lacks_a_migration_is_not_put_right(motion, settings):
    settings.MIGRATION_MODULES = {}
    had = MigrationRecorder(connection)
    had.record_unapplied("clps", "0002_first_rows")
    try:
        with pytest.raises(CommandError, match=r"^Nothing was done\. .*clps\.0002_first_rows\. Run: python"):
            call_command("after_restore", "2026-01-01T12:00")
    finally:
        had.record_applied("clps", "0002_first_rows")
    assert not is_paused()


def test_a_database_that_something_else_brought_back_is_put_right(motion, capsys):
    with at(YESTERDAY):
        report = make_submission(
            motion, CLPFactory(), email="alex@example.org", meeting_on=YESTERDAY.date() + timedelta(days=8)
        )
        stopped = UserFactory(email="sam@example.org", date_joined=YESTERDAY)
    with at(TODAY - timedelta(hours=2)):
        # As the list has it, though the database knows nothing of it any more.
        tombstones.remember(TombstoneKind.STOPPED, stopped.email)
    with at(TODAY):
        for wrong in ("yesterday", "2027-02-30T12:00", "2027-03-03T12:00"):
            with pytest.raises(CommandError, match="Write the time as"):
                call_command("after_restore", wrong)
        assert not is_paused()
        call_command("after_restore", "2027-03-01T12:00")
        said = capsys.readouterr().out
        assert "The site is as it was on 1 March 2027 at 12:00." in said
        assert "1 stops made" in said
        assert [(mail.to, mail.state) for mail in Email.objects.all()] == [(report.activist.email, "unknown")] * 2
        mail_round()
    assert mail.outbox == []
    assert MailPause.objects.standing().get().restored_to == YESTERDAY
