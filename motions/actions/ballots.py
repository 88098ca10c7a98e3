"""Planning a priorities ballot: the headings, and how ballots of earlier years went."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.events import record_event
from motions.enums import BallotHalf, EventKind
from motions.models import BallotHeading, Motion, PastBallot


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingTerms:
    """What a heading of the ballot is called, who may vote for it, and whether we ask for votes."""

    name: str
    clps_vote: bool
    affiliates_vote: bool
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVotes:
    """How one heading did in one half of an earlier ballot."""

    year: int
    heading: str
    half: BallotHalf
    votes: Decimal
    was_chosen: bool


def record_heading(motion: Motion, terms: HeadingTerms, *, by: AbstractBaseUser | None) -> BallotHeading:
    """Record a heading of the ballot at a motion's conference, or put it right where its name is there already.

    The same again changes nothing. Effects: writes `ballot_planned`.
    """
    values = asdict(terms)
    name = values.pop("name")
    with transaction.atomic():
        # Locked: two who plan at once would both find the heading missing, and each make it.
        Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
        rows = BallotHeading.objects.filter(conference=motion.campaign.conference)
        known = rows.filter(name__iexact=name).first()
        if known and all(getattr(known, field) == value for field, value in values.items()):
            return known
        heading = known or BallotHeading(conference=motion.campaign.conference, name=name)
        for field, value in values.items():
            setattr(heading, field, value)
        heading.save()
        record_event(kind=EventKind.BALLOT_PLANNED, motion=motion, by=by, details={"heading": heading.name})
    return heading


def remove_heading(motion: Motion, heading: BallotHeading, *, by: AbstractBaseUser | None) -> None:
    """Take a heading out of the plan; one that has gone is gone. Effects: writes `ballot_planned`."""
    with transaction.atomic():
        gone, _ = BallotHeading.objects.filter(pk=heading.pk, conference=motion.campaign.conference).delete()
        if gone:
            details = {"heading": heading.name, "removed": True}
            record_event(kind=EventKind.BALLOT_PLANNED, motion=motion, by=by, details=details)


def record_past_votes(motion: Motion, votes: Iterable[PastVotes], *, source: str, by: AbstractBaseUser | None) -> int:
    """Record how earlier ballots went; what is known of a heading is put right. Return how many changed.

    Effects: writes `ballot_planned` where any did.
    """
    # A line that is told twice counts as it is told last.
    told = {(one.year, one.heading, str(one.half)): one for one in votes}
    with transaction.atomic():
        # Locked, as for a heading: two files at once would each make the same rows.
        Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
        known = {(row.year, row.heading, row.half): row for row in PastBallot.objects.all()}
        changed = []
        for key, one in told.items():
            row = known.get(key) or PastBallot(year=one.year, heading=one.heading, half=one.half)
            values = (one.votes, one.was_chosen, source)
            if row.pk is None or (row.votes, row.was_chosen, row.source) != values:
                row.votes, row.was_chosen, row.source = values
                changed.append(row)
        PastBallot.objects.bulk_create([row for row in changed if row.pk is None])
        PastBallot.objects.bulk_update([row for row in changed if row.pk], ["votes", "was_chosen", "source"])
        if changed:
            record_event(kind=EventKind.BALLOT_PLANNED, motion=motion, by=by, details={"past": len(changed)})
    return len(changed)
