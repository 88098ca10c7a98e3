"""Letters of organisers to groups: writing one, sending it with all that mail promises, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from campaign.accounts.models import User
from campaign.mail.enums import EmailState, LetterState
from campaign.mail.models import Email, GroupLetter, InboundMail, LetterRecipient, Reminder, Stop
from motions.actions.events import record_event
from motions.enums import EventKind
from motions.models import Event, Motion
from motions.workflow import NotAllowed

SENT_ALREADY = "It is on its way already: what it says and to whom it goes stays as it is."
NOBODY = "Nobody is left to send it to."


class Addressee(NamedTuple):
    """Somebody to whom a letter goes: by their key, or as a secretary or a delegate by their address."""

    person: int | None
    email: str
    name: str
    clp: int | None


def write_letter(
    letter: GroupLetter | None, *, motion: Motion, subject: str, body: str, audience: Mapping[str, Any], by: User
) -> GroupLetter:
    """Write a new letter, or change one that is not sent; raise NotAllowed for one that is."""
    values = {"subject": subject, "body": body, "audience": dict(audience)}
    if letter is None:
        return GroupLetter.objects.create(motion=motion, made_by=by, **values)
    if not GroupLetter.objects.filter(pk=letter.pk, state=LetterState.DRAFT).update(**values):
        raise NotAllowed(SENT_ALREADY)
    letter.refresh_from_db()
    return letter


def send_letter(letter: GroupLetter, addressees: Sequence[Addressee], *, at: datetime, by: User) -> int:
    """Send a letter to these people at a time, each once; return to how many. That is the only way in which one goes.

    Raises NotAllowed for one that is on its way, and where there is nobody.
    Effects: secretaries and delegates become people whom a mail can have; writes `group_letter_sent`, upon which the
    mails are planned. From here on each mail is held to what every mail is: paused, stopped, one a day.
    """
    if not addressees:
        raise NotAllowed(NOBODY)
    with transaction.atomic():
        if not GroupLetter.objects.select_for_update(of=("self",)).filter(pk=letter.pk, state=LetterState.DRAFT):
            raise NotAllowed(SENT_ALREADY)
        event = _record(EventKind.GROUP_LETTER_SENT, letter, by=by, number=len(addressees))
        rows: dict[int, LetterRecipient] = {}
        for one in addressees:
            person = one.person or User.objects.for_report(email=one.email, name=one.name).pk
            rows.setdefault(person, LetterRecipient(letter=letter, person_id=person, clp_id=one.clp))
        LetterRecipient.objects.bulk_create(rows.values(), batch_size=500)
        GroupLetter.objects.filter(pk=letter.pk).update(state=LetterState.SCHEDULED, send_at=at, event=event)
    letter.refresh_from_db()
    return len(rows)


def call_off(letter: GroupLetter, *, by: User) -> bool:
    """Send a letter to nobody more; return False where it was not on its way. Whoever has it has it.

    Effects: writes `group_letter_called_off`; what waits in the outbox is not sent.
    """
    with transaction.atomic():
        scheduled = GroupLetter.objects.filter(pk=letter.pk, state=LetterState.SCHEDULED)
        called_off = scheduled.update(state=LetterState.CALLED_OFF) == 1
        if called_off:
            _record(EventKind.GROUP_LETTER_CALLED_OFF, letter, by=by)
    return called_off


def _record(kind: EventKind, letter: GroupLetter, *, by: User, **details: int) -> Event:
    return record_event(kind=kind, motion=letter.motion, by=by, details={"letter": letter.pk, **details})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterResults:
    """One letter in figures."""

    recipients: int
    sent: int
    waiting: int
    bounced: int
    doubtful: int
    dropped: int
    answered: int
    stopped: int


def read_results(letter: GroupLetter) -> LetterResults:
    """Return what became of a letter, in a number of queries that does not grow."""
    mails = Email.objects.filter(event=letter.event) if letter.event_id else Email.objects.none()
    counts = mails.aggregate(
        sent=Count("pk", filter=Q(state=EmailState.SENT)),
        pending=Count("pk", filter=Q(state__in=[EmailState.PENDING, EmailState.SENDING])),
        bounced=Count("pk", filter=~Q(returned_as="")),
        doubtful=Count("pk", filter=Q(state__in=[EmailState.FAILED, EmailState.UNKNOWN])),
        dropped=Count("pk", filter=Q(state=EmailState.DROPPED)),
    )
    planned = Reminder.objects.filter(event=letter.event_id).count() if letter.event_id else 0
    pending = counts.pop("pending")
    people = LetterRecipient.objects.filter(letter=letter)
    since = letter.send_at
    stops = Stop.objects.filter(person__in=people.values("person"), at__gte=since) if since else Stop.objects.none()
    return LetterResults(
        recipients=people.count(),
        waiting=(pending + planned) if letter.state == LetterState.SCHEDULED else 0,
        answered=answers_to_letter(letter).values("sender").distinct().count(),
        stopped=stops.values("person").distinct().count(),
        **counts,
    )


def answers_to_letter(letter: GroupLetter) -> QuerySet[InboundMail]:
    """Return what people wrote back, the newest first."""
    if letter.event_id is None:
        return InboundMail.objects.none()
    return InboundMail.objects.filter(email__event=letter.event_id).order_by("-received_at")
