"""On which days no meeting can be held in a region, asked of all suspensions at once: there are only ever a few."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.formats import date_format

from clps.models import CLP, Region
from motions.models import BodyRules, Motion, Submission, SuspendedRegion

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which no meeting can be held; without a last day, until further notice."""

    begins_on: date
    ends_on: date | None
    reason: str = ""
    executives_may_decide: bool = False
    # Whether that is what a CLP told us of itself, and not what holds for all.
    is_own_word: bool = False

    def covers(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    def words_in(self, region: str) -> str:
        """Say that no meeting can be held in a region on these days, and why."""
        words = (
            f"Labour meetings in {region} are suspended from {date_format(self.begins_on, 'l j F Y')} "
            f"{self.until_words}: {self.reason.rstrip('.')}. No branch and no CLP there can meet on those days."
        )
        if self.executives_may_decide and self.is_own_word:
            words += " Meanwhile the CLP’s executive committee decides: ask the secretary to put the motion to it."
        elif self.executives_may_decide:
            words += " Executive committees may decide meanwhile: ask the secretary whether yours can take the motion."
        return words

    def by_own_word(self, decides: bool | None) -> "Span":  # noqa: FBT001 - an answer, which may be missing
        """Return it as it is for a CLP that said whether its executive decides meanwhile; None is not known."""
        return self if decides is None else replace(self, executives_may_decide=decides, is_own_word=True)

    @property
    def until_words(self) -> str:
        """How long it holds, such as “until Monday 19 September 2022”."""
        return f"until {date_format(self.ends_on, 'l j F Y')}" if self.ends_on else "until further notice"


class Suspensions:
    """All suspensions, by region."""

    def __init__(self, spans: Mapping[int, Sequence[Span]]) -> None:
        """Know the days of each region, by its key."""
        self._spans = {region: sorted(found, key=lambda span: span.begins_on) for region, found in spans.items()}
        # A desk asks of thousands of reports, and they meet on few days.
        self._barring: dict[tuple[int, date], Span | None] = {}

    def barring(self, region: int, day: date | None) -> Span | None:
        """Return what bars a meeting in a region on a day, up to the last day before one can be held; None if nothing.

        One suspension that begins before another is over holds until the end of the other.
        """
        if day is None or region not in self._spans:
            return None
        if (region, day) not in self._barring:
            self._barring[region, day] = self._joined(region, day)
        return self._barring[region, day]

    def _joined(self, region: int, day: date) -> Span | None:
        found = next((span for span in self._spans[region] if span.covers(day)), None)
        while found and found.ends_on:
            after = found.ends_on + DAY
            longer = [span for span in self._spans[region] if span.covers(after)]
            if not longer:
                break
            found = replace(found, ends_on=longer[0].ends_on)
        return found

    def held_up_since(self, day: date) -> date:
        """Return the first day whose meetings were still held up on a day, by a suspension that was not over then."""
        open_ones = [
            span.begins_on - DAY
            for spans in self._spans.values()
            for span in spans
            if span.ends_on is None or span.ends_on >= day
        ]
        return min([day, *open_ones])

    def ahead(self, region: int, today: date) -> Span | None:
        """Return what bars meetings in a region today or, if nothing does, on the next day on which anything will."""
        coming = (span.begins_on for span in self._spans.get(region, ()) if span.begins_on > today)
        return self.barring(region, today) or self.barring(region, next(coming, None))


def read_suspensions(rows: Iterable[SuspendedRegion] | None = None) -> Suspensions:
    """Return every suspension there ever was, or what these rows say; in one query."""
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for row in SuspendedRegion.objects.select_related("suspension") if rows is None else rows:
        held = row.suspension
        span = Span(held.begins_on, row.ends_on, held.reason, held.executives_may_decide)
        if row.ends_on is None or row.ends_on >= held.begins_on:
            spans[row.region_id].append(span)
    return Suspensions(spans)


def suspended_now(today: date) -> str:
    """Say in which regions no meeting can be held today, and until when; "" while they can everywhere."""
    found, ends = read_suspensions(), defaultdict(list)
    regions = list(Region.objects.all())
    for region in regions:
        if span := found.barring(region.pk, today):
            ends[span.until_words].append(region.name)
    if not ends:
        return ""
    if len(ends) == 1 and len(regions) == len(next(iter(ends.values()))):
        return f"Labour meetings are suspended everywhere {next(iter(ends))}."
    places = "; ".join(f"in {_in_one_phrase(names)} {until}" for until, names in ends.items())
    return f"Labour meetings are suspended {places}."


def _in_one_phrase(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def held_up_words(clp: CLP, motion: Motion, today: date) -> list[str]:
    """Return what everybody in a CLP has to know before they go to a meeting for a motion: a sentence or two each."""
    off = motion.campaign.conference.called_off_words if motion.for_conference else ""
    span = suspension_of(clp, read_suspensions().ahead(clp.region_id, today))
    return [words for words in (off, span.words_in(clp.region.name) if span else "") if words]


def executives_that_decide(clps: Iterable[int]) -> dict[int, bool]:
    """Return, of these CLPs by key, whether their executive decides while meetings are barred, where we are told."""
    told = BodyRules.objects.filter(clp__in=list(clps), branch=None, executive_decides__isnull=False)
    return {clp: bool(decides) for clp, decides in told.values_list("clp", "executive_decides")}


def suspension_of(clp: CLP, span: Span | None) -> Span | None:
    """Return what bars meetings as it is for one CLP, by its own rules. No query where nothing is barred."""
    if span is None or not getattr(clp, "has_rules", True):
        return span
    return span.by_own_word(executives_that_decide([clp.pk]).get(clp.pk))


def barring_meeting(submission: Submission) -> Span | None:
    """Return what bars the meeting that a submission waits for; None where it can be held or has no date."""
    if submission.meeting_on is None:
        return None
    return read_suspensions().barring(submission.clp.region_id, submission.meeting_on)
