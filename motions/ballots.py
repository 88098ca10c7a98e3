"""What delegations take to conference: a sheet for each, and a briefing for all. Nobody is named on either."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from motions.ballots.planning import BallotPlan
from motions.composites.sources import agreed_text
from motions.models import CompositingMeeting, ConferenceEntry, DatedNote, Motion
from motions.progress.deadline import read_deadline
from motions.speaking import speaking_for
from motions.texts import papers
from motions.texts.limits import current_counts


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
        speaking = speaking_for(version, read_deadline(motion.campaign, now=now))
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
