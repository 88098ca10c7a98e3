"""Yesterday's backup, brought back: nothing is sent twice, nobody who was removed is back, every stop holds."""

import json
import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.accounts.rights_record import record_removals
from campaign.desk.privacy.closing import close_campaign
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.enums import EmailState, SuppressionReason
from campaign.mail.models import Email, MailPause, Stop, Suppression
from campaign.mail.outbox.pausing import is_paused, resume
from campaign.mail.outbox.preferences import stop, take_back
from campaign.mail.outbox.queue import LOST, resend
from campaign.mail.outbox.suppression import lift, suppress
from campaign.mail.tasks import mail_round
from campaign.operations import archive, tombstones
from campaign.operations.databases import connected_to
from campaign.operations.models import Backup
from campaign.operations.tombstones import TombstoneKind
from campaign.recovery.management.commands.restore import DONE_AGAIN
from campaign.recovery.replay import BY_ADDRESS, BY_HASH, BY_KEY
from clps.models import Secretary
from motions.models import Event, Submission
from tests.factories import CLPFactory, UserFactory, make_submission
from tests.mail.helpers import at
from tests.recovery.bringing_back import TODAY, YESTERDAY, restored

pytestmark = pytest.mark.django_db(transaction=True)


def states(**of):
    return sorted(Email.objects.filter(**of).values_list("kind", "state"))


def test_yesterdays_backup_sends_nothing_again_and_brings_nobody_back(motion, back_up, capsys):
    reports = []
    with at(YESTERDAY - timedelta(hours=1)):
        for number in range(10):
            clp = CLPFactory(slug=f"clp-{number}")
            meeting = YESTERDAY.date() + timedelta(days=8)
            reports.append(make_submission(motion, clp, email=f"alex{number}@example.org", meeting_on=meeting))
        # The receipts are still to go.
    with at(YESTERDAY):
        path, _ = back_up("--prove")
        mail_round()
        assert len(mail.outbox) == 10
    with at(TODAY - timedelta(hours=2)):
        # “The meeting is near” fell due at ten.
        mail_round()
        assert len(mail.outbox) == 20
        removed, stopped, *_ = [report.activist for report in reports]
        forget_person(removed, by=removed)
        stop(stopped)
    before = Event.objects.latest("pk").pk
    mail.outbox.clear()
    said = restored(path, capsys)

    assert (User.objects.filter(email="alex0@example.org").exists(), removed.pk) == (False, removed.pk)
    assert User.objects.get(pk=removed.pk).removed_at == TODAY
    assert list(Stop.objects.values_list("person__email", "clp", "kind")) == [("alex1@example.org", None, "")]
    # Of the removed person no mail stands in doubt, and who stopped is not asked about a meeting any more.
    assert states(state=EmailState.UNKNOWN) == [("meeting-near", "unknown")] * 8 + [("receipt", "unknown")] * 9
    assert set(Email.objects.filter(state=EmailState.UNKNOWN).values_list("last_error", flat=True)) == {LOST}
    assert "1 people removed, 1 stops made" in said
    assert "17 mails may have gone" in said
    with at(TODAY + timedelta(minutes=1)):
        mail_round()
        assert mail.outbox == []
        assert resume(by=UserFactory(is_superuser=True))
        mail_round()
        mail_round()
    assert mail.outbox == []
    make_submission(motion, CLPFactory())
    assert Event.objects.latest("pk").pk > before


def test_stops_complaints_and_those_who_took_them_back_are_as_they_were(motion, back_up, capsys):
    owner, clp = UserFactory(is_superuser=True, is_staff=True), CLPFactory(slug="ynys-mon")
    kim, sam = (UserFactory(email=f"{name}@example.org", date_joined=YESTERDAY) for name in ("kim", "sam"))
    UserFactory(email="alex@example.org", date_joined=YESTERDAY)
    with at(YESTERDAY):
        stop(kim)
        lifted = suppress("sam@example.org", reason=SuppressionReason.BOUNCED, detail="mailbox gone")
        path, _ = back_up()
    with at(YESTERDAY + timedelta(hours=5)):
        take_back(Stop.objects.get())
        lift(lifted, by=owner)
        stop(sam, clp=clp)
        stop(sam, kind="digest")
        suppress("alex@example.org", reason=SuppressionReason.COMPLAINT, detail="")
        # Somebody whom the backup does not know.
        suppress("new@example.org", reason=SuppressionReason.BOUNCED, detail="")
    wanted = {(sam.pk, clp.pk, ""), (sam.pk, None, "digest")}
    listed = tombstones.read()
    for _ in range(2):
        restored(path, capsys)
        assert set(Stop.objects.values_list("person", "clp", "kind")) == wanted
        assert list(Suppression.objects.standing().values_list("address", "reason")) == [
            ("alex@example.org", "complaint")
        ]
        # Done again, they are still of the day on which they were done.
        assert tombstones.read() == listed


def test_whoever_was_removed_and_came_back_before_the_backup_stays(motion, back_up, capsys):
    with at(YESTERDAY - timedelta(minutes=30)):
        first = UserFactory(email="alex@example.org", date_joined=YESTERDAY - timedelta(days=9))
        forget_person(first, by=first)
    with at(YESTERDAY - timedelta(minutes=10)):
        again = UserFactory(email="alex@example.org")
    with at(YESTERDAY):
        path, _ = back_up()
    restored(path, capsys)
    again.refresh_from_db()
    assert again.email == "alex@example.org"


def test_an_organiser_who_was_removed_since_is_removed_and_the_last_owner_is_not_lost(motion, back_up, capsys):
    owner = UserFactory(email="owner@example.org", is_superuser=True, is_staff=True, date_joined=YESTERDAY)
    helper = User.objects.create_organiser("helper@example.org", "a-long-password", name="Helen")
    with at(YESTERDAY):
        path, _ = back_up()
    with at(YESTERDAY + timedelta(hours=1)):
        helper.give_role(Role.NONE)
        forget_person(helper, by=owner)
        record_removals([(owner.pk, "owner@example.org")])
    User.objects.filter(pk=helper.pk).update(date_joined=YESTERDAY)
    restored(path, capsys)
    helper.refresh_from_db()
    owner.refresh_from_db()
    assert (helper.name, bool(helper.removed_at), helper.is_staff) == ("", True, False)
    assert (owner.email, owner.is_owner) == ("owner@example.org", True)


def test_a_campaign_that_was_closed_since_is_closed_with_everything_that_closing_takes(motion, back_up, capsys):
    owner = UserFactory(is_superuser=True, is_staff=True)
    with at(YESTERDAY):
        report = make_submission(motion, CLPFactory(), email="alex@example.org")
        clp = CLPFactory()
        Secretary.objects.create(clp=clp, name="Sam Secretary", email="sam@example.org", known_since=YESTERDAY.date())
        path, _ = back_up()
    with at(YESTERDAY + timedelta(hours=1)):
        close_campaign(motion.campaign, by=owner)
    listed = tombstones.read()
    assert "1 campaigns closed" in restored(path, capsys)
    motion.campaign.refresh_from_db()
    report.activist.refresh_from_db()
    assert motion.campaign.closed_at
    assert report.activist.removed_at
    assert not Secretary.objects.exists()
    assert tombstones.read() == listed


def test_each_kind_of_line_has_something_that_does_it_again():
    by_line = {*BY_KEY, *BY_ADDRESS, *BY_HASH}
    assert by_line | {TombstoneKind.RIGHTS} == set(DONE_AGAIN) == set(TombstoneKind)


def test_numbers_leap_pages_are_new_sessions_end_and_the_backup_counts_as_proven(motion, back_up, capsys, client):
    client.force_login(UserFactory())
    assert Session.objects.count() == 1
    motion.refresh_from_db()
    version = motion.progress_version
    with at(YESTERDAY):
        path, _ = back_up()
    Backup.objects.all().delete()
    make_submission(motion, CLPFactory())
    lost = Submission.objects.latest("pk").pk
    restored(path, capsys)
    motion.refresh_from_db()
    assert motion.progress_version > version + 1000
    assert Session.objects.count() == 0
    assert make_submission(motion, CLPFactory()).pk > lost + 1000
    kept = Backup.objects.get()
    assert (kept.name, kept.made_at, bool(kept.proven_at)) == (path.name, YESTERDAY, True)


def test_the_database_before_is_put_aside_whole(motion, back_up, capsys):
    with at(YESTERDAY):
        path, _ = back_up()
    UserFactory(email="lost@example.org")
    said = restored(path, capsys)
    assert not User.objects.filter(email="lost@example.org").exists()
    [aside] = [line.rpartition(": ")[2] for line in said.splitlines() if "put aside" in line]
    with connected_to(aside):
        assert User.objects.filter(email="lost@example.org").exists()
        assert MailPause.objects.standing().exists()


def test_a_process_that_is_at_work_goes_on_with_what_was_brought_back(motion, back_up, capsys):
    if connection.vendor != "sqlite":
        pytest.skip("On PostgreSQL whoever is at work is sent away, and comes back.")
    with at(YESTERDAY):
        path, _ = back_up()
    UserFactory(email="lost@example.org")
    count = "SELECT COUNT(*) FROM accounts_user WHERE email = 'lost@example.org'"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        assert other.execute(count).fetchone() == (1,)
        restored(path, capsys)
        assert other.execute(count).fetchone() == (0,)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_waited_for_its_time_still_does(motion, back_up, capsys):
    with at(YESTERDAY):
        report = make_submission(motion, CLPFactory(), meeting_on=YESTERDAY.date() + timedelta(days=9))
        mail_round()
        path, _ = back_up()
    mail.outbox.clear()
    restored(path, capsys, when=YESTERDAY + timedelta(hours=3))
    assert states(state=EmailState.UNKNOWN) == []
    with at(YESTERDAY + timedelta(days=2, hours=3)):
        mail_round()
        assert mail.outbox == []
        resume(by=UserFactory(is_superuser=True))
        mail_round()
    [sent] = mail.outbox
    assert sent.to == [report.activist.email]


def test_a_mail_in_doubt_goes_when_an_organiser_says_so(motion, back_up, capsys):
    with at(YESTERDAY):
        make_submission(
            motion, CLPFactory(), email="alex@example.org", meeting_on=YESTERDAY.date() + timedelta(days=8)
        )
        mail_round()
        path, _ = back_up()
    mail.outbox.clear()
    restored(path, capsys)
    [lost] = Email.objects.filter(state=EmailState.UNKNOWN)
    owner = UserFactory(is_superuser=True)
    with at(TODAY + timedelta(minutes=1)):
        assert resend(lost, by=owner)
        resume(by=owner)
        mail_round()
        mail_round()
    assert [sent.to for sent in mail.outbox] == [["alex@example.org"]]


def rewritten(path, to, **changes):
    """The same backup with other words in its manifest."""
    with archive.opened(path) as found:
        manifest = json.loads((found.folder / archive.MANIFEST).read_text())
        (found.folder / archive.MANIFEST).write_text(json.dumps({**manifest, **changes}))
        archive.pack(found.folder, to, recipients=[])
    return to


def test_what_does_not_fit_is_refused_in_a_sentence_and_changes_nothing(motion, back_up, capsys, settings, tmp_path):
    path, _ = back_up()
    with archive.opened(path) as found:
        migrations, counts = found.manifest.migrations, found.manifest.counts
    newer = rewritten(path, tmp_path / "newer.tar", migrations=[*migrations, "motions.9999_later"])
    other = rewritten(path, tmp_path / "other.tar", vendor="oracle")
    wrong = rewritten(path, tmp_path / "wrong.tar", counts={**counts, "accounts_user": 99})
    (tmp_path / "half.tar").write_bytes(path.read_bytes()[:-20_000])
    UserFactory(email="here@example.org")
    for file, words in (
        (newer, r"made by a newer release: this one does not know motions\.9999_later\. Install that release"),
        (other, "This backup is of oracle, and the site’s database is"),
        (wrong, "accounts_user"),
        (tmp_path / "half.tar", "damaged|missing"),
        (tmp_path / "nowhere.tar", "There is no file"),
    ):
        with pytest.raises(CommandError, match=f"Nothing was restored. .*({words})"):
            restored(file, capsys)
        assert User.objects.filter(email="here@example.org").exists()
        assert not is_paused()
    tombstones.remember(TombstoneKind.REMOVED, "here@example.org")
    settings.SECRET_KEY = "quite-another-key-0123456789"
    with pytest.raises(CommandError, match="noted with another SECRET_KEY, and cannot be done again"):
        restored(path, capsys, when=timezone.now())


def test_nothing_happens_without_a_yes(motion, back_up, monkeypatch):
    path, _ = back_up()
    UserFactory(email="here@example.org")
    asked = []

    def no(question):
        asked.append(question)
        return "no"

    monkeypatch.setattr("builtins.input", no)
    with pytest.raises(CommandError, match=r"Nothing was restored\.$"):
        call_command("restore", str(path))
    assert "Type yes to go on" in asked[0]

    def nobody(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="nobody said yes"):
        call_command("restore", str(path))
    assert User.objects.filter(email="here@example.org").exists()


def test_a_restore_that_waits_overnight_for_its_yes_keeps_what_it_unpacked(motion, back_up, settings, monkeypatch):
    path, _ = back_up()
    UserFactory(email="lost@example.org")
    long_ago = (timezone.now() - timedelta(hours=13)).timestamp()

    def yes_in_the_morning(question):
        [unpacked] = settings.VAR_DIR.glob(".*restore-*")
        os.utime(unpacked, (long_ago, long_ago))
        with at(timezone.now() + timedelta(seconds=2)):
            back_up()
        return "yes"

    monkeypatch.setattr("builtins.input", yes_in_the_morning)
    call_command("restore", str(path))
    assert not User.objects.filter(email="lost@example.org").exists()
    assert list(settings.VAR_DIR.glob(".*restore-*")) == []


def test_an_encrypted_backup_is_opened_with_its_key_and_its_settings_written_apart(
    motion, back_up, capsys, tmp_path, monkeypatch
):
    monkeypatch.setenv("SITE_URL", "https://motions.example.org")
    call_command("backup", new_key=tmp_path / "key.txt")
    key = (tmp_path / "key.txt").read_text().split()[-1]
    public = str(pyrage.x25519.Identity.from_str(key).to_public())
    path, _ = back_up("--recipient", public)
    with pytest.raises(CommandError, match="Name the file with its key: --identity FILE"):
        restored(path, capsys)
    identity = ["--identity", str(tmp_path / "key.txt")]
    UserFactory(email="lost@example.org")
    assert "Nothing else was done" in restored(path, capsys, *identity, "--settings-to", str(tmp_path / "env"))
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600
    assert "SITE_URL=https://motions.example.org" in (tmp_path / "env").read_text()
    assert User.objects.filter(email="lost@example.org").exists()
    restored(path, capsys, *identity)
    assert not User.objects.filter(email="lost@example.org").exists()


def test_the_front_page_says_what_to_do_until_mail_goes_again(motion, back_up, capsys, client):
    owner = UserFactory(is_superuser=True, is_staff=True)
    with at(YESTERDAY):
        make_submission(motion, CLPFactory())
        path, _ = back_up()
    restored(path, capsys)
    with at(TODAY + timedelta(minutes=1)):
        client.force_login(owner)
        page = client.get("/admin/").content.decode()
        assert "This site was brought back from a backup" in page
        assert "Everything is as it was on 1 March at 12:00." in page
        assert "1 mail may have gone in those hours, or not." in page
        assert "/admin/mail/email/?state__exact=unknown" in page
        assert "/admin/mail/mailpause/resume/" in page
        listed = client.get("/admin/mail/email/?state__exact=unknown").content.decode()
        assert LOST in listed
        assert resume(by=owner)
        assert "brought back from a backup" not in client.get("/admin/").content.decode()


def test_a_damaged_file_of_sqlite_is_put_aside_with_its_journal(motion, back_up, capsys):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own trouble.")
    with at(YESTERDAY):
        UserFactory(email="kept@example.org")
        path, _ = back_up()
    connection.close()
    site = Path(connection.settings_dict["NAME"])
    site.write_bytes(b"not a database, " * 500)
    said = restored(path, capsys)
    assert User.objects.filter(email="kept@example.org").exists()
    [aside] = [line.rpartition(": ")[2] for line in said.splitlines() if "put aside" in line]
    assert Path(aside).read_bytes().startswith(b"not a database")
    Path(aside).unlink()
