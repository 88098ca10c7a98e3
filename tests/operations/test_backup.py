"""`manage.py backup`: one file for its owner alone, without secrets, that is shown to restore."""

import os
import stat
import tarfile
from datetime import timedelta

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from campaign.operations import archive
from campaign.operations.backups import NotProven, check_restores, make_backup
from campaign.operations.models import Backup
from campaign.operations.tombstones import TombstoneKind, remember
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def identity():
    return pyrage.x25519.Identity.generate()


def test_backup_is_proven_and_says_so(back_up):
    make_submission(MotionFactory(), CLPFactory())
    path, said = back_up("--prove")
    backup = Backup.objects.get()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (backup.name, backup.size, backup.is_encrypted) == (path.name, path.stat().st_size, False)
    assert backup.proven_at
    assert backup.trouble == ""
    assert Backup.objects.last_proven_at() == backup.made_at
    assert f"{backup.rows:,} rows" in said
    assert "Proven: it restored into a scratch database" in said
    with tarfile.open(path) as tar:
        assert tar.getnames() == ["manifest.json", "database", "settings.env"]
    assert list(path.parent.iterdir()) == [path]


def test_backup_leaves_no_scratch_database_behind(back_up):
    back_up("--prove")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%scratch%'")
            assert cursor.fetchall() == []


def old_folder(path):
    """A folder from yesterday, with something in it."""
    path.mkdir(parents=True)
    (path / "database").write_bytes(b"everybody")
    return aged(path)


def aged(path):
    long_ago = (timezone.now() - timedelta(hours=13)).timestamp()
    os.utime(path, (long_ago, long_ago))
    return path


def test_rest_of_a_backup_that_was_killed_goes_with_a_later_one(back_up, settings):
    names = (".carried-backup-a1b2c3d4", ".carried-restore-e5_g6h7i")
    left = [old_folder(settings.BACKUP_DIR / name) for name in names]
    left.append(old_folder(settings.VAR_DIR / ".carried-restore-j8k9l0m1"))
    part = settings.BACKUP_DIR / ".carried-2027-03-01T030000Z.tar.age.part"
    part.write_bytes(b"everybody")
    left.append(aged(part))
    at_work = settings.BACKUP_DIR / ".carried-backup-n2o3p4q5"
    at_work.mkdir()
    made, _ = back_up()
    assert [path for path in left if path.exists()] == []
    assert sorted(settings.BACKUP_DIR.iterdir()) == sorted([at_work, made])


@pytest.mark.parametrize(
    "name",
    [
        ".backup-2024",
        ".backup-a1b2c3d4",
        ".restore-points",
        ".carried-backup-2024",
        ".carried-backup-a1b2c3d4-mine",
        ".carried-backup-A1B2C3D4",
        ".carried-2027.tar.part",
        "carried-backup-a1b2c3d4",
    ],
)
def test_folder_of_somebody_elses_is_left_alone_however_old(back_up, settings, name):
    theirs = [old_folder(place / name) for place in (settings.BACKUP_DIR, settings.VAR_DIR)]
    back_up()
    assert [(path / "database").read_bytes() for path in theirs] == [b"everybody"] * 2


def test_link_with_a_name_of_ours_takes_nothing_with_it(back_up, settings, tmp_path):
    theirs = old_folder(tmp_path / "theirs")
    settings.BACKUP_DIR.mkdir(exist_ok=True)
    link = settings.BACKUP_DIR / ".carried-backup-a1b2c3d4"
    link.symlink_to(theirs)
    long_ago = (timezone.now() - timedelta(hours=13)).timestamp()
    os.utime(link, (long_ago, long_ago), follow_symlinks=False)
    back_up()
    assert (link / "database").read_bytes() == b"everybody"


def test_scratch_databases_of_a_backup_that_was_killed_are_dropped(back_up):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's are files.")
    site, now = connection.settings_dict["NAME"], timezone.now()
    old = f"{site[:36]}_scratch_{now - timedelta(hours=13):%Y%m%d%H%M}_ab12"
    at_work = f"{site[:36]}_scratch_{now:%Y%m%d%H%M}_ab12"
    for name in (old, at_work):
        told(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        back_up("--prove")
        assert told("SELECT datname FROM pg_database WHERE datname LIKE '%scratch%'") == [(at_work,)]
    finally:
        told(f'DROP DATABASE "{at_work}"')


def told(statement):
    """What the server answers to a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_backup_that_is_encrypted_opens_with_its_key_alone(back_up, identity, settings):
    settings.BACKUP_RECIPIENTS = [str(identity.to_public())]
    path, said = back_up("--prove")
    assert path.name.endswith(".tar.age")
    assert "encrypted" in said
    assert Backup.objects.get().proven_at
    with archive.opened(path, identities=[str(identity)]) as found:
        assert found.manifest.vendor == connection.vendor
    for keys, reason in (
        ([], "encrypted. Name the file"),
        ([str(pyrage.x25519.Identity.generate())], "does not open this backup"),
        (["not a key"], "no age key"),
    ):
        with pytest.raises(archive.Unreadable, match=reason), archive.opened(path, identities=keys):
            pass


def test_backup_keeps_settings_without_secrets_unless_asked(back_up, identity, monkeypatch):
    secret = "postgres://carried:hunter2@db.example.org/carried"
    for name, value in {"SITE_URL": "https://motions.example.org", "REDIS_URL": secret, "ANYMAIL_KEY": secret}.items():
        monkeypatch.setenv(name, value)
    path, _ = back_up()
    with archive.opened(path) as found:
        plain = (found.folder / archive.SETTINGS).read_text()
    assert "SITE_URL=https://motions.example.org\n" in plain
    assert "# REDIS_URL was set; it is a secret, and not in this backup.\n" in plain
    assert "hunter2" not in plain
    assert "SECRET_KEY=" not in plain
    with pytest.raises(CommandError, match="Secrets only go into an encrypted backup"):
        call_command("backup", "--with-secrets")
    path, _ = back_up("--with-secrets", "--recipient", str(identity.to_public()))
    with archive.opened(path, identities=[str(identity)]) as found:
        assert f"REDIS_URL={secret}\n" in (found.folder / archive.SETTINGS).read_text()


def test_backup_takes_the_list_of_what_people_took_back_along(back_up):
    remember(TombstoneKind.REMOVED, "alex@example.org")
    path, _ = back_up()
    with archive.opened(path) as found:
        assert "removed" in (found.folder / archive.TOMBSTONES).read_text()


def test_proof_finds_a_row_that_is_missing_and_a_file_that_is_damaged(settings, monkeypatch):
    UserFactory.create_batch(2)
    backup = make_backup(folder=settings.BACKUP_DIR, recipients=[])
    path = settings.BACKUP_DIR / backup.name
    with archive.opened(path) as found:
        found.manifest.counts["accounts_user"] += 1
        with pytest.raises(NotProven, match=r"accounts_user \(3, now 2\)"):
            check_restores(found)
    whole = path.read_bytes()
    for broken in (whole[: len(whole) // 2], b"", whole.replace(b"accounts_user", b"accounts_usor")):
        path.write_bytes(broken)
        with pytest.raises(archive.Unreadable), archive.opened(path):
            pass


def test_proof_that_fails_is_recorded_and_told(settings, monkeypatch):
    from campaign.operations import backups

    # As if the dump had lost everything.
    monkeypatch.setattr(backups, "count_rows", dict)
    with pytest.raises(CommandError, match="A backup was made, but it does not restore"):
        call_command("backup", "--prove")
    backup = Backup.objects.get()
    assert backup.proven_at is None
    assert "other numbers of rows" in backup.trouble
    assert Backup.objects.last_proven_at() is None


def test_only_the_newest_are_kept_and_always_the_last_that_was_proven(settings, back_up):
    settings.BACKUPS_KEPT = 2
    now = timezone.now()
    settings.BACKUP_DIR.mkdir()
    for day in range(1, 5):
        name = f"carried-{now - timedelta(days=day):%Y-%m-%dT%H%M%SZ}.tar"
        (settings.BACKUP_DIR / name).touch()
        made_at = now - timedelta(days=day)
        proven_at = made_at if day == 4 else None
        Backup.objects.create(name=name, made_at=made_at, size=1, rows=1, is_encrypted=False, proven_at=proven_at)
    (settings.BACKUP_DIR / "notes.txt").touch()
    proven = name
    path, said = back_up()
    assert sorted(file.name for file in settings.BACKUP_DIR.iterdir()) == sorted(
        [path.name, proven, f"carried-{now - timedelta(days=1):%Y-%m-%dT%H%M%SZ}.tar", "notes.txt"]
    )
    assert "Taken away, as older than the newest 2: 2." in said


def test_backup_says_in_one_sentence_what_it_cannot_do(settings, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    wrong = [
        ({"to": tmp_path / "file"}, "File exists"),
        ({"recipient": ["age1nonsense"]}, "no age key"),
    ]
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", str(tmp_path))
        wrong = [({}, "apt install postgresql-client")]
    for options, reason in wrong:
        with pytest.raises(CommandError, match=f"No backup was made. .*{reason}"):
            call_command("backup", **options)
    assert not Backup.objects.exists()


def test_key_that_is_made_is_for_its_owner_alone_and_replaces_none(tmp_path, capsys):
    key = tmp_path / "key.txt"
    call_command("backup", new_key=key)
    assert "BACKUP_RECIPIENTS=age1" in capsys.readouterr().out
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="File exists"):
        call_command("backup", new_key=key)
