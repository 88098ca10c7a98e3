"""The pieces of work that the mail benchmark measures, each in a process of its own."""

import resource
import smtplib
import sys
import time
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import django

SENDER = "motions@example.org"
LINE = "Conference notes that every child should live within reach of a library, and resolves to build them.\n"
TEXT = LINE * (8_000 // len(LINE))


def prepare():
    """Make the tables and one campaign."""
    from django.core.management import call_command

    from clps.models import CLP, Region
    from tests.bench.world import build_campaign

    call_command("migrate", verbosity=0)
    build_campaign()
    CLP.objects.create(name="Little Mickering", slug="little-mickering", region=Region.objects.first())


def installed(app):
    """Say whether another outbox is here."""
    from django.apps import apps

    print("yes" if apps.is_installed(app) else "no")


def fill(how, rows):
    """Put mail into an outbox, whatever was in it before."""
    from django.db import connection

    if how in FILLS:
        FILLS[how](int(rows))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def send(how, rows):
    """Send all there is; say when it began and ended, and by how many kB this process grew."""
    from django.db import connection

    work = SENDS[how](int(rows))
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    before, begin = peak(), time.time()
    work()
    print(begin, time.time(), peak() - before)


def peak():
    """Return how large this process has been, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def address(number):
    """Return one of many addresses."""
    return f"member{number}@example.org"


def mail(number):
    """Return a mail of 8 kB, ready to send."""
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"], message["To"] = "How did it go?", SENDER, address(number)
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content(TEXT)
    return message.as_bytes()


def fill_ours(rows):
    """Queue reminders about as many submissions, as the planner leaves them."""
    from django.db import connection
    from django.utils import timezone

    from campaign.accounts.models import User
    from campaign.mail.enums import MailKind
    from campaign.mail.models import Email
    from campaign.mail.reasons import wanted_reasons
    from clps.models import CLP
    from motions.models import MotionVersion, Submission

    with connection.cursor() as cursor:
        for table in ("mail_email", "motions_submission", "accounts_user"):
            cursor.execute(f"DELETE FROM {table}")
    about = {"version": MotionVersion.objects.get(), "clp": CLP.objects.get(), "sent_on": date(2027, 1, 1)}
    about |= {"body": "clp", "state": "awaiting-outcome", "meeting_on": date(2027, 2, 1)}
    people = User.objects.bulk_create(User(email=address(number)) for number in range(rows))
    Submission.objects.bulk_create(Submission(activist=person, **about) for person in people)
    now = timezone.now()
    reasons = [reason for reason in wanted_reasons(now).values() if reason.kind == MailKind.OUTCOME_DUE]
    assert len(reasons) == rows
    Email.objects.bulk_create(
        (
            Email(
                key=reason.key,
                kind=reason.kind,
                campaign_id=reason.campaign_id,
                clp_id=reason.clp_id,
                submission_id=reason.submission_id,
                meeting_on=reason.meeting_on,
                recipient_id=reason.recipient_id,
                to=address(number),
                sender=SENDER,
                subject="How did it go?",
                message=mail(number),
                message_id=f"<{number}@example.org>",
                not_before=now - timedelta(minutes=1),
                until=reason.until,
            )
            for number, reason in enumerate(reasons)
        ),
        batch_size=500,
    )


def send_ours(rows):
    """Send by our outbox."""
    from django.utils import timezone

    from campaign.mail.outbox import deliver

    return lambda: deliver(timezone.now(), limit=rows)


def send_bare(rows):
    """Send by a loop on one connection; the messages stand ready, as in our outbox, but in memory."""
    from django.conf import settings

    messages = [(address(number), mail(number)) for number in range(rows)]

    def work():
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as line:
            for to, message in messages:
                line.sendmail(SENDER, [to], message)

    return work


def fill_post_office(rows):
    """Queue the same words in django-post_office."""
    from post_office.models import STATUS, Email

    Email.objects.all().delete()
    about = {
        "from_email": SENDER,
        "subject": "How did it go?",
        "message": TEXT,
        "status": STATUS.queued,
        "priority": 2,
    }
    Email.objects.bulk_create((Email(to=[address(number)], **about) for number in range(rows)), batch_size=500)


def send_post_office(rows):
    """Send by django-post_office as it comes: its own number of threads, a mark for each batch."""
    from post_office.mail import get_queued, send_queued

    def work():
        while get_queued():
            send_queued()

    return work


def fill_mailer(rows):
    """Queue the same words in django-mailer."""
    from django.core.mail import EmailMessage as Message
    from mailer.models import Message as Row
    from mailer.models import MessageLog

    MessageLog.objects.all().delete()
    Row.objects.all().delete()
    for number in range(rows):
        row = Row(priority=2)
        row.email = Message("How did it go?", TEXT, SENDER, [address(number)])
        row.save()


def send_mailer(rows):
    """Send by django-mailer as it comes."""
    from mailer.engine import send_all

    return send_all


FILLS = {"ours": fill_ours, "post_office": fill_post_office, "mailer": fill_mailer}
SENDS = {"ours": send_ours, "bare": send_bare, "post_office": send_post_office, "mailer": send_mailer}
WORK = {"prepare": prepare, "installed": installed, "fill": fill, "send": send}

if __name__ == "__main__":
    django.setup()
    WORK[sys.argv[1]](*sys.argv[2:])
