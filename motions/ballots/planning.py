"""What a ballot takes: the headings, what was needed in earlier years, and which delegations are ours."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from motions.enums import BallotHalf
from motions.models import BallotHeading, Conference, ConferenceEntry, Delegate, PastBallot
from motions.models.rules import rules_of
from motions.progress.conference import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What the last ballot of one half took: the least that was chosen, and the most that was not."""

    half: BallotHalf
    year: int
    least_chosen: Decimal | None
    most_left_out: Decimal | None

    @property
    def words(self) -> str:
        """It, in a sentence."""
        said = []
        if self.least_chosen is not None:
            said.append(f"the last one chosen had {plain(self.least_chosen)}")
        if self.most_left_out is not None:
            said.append(f"the first one left out had {plain(self.most_left_out)}")
        return f"{self.half.label}, {self.year}: {' and '.join(said)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPlan:
    """Everything that the planner shows."""

    headings: Sequence[BallotHeading]
    # Headings under which our motions stand, with how many, that are not in the plan yet.
    not_planned: Sequence[tuple[str, int]]
    ours_under: dict[str, int]
    needed: Sequence[Needed]
    past: Sequence[PastBallot]
    chosen_by_clps: int | None
    chosen_by_affiliates: int | None


def plan_ballot(conference: Conference, entries: Sequence[ConferenceEntry]) -> BallotPlan:
    """Return the plan for a conference; `entries` are our motions there."""
    headings = list(BallotHeading.objects.filter(conference=conference))
    under = Counter(entry.subject for entry in entries if entry.subject)
    planned = {heading.name.casefold() for heading in headings}
    rules = rules_of(conference)
    past = list(PastBallot.objects.all())
    return BallotPlan(
        headings=headings,
        not_planned=[(name, number) for name, number in under.most_common() if name.casefold() not in planned],
        ours_under={heading.name: under.get(heading.name, 0) for heading in headings},
        needed=needed_in_last_ballots(past),
        past=past,
        chosen_by_clps=rules.chosen_by_clps,
        chosen_by_affiliates=rules.chosen_by_affiliates,
    )


def needed_in_last_ballots(past: Sequence[PastBallot]) -> list[Needed]:
    """Return what the last known ballot of each half took."""
    by_half: defaultdict[str, list[PastBallot]] = defaultdict(list)
    for row in past:
        by_half[row.half].append(row)
    found = []
    for half in BallotHalf:
        year = max((row.year for row in by_half[half]), default=0)
        rows = [row for row in by_half[half] if row.year == year]
        if rows:
            chosen = [row.votes for row in rows if row.was_chosen]
            others = [row.votes for row in rows if not row.was_chosen]
            found.append(
                Needed(
                    half=half,
                    year=year,
                    least_chosen=min(chosen, default=None),
                    most_left_out=max(others, default=None),
                )
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """The delegates of one CLP that sent the motion, as far as we know them."""

    entry: ConferenceEntry
    delegates: Sequence[Delegate]


def delegations_of(entries: Sequence[ConferenceEntry]) -> list[Delegation]:
    """Return the delegation of each entry, in one query."""
    by_entry: defaultdict[int, list[Delegate]] = defaultdict(list)
    rows = Delegate.objects.filter(entry__in=[entry.pk for entry in entries], withdrawn_on__isnull=True)
    for delegate in rows.order_by("pk"):
        by_entry[delegate.entry_id].append(delegate)
    return [Delegation(entry=entry, delegates=by_entry[entry.pk]) for entry in entries]
