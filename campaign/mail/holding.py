"""A sender's hold on its mails: put aside by the batch, begun one at a time, and marked with what became of each.

Only what is begun is at risk: a sender that is killed leaves that one mail in doubt, and the rest of its batch goes
back to the queue when the lease runs out.
"""

import logging
import random
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

import psycopg
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from campaign.mail.enums import IN_HAND_STATES, EmailState, MailKind, SuppressionReason
from campaign.mail.kinds import still_applies
from campaign.mail.models import Email
from campaign.mail.post import SENT, Verdict
from campaign.mail.suppression import plain, suppress

Cursor = CursorWrapper | psycopg.Cursor
logger = logging.getLogger(__name__)

# So many mails one sender puts aside, and for so long: a second or less of work, and of waiting where it is killed.
BATCH = 50
LEASE = timedelta(minutes=1)
# How long to wait after a temporary failure: doubled each time, up to the longest, and spread by chance.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
PREPARE_AFTER = 5  # runs on one connection, as psycopg has it
# What sending a mail has no use for.
UNREAD = (
    "key",
    "message_id",
    "last_error",
    "claim",
    "claimed_at",
    "leased_until",
    "not_before",
    "created_at",
    "sent_at",
)
# Stands for a mail where a query is written once for all of them. No row has it.
ANY_MAIL = -(2**62)

chance = random.SystemRandom()

# One statement for each mail: the one before has gone, and the next is in hand, if nothing speaks against it at this
# very moment. It is written out, because for so small a statement the ORM costs more than the database, and because
# two statements would cost a mail twice as much as one.
MARK = """
UPDATE mail_email
   SET state = CASE WHEN id = CAST(%(gone)s AS bigint) THEN 'sent' ELSE 'sending' END,
       sent_at = CASE WHEN id = CAST(%(gone)s AS bigint) THEN %(now)s ELSE sent_at END,
       claimed_at = CASE WHEN id = CAST(%(gone)s AS bigint) THEN claimed_at ELSE %(now)s END,
       attempts = attempts + CASE WHEN id = CAST(%(gone)s AS bigint) THEN 0 ELSE 1 END,
       last_error = ''
 WHERE claim = %(claim)s
   AND (id = CAST(%(gone)s AS bigint) AND state IN ('sending', 'unknown')
        OR id = CAST(%(next)s AS bigint) AND state = 'pending' AND until > %(now)s AND leased_until > %(now)s
           AND NOT EXISTS (SELECT 1 FROM mail_mailpause WHERE resumed_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM mail_suppression WHERE address = %(address)s AND lifted_at IS NULL)
           AND EXISTS ({reason}))
RETURNING id
"""


class Hold:
    """What one sender has put aside, begun and sent. At the end it says what went and gives back the rest."""

    def __init__(self) -> None:  # noqa: D107 - the class says it
        self._claim = uuid.uuid4()
        self._leased: list[int] = []
        self._gone: Email | None = None
        self._marks: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._cursor = _cursor()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._cursor.close()
        self._write_gone()
        unbegun = Email.objects.filter(pk__in=self._leased, claim=self._claim, state=EmailState.PENDING)
        unbegun.update(claim=None, leased_until=None)

    def leased(self, now: datetime, limit: int) -> Iterator[Email]:
        """Yield what is due, put aside for this sender; to begin each is the caller's part."""
        taken = 0
        while batch := self._lease(now, min(BATCH, limit - taken)):
            until = timezone.now() + LEASE
            for email in batch:
                if timezone.now() >= until:
                    break  # Others may have them by now. What they left comes again.
                taken += 1
                yield email
            self._write_gone()

    def _lease(self, now: datetime, size: int) -> list[Email]:
        # The lease runs by the real time, not by the round's: a round can take minutes.
        real = timezone.now()
        due = Email.objects.due(now).unleased(real)
        self._leased = []
        if size <= 0 or not due.exists():
            return []
        with transaction.atomic():
            batch = list(due.defer(*UNREAD).select_for_update(skip_locked=True)[:size])
            self._leased = [email.pk for email in batch]
            Email.objects.filter(pk__in=self._leased).update(claim=self._claim, leased_until=real + LEASE)
        return batch

    def begin(self, email: Email) -> bool:
        """Take a mail in hand, if it may still go at this moment; from here on it is at risk.

        False where it is too late, paused, suppressed, without its reason, or no longer this sender's.
        """
        if email.kind not in self._marks:
            self._marks[email.kind] = _mark_for(MailKind(email.kind))
        statement, values = self._marks[email.kind]
        gone, self._gone = self._gone, None
        about = {
            "gone": gone.pk if gone else 0,
            "next": email.pk,
            "claim": _as_column("claim", self._claim),
            "now": _as_column("sent_at", timezone.now()),
            "address": plain(email.to),
        }
        with connection.wrap_database_errors:
            self._cursor.execute(statement, {**values, **about})
            marked = {pk for (pk,) in self._cursor.fetchall()}
        if gone and gone.pk not in marked:
            _warn_of_loss(gone, EmailState.SENT)
        return email.pk in marked

    def settle(self, email: Email, verdict: Verdict) -> None:
        """Write down what became of a mail that was begun, if it is still this sender's to say.

        That one went is written with the beginning of the next. A slow sender may find its mail unknown by now; it
        holds the claim and knows better.
        """
        if verdict == SENT:
            self._gone = email
        elif self._write(email, verdict, states=IN_HAND_STATES) and verdict.address_refused:
            suppress(email.to, reason=SuppressionReason.REFUSED, detail=verdict.error, email=email)

    def drop(self, email: Email, why: str) -> None:
        """Write down why a mail that was not begun never goes, if it is still this sender's."""
        self._write(email, Verdict(EmailState.DROPPED, why), states=frozenset({EmailState.PENDING}))

    def _write_gone(self) -> None:
        if self._gone:
            gone, self._gone = self._gone, None
            self._write(gone, SENT, states=IN_HAND_STATES)

    def _write(self, email: Email, verdict: Verdict, *, states: frozenset[EmailState]) -> bool:
        now = timezone.now()
        values: dict[str, object] = {"state": verdict.state, "last_error": verdict.error}
        if verdict.state == EmailState.SENT:
            values["sent_at"] = now
        elif verdict.state == EmailState.PENDING:
            values |= {"not_before": now + pause_after(email.attempts + 1), "claim": None, "leased_until": None}
        held = Email.objects.filter(pk=email.pk, claim=self._claim, state__in=states)
        written = held.update(**values) == 1
        if not written:
            _warn_of_loss(email, verdict.state)
        elif verdict.state != EmailState.SENT:
            logger.warning("Mail %d (%s) is %s.", email.pk, email.kind, verdict.state)
        return written


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: somewhere between half the pause and the whole."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 10))
    return timedelta(seconds=whole.total_seconds() * chance.uniform(0.5, 1))


def _warn_of_loss(email: Email, state: EmailState) -> None:
    logger.warning("Mail %d (%s) was %s, but is no longer this sender's.", email.pk, email.kind, state)


def _mark_for(kind: MailKind) -> tuple[str, Mapping[str, Any]]:
    """Return the statement for mails of a kind, with the values that are the same for all of them."""
    reason = Email.objects.filter(still_applies(kind), pk=ANY_MAIL).order_by().values("pk")
    sql, given = reason.query.sql_with_params()
    values = {f"given{number}": value for number, value in enumerate(given)}
    names = ["CAST(%(next)s AS bigint)" if value == ANY_MAIL else f"%({name})s" for name, value in values.items()]
    return MARK.format(reason=sql % tuple(names)), values


def _as_column(name: str, value: object) -> object:
    """Return a value as the database takes it for a column."""
    return Email._meta.get_field(name).get_db_prep_value(value, connection)


def _cursor() -> Cursor:
    """Return what runs the statements of one batch: on PostgreSQL it plans a statement once for each connection.

    Planning costs more than the rest. Django turns preparing off, for poolers that lose it, and its own cursors never
    prepare; where queries are logged, as in tests, they are used all the same.
    """
    connection.ensure_connection()
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    if connection.connection.prepare_threshold is None:
        connection.connection.prepare_threshold = PREPARE_AFTER
    return psycopg.Cursor(connection.connection)
