"""A desk late in a campaign: the demonstration's 650 CLPs with 2,000 reports. Built once, then copied back."""

import random
import sqlite3
from datetime import UTC, datetime, time, timedelta
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaign.accounts.models import User
from clps.models import CLP, Branch
from motions.enums import Outcome
from motions.models import Event, Submission, Vote
from motions.queries import current_conference_motion
from tests.factories import make_submission

SUBMISSIONS = 2_000
BATCH = 1_000


class FullDesk:
    """The data of a run, kept as SQLite copies databases: whole, and back again before each test."""

    def __init__(self) -> None:
        self.kept: sqlite3.Connection | None = None

    def bring(self) -> None:
        """Fill the database, the first time from nothing."""
        connection.ensure_connection()
        if self.kept:
            self.kept.backup(connection.connection)
            return
        build()
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.kept)


def build() -> None:
    """Make the demonstration, what each task needs whatever chance made, and a long history."""
    call_command("prepare", stdout=StringIO())
    motion, today = current_conference_motion(), timezone.localdate()
    # A CLP of Wales that met three days ago, and somebody who can tell.
    somewhere = CLP.objects.filter(region__name="Wales", submissions__isnull=True).order_by("name").first()
    met = today - timedelta(days=9)
    make_submission(motion, somewhere, sent_on=met - timedelta(days=20), meeting_on=met, email="tell@example.org")
    add_history(motion, SUBMISSIONS - Submission.objects.filter(version__motion=motion).count())


def add_history(motion, number: int) -> None:
    """Add so many reports of branches that voted against it, each by somebody else."""
    chance, today = random.Random(2027), timezone.localdate()
    clps = list(CLP.objects.filter(standings__motion=motion).exclude(standings__stage="not_started").order_by("pk"))
    Branch.objects.bulk_create((Branch(clp=clp, name="Old Town End") for clp in clps), ignore_conflicts=True)
    branches = list(Branch.objects.filter(name="Old Town End"))
    people = User.objects.bulk_create(User(email=f"past{one}@example.org", password="!") for one in range(number))
    reports = []
    for person in people:
        branch, sent_on = chance.choice(branches), today - timedelta(days=chance.randrange(40, 90))
        reports.append(
            Submission(
                version=motion.current_version, clp_id=branch.clp_id, body="branch", branch=branch, activist=person,
                reporter_name="A member", sent_on=sent_on, meeting_on=sent_on + timedelta(days=14), state="decided",
                created_at=datetime.combine(sent_on, time(18), tzinfo=UTC),
            )
        )  # fmt: skip
    Submission.objects.bulk_create(reports, batch_size=BATCH)
    Vote.objects.bulk_create(
        (Vote(submission=one, outcome=Outcome.LOST, held_on=one.meeting_on) for one in reports), batch_size=BATCH
    )
    Event.objects.bulk_create(
        (
            Event(kind=kind, motion=motion, clp_id=one.clp_id, submission=one, at=one.created_at)
            for one in reports
            for kind in ("submission_reported", "submission_confirmed", "vote_recorded")
        ),
        batch_size=BATCH,
    )
