"""The week in a campaign, for its own group: what has moved, how far it is, what comes next. No person is in it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from clps.models import CLP
from motions.counts import ACCEPTED, CARRIED, SENT, MotionFigures, count_motions
from motions.enums import PublicView
from motions.models import Motion, Submission
from motions.progress.deadline import read_deadline
from motions.progress.history import first_days, read_moves
from motions.progress.standings import PublicStanding, public_standings
from motions.queries import others_running_with
from motions.sharing.cards import absolute
from motions.texts.documents import new_document, xml_safe

WEEK = timedelta(days=7)
# More names than this are a list for the page of progress, not for a letter.
MOST_NAMED = 40


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One nation or region: how many CLPs carried it, of how many."""

    name: str
    carried: int
    clps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """A campaign's week, up to and with a day, as far as the public may know it."""

    motion: Motion
    day: date
    carried: int
    sent: int
    accepted: int
    target: int
    newly_carried: Sequence[PublicStanding]
    newly_sent: Sequence[PublicStanding]
    regions: Sequence[RegionLine]
    meetings: int
    deadline: str
    is_over: bool
    # The campaign's other motions, each with its figures: told with the first alone.
    others: Sequence[tuple[Motion, MotionFigures]] = ()

    @property
    def since(self) -> date:
        """The first day of the week."""
        return self.day - WEEK + timedelta(days=1)

    @property
    def title(self) -> str:
        """What the report is called."""
        name = f"“{self.motion}”" if self.motion.is_other else self.motion.campaign.name
        return f"{name}: the week to {self.day:%-d %B %Y}"

    @property
    def paragraphs(self) -> list[str]:
        """The report in sentences, the same on the page, in Word and in a letter."""
        conference = self.motion.campaign.conference.name
        left = self.target - self.carried
        to_go = (
            f"{left} more to the target of {self.target}." if left > 0 else f"The target of {self.target} is reached."
        )
        said = [
            f"{clps(self.carried)} {have(self.carried)} carried the motion for {conference}, "
            f"{len(self.newly_carried) or 'none'} of them in this week. {to_go}",
            f"{clps(self.sent)} {have(self.sent)} sent it to conference, "
            f"{len(self.newly_sent) or 'none'} in this week."
            + (f" Conference has accepted {self.accepted}." if self.accepted else ""),
        ]
        if self.newly_carried:
            said.append(f"New this week: {_named(self.newly_carried)}.")
        if self.meetings:
            one = self.meetings == 1
            said.append(
                f"In the next seven days {self.meetings} meeting{'' if one else 's'} that we know of "
                f"vote{'s' if one else ''} on it."
            )
        if not self.is_over:
            said.append(f"Motions close at {self.deadline}.")
        return [*said, *(_of_another(motion, figures) for motion, figures in self.others)]

    @property
    def press(self) -> str:
        """The figures in three sentences, to be read down a telephone."""
        campaign, version = self.motion.campaign, self.motion.current_version
        of_the_motion = f"“{version.title}”" if version else "its motion"
        closes = "Motions have closed" if self.is_over else f"Motions close at {self.deadline}"
        return (
            f"{clps(self.carried)} {have(self.carried)} carried {of_the_motion} for {campaign.conference.name}, "
            f"{len(self.newly_carried) or 'none'} of them in the past week. "
            f"{self.sent} of them {have(self.sent)} sent it to conference so far. "
            f"{closes}; {campaign.group} aims at {self.target}."
        )

    @property
    def message(self) -> str:
        """The same for a group on a telephone: short lines, and where to see more."""
        campaign = self.motion.campaign
        name, page = str(campaign.name), reverse("motions:progress")
        if self.motion.is_other:
            name, page = str(self.motion), self.motion.get_absolute_url()
        new = f"\nNew: {_named(self.newly_carried)}" if self.newly_carried else ""
        closes = "" if self.is_over else f"Motions close at {self.deadline}\n"
        return f"*{name}*\n{self.carried} of {self.target} carried, {self.sent} sent{new}\n{closes}{absolute(page)}"

    @property
    def letter(self) -> str:
        """The report as the body of a letter to a group, in Markdown with its fields."""
        return "\n\n".join(["{greeting}", *self.paragraphs])


def read_weekly(motion: Motion, *, now: datetime) -> WeeklyReport:
    """Return the report of the seven days up to today, in a constant number of queries.

    The report on a campaign's first motion says in a sentence how far each of the others is.
    """
    day, campaign = timezone.localdate(now), motion.campaign
    # As the public sees them, and of all regions: the week is passed on, so it may tell no more than our pages do.
    standings = public_standings(motion, campaign)
    carried, sent = first_days(read_moves(motion))
    keys = dict(_keys())
    new = {
        count: [one for one in standings if one.stage in count.stages and _is_of_week(days, keys[one.slug], one, day)]
        for count, days in ((CARRIED, carried), (SENT, sent))
    }
    meetings = Submission.objects.awaiting_outcome().filter(
        version__motion=motion, meeting_on__range=(day + timedelta(days=1), day + WEEK)
    )
    return WeeklyReport(
        motion=motion,
        day=day,
        carried=CARRIED.among(standings),
        sent=SENT.among(standings),
        accepted=ACCEPTED.among(standings),
        target=campaign.target,
        newly_carried=new[CARRIED],
        newly_sent=new[SENT],
        regions=_regions(standings),
        # How much is under way, where the public sees that.
        # One meeting counts once, however many reported it.
        meetings=0
        if campaign.public_view == PublicView.ADOPTED
        else meetings.order_by().values("clp", "branch", "meeting_on").distinct().count(),
        deadline=read_deadline(campaign, now=now).in_words,
        is_over=campaign.conference.deadline < now,
        others=count_motions(others_running_with(motion)),
    )


def docx_of(report: WeeklyReport) -> bytes:
    """Return the report as a Word document."""
    group = report.motion.campaign.group
    document = new_document(report.title, subject="Weekly report", at=timezone.now(), footer=group)
    document.add_heading(xml_safe(report.title), level=1)
    for words in report.paragraphs:
        document.add_paragraph(xml_safe(words))
    for line in report.regions:
        document.add_paragraph(f"{xml_safe(line.name)}: {line.carried} of {line.clps}", style="List Bullet")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _of_another(motion: Motion, figures: MotionFigures) -> str:
    """Say in a sentence how far another motion of the campaign is."""
    for_conference = f"“{motion}” for {motion.campaign.conference.name}"
    return f"{clps(figures.carried)} {have(figures.carried)} carried {for_conference}; sent so far: {figures.sent}."


def clps(number: int) -> str:
    """Return so many CLPs in words for a sentence."""
    return f"{number} Constituency Labour {'Party' if number == 1 else 'Parties'}"


def have(number: int) -> str:
    """Return the verb for so many."""
    return "has" if number == 1 else "have"


def _keys() -> list[tuple[str, int]]:
    return list(CLP.objects.values_list("slug", "pk"))


def _is_of_week(days: dict[int, date], pk: int, one: PublicStanding, day: date) -> bool:
    since = days.get(pk) or one.since
    return since is not None and day - WEEK < since <= day


def _named(standings: Sequence[PublicStanding]) -> str:
    names = [one.name for one in standings[:MOST_NAMED]]
    more = len(standings) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _regions(standings: Sequence[PublicStanding]) -> list[RegionLine]:
    places = sorted({(one.region_position, one.region) for one in standings})
    return [
        RegionLine(
            name,
            CARRIED.among(one for one in standings if one.region == name),
            sum(one.region == name for one in standings),
        )
        for _, name in places
    ]
