"""The priorities ballot: what it takes, and the papers that delegations take to it. Nobody is named on them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format

from motions.composites.sources import agreed_text
from motions.enums import BallotHalf
from motions.models import (
    BallotHeading,
    CompositingMeeting,
    Conference,
    ConferenceEntry,
    DatedNote,
    Delegate,
    Motion,
    PastBallot,
)
from motions.models.rules import rules_of
from motions.progress.conference import plain
from motions.progress.deadline import read_deadline
from motions.speech_notes import speech_notes_for
from motions.texts import papers
from motions.texts.limits import current_counts


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


def sheets_of(motion: Motion, entries: Sequence[ConferenceEntry], plan: BallotPlan, *, now: datetime) -> papers.Paper:
    """Return a sheet for each of these delegations, each on a page of its own."""
    meetings = list(CompositingMeeting.objects.filter(motion=motion))
    parts: list[papers.PaperPart] = []
    for entry in entries:
        if parts:
            parts.append(papers.new_page())
        parts += _sheet(motion, entry, plan, meetings)
    title = f"{entries[0].clp.name} CLP at conference" if len(entries) == 1 else "Sheets for delegations"
    return _paper(motion, title, parts, now=now)


def _sheet(
    motion: Motion, entry: ConferenceEntry, plan: BallotPlan, meetings: Sequence[CompositingMeeting]
) -> list[papers.PaperPart]:
    conference = motion.campaign.conference
    days = f"{date_format(conference.starts_on, 'j F')} to {date_format(conference.ends_on, 'j F Y')}"
    stands = f"It is at this point: {str(entry.get_state_display()).lower()}"
    stands += f", in {entry.composite.name}." if entry.composite else "."
    if entry.subject:
        stands += f" It stands under “{entry.subject}”."
    parts = [
        papers.heading(f"{entry.clp.name} CLP"),
        papers.words(f"{conference.name}, {days}.\nYour CLP sent the motion “{motion}”. {stands}"),
        papers.heading("The priorities ballot", level=3),
        *_ballot(plan),
    ]
    held = [meeting for meeting in meetings if meeting.subject_heading == entry.subject] or list(meetings)
    if held:
        parts.append(papers.heading("The compositing meeting", level=3))
        parts.append(papers.points([_meeting(meeting) for meeting in held]))
    if points := motion.campaign.points:
        parts += [papers.heading("What to say for it", level=3), papers.points(points)]
    return [*parts, papers.words(f"Questions on the day? Write to {motion.campaign.email}.")]


def _ballot(plan: BallotPlan) -> list[papers.PaperPart]:
    if not plan.headings:
        return [papers.words("The headings are not known yet.")]
    rows = [
        (
            heading.name,
            _yes(heading.clps_vote),
            _yes(heading.affiliates_vote),
            "Please vote for it" if heading.is_ours else "",
        )
        for heading in plan.headings
    ]
    return [papers.table(("Heading", "CLPs vote", "Affiliates vote", "Ours"), rows)]


def _yes(value: bool) -> str:  # noqa: FBT001 - a word for it
    return "yes" if value else "no"


def _meeting(meeting: CompositingMeeting) -> str:
    on = f", on {date_format(meeting.held_on, 'j F Y')}" if meeting.held_on else ", on a day that is not known yet"
    return f"“{meeting.subject_heading}”{on}. Only words that some CLP sent can be in the composite."


def briefing_of(motion: Motion, plan: BallotPlan, *, now: datetime) -> papers.Paper:
    """Return the briefing: the ballot, the text, the composite, what to say for it, and what has happened."""
    version = motion.current_version
    parts = [papers.heading("The priorities ballot"), *_ballot(plan)]
    if plan.needed:
        parts.append(papers.points([needed.words for needed in plan.needed]))
    if version:
        parts += [
            papers.heading("The motion"),
            papers.heading(version.title, level=3),
            papers.motion_text(version.text),
        ]
        parts.append(papers.points([f"{count.message}." for count in current_counts(motion)]))
    for meeting in CompositingMeeting.objects.filter(motion=motion):
        parts.append(papers.heading(f"The composite on “{meeting.subject_heading}”"))
        parts.append(papers.words(_meeting(meeting)))
        if text := agreed_text(meeting):
            parts += [papers.words("As it stands now:"), papers.motion_text(text)]
    if version:
        version.motion = motion
        speaking = speech_notes_for(version, read_deadline(motion.campaign, now=now))
        parts.append(papers.heading("What to say for it"))
        if speaking.points:
            parts.append(papers.points(speaking.points))
        # Our general speech is for the meeting of a CLP, and asks it to send the motion.
        if not speaking.is_general:
            parts.append(papers.words(speaking.speech))
    if facts := list(DatedNote.objects.filter(motion=motion).new_matters()):
        rows = [(date_format(fact.on, "j F Y"), fact.words, fact.source) for fact in facts]
        parts += [
            papers.heading("What has happened"),
            papers.table(("Day", "What happened", "Where to read it"), rows),
        ]
    return _paper(motion, "Briefing for delegates", parts, now=now)


def _paper(motion: Motion, title: str, parts: list[papers.PaperPart], *, now: datetime) -> papers.Paper:
    campaign = motion.campaign
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    footer = f"{campaign.name}, by {campaign.group}. As of {date_format(day, 'j F Y')}."
    return papers.Paper(
        title=title, kicker=campaign.conference.name, group=campaign.group, footer=footer, dated=day, parts=parts
    )
