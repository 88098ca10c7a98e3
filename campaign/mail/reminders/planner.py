"""Deciding what is to be written: reminders are planned ahead, and turn into mail when their time comes."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.about import columns_about
from campaign.mail.enums import LIVE_MAIL_STATES, EmailState, MailKind
from campaign.mail.models import Email, Mailable, Reminder
from campaign.mail.outbox import queue
from campaign.mail.outbox.compose import ComposedMail, NewLink, compose, unwritten
from campaign.mail.outbox.links import own_link
from campaign.mail.outbox.refusals import why_refused
from campaign.mail.outbox.sender import Verdict
from campaign.mail.reminders import buttons
from campaign.mail.reminders.facts.base import MOST_ABOUT_A_CLP, MOST_ABOUT_ONE, YEAR, Scope
from campaign.mail.reminders.facts.offers import offer_behind
from campaign.mail.reminders.facts.speakers import ABOUT_SPEAKERS, page_behind
from campaign.mail.reminders.kinds import KINDS, RANKS, MailRule
from campaign.mail.reminders.reasons import TOO_LATE, Reason, answers_to, wanted_reasons, why_not
from campaign.mail.reminders.schedules import TEN, DaysBefore, clock
from campaign.mail.reminders.stranger_limits import had_enough
from clps.lib.clock import LONDON
from motions.models import Champion, Event, SpeakerWish, Submission
from motions.models.links import Subject
from motions.queries import conference_motion_of

logger = logging.getLogger(__name__)
T = TypeVar("T")

NO_ROOM = Verdict(
    EmailState.DROPPED, "Another reminder went or waited on each day on which it made sense: one a day is enough."
)
ENOUGH = Verdict(EmailState.DROPPED, f"{MOST_ABOUT_ONE} such mails about this are enough.")
ENOUGH_IN_A_YEAR = Verdict(
    EmailState.DROPPED, f"They had {MOST_ABOUT_A_CLP} mails about this CLP within a year, and that is enough."
)
# Enough for a minute. The next round goes on from there.
ROUND_LIMIT = 1_000
# So many are written before what is written goes.
LOT = 100
# What happened longer ago was in the plan of the minute's round, or of the one before.
JUST_NOW = timedelta(minutes=3)
# Keys asked about, and rows made, in one query.
CHUNK = 5_000


def plan(now: datetime, limit: int = ROUND_LIMIT) -> int:
    """Bring the plan up to date and write what is due; return how many mails that made.

    Planned twice, or by many at once, each reason makes one mail: its key is unique. Raises what the database refused,
    once all the others are written.
    """
    refresh(now)
    return sum(write_due(now, limit))


def write_due(now: datetime, limit: int = ROUND_LIMIT) -> Iterator[int]:
    """Write what is due, in lots, so that the first can go before the last is written; yield how many each lot made.

    Raises what the database refused, once all the others are written.
    """
    trouble: list[DatabaseError] = []
    # What an organiser asked for again comes first, and then the kinds in the order of their table.
    _each(Email.objects.unwritten().waiting(), _write_again, trouble)
    due = sorted(Reminder.objects.filter(not_before__lte=now)[:limit], key=_importance)
    for start in range(0, len(due), LOT):
        yield _each(due[start : start + LOT], partial(_write, now=now), trouble)
    if trouble:
        raise trouble[0]


def _each(rows: Iterable[T], write: Callable[[T], bool], trouble: list[DatabaseError]) -> int:
    """Write each; one that the database refuses keeps no other waiting. Return how many were written."""
    made = 0
    for row in rows:
        try:
            made += write(row)
        except DatabaseError as error:
            trouble.append(error)
    return made


def add_answers(now: datetime) -> None:
    """Plan the answers to what has just happened, and nothing else: what that costs does not grow with the campaign.

    Everything that is due by the clock, and all that has lost its reason, is left to `refresh`.
    """
    recent = Event.objects.filter(at__gt=now - JUST_NOW).order_by("-pk")[:ROUND_LIMIT]
    wanted = answers_to(recent, now)
    planned = set(Reminder.objects.filter(key__in=list(wanted)).values_list("key", flat=True)) if wanted else set()
    _add([reason for key, reason in wanted.items() if key not in planned])


def refresh(now: datetime, about: Scope | None = None) -> None:
    """Make the planned reminders those that the facts call for, at the times that they call for.

    One whose reason has gone was never written, so nothing is lost when it goes. Should the reason come back, so does
    the reminder. With `about`, only those are looked at that are about what has happened there of late.
    """
    rows = Reminder.objects.filter(clp__in=about.clps, event=None) if about else Reminder.objects.all()
    # Before the facts: what another plans meanwhile, from newer ones, is not taken for something that has gone.
    planned = {reminder.key: reminder for reminder in rows.only("key", "due_at", "until")}
    wanted = wanted_reasons(now, about)
    # What came too late stays, to be shown among the mail as not sent.
    if gone := [reminder.pk for key, reminder in planned.items() if key not in wanted and now < reminder.until]:
        Reminder.objects.filter(pk__in=gone).delete()
    for key, reminder in planned.items():
        reason = wanted.get(key)
        if reason and (reminder.due_at, reminder.until) != (reason.due_at, reason.until):
            times = {"due_at": reason.due_at, "not_before": reason.due_at, "until": reason.until}
            Reminder.objects.filter(pk=reminder.pk).update(**times)
    _add([reason for key, reason in wanted.items() if key not in planned])


def _add(reasons: Sequence[Reason]) -> None:
    """Plan what is neither planned nor written yet."""
    for start in range(0, len(reasons), CHUNK):
        chunk = {reason.key: reason for reason in reasons[start : start + CHUNK]}
        for key in Email.objects.filter(key__in=chunk).values_list("key", flat=True):
            del chunk[key]
        # Another planner may be quicker: its row serves as well.
        Reminder.objects.bulk_create([_planned(reason) for reason in chunk.values()], ignore_conflicts=True)


def _planned(reason: Reason) -> Reminder:
    return Reminder(
        key=reason.key,
        kind=reason.kind,
        **columns_about(reason),
        due_at=reason.due_at,
        not_before=reason.due_at,
        until=reason.until,
    )


def _importance(reminder: Reminder) -> tuple[int, datetime, int]:
    return RANKS[reminder.kind], reminder.due_at, reminder.pk


def _write(planned: Reminder, now: datetime) -> bool:
    """Turn one reminder into mail, with its link, in one transaction; return False where none was to be."""
    with transaction.atomic():
        recipient = _locked(planned)
        # Another planner may have written it or taken it back since this one read it.
        reminder = Reminder.objects.select_for_update(of=("self",)).filter(pk=planned.pk).first()
        if reminder is None:
            return False
        # Asked under the locks, so that what speaks against it cannot come between the question and the mail.
        gone = why_not(reminder, now)
        later = None if gone else _postponed(reminder, now)
        if later and later < reminder.until:
            Reminder.objects.filter(pk=reminder.pk).update(not_before=later)
            return False
        # With the mail, in one transaction: a planner that is killed leaves the one or the other, and never neither.
        reminder.delete()
        # Nobody misses a mail whose reason has gone. One that came too late is shown among the mail, as not sent.
        if gone and gone != TOO_LATE:
            return False
        refusal = (
            Verdict(EmailState.DROPPED, gone) if gone else NO_ROOM if later else _refusal(reminder, recipient, now)
        )
        return _put(reminder, recipient, refusal)


def _put(reminder: Reminder, recipient: User, refusal: Verdict | None) -> bool:
    """Put the mail into the outbox: to be sent, or only to be seen with the reason why not."""
    email = queue.started(reminder, recipient)
    letter, verdict = (unwritten(email, recipient), refusal) if refusal else _composed(email, recipient)
    queued = queue.queue(email, letter, verdict)
    if not queued:
        # The link minted for it goes too: nobody would ever hold it.
        transaction.set_rollback(True)
    return queued


def _locked(about: Mailable) -> User:
    """Lock what it is about and then who is written to, in the order in which the motions app locks them."""
    if about.submission_id:
        Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=about.submission_id)
    if about.champion_id:
        Champion.objects.select_for_update(of=("self",), no_key=True).get(pk=about.champion_id)
    return User.objects.select_for_update(no_key=True).get(pk=about.recipient_id)


def _postponed(reminder: Reminder, now: datetime) -> datetime | None:
    """Return when to think of it again, where another reminder went to the same person today; None to go on.

    Nobody gets more than one reminder a day, except about a meeting that day.
    """
    kind, today = KINDS[MailKind(reminder.kind)], timezone.localdate(now, LONDON)
    is_about_today = isinstance(kind.due, DaysBefore) and reminder.meeting_on == today
    if kind.is_answer or kind.stands_apart or is_about_today:
        return None
    apart = [
        kind.kind for kind in KINDS.values() if (kind.is_answer and not kind.makes_others_wait) or kind.stands_apart
    ]
    others = Email.objects.filter(recipient=reminder.recipient_id, state__in=LIVE_MAIL_STATES).exclude(kind__in=apart)
    tomorrow = today + timedelta(days=1)
    # One that waits may have been written days ago, while no mail went; it goes on the day on which it goes.
    whole_day = clock(today, time()), clock(tomorrow, time()) - timedelta(microseconds=1)
    on_the_day = Q(created_at__range=whole_day) | Q(claimed_at__range=whole_day) | Q(sent_at__range=whole_day)
    if others.filter(on_the_day | Q(state=EmailState.PENDING)).exists():
        return clock(tomorrow, TEN)
    return None


def _refusal(reminder: Reminder, recipient: User, now: datetime) -> Verdict | None:
    """Return why it is only to be seen; None where it is to be sent."""
    kind = KINDS[MailKind(reminder.kind)]
    # The link to what we hold about somebody is asked for by the link in a mail that they have.
    if kind.kind != MailKind.ABOUT_YOU and (why := why_refused(recipient.email)):
        return Verdict(EmailState.DROPPED, why)
    if kind.to_strangers and (enough := had_enough(recipient, now)):
        return enough
    return None if kind.is_answer or reminder.clp_id is None else _too_often(reminder, now)


def _too_often(reminder: Reminder, now: datetime) -> Verdict | None:
    """Return why one more reminder would be one too many: of its kind about one thing, or about its CLP in a year."""
    to_them = Email.objects.filter(recipient=reminder.recipient_id, clp=reminder.clp_id, state__in=LIVE_MAIL_STATES)
    about = to_them.filter(kind=reminder.kind, submission=reminder.submission_id, champion=reminder.champion_id)
    if about.count() >= MOST_ABOUT_ONE:
        return ENOUGH
    return ENOUGH_IN_A_YEAR if to_them.filter(created_at__gt=now - YEAR).count() >= MOST_ABOUT_A_CLP else None


def _composed(email: Email, recipient: User) -> tuple[ComposedMail, Verdict]:
    kind = KINDS[MailKind(email.kind)]
    try:
        return compose(email, recipient, link=_link(email, kind)), Verdict(EmailState.PENDING)
    except DatabaseError:
        raise
    except Exception as error:
        # One mail that cannot be written must not keep the others from going; an organiser sees it. The error's own
        # words stay out of the log: they may hold an address.
        logger.error("A mail (%s) could not be written: %s.", kind.kind, type(error).__name__)
        words = f"It could not be written: {type(error).__name__}."
        return unwritten(email, recipient), Verdict(EmailState.FAILED, words)


def _link(email: Email, kind: MailRule) -> NewLink | None:
    """Return where the button leads: a page that is the recipient's own has a new token in its address."""
    if kind.link == buttons.ABOUT_YOU:
        return None
    button, about = kind.link, _subject_of(email)
    if isinstance(about, SpeakerWish):
        button = buttons.SPEAKER_WISH
    if button == buttons.OWN and about is not None:
        button = buttons.MANAGE if email.submission else buttons.CHAMPION
    if button == buttons.PROGRESS and email.campaign and email.campaign.is_other:
        motion = conference_motion_of(email.campaign)
        return NewLink(motion.progress_address if motion else reverse(button.route))
    if button.purpose is None:
        return NewLink(reverse(button.route))
    if about is None:
        raise ValueError("There is nothing that the link could be about.")
    return own_link(about, button.purpose, route=button.route)


def _subject_of(email: Email) -> Subject | None:
    """Return what the button's page is about, where that is the recipient's own."""
    if email.kind in ABOUT_SPEAKERS:
        return page_behind(email)
    return offer_behind(email) if email.kind == MailKind.OFFER_CONFIRM else email.champion or email.submission


def _write_again(email: Email) -> bool:
    """Write a mail that an organiser wants sent although writing it failed before."""
    with transaction.atomic():
        recipient = _locked(email)
        return queue.rewrite(email, *_composed(email, recipient))
