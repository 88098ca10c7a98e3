"""Pausing all mail, and letting it go again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.models import Email, MailPause
from motions.doorbell import ring_doorbell


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many mails wait: those that are due, those for later, and those of them that soon make no sense any more."""

    due: int
    later: int
    too_late_within_a_day: int


def pause(*, by: User | None, why: str) -> bool:
    """Stop all mail, at once and for everybody; return False where it is paused already, and leave that as it is.

    `by` is nobody where a command does it.
    Planning goes on, so nothing is forgotten. A sender that is at work stops before its next mail.
    """
    # The database lets one pause stand, so of two who press at once one makes it and both find it.
    try:
        with transaction.atomic():
            MailPause.objects.create(by=by, why=why)
    except IntegrityError:
        if is_paused():
            return False
        raise
    return True


def pause_after_restore(restored_to: datetime) -> None:
    """Stop all mail of a site that has been brought back, until somebody has looked at what may have gone.

    A pause that stood when the backup was made goes on as this one, for the reason that it had.
    """
    pause(by=None, why="A backup was brought back.")
    MailPause.objects.standing().update(restored_to=restored_to, paused_at=timezone.now())


def resume(*, by: User | None) -> bool:
    """Let mail go again; return False where it was not paused.

    Effects: the doorbell rings, so what waits goes now. What had become too late meanwhile stays unsent.
    """
    with transaction.atomic():
        ended = MailPause.objects.standing().update(resumed_at=timezone.now(), resumed_by=by) == 1
        if ended:
            # Not before the commit: a round that began sooner would find the pause, and send nothing.
            transaction.on_commit(ring_doorbell)
    return ended


def is_paused() -> bool:
    """Whether all mail is stopped."""
    return MailPause.objects.standing().exists()


def waits_after_restore() -> bool:
    """Whether the site was brought back from a backup, and nobody has let mail go since."""
    return MailPause.objects.standing().filter(restored_to__isnull=False).exists()


def current_pause() -> MailPause | None:
    """Return the pause that stands, with who began it; None while mail goes."""
    return MailPause.objects.standing().select_related("by").first()


def count_waiting(now: datetime) -> Waiting:
    """Count what waits, for the page that asks whether to pause or to resume."""
    due = Q(not_before__lte=now)
    soon_too_late = Q(until__lte=now + timedelta(days=1))
    counts = Email.objects.waiting().aggregate(
        due=Count("pk", filter=due),
        later=Count("pk", filter=~due),
        too_late_within_a_day=Count("pk", filter=soon_too_late),
    )
    return Waiting(**counts)
