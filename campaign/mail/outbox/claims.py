"""A sender's hold on its mails: put aside by the batch, begun one at a time, and marked with what became of each.

Only what is begun is at risk: a sender that is killed leaves that one mail in doubt, and the rest of its batch goes
back to the queue when the lease runs out.
"""

import logging
import random
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

import psycopg
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.utils import timezone

from campaign.mail.enums import IN_HAND_STATES, EmailState, MailKind, SuppressionReason
from campaign.mail.models import Email, Stop
from campaign.mail.outbox.sender import SENT, Verdict
from campaign.mail.outbox.suppression import listed_address, suppress
from campaign.mail.reminders.reasons import reasons_gone
from clps.lib.postgresql import may_prepare, preparing_cursor
from motions.models import Event

Cursor = CursorWrapper | psycopg.Cursor
logger = logging.getLogger(__name__)

# So many mails one sender puts aside, and for so long: a second or less of work, and of waiting where it is killed.
BATCH = 200
LEASE = timedelta(minutes=1)
# How long to wait after a temporary failure: doubled each time, up to the longest, and spread by chance.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# What sending a mail has no use for.
UNREAD = (
    "message_id",
    "last_error",
    "claim",
    "claimed_at",
    "leased_until",
    "not_before",
    "created_at",
    "sent_at",
)
# The reasons of a batch are looked at together, and again when that is longer ago than this.
FRESH = 1  # seconds
# What is written at the same time does not always end in the order in which it is numbered: a number below the newest
# that nobody holds yet may still be somebody's. This far back it is looked for.
LAST = 50
# While people report, something happens all the time. How often a mail is tried, looking anew at its reason each time.
TRIES = 4

chance = random.SystemRandom()

# One statement for each mail: the one before has gone, and the next is in hand, if nothing speaks against it at this
# very moment. Whether its reason stands was asked for the whole batch; here it is asked whether anything has happened
# since, in its CLP or in none: what happens in one CLP is no reason for a mail about another. It is written out,
# because for so small a statement the ORM costs more than the database, and because two statements would cost a mail
# twice as much as one. PostgreSQL plans it once for all its values, so what is newer than a number has an upper end as
# well: without one it expects a third of all events, and reads a million of them for each mail.
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
           AND (mail_email.kind = %(own_data)s OR NOT EXISTS (
               SELECT 1 FROM mail_suppression WHERE address = %(address)s AND lifted_at IS NULL))
           AND (mail_email.kind = %(own_data)s OR NOT EXISTS (
               SELECT 1 FROM mail_refusal WHERE mail_refusal.mailbox = mail_email.mailbox))
           AND NOT EXISTS (
               SELECT 1 FROM motions_event AS event
                WHERE event.id > CAST(%(event_floor)s AS bigint) AND event.id < 9223372036854775807
                  AND (event.id > CAST(%(event)s AS bigint) OR %(event_gaps)s LIKE '%%,' || event.id || ',%%')
                  AND (event.clp_id IS NULL OR mail_email.clp_id IS NULL OR event.clp_id = mail_email.clp_id))
           AND NOT EXISTS (
               SELECT 1 FROM mail_stop AS stop
                WHERE stop.id > CAST(%(stop_floor)s AS bigint) AND stop.id < 9223372036854775807
                  AND (stop.id > CAST(%(stop)s AS bigint) OR %(stop_gaps)s LIKE '%%,' || stop.id || ',%%'))
           AND EXISTS (SELECT 1 FROM accounts_user WHERE accounts_user.id = recipient_id AND is_active))
RETURNING id
"""


class Hold:
    """What one sender has put aside, begun and sent. At the end it says what went and gives back the rest."""

    def __init__(self) -> None:
        self._claim = uuid.uuid4()
        self._gone: Email | None = None
        self._batch: list[Email] = []
        self._given_back: list[int] = []
        self._reasons_gone: Mapping[int, str] = {}
        self._looked_at = 0.0
        self._seen: dict[str, int | str] = {}
        self._cursor = _cursor()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._cursor.close()
        # First that the last one went: what is left of the batch comes free when the lease ends, whatever happens.
        self._write_gone()
        self._release(self._batch)

    def leased(self, now: datetime, limit: int) -> Iterator[Email]:
        """Yield what is due, put aside for this sender; to begin each is the caller's part."""
        taken = 0
        while self._lease(now, min(BATCH, limit - taken)):
            until = timezone.now() + LEASE
            self._look()
            # Once the lease is over, others may have what is left of it: nothing is begun before it is leased anew.
            while self._batch and timezone.now() < until:
                taken += 1
                yield self._batch[0]
                del self._batch[0]
            self._write_gone()

    def _lease(self, now: datetime, size: int) -> bool:
        # The lease runs by the real time, not by the round's: a round can take minutes.
        real = timezone.now()
        due = Email.objects.due(now).unleased(real).exclude(pk__in=self._given_back)
        # Of a batch before, others may have by now what was left of it. It comes again.
        self._batch = []
        if size > 0 and due.exists():
            with transaction.atomic():
                # What another sender puts aside at this very moment is passed over, not waited for.
                self._batch = list(due.defer(*UNREAD).select_for_update(skip_locked=True)[:size])
                held = Email.objects.filter(pk__in=[email.pk for email in self._batch])
                held.update(claim=self._claim, leased_until=real + LEASE)
        return bool(self._batch)

    def _look(self) -> None:
        """Ask of what is left of the batch whether each reason stands, and remember what had happened before."""
        self._seen = _seen("event", Event.objects.all()) | _seen("stop", Stop.objects.all())
        self._looked_at = time.monotonic()
        self._reasons_gone = reasons_gone(self._batch, timezone.now())

    def begin(self, email: Email) -> bool:
        """Take a mail in hand, if it may still go at this moment; from here on it is at risk.

        False where it is too late, paused, suppressed, refused, without its reason, or no longer this sender's.
        """
        if time.monotonic() - self._looked_at > FRESH:
            self._look()
        for _ in range(TRIES):
            if email.pk in self._reasons_gone:
                return False
            if self._mark(email):
                return True
            # Something has happened, perhaps to others: if this one's reason stands all the same, it goes.
            self._look()
        return False

    def _mark(self, email: Email) -> bool:
        gone = self._gone
        about: dict[str, Any] = {
            "gone": gone.pk if gone else 0,
            "next": email.pk,
            "claim": _as_column("claim", self._claim),
            "now": _as_column("sent_at", timezone.now()),
            "address": listed_address(email.to),
            "own_data": MailKind.ABOUT_YOU.value,
            **self._seen,
        }
        with connection.wrap_database_errors:
            self._cursor.execute(MARK, about)
            marked = {pk for (pk,) in self._cursor.fetchall()}
        # Not before: where the statement breaks off, what went is still to be written down.
        self._gone = None
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

    def give_back(self, email: Email) -> None:
        """Let go of a mail that was not begun, for the next round: without it, it would wait till the lease ends."""
        self._given_back.append(email.pk)
        self._release([email])

    def _release(self, unbegun: Sequence[Email]) -> None:
        mine = Email.objects.filter(claim=self._claim, state=EmailState.PENDING)
        mine.filter(pk__in=[email.pk for email in unbegun]).update(claim=None, leased_until=None)

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
            values |= {"sent_at": now, "provider_id": verdict.provider_id}
        elif verdict.state == EmailState.PENDING:
            values |= {"not_before": now + pause_after(email.attempts + 1), "claim": None, "leased_until": None}
        held = Email.objects.filter(pk=email.pk, claim=self._claim, state__in=states)
        written = held.update(**values) == 1
        if not written:
            _warn_of_loss(email, verdict.state)
        elif verdict.state not in (EmailState.SENT, EmailState.KEPT):
            logger.warning("Mail %d (%s) is %s.", email.pk, email.kind, verdict.state)
        return written


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: somewhere between half the pause and the whole."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 10))
    return timedelta(seconds=whole.total_seconds() * chance.uniform(0.5, 1))


def _warn_of_loss(email: Email, state: EmailState) -> None:
    logger.warning("Mail %d (%s) was %s, but is no longer this sender's.", email.pk, email.kind, state)


def _seen(name: str, rows: QuerySet[Any]) -> dict[str, int | str]:
    """Return the newest number that is there, those missing shortly before it, and up to which none is looked for."""
    last = list(rows.order_by("-pk").values_list("pk", flat=True)[:LAST])
    newest = last[0] if last else 0
    missing = sorted(set(range(max(1, newest - LAST + 1), newest)) - set(last))
    gaps = "".join(f",{number}" for number in missing)
    return {name: newest, f"{name}_gaps": f"{gaps},", f"{name}_floor": missing[0] - 1 if missing else newest}


def _as_column(name: str, value: object) -> Any:  # noqa: ANN401 - each database has its own types
    """Return a value as the database takes it for a column."""
    field = Email._meta.get_field(name)
    return field.get_db_prep_value(value, connection)  # type: ignore[union-attr] # it is no relation


def _cursor() -> Cursor:
    """Return what runs the statements of one batch: planned once for each connection where the database can."""
    connection.ensure_connection()
    return preparing_cursor() if may_prepare() else connection.cursor()
