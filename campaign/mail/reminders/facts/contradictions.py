"""Reports whose opposite somebody else told later, as the mail that says so is decided from them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from campaign.mail.enums import MailKind
from campaign.mail.models import Mailable, Stop
from campaign.mail.reminders.facts.base import Facts, Scope
from motions.enums import ADOPTED, REFUSED
from motions.models import Standing, Submission, Vote
from motions.queries import submission_facts
from motions.stages import SubmissionFact, contradicting


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionFacts(Facts):
    """One report, and since when another stands that says the opposite; None where that other was the first."""

    opposed_at: datetime | None


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[ContradictionFacts]:
    """Yield the reports of CLPs whose reports conflict: few, and none once an organiser has settled it."""
    return _read(Q(clp__in=about.clps) if about else Q())


def of_mails(mails: Iterable[Mailable]) -> Iterator[ContradictionFacts]:
    """Yield the reports that these mails are about, as they stand now."""
    clps = {mail.clp_id for mail in mails if mail.kind == MailKind.TOLD_OTHERWISE}
    return _read(Q(clp__in=clps)) if clps else iter(())


def _read(which: Q) -> Iterator[ContradictionFacts]:
    rows = Standing.objects.filter(which, is_conflicting=True, motion__campaign__is_running=True)
    for standing in rows.select_related("motion", "clp").order_by("pk"):
        facts = submission_facts(standing.motion, standing.clp)
        yield from _of_one_clp(standing, facts, _since([fact.pk for fact in facts]))


def _of_one_clp(
    standing: Standing, facts: Sequence[SubmissionFact], since: dict[int, tuple[datetime, int]]
) -> Iterator[ContradictionFacts]:
    """Yield the reports of one CLP that somebody else has contradicted."""
    stops = Stop.objects.of_clp(standing.clp).filter(person=OuterRef("activist"))
    written_to = Submission.objects.by_activists().filter(activist__is_active=True)
    told = written_to.annotate(is_stopped=Exists(stops)).in_bulk([fact.pk for fact in facts])
    for own in facts:
        # Who says one thing and then the other, by two addresses of one mailbox, is not somebody else.
        others = [other for other in contradicting(facts, own.pk) if other.people.isdisjoint(own.people)]
        if not others or own.pk not in told:
            continue
        later = [since[other.pk] for other in others if since[other.pk] > since[own.pk]]
        row = told[own.pk]
        yield ContradictionFacts(
            submission_id=row.pk,
            reference=str(row.reference),
            campaign_id=standing.motion.campaign_id,
            clp_id=standing.clp_id,
            recipient_id=row.activist_id,
            is_stopped=row.is_stopped,
            known_since=row.confirmed_at,
            opposed_at=min(later)[0] if later else None,
        )


def _since(submissions: Sequence[int]) -> dict[int, tuple[datetime, int]]:
    """Return since when, and since which vote, each report has said what it says: a figure put right is no news.

    What was told before its reporter confirmed the address counts from then.
    """
    found: dict[int, tuple[datetime, int]] = {}
    said: dict[int, tuple[bool, bool]] = {}
    votes = Vote.objects.filter(submission__in=submissions).order_by("pk")
    for vote in votes.select_related("submission"):
        pk, says = vote.submission_id, (vote.outcome in ADOPTED, vote.outcome in REFUSED)
        if said.get(pk) != says:
            told_at = max(vote.recorded_at, vote.submission.confirmed_at or vote.recorded_at)
            said[pk], found[pk] = says, (told_at, vote.pk)
    return found
