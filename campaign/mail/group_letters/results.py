"""What became of a letter to a group: how many had it, how many answered, how many want no more."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from campaign.mail.enums import EmailState, LetterState
from campaign.mail.models import Email, GroupLetter, InboundMail, LetterRecipient, Reminder, Stop


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
