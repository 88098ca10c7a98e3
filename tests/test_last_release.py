"""The code of the last release at work on the tables of now, beside the code of now, as while an upgrade restarts it.

`tests/test_migration_safety.py` reads the migrations and writes rows as the old models do. Here the old code itself is
taken out of the repository and run: its worker sends mail, and its web server takes reports. It runs with the packages
of now; an upgrade gives each release its own.
"""

import re
import subprocess
import tarfile
from collections import Counter
from io import BytesIO

import pytest

from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.tasks import mail_round
from motions.actions.submissions import confirm_report
from motions.enums import LinkPurpose
from motions.models import Submission, SubmissionLink
from tests.factories import CLPFactory, make_submission
from tests.faults.own_servers import report_form
from tests.faults.senders import wait_until
from tests.motions.progress.served import site
from tests.servers import ROOT, celery_worker, ringing
from tests.test_migration_safety import RELEASED

pytestmark = pytest.mark.django_db(transaction=True)

MIGRATION = re.compile(r"(?:campaign/)?(\w+)/migrations/(\d{4}_\w+)\.py")
REPORTS = 12


def git(*arguments):
    """Return what git says, as bytes; nothing where it cannot."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True)
    return done.stdout if done.returncode == 0 else b""


def last_release():
    """Return the newest commit whose migrations end where `RELEASED` says; None where history was cut or rewritten."""
    for commit in git("log", "--full-history", "--format=%H", "--", "*/migrations/*").decode().split():
        newest = {}
        for path in git("ls-tree", "-r", "--name-only", commit).decode().splitlines():
            if found := MIGRATION.fullmatch(path):
                newest[found[1]] = max(newest.get(found[1], ""), found[2])
        if RELEASED.items() <= newest.items():
            return commit
    return None


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A folder with the code of the last release."""
    commit = last_release()
    if commit is None:
        pytest.skip("needs history: no commit here has the migrations of the last release")
    folder = tmp_path_factory.mktemp("release")
    with tarfile.open(fileobj=BytesIO(git("archive", commit))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_old_worker_answers_what_new_code_wrote(old, motion, sink, valkey_url, tmp_path):
    environment = {"REDIS_URL": valkey_url, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    clp = CLPFactory(name="Little Mickering")
    with celery_worker(tmp_path, code=old, **environment) as worker, ringing(tmp_path, valkey_url):
        submission = make_submission(motion, clp, confirmed=False, email="alex@example.org")
        wait_until(lambda: len(sink.messages) == 1)
        confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
        wait_until(lambda: len(sink.messages) == 2)
        wait_until(lambda: Email.objects.filter(state=EmailState.SENT).count() == 2)
    assert [mail["Subject"] for mail in sink.mails] == [
        "Please confirm your report for Little Mickering CLP",
        "Your receipt: the motion sent to Little Mickering CLP",
    ]
    assert "Traceback" not in worker.log.read_text()


def test_old_and_new_workers_side_by_side_send_each_mail_once(old, motion, sink, valkey_url, tmp_path):
    environment = {"REDIS_URL": valkey_url, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    folders = [tmp_path / name for name in ("old", "new")]
    for folder in folders:
        folder.mkdir()
    with (
        celery_worker(folders[0], code=old, **environment) as before,
        celery_worker(folders[1], **environment) as after,
        ringing(tmp_path, valkey_url),
    ):
        for number, clp in enumerate(CLPFactory.create_batch(REPORTS)):
            submission = make_submission(motion, clp, confirmed=False, email=f"member{number}@example.org")
            confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
        wait_until(lambda: Email.objects.filter(state=EmailState.SENT, kind="receipt").count() == REPORTS)
        mail_round()
    sent = Counter(
        (address, dict(mail)["Subject"]) for (address, _), mail in zip(sink.messages, sink.mails, strict=True)
    )
    assert set(sent.values()) == {1}
    assert not Email.objects.exclude(state__in=[EmailState.SENT, EmailState.DROPPED]).exists()
    for worker in (before, after):
        assert "Traceback" not in worker.log.read_text()


def test_old_web_server_takes_reports_and_shows_pages(old, motion, sink, tmp_path):
    clp = CLPFactory(name="Little Mickering", slug="little-mickering")
    at_once = {"DJANGO_SETTINGS_MODULE": "tests.faults.served_settings"}  # a form may come back at once
    with site(tmp_path, code=old, **at_once) as before:
        for path in ("/", "/progress/", "/progress.json", clp.get_absolute_url(), f"{clp.get_absolute_url()}report/"):
            assert before.status_of(path) == 200, path
        form = report_form(motion.current_version_id, email="alex@example.org")
        assert before.post(f"{clp.get_absolute_url()}report/", form)[0] == 302
    assert Submission.objects.get().activist.email == "alex@example.org"
    mail_round()
    assert [address for address, _ in sink.messages] == ["alex@example.org"]
