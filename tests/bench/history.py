"""What a campaign leaves behind: reports that were decided, with their votes, their events and the mail about them.

A lot of 10,000 is written by the ORM, and the database then copies it as often as is needed. While it does, nothing
checks what points where, and the indexes are away: with them a million would take hours.
"""

import random
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

LOT = 10_000
PEOPLE = 5_000  # in each lot
BATCH = 2_000
NUMBERS = "WITH RECURSIVE numbers(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM numbers WHERE k < {copies})"
# What has to be another value in each copy, by the kind of column.
NEW_UUID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
OWN_TEXTS = {"email", "key", "message_id"}


def add_history(motion, clps, submissions):
    """Add so many submissions to a motion, in whole lots, with everything that belongs to them."""
    if submissions < LOT // 2:
        return
    lot = write_lot(motion, clps)
    copies = round(submissions / LOT) - 1
    if copies > 0:
        first = {model: rows[0].pk for model, rows in lot.items()}
        strides = {model: len(rows) for model, rows in lot.items()}
        with unchecked():
            for model in lot:
                with without_indexes(model._meta.db_table):
                    copy(model, first[model], strides, copies)


def write_lot(motion, clps):
    """Write one lot; return its rows by their model, those first that others point at."""
    from campaign.accounts.models import User
    from campaign.mail.models import Email
    from motions.models import Event, Submission, Vote

    chance, mark, today = random.Random(2027), uuid.uuid4().hex[:8], timezone.localdate()
    people = [User(email=f"{mark}-{number}@example.org", password="!") for number in range(PEOPLE)]
    submissions = [report(motion, chance.choice(clps), chance.choice(people), chance, today) for _ in range(LOT)]
    votes = [vote(submission, chance) for submission in submissions]
    events = [event for submission in submissions for event in events_of(submission, motion)]
    mails = [mail(submission, motion, f"{mark}-{number}") for number, submission in enumerate(submissions)]
    lot = {User: people, Submission: submissions, Vote: votes, Event: events, Email: mails}
    for model, rows in lot.items():
        model.objects.bulk_create(rows, batch_size=BATCH)
        for row in submissions if model is User else ():
            # It was made before the person had a key.
            row.activist_id = row.activist.pk
    return lot


def report(motion, clp, person, chance, today):
    """Return a report whose meeting is past."""
    from motions.models import Submission

    sent_on = today - timedelta(chance.randrange(60, 360))
    at = datetime.combine(sent_on, time(18), tzinfo=UTC)
    return Submission(
        version=motion.current_version,
        clp=clp,
        body="clp",
        activist=person,
        reporter_name="A member",
        sent_on=sent_on,
        meeting_on=sent_on + timedelta(chance.randrange(10, 40)),
        state="decided",
        confirmed_at=at,
        created_at=at,
    )


def vote(submission, chance):
    """Return what its meeting did."""
    from motions.models import Vote

    outcome = chance.choice(["carried", "lost"])
    purpose = "conference" if outcome == "carried" else ""
    at = datetime.combine(submission.meeting_on, time(21), tzinfo=UTC)
    return Vote(submission=submission, outcome=outcome, purpose=purpose, held_on=submission.meeting_on, recorded_at=at)


def events_of(submission, motion):
    """Return what happened to it."""
    from motions.models import Event

    about = {"motion": motion, "clp": submission.clp, "submission": submission}
    return [
        Event(kind="submission_reported", at=submission.created_at, **about),
        Event(kind="submission_confirmed", at=submission.created_at + timedelta(minutes=5), **about),
        Event(kind="vote_recorded", at=submission.created_at + timedelta(days=40), **about),
    ]


def mail(submission, motion, mark):
    """Return a mail about it that went."""
    from campaign.mail.models import Email

    at = submission.created_at + timedelta(minutes=1)
    return Email(
        key=f"receipt:{mark}",
        kind="receipt",
        campaign=motion.campaign,
        clp=submission.clp,
        submission=submission,
        recipient=submission.activist,
        to=submission.activist.email,
        sender="motions@example.org",
        subject="Thank you. It counts.",
        message=b"x" * 400,
        message_id=f"<{mark}@example.org>",
        state="sent",
        not_before=at,
        until=at + timedelta(7),
        created_at=at,
        sent_at=at,
    )


UNCHECKED = {
    "postgresql": ("SET session_replication_role = replica", "RESET session_replication_role"),
    "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
}


@contextmanager
def unchecked():
    """Have the database not ask whether what a row points at is there: copies point at copies."""
    before, after = UNCHECKED[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(before)
        yield
        cursor.execute(after)


INDEXES = {
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes
         WHERE schemaname = current_schema() AND tablename = %s
           AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = format('%%I', indexname)::regclass)""",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s",
}


@contextmanager
def without_indexes(table):
    """Take away the indexes of a table, but those of its constraints, and make them anew at the end."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES[connection.vendor], [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in indexes:
            cursor.execute(definition)


def copy(model, first, strides, copies):
    """Copy the rows of a lot, which begin at the key `first`, so many times."""
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(copied(field, strides) for field in fields)
    query = (
        f'INSERT INTO "{model._meta.db_table}" ({names}) {NUMBERS.format(copies=copies)} SELECT {values}'
        f' FROM "{model._meta.db_table}" row CROSS JOIN numbers'
        f" WHERE row.id >= {first} AND row.id < {first + strides[model]}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def copied(field, strides):
    """Return what stands in a column of a copy."""
    column = f'row."{field.column}"'
    if field.primary_key:
        return f"{column} + k * {strides[field.model]}"
    if field.is_relation and field.related_model in strides:
        return f"{column} + k * {strides[field.related_model]}"
    if field.unique and field.get_internal_type() == "UUIDField" and not field.null:
        return NEW_UUID[connection.vendor]
    return f"k || '-' || {column}" if field.column in OWN_TEXTS else column
