"""A real Celery worker hears the doorbell, on the broker of files and on a real Valkey; and may miss it."""

import os
import subprocess
import sys

import pytest

from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.tasks import mail_round
from motions.actions.submissions import confirm_report
from motions.enums import LinkPurpose
from motions.models import SubmissionLink
from tests.factories import make_submission
from tests.faults.senders import wait_until
from tests.mail.sink import free_port
from tests.servers import ROOT, current_database_url, ringing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["files", "valkey"])
def broker(request):
    """The value of REDIS_URL: empty for the broker of files."""
    return request.getfixturevalue("valkey_url") if request.param == "valkey" else ""


def test_report_is_answered_by_a_worker_within_seconds(motion, clp, sink, broker, celery_worker, tmp_path):
    environment = {"REDIS_URL": broker, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    with celery_worker(**environment), ringing(tmp_path, broker):
        submission = make_submission(motion, clp, confirmed=False, email="alex@example.org")
        wait_until(lambda: sink.messages)
        wait_until(lambda: Email.objects.filter(state=EmailState.SENT).exists())
        confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
        wait_until(lambda: len(sink.messages) == 2)
    assert [mail["Subject"] for mail in sink.mails] == [
        "Please confirm your report for Little Mickering CLP",
        "Your receipt: the motion sent to Little Mickering CLP",
    ]


REPORT = """
import django; django.setup()
import time
from clps.models import CLP
from motions.models import Motion
from tests.factories import make_submission
started = time.monotonic()
make_submission(Motion.objects.get(), CLP.objects.get(), confirmed=False, email="alex@example.org")
print(time.monotonic() - started)
"""


def test_report_stands_without_a_broker_and_the_next_round_finds_it(motion, clp, mailoutbox):
    broker = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0", "DATABASE_URL": current_database_url()}
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "campaign.settings", **broker}
    reporting = subprocess.run([sys.executable, "-c", REPORT], env=env, cwd=ROOT, capture_output=True, check=True)
    assert float(reporting.stdout) < 2

    mail_round()
    assert [sent.to for sent in mailoutbox] == [["alex@example.org"]]
