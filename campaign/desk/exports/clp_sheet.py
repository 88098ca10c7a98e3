"""A spreadsheet of the CLPs that the front page shows: one row for each, with how it voted and what it sent."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count, F

from campaign.desk.front.filters import Shown
from clps.lib.spreadsheets import Column, Table
from motions.enums import ADOPTED, ADOPTED_STAGES, Body, Purpose, Stage, SubmissionState
from motions.models import ConferenceEntry, Motion, Submission, Vote
from motions.progress.clps import CLPStanding
from motions.progress.standings import codes_by_clp


class SheetLine(NamedTuple):
    """One CLP with what its row says."""

    clp: CLPStanding
    codes: str
    vote: Vote | None
    entry: ConferenceEntry | None
    reports: int


def _of_vote(name: str) -> Column:
    headings = {"held_on": "Carried on", "votes_for": "For", "votes_against": "Against", "abstentions": "Abstentions"}
    return headings[name], lambda line: getattr(line.vote, name, None)


COLUMNS: tuple[Column, ...] = (
    ("CLP", "clp.name"),
    ("Region", "clp.region"),
    ("GSS codes", "codes"),
    ("How it meets", "clp.structure.label"),
    ("Stage", "clp.label"),
    ("Since", "clp.since"),
    ("Checked", "clp.is_checked"),
    ("Reports conflict", "clp.is_conflicting"),
    ("Reports", "reports"),
    _of_vote("held_on"),
    ("Carried for", lambda line: line.vote.get_purpose_display() if line.vote else None),
    _of_vote("votes_for"),
    _of_vote("votes_against"),
    _of_vote("abstentions"),
    ("Sent on", lambda line: line.entry.sent_on if line.entry else None),
    ("At conference", lambda line: line.entry.get_state_display() if line.entry else None),
)


def clp_table(shown: Shown) -> Table:
    """Return the CLPs as a table, in four queries however many there are."""
    return Table(COLUMNS, _lines(shown))


def _lines(shown: Shown) -> Iterator[SheetLine]:
    motion = shown.motion
    codes, votes = codes_by_clp(), _votes_that_carried(motion)
    entries = {entry.clp_id: entry for entry in ConferenceEntry.objects.standing().filter(motion=motion)}
    counted = Submission.objects.counted().filter(version__motion=motion).order_by()
    reports = dict(counted.values_list("clp").annotate(number=Count("pk")))
    for clp in shown.clps:
        entry = entries.get(clp.pk)
        vote = _vote_behind(clp, votes[clp.pk], entry)
        # A CLP may lie in several constituencies: their codes share a cell.
        yield SheetLine(clp, "|".join(codes[clp.pk]), vote, entry, reports.get(clp.pk, 0))


def _votes_that_carried(motion: Motion) -> defaultdict[int, list[Vote]]:
    """Return the votes by which CLPs carried it, as each report has it now."""
    now = Vote.objects.with_later_words().filter(pk=F("last_pk"), outcome__in=ADOPTED)
    of_clps = now.filter(submission__body=Body.CLP, submission__state=SubmissionState.DECIDED)
    votes: defaultdict[int, list[Vote]] = defaultdict(list)
    for vote in of_clps.filter(submission__version__motion=motion).select_related("submission"):
        votes[vote.submission.clp_id].append(vote)
    return votes


def _vote_behind(clp: CLPStanding, votes: list[Vote], entry: ConferenceEntry | None) -> Vote | None:
    """Return the vote that the CLP's stage rests on: of those that say the same a checked one, then the first."""
    if clp.stage not in ADOPTED_STAGES:
        return None
    purpose = Purpose.POLICY if clp.stage == Stage.CARRIED_AS_POLICY else Purpose.CONFERENCE
    sent = entry.submission_id if entry else None
    return min(
        (vote for vote in votes if vote.purpose == purpose),
        key=lambda vote: (
            # What was sent may name the report that it rests on: the vote of that one goes before all others.
            vote.submission_id != sent,
            vote.submission.checked_at is None,
            vote.held_on,
            vote.pk,
        ),
        default=None,
    )
