"""The pieces of work that the mail benchmark measures, each in a process of its own."""

import resource
import smtplib
import sys
import time
from datetime import date, timedelta
from email import message_from_bytes, policy
from functools import cache

import django

SENDER = "motions@example.org"
SUBJECT = "How did it go?"


def prepare():
    """Make the tables and one campaign."""
    from django.core.management import call_command

    from clps.models import CLP, Region
    from tests.bench.world import build_campaign

    call_command("migrate", verbosity=0)
    build_campaign()
    CLP.objects.create(name="Little Mickering", slug="little-mickering", region=Region.objects.first())


def remember(submissions):
    """Put in what a campaign leaves behind: so many reports, with their votes, events and the mail that went."""
    from clps.models import CLP
    from motions.models import Motion
    from tests.bench.history import add_history

    add_history(Motion.objects.get(), list(CLP.objects.all()), int(submissions))


def installed(app):
    """Say whether another outbox is here."""
    from django.apps import apps

    print("yes" if apps.is_installed(app.removesuffix("_by_one")) else "no")


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


@cache
def written():
    """Return a mail as this site writes it, with its text and its HTML: the question how a meeting went, 8.8 kB."""
    from django.utils import timezone

    from campaign.accounts.models import User
    from campaign.mail.enums import MailKind
    from campaign.mail.models import Email
    from campaign.mail.outbox.compose import NewLink, compose
    from clps.models import CLP
    from motions.models import MotionVersion, Submission

    version, clp, person = MotionVersion.objects.get(), CLP.objects.get(), User(email=address(0))
    about = Submission(version=version, clp=clp, activist=person, body="clp", meeting_on=date(2027, 2, 1))
    email = Email(
        kind=MailKind.OUTCOME_DUE, campaign=version.motion.campaign, clp=clp, submission=about, recipient=person
    )
    email.until = timezone.now()
    stored = compose(email, person, link=NewLink("/reports/")).message
    parts = message_from_bytes(stored, policy=policy.default)
    return stored, *(parts.get_body((kind,)).get_content() for kind in ("plain", "html"))


def mail(number):
    """Return it to one of many people, ready to send."""
    return written()[0].replace(address(0).encode(), address(number).encode())


def fill_ours(rows):
    """Queue reminders about as many submissions, as the planner leaves them."""
    from django.utils import timezone

    from campaign.mail.enums import MailKind
    from campaign.mail.models import Email
    from campaign.mail.reminders.reasons import wanted_reasons

    fill_submissions(rows)
    now = timezone.now()
    reasons = [reason for reason in wanted_reasons(now).values() if reason.kind == MailKind.OUTCOME_DUE]
    assert len(reasons) == rows
    emails = (
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
            subject=SUBJECT,
            message=mail(number),
            message_id=f"<{number}@example.org>",
            not_before=now - timedelta(minutes=1),
            until=reason.until,
        )
        for number, reason in enumerate(reasons)
    )
    Email.objects.bulk_create(emails, batch_size=500)


def fill_submissions(rows):
    """Put in as many submissions, each by a person of its own, instead of those before; history stays."""
    from django.db import connection

    from campaign.accounts.models import User
    from clps.models import CLP
    from motions.models import MotionVersion, Submission

    with connection.cursor() as cursor:
        whose = "(SELECT id FROM accounts_user WHERE email LIKE 'member%@example.org')"
        cursor.execute(f"DELETE FROM mail_email WHERE recipient_id IN {whose}")
        cursor.execute(f"DELETE FROM motions_submission WHERE activist_id IN {whose}")
        cursor.execute(f"DELETE FROM accounts_user WHERE id IN {whose}")
    about = {"version": MotionVersion.objects.get(), "clp": CLP.objects.get(), "sent_on": date(2027, 1, 1)}
    about |= {"body": "clp", "state": "awaiting-outcome", "meeting_on": date(2027, 2, 1)}
    people = User.objects.bulk_create(User(email=address(number)) for number in range(rows))
    Submission.objects.bulk_create(Submission(activist=person, **about) for person in people)


def send_ours(rows):
    """Send by our outbox."""
    from django.utils import timezone

    from campaign.mail.outbox.queue import deliver

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
        "subject": SUBJECT,
        "message": written()[1],
        "html_message": written()[2],
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


def send_post_office_by_one(rows):
    """Send by django-post_office with a mark for each mail, as we and django-mailer do it: in batches of one."""
    from django.conf import settings

    settings.POST_OFFICE["BATCH_SIZE"] = 1
    return send_post_office(rows)


def fill_mailer(rows):
    """Queue the same words in django-mailer."""
    from django.core.mail import EmailMultiAlternatives
    from mailer.models import Message as Row
    from mailer.models import MessageLog

    MessageLog.objects.all().delete()
    Row.objects.all().delete()
    _, text, html = written()
    for number in range(rows):
        row = Row(priority=2)
        row.email = EmailMultiAlternatives(
            SUBJECT, text, SENDER, [address(number)], alternatives=[(html, "text/html")]
        )
        row.save()


def send_mailer(rows):
    """Send by django-mailer as it comes."""
    from mailer.engine import send_all

    return send_all


FILLS = {
    "ours": fill_ours,
    "post_office": fill_post_office,
    "post_office_by_one": fill_post_office,
    "mailer": fill_mailer,
}
SENDS = {
    "ours": send_ours,
    "bare": send_bare,
    "post_office": send_post_office,
    "post_office_by_one": send_post_office_by_one,
    "mailer": send_mailer,
}
WORK = {"prepare": prepare, "remember": remember, "installed": installed, "fill": fill, "send": send}

if __name__ == "__main__":
    django.setup()
    WORK[sys.argv[1]](*sys.argv[2:])
