"""One CLP's whole story with one motion, read in a constant number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.attention import kinds_for
from campaign.desk.enums import TimelineKind
from campaign.desk.models import Note, Ownership
from campaign.desk.timeline import Line, of_advice, of_events, of_mail, of_notes
from campaign.mail.models import Email, Reminder
from clps.models import CLP, Branch, Secretary
from motions.attention import Attention, find_attention
from motions.enums import COUNTED_STATES, EventKind, SubmissionState
from motions.models import AdviceReply, AdviceRequest, ConferenceEntry, Event, Motion, Standing, Submission, Vote
from motions.progress.clps import CLPStanding, read_clps
from motions.progress.standings import PublicStanding
from motions.steps import Step, public_steps

# They come with the question's own words.
TOLD_BY_ADVICE = frozenset({EventKind.ADVICE_ASKED, EventKind.ADVICE_ANSWERED})


@dataclass(frozen=True, slots=True)
class Report:
    """One report with what its meeting last did."""

    submission: Submission
    vote: Vote | None

    @property
    def may_be_checked(self) -> bool:
        """Whether an organiser may still call it right."""
        return self.submission.state in COUNTED_STATES and self.submission.checked_at is None

    @property
    def is_counted(self) -> bool:
        """Whether it counts."""
        return self.submission.state in COUNTED_STATES

    @property
    def is_merged(self) -> bool:
        """Whether it stands behind another."""
        return self.submission.state == SubmissionState.MERGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything that the page of one CLP shows."""

    clp: CLP
    motion: Motion
    standing: CLPStanding
    steps: Sequence[Step]
    secretaries: Sequence[Secretary]
    branches: Sequence[Branch]
    reports: Sequence[Report]
    entry: ConferenceEntry | None
    owner: User | None
    todo: Sequence[Attention]
    lines: Sequence[Line]
    earlier: Sequence[Standing]

    @property
    def kinds(self) -> list[TimelineKind]:
        """The kinds of which there is something, in order."""
        found = {line.kind for line in self.lines}
        return [kind for kind in TimelineKind if kind in found]


def read_story(clp: CLP, motion: Motion, user: User) -> Story:
    """Return the story as this organiser may see it: mail, questions and secretaries each need their right."""
    standing = next(one for one in read_clps(motion, {clp.region_id}) if one.pk == clp.pk)
    reports = read_reports(clp, motion)
    owners = list(Ownership.objects.filter(clp=clp, motion=motion).select_related("owner", "by"))
    lines = sorted(_lines(clp, motion, user, reports, owners), key=lambda line: line.at, reverse=True)
    may_know = user.has_perm("clps.view_secretary")
    secretaries = Secretary.objects.filter(Q(clp=clp) | Q(branch__clp=clp), left_on__isnull=True)
    earlier = Standing.objects.filter(clp=clp).exclude(motion=motion).exclude(stage="not_started")
    entry = ConferenceEntry.objects.filter(motion=motion, clp=clp).first()
    return Story(
        clp=clp,
        motion=motion,
        standing=standing,
        steps=public_steps(motion, clp, _as_shown(standing), entry),
        secretaries=list(secretaries.select_related("clp", "branch")) if may_know else [],
        branches=list(clp.branches.all()),
        reports=reports,
        entry=entry,
        owner=owners[0].owner if owners else None,
        todo=_todo(motion, standing, user),
        lines=lines,
        earlier=list(earlier.select_related("motion__campaign__conference", "motion__current_version")),
    )


def read_reports(clp: CLP, motion: Motion) -> list[Report]:
    """Return every report of one CLP, the newest first, in two queries."""
    rows = Submission.objects.filter(clp=clp, version__motion=motion).select_related(
        "clp", "branch", "version__motion", "activist", "merged_into", "checked_by"
    )
    rows = rows.prefetch_related(Prefetch("votes", Vote.objects.order_by("pk")))
    return [Report(row, votes[-1] if (votes := list(row.votes.all())) else None) for row in rows]


def _lines(
    clp: CLP, motion: Motion, user: User, reports: Sequence[Report], owners: Sequence[Ownership]
) -> Iterator[Line]:
    submissions = {report.submission.pk: report.submission for report in reports}
    votes = [vote for submission in submissions.values() for vote in submission.votes.all()]
    events = Event.objects.filter(clp=clp, motion=motion).select_related("by", "champion")
    may_advise = user.has_perm("motions.view_advicerequest")
    if may_advise:
        replies = Prefetch("replies", AdviceReply.objects.select_related("by"))
        yield from of_advice(list(AdviceRequest.objects.filter(clp=clp).prefetch_related(replies)))
        events = events.exclude(kind__in=TOLD_BY_ADVICE)
    limit = motion.campaign.conference.text_word_limit
    yield from of_events(list(events), submissions, votes, limit=limit)
    yield from of_notes(list(Note.objects.filter(clp=clp, motion=motion).select_related("by")), owners)
    if user.has_perm("mail.view_email"):
        about = Q(clp=clp) | Q(submission__clp=clp)
        mails = Email.objects.filter(about, campaign=motion.campaign).defer("message")
        reminders = Reminder.objects.filter(about, campaign=motion.campaign).select_related("recipient")
        yield from of_mail(list(mails), list(reminders))


def _todo(motion: Motion, standing: CLPStanding, user: User) -> list[Attention]:
    """Return what needs attention there, the most urgent first."""
    day: date = timezone.localdate()
    found = find_attention(motion, day=day, regions={standing.region_pk}, clps=[standing], kinds=[*kinds_for(user)])
    return [item for item in found if item.clp and item.clp.pk == standing.pk]


def _as_shown(standing: CLPStanding) -> PublicStanding:
    """Return the standing as the stepper takes it, with nothing held back."""
    return PublicStanding(
        name=standing.name,
        slug=standing.slug,
        region=standing.region,
        region_slug=standing.region_slug,
        region_position=standing.region_position,
        gss_codes=(),
        hex_q=standing.hex_q,
        hex_r=standing.hex_r,
        stage=standing.stage,
        since=standing.since,
        is_checked=standing.is_checked,
        adopted_only=False,
    )
