"""What is sent, to whom, when, until when, and what stops it: one table, at the end of this file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from campaign.mail.enums import MailKind
from campaign.mail.facts import SubmissionFacts
from campaign.mail.schedules import AtOnce, AtOnceAndAfter, DaysAfter, DaysBefore, Schedule, UntilDeadline
from motions.enums import ADOPTED, Body, LinkPurpose, Purpose, SubmissionState


@dataclass(frozen=True, slots=True)
class Link:
    """Where the button of a mail leads, and what that lets its holder do."""

    purpose: LinkPurpose
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One line of the table."""

    kind: MailKind
    # Which facts it is decided from: a function below the table says what they must say.
    about: type
    # What stops it is what is asked here, said the other way round; asked when it is planned, written and sent.
    while_: Callable[[Any], bool]
    stops: str
    due: Schedule
    # How many days before or after, unless the campaign says otherwise.
    days: Sequence[int] = ()
    link: Link
    # An answer to what its reader has just done: sent whatever else goes that day, and whatever they asked to stop.
    is_answer: bool = False
    # Its address is not known to be the recipient's own.
    to_strangers: bool = False


def awaits_confirmation(one: SubmissionFacts) -> bool:
    """Somebody typed an address that is not confirmed yet."""
    return one.state == SubmissionState.AWAITING_CONFIRMATION


def counts(one: SubmissionFacts) -> bool:
    """The report is confirmed and still stands."""
    return one.is_counted


def has_no_date(one: SubmissionFacts) -> bool:
    """The outcome is to come, and we do not know when."""
    return one.is_live and one.meeting_on is None


def awaits_outcome(one: SubmissionFacts) -> bool:
    """The outcome is to come, of a meeting whose date we know."""
    return one.is_live and one.meeting_on is not None


def waits_for_the_clp(one: SubmissionFacts) -> bool:
    """A branch carried the conference motion, and nobody has told us that it went on to the CLP."""
    carried = one.body == Body.BRANCH and one.state == SubmissionState.DECIDED and one.outcome in ADOPTED
    return carried and one.for_conference and not one.is_followed


def waits_for_conference(one: SubmissionFacts) -> bool:
    """The CLP carried it as its conference motion, and nobody has told us that it went to conference."""
    carried = one.body == Body.CLP and one.state == SubmissionState.DECIDED and one.outcome in ADOPTED
    return carried and one.purpose == Purpose.CONFERENCE and one.for_conference and not one.is_sent_to_conference


# A link to confirm expires after as long: see motions.models.links.
WEEK = timedelta(days=7)
FORTNIGHT = timedelta(days=14)

CONFIRM = Link(LinkPurpose.CONFIRM, "motions:report-confirm")
MANAGE = Link(LinkPurpose.MANAGE, "motions:report-manage")
CHANGE = Link(LinkPurpose.MANAGE, "motions:report-change")
OUTCOME = Link(LinkPurpose.OUTCOME, "motions:report-outcome")
ONWARD = Link(LinkPurpose.OUTCOME, "motions:report-onward")
SENT = Link(LinkPurpose.OUTCOME, "motions:report-sent")

# The order is that of importance: of two reminders for one person on one day, the first goes and the other waits.
TABLE = (
    Kind(
        kind=MailKind.CONFIRM,
        about=SubmissionFacts,
        while_=awaits_confirmation,
        stops="The address is confirmed, or the report is withdrawn.",
        due=AtOnce("reported_at", WEEK),
        link=CONFIRM,
        is_answer=True,
        to_strangers=True,
    ),
    Kind(
        kind=MailKind.RECEIPT,
        about=SubmissionFacts,
        while_=counts,
        stops="The report is withdrawn.",
        due=AtOnce("confirmed_at", WEEK),
        link=MANAGE,
        is_answer=True,
    ),
    Kind(
        kind=MailKind.MEETING_NEAR,
        about=SubmissionFacts,
        while_=awaits_outcome,
        stops="There is an outcome, or the meeting is cancelled or moved.",
        due=DaysBefore("meeting_on", ends_at="meeting_time"),
        days=(7, 1),
        link=MANAGE,
    ),
    Kind(
        kind=MailKind.OUTCOME_DUE,
        about=SubmissionFacts,
        while_=awaits_outcome,
        stops="There is an outcome, whatever it is.",
        due=DaysAfter("meeting_on", WEEK),
        days=(1,),
        link=OUTCOME,
    ),
    Kind(
        kind=MailKind.CHASE,
        about=SubmissionFacts,
        while_=awaits_outcome,
        stops="There is an outcome, whatever it is. After the last one an organiser takes over.",
        due=DaysAfter("meeting_on", WEEK),
        days=(4, 8),
        link=OUTCOME,
    ),
    Kind(
        kind=MailKind.ENTRY_DUE,
        about=SubmissionFacts,
        while_=waits_for_conference,
        stops="It was sent to conference, or the deadline has passed.",
        due=UntilDeadline("held_on", "deadline"),
        days=(2,),
        link=SENT,
    ),
    Kind(
        kind=MailKind.BRANCH_CARRIED,
        about=SubmissionFacts,
        while_=waits_for_the_clp,
        stops="It was sent on to the CLP.",
        due=AtOnceAndAfter("recorded_at", FORTNIGHT),
        days=(5,),
        link=ONWARD,
    ),
    Kind(
        kind=MailKind.MEETING_UNKNOWN,
        about=SubmissionFacts,
        while_=has_no_date,
        stops="The date of the meeting is known.",
        due=DaysAfter("undated_since", FORTNIGHT),
        days=(7,),
        link=CHANGE,
    ),
)

KINDS: Mapping[MailKind, Kind] = {kind.kind: kind for kind in TABLE}
RANKS: Mapping[str, int] = {kind.kind.value: rank for rank, kind in enumerate(TABLE)}
