"""The meetings that an organiser follows, as a calendar that theirs subscribes to. No person's name is ever in it."""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Max, Q, QuerySet, When
from django.db.models.functions import Coalesce

from campaign.accounts.models import User
from campaign.accounts.roles import regions_of
from motions.calendars import calendar_of, meeting_event
from motions.enums import Outcome, SubmissionState
from motions.models import Submission
from motions.suspensions import read_suspensions

if TYPE_CHECKING:
    from icalendar import Event

ICS = "text/calendar; charset=utf-8"
# What is longer ago than this leaves the calendar, so that it stays small however long a campaign lasts.
KEPT_FOR = timedelta(days=60)


def meetings_calendar(user: User, *, today: date) -> bytes:
    """Return the meetings of the regions that the organiser looks after now, in the campaign that the site shows."""
    entries, seen, suspensions = [], set(), read_suspensions()
    for meeting in _meetings(user, today):
        meeting.is_off = _is_off(meeting) or suspensions.barring(meeting.clp.region_id, meeting.on) is not None
        # Several members report one meeting; it stands in the calendar once for each motion.
        motion = meeting.version.motion_id
        # Whether it is off is a part of it: one report that was taken back must not hide another that stands.
        what = (motion, meeting.clp_id, meeting.branch_id, meeting.on, meeting.meeting_time, meeting.is_off)
        if what not in seen:
            seen.add(what)
            entries.append(_entry(meeting))
    return calendar_of(entries, method="PUBLISH", name="Meetings that vote on our motion")


def _meetings(user: User, today: date) -> Iterable[Any]:
    """Return the submissions with `on`, the day of their meeting, and `moved_at`; one query for them all."""
    regions = regions_of(user)
    mine = Q() if regions is None else Q(clp__region__in=regions)
    rows: QuerySet[Any] = (
        Submission.objects.filter(mine, version__motion__campaign__is_running=True, confirmed_at__isnull=False)
        .with_last_vote()
        .annotate(
            # Called off without another day named, a meeting has only the day on which it was to be.
            on=Case(
                When(meeting_on__isnull=False, then=F("meeting_on")),
                When(vote_outcome=Outcome.CANCELLED, then=F("vote_held_on")),
            ),
            # When anything last happened to it, and not now: the file, as its ETag, is the same until something moves.
            moved_at=Coalesce(Max("events__at"), "created_at"),
        )
        .filter(on__gte=today - KEPT_FOR)
        .select_related("clp", "branch", "version__motion__campaign")
        .order_by("pk")
    )
    return rows


def _is_off(meeting: Any) -> bool:  # noqa: ANN401 - a submission with more than its model knows
    """Whether the entry is to be struck from calendars: the report was taken back, or the meeting called off."""
    return bool(meeting.state == SubmissionState.WITHDRAWN or meeting.meeting_on is None)


def _entry(meeting: Any) -> "Event":  # noqa: ANN401 - as above
    """Return one meeting's entry."""
    branch = f"{meeting.branch.name} branch, " if meeting.branch else ""
    event = meeting_event(
        meeting,
        on=meeting.on,
        at=meeting.meeting_time,
        summary=f"{branch}{meeting.clp.name} CLP: vote",
        stamp=meeting.moved_at.astimezone(UTC).replace(microsecond=0),
    )
    event.add("description", f"The motion “{meeting.version.title}”.")
    if meeting.is_off:
        event.add("status", "CANCELLED")
    return event
