"""`manage.py seed_demo_desk`: give the demonstration's desk what the motions alone do not make."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.front import marks
from campaign.desk.story.actions import add_note, set_owner
from campaign.mail.demo import seed_mail
from campaign.mail.models import Email
from campaign.mail.reminders.settings import days_asked
from motions.actions.events import without_doorbell
from motions.actions.merging import merge_submissions
from motions.actions.reports import Report
from motions.actions.submissions import report_by_organiser
from motions.attention import find_attention
from motions.demo import ORGANISER
from motions.enums import Body, SubmissionState
from motions.models import Motion, Submission
from motions.queries import current_conference_motion


class Command(BaseCommand):
    """Add mail that failed or came in, and items that somebody has taken and put away; once done, do nothing."""

    help = "Give the demonstration's desk mail that failed or came in, and marked items. Does nothing otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, once, and only a demonstration."""
        motion, organiser = current_conference_motion(), User.objects.filter(email=ORGANISER).first()
        if motion is None or organiser is None or Email.objects.filter(key__startswith="demonstration:").exists():
            return
        with transaction.atomic(), without_doorbell():
            seed_mail(motion, organiser)
            mark_items(motion, organiser)
            tell_stories(motion, organiser)


def mark_items(motion: Motion, organiser: User) -> None:
    """Have the organiser take an item, put one away and call one done."""
    today = timezone.localdate()
    found = find_attention(motion, day=today, asks_after=days_asked(motion.campaign))
    stale = [item for item in found if item.kind.key == "stale"]
    for item, number in zip(stale, range(4), strict=False):
        if number == 0:
            until = today + timedelta(days=7)
            marks.snooze(item, until=until, note="The secretary is away.", motion=motion, by=organiser)
        elif number == 1:
            marks.finish(item, note="They go on next year.", motion=motion, by=organiser)
        else:
            marks.take(item, motion=motion, by=organiser)


def tell_stories(motion: Motion, organiser: User) -> None:
    """Give a CLP an owner and a note, and put together what was heard by phone with a report of the same."""
    waiting = Submission.objects.filter(
        version__motion=motion, state=SubmissionState.AWAITING_OUTCOME, body=Body.CLP
    ).select_related("version__motion", "clp")
    for number, submission in enumerate(waiting.order_by("pk")[:3]):
        clp = submission.clp
        set_owner(clp=clp, motion=motion, owner=organiser, by=organiser)
        add_note(clp=clp, motion=motion, words="The secretary answers the phone after six.", by=organiser)
        if number:
            report = Report(clp=clp, version=submission.version, body=Body.CLP, sent_on=submission.sent_on)
            heard = report_by_organiser(report, by=organiser)
            if number == 1:
                merge_submissions(submission, heard, by=organiser, reason="The chair told me of the same report.")
