"""Whether a CLP can still make the deadline by the normal route: worked back from it, with each body's notice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from clps.enums import MeetingStructure
from motions.attention.facts import Meeting
from motions.bodies import usual_rules
from motions.enums import Stage
from motions.models import Campaign
from motions.progress.clps import CLPStanding
from motions.progress.deadline import meets_after


class Late(StrEnum):
    """Why the normal route is closed."""

    CLP_MEETS_AFTERWARDS = "clp-meets-afterwards"
    BRANCH_MEETS_TOO_LATE = "branch-meets-too-late"
    NO_NOTICE_LEFT = "no-notice-left"
    NO_TIME_FOR_A_BRANCH = "no-time-for-a-branch"


LATE_WORDS = {
    Late.CLP_MEETS_AFTERWARDS: "The CLP meets after the deadline.",
    Late.BRANCH_MEETS_TOO_LATE: "When the branch meets, the CLP’s notice no longer fits in before the deadline.",
    Late.NO_NOTICE_LEFT: "The CLP’s usual notice no longer fits in before the deadline.",
    Late.NO_TIME_FOR_A_BRANCH: "Branches vote first here, and there is not time for both before the deadline.",
}


@dataclass(frozen=True, slots=True)
class Timetable:
    """One day among the days that count."""

    day: date
    deadline: datetime
    deadline_day: date
    notice: timedelta
    last_safe_day: date
    last_safe_branch_day: date

    @classmethod
    def of(cls, campaign: Campaign, day: date) -> "Timetable":
        """Return what is usual in a campaign, as it stands on a day."""
        holds, deadline = usual_rules(campaign), campaign.conference.deadline
        notice = timedelta(days=holds.notice_days)
        return cls(day, deadline, holds.deadline_day, notice, holds.last_safe_day, holds.last_safe_branch_day)

    def closes_before(self, meeting: Meeting) -> bool:
        """Whether motions have closed when a CLP meets. A day that is not known may still be in time."""
        return meeting.on is not None and meets_after(self.deadline, meeting.on, meeting.at)

    def as_told_by(self, clp: CLPStanding) -> "Timetable":
        """Return the timetable of a CLP, which may have told us a notice or a branch's time of its own."""
        if clp.notice_days is None and clp.branch_days is None:
            return self
        notice = self.notice if clp.notice_days is None else timedelta(days=clp.notice_days)
        usual = self.last_safe_day - self.last_safe_branch_day
        branch = usual if clp.branch_days is None else timedelta(days=clp.branch_days)
        last = self.deadline_day - notice
        return replace(self, notice=notice, last_safe_day=last, last_safe_branch_day=last - branch)


def why_late(clp: CLPStanding, meetings: Sequence[Meeting], times: Timetable) -> Late | None:
    """Return why a CLP can no longer make the deadline by the normal route; None while it can, or when it is past."""
    if times.day > times.deadline_day:
        return None
    of_clp = [meeting for meeting in meetings if not meeting.branch]
    of_branches = [meeting.on for meeting in meetings if meeting.branch]
    if of_clp:
        return Late.CLP_MEETS_AFTERWARDS if all(map(times.closes_before, of_clp)) else None
    if clp.stage == Stage.WITH_BRANCH and of_branches and all(of_branches):
        soonest = max(times.day, min(on for on in of_branches if on))
        return Late.BRANCH_MEETS_TOO_LATE if soonest + times.notice > times.deadline_day else None
    if clp.stage == Stage.CHAMPION_FOUND and clp.structure == MeetingStructure.GENERAL_COMMITTEE:
        return Late.NO_TIME_FOR_A_BRANCH if times.day > times.last_safe_branch_day else None
    waiting = {Stage.CHAMPION_FOUND, Stage.WITH_BRANCH, Stage.BRANCH_CARRIED, Stage.CARRIED_AS_POLICY}
    return Late.NO_NOTICE_LEFT if clp.stage in waiting and times.day > times.last_safe_day else None
