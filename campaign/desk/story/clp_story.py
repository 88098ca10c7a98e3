"""One CLP's whole story with one motion, read in a constant number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from campaign.accounts.models import User
from campaign.desk.enums import TimelineKind
from campaign.desk.front.attention import find_for
from campaign.desk.models import Call, Note, Ownership, Tag
from campaign.desk.story.earlier_campaigns import EarlierMotion, read_earlier
from campaign.desk.story.event_lines import Known, of_events
from campaign.desk.story.timeline import StoryLine, of_advice, of_calls, of_champions, of_inbound, of_mail, of_notes
from campaign.mail.enums import Filed
from campaign.mail.models import Email, InboundMail, Reminder
from clps.models import CLP, Branch, Secretary
from motions.attention import Attention
from motions.bodies import RulesInForce, body_rules_of, rules_from_rows
from motions.enums import COUNTED_STATES, EventKind, MotionKind, SubmissionState
from motions.models import (
    AdviceReply,
    AdviceRequest,
    BodyRules,
    Champion,
    ConferenceEntry,
    Delegate,
    Event,
    Motion,
    Submission,
    Vote,
)
from motions.models.submissions import SubmissionQuerySet
from motions.organiser_acts import REPORT_ACTS
from motions.progress.clps import CLPStanding, read_clps
from motions.progress.standings import PublicStanding
from motions.public_record import Step, public_facts, public_steps

# They come with the question's own words.
TOLD_BY_ADVICE = frozenset({EventKind.ADVICE_ASKED, EventKind.ADVICE_ANSWERED})


@dataclass(frozen=True, slots=True)
class StoryReport:
    """One report with what its meeting last did."""

    submission: Submission
    vote: Vote | None

    @property
    def may_be_checked(self) -> bool:
        """Whether an organiser may still call it right."""
        return REPORT_ACTS["check"].fits(self.submission)

    @property
    def is_counted(self) -> bool:
        """Whether the CLP's stage is worked out from it."""
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
    reports: Sequence[StoryReport]
    local_reports: Sequence[StoryReport]
    champions: Sequence[Champion]
    delegates: Sequence[Delegate]
    entry: ConferenceEntry | None
    owner: User | None
    tags: Sequence[Tag]
    todo: Sequence[Attention]
    lines: Sequence[StoryLine]
    earlier: Sequence[EarlierMotion]
    holds: RulesInForce
    body_rules: Sequence[BodyRules]

    @property
    def kinds(self) -> list[TimelineKind]:
        """The kinds of which there is something, in order."""
        found = {line.kind for line in self.lines}
        return [kind for kind in TimelineKind if kind in found]


def read_story(clp: CLP, motion: Motion, user: User) -> Story:
    """Return the story as this organiser may see it: mail, questions and secretaries each need their right."""
    standing = next(one for one in read_clps(motion, {clp.region_id}) if one.pk == clp.pk)
    reports, local_reports = read_reports(clp, motion), _local_reports(clp, motion)
    people = _read_people(clp, motion, user)
    owners = list(Ownership.objects.filter(clp=clp, motion=motion).select_related("owner", "by"))
    # Of what bears the same time, the last recorded comes first, as in everything else.
    found = [*_lines(people, user, [*reports, *local_reports], owners)]
    lines = sorted(found, key=lambda line: line.at)[::-1]
    entry = ConferenceEntry.objects.filter(motion=motion, clp=clp).first()
    shown, rules = _as_shown(standing), list(body_rules_of(clp))
    return Story(
        clp=clp,
        motion=motion,
        standing=standing,
        steps=public_steps(public_facts(motion, clp, shown), shown, entry),
        secretaries=_secretaries(clp) if user.has_perm("clps.view_secretary") else [],
        branches=list(clp.branches.all()),
        reports=reports,
        local_reports=local_reports,
        champions=people.champions if user.has_perm("motions.view_champion") else [],
        delegates=[one for one in people.delegates if one.withdrawn_on is None],
        entry=entry,
        owner=owners[0].owner if owners else None,
        tags=list(Tag.objects.filter(campaign=motion.campaign_id, tagged__clp=clp)),
        todo=_todo(motion, standing, user),
        lines=lines,
        earlier=read_earlier(clp, motion),
        holds=rules_from_rows(motion.campaign, rules),
        body_rules=rules,
    )


def read_reports(clp: CLP, motion: Motion) -> list[StoryReport]:
    """Return every report of one CLP, the newest first, in two queries."""
    return _read(Submission.objects.filter(clp=clp, version__motion=motion))


def _local_reports(clp: CLP, motion: Motion) -> list[StoryReport]:
    """Return the reports there of the campaign's model local motions, which count apart."""
    local = {"version__motion__campaign": motion.campaign, "version__motion__kind": MotionKind.LOCAL}
    return _read(Submission.objects.filter(clp=clp, **local))


def _read(rows: SubmissionQuerySet) -> list[StoryReport]:
    rows = rows.select_related(
        "clp", "branch", "version__motion", "version__variant", "activist", "merged_into", "checked_by"
    )
    rows = rows.prefetch_related(Prefetch("votes", Vote.objects.order_by("pk")))
    # The last one holds: a correction is recorded as a vote of its own.
    return [StoryReport(row, votes[-1] if (votes := list(row.votes.all())) else None) for row in rows]


@dataclass(frozen=True, slots=True)
class _People:
    """Whom a CLP's story names besides its reporters; no delegate for those who may not see them."""

    clp: CLP
    motion: Motion
    champions: list[Champion]
    delegates: list[Delegate]


def _read_people(clp: CLP, motion: Motion, user: User) -> _People:
    champions = Champion.objects.filter(clp=clp, motion=motion).with_sent().select_related("activist", "version")
    delegates: list[Delegate] = []
    if user.has_perm("motions.view_delegate"):
        delegates = list(Delegate.objects.filter(entry__clp=clp, entry__motion=motion))
    return _People(clp, motion, list(champions), delegates)


def _secretaries(clp: CLP) -> list[Secretary]:
    rows = Secretary.objects.filter(Q(clp=clp) | Q(branch__clp=clp), left_on__isnull=True)
    return list(rows.select_related("clp", "branch"))


def _lines(
    people: _People, user: User, reports: Sequence[StoryReport], owners: Sequence[Ownership]
) -> Iterator[StoryLine]:
    clp, motion = people.clp, people.motion
    known = Known(
        motion=motion,
        submissions={report.submission.pk: report.submission for report in reports},
        champions={champion.pk: champion for champion in people.champions},
        delegates={delegate.pk: delegate for delegate in people.delegates},
    )
    events = Event.objects.filter(clp=clp, motion__campaign=motion.campaign).select_related("by", "champion__activist")
    # Where they may not read questions the events stay, which tell that somebody asked and not what.
    if user.has_perm("motions.view_advicerequest"):
        replies = Prefetch("replies", AdviceReply.objects.select_related("by"))
        yield from of_advice(list(AdviceRequest.objects.filter(clp=clp).prefetch_related(replies)))
        events = events.exclude(kind__in=TOLD_BY_ADVICE)
    told = list(events)
    yield from of_events(told, known)
    yield from of_champions(people.champions, {event.champion_id for event in told if event.champion_id})
    yield from of_notes(list(Note.objects.filter(clp=clp, motion=motion).select_related("by")), owners)
    yield from of_calls(list(Call.objects.filter(clp=clp, motion=motion).select_related("by")))
    yield from _mail(clp, motion, user)


def _mail(clp: CLP, motion: Motion, user: User) -> Iterator[StoryLine]:
    """Yield what was sent, what is to come and what came in, each to those who may read it."""
    about = Q(clp=clp) | Q(submission__clp=clp) | Q(champion__clp=clp)
    if user.has_perm("mail.view_email"):
        # Without the messages, which are whole mails: the story tells the subject and what became of it.
        mails = Email.objects.filter(about, campaign=motion.campaign).defer("message")
        reminders = Reminder.objects.filter(about, campaign=motion.campaign).select_related("recipient")
        yield from of_mail(list(mails), list(reminders))
    if user.has_perm("mail.view_inboundmail"):
        # A question has its own place in the story.
        came = InboundMail.objects.filter(submission__clp=clp, submission__version__motion__campaign=motion.campaign)
        yield from of_inbound(list(came.filter(filed__in=[Filed.REPLY, Filed.REPORT]).defer("html")))


def _todo(motion: Motion, standing: CLPStanding, user: User) -> list[Attention]:
    """Return what needs attention there, the most urgent first."""
    found = find_for(user, motion, regions={standing.region_pk}, clps=[standing])
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
