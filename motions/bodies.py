"""What holds for a CLP or a branch: its own rules where we know them, or else its CLP's, or else what is usual.

The last safe day is worked back from the deadline by these, so it differs from CLP to CLP.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from clps.models import CLP
from motions.models import BodyRules, Campaign
from motions.texts.wordcount import count_words


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """What one body asks of motions. None is not known; `is_own` says whether its notice is its own word."""

    deadline_day: date
    notice_days: int
    branch_days: int
    notice_is_own: bool = False
    branch_days_are_own: bool = False
    word_limit: int | None = None
    needs_mover: bool | None = None
    needs_seconder: bool | None = None
    executive_decides: bool | None = None

    @property
    def last_safe_day(self) -> date:
        """The last day to send the motion to this CLP, which wants its notice and meets before the deadline."""
        return self.deadline_day - timedelta(days=self.notice_days)

    @property
    def last_safe_branch_day(self) -> date:
        """The last day to send it to a branch: it takes its time, and then the CLP wants its notice."""
        return self.last_safe_day - timedelta(days=self.branch_days)

    @property
    def is_own(self) -> bool:
        """Whether anything of it is the body's own word, and not what is usual."""
        told = (self.word_limit, self.needs_mover, self.needs_seconder, self.executive_decides)
        return self.notice_is_own or self.branch_days_are_own or any(one is not None for one in told)

    def too_long(self, text: str) -> str:
        """Return what to say of a text that is over the body's own limit; empty where it is not, or none is known."""
        words = count_words(text)
        if self.word_limit is None or words <= self.word_limit:
            return ""
        return f"The text has {words} words, and this body takes at most {self.word_limit} at its own meetings."


def usual_rules(campaign: Campaign) -> RulesInForce:
    """Return what holds where a CLP has told us nothing."""
    return RulesInForce(campaign.conference.deadline_day, campaign.notice_days, campaign.branch_days)


def rules_in_force(campaign: Campaign, clp: CLP, branch: str = "") -> RulesInForce:
    """Return what holds for a CLP, or a branch of it by name. One query, or none for a CLP known to have no rules."""
    if not getattr(clp, "has_rules", True):
        return usual_rules(campaign)
    return rules_from_rows(campaign, list(body_rules_of(clp)), branch)


def with_rules(clps: QuerySet[CLP]) -> QuerySet[CLP]:
    """Add to CLPs whether they have told us rules: where they have not, nothing more is asked about them."""
    return clps.annotate(has_rules=Exists(BodyRules.objects.filter(clp=OuterRef("pk"))))


def body_rules_of(clp: CLP) -> QuerySet[BodyRules]:
    """Return everything that we are told of a CLP's rules and its branches', the CLP's own first."""
    return BodyRules.objects.filter(clp=clp).select_related("branch").order_by(F("branch").asc(nulls_first=True))


def last_safe_days(campaign: Campaign, clps: Iterable[int], deadline_day: date) -> dict[int, date]:
    """Return the last safe day of each of these CLPs, by key, for motions that close on a day. One query."""
    keys = list(clps)
    told = BodyRules.objects.filter(clp__in=keys, branch=None, notice_days__isnull=False)
    own = {clp: days for clp, days in told.values_list("clp", "notice_days") if days is not None}
    return {clp: deadline_day - timedelta(days=own.get(clp, campaign.notice_days)) for clp in keys}


def rules_from_rows(campaign: Campaign, rows: Sequence[BodyRules], branch: str = "") -> RulesInForce:
    """Return what holds by these rows, all those of one CLP, for the CLP or for a branch of it."""
    named = branch.casefold()
    own = next((one for one in rows if one.branch and named and one.branch.name.casefold() == named), None)
    return _combine(campaign, next((one for one in rows if one.branch_id is None), None), own)


def _combine(campaign: Campaign, clp: BodyRules | None, branch: BodyRules | None) -> RulesInForce:
    """Return what holds, the branch's word first, then its CLP's, then the campaign's."""
    told = [one for one in (branch, clp) if one]

    def first(name: str) -> Any:  # noqa: ANN401 - a number or a yes, as the column has it
        return next((value for one in told if (value := getattr(one, name)) is not None), None)

    # What a branch carries goes on to its CLP, which has its own limit: the smaller one holds.
    limits = [one.word_limit for one in told if one.word_limit is not None]
    # The notice is what the CLP's meeting wants; a branch's own is told to the branch alone.
    notice, time = clp.notice_days if clp else None, first("branch_days")
    return RulesInForce(
        deadline_day=campaign.conference.deadline_day,
        notice_days=campaign.notice_days if notice is None else notice,
        branch_days=campaign.branch_days if time is None else time,
        notice_is_own=notice is not None,
        branch_days_are_own=time is not None,
        word_limit=min(limits, default=None),
        needs_mover=first("needs_mover"),
        needs_seconder=first("needs_seconder"),
        executive_decides=first("executive_decides"),
    )
