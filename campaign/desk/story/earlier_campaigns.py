"""What one CLP did in earlier campaigns: how far it came, which text it had, how it voted and what conference did."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch

from campaign.desk.story.event_lines import say_vote
from clps.models import CLP
from motions.enums import FLOOR_STATES, RULED_OUT_STATES, EntryState, Stage
from motions.models import ConferenceEntry, Motion, Standing, Submission, Vote
from motions.progress.conference import floor_words


class Fact(NamedTuple):
    """One thing that was done, and its day."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class EarlierMotion:
    """One motion of an earlier campaign, as this CLP left it."""

    motion: Motion
    stage: Stage
    since: date | None
    facts: Sequence[Fact]


def read_earlier(clp: CLP, motion: Motion) -> list[EarlierMotion]:
    """Return what the CLP did with the motions of other campaigns, the latest first; in four queries at most.

    A campaign in which nothing happened there is left out.
    """
    rows = Standing.objects.filter(clp=clp).exclude(motion__campaign=motion.campaign)
    rows = rows.exclude(stage=Stage.NOT_STARTED).select_related(
        "motion__campaign__conference", "motion__current_version"
    )
    standings = list(rows.order_by("-motion__campaign__conference__deadline", "motion"))
    if not standings:
        return []
    motions = [standing.motion_id for standing in standings]
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    sent = Submission.objects.counted().filter(clp=clp, version__motion__in=motions)
    sent = sent.select_related("version", "branch", "clp").prefetch_related(
        Prefetch("votes", Vote.objects.order_by("pk"))
    )
    for submission in sent:
        facts[submission.version.motion_id] += _of_submission(submission)
    for entry in (
        ConferenceEntry.objects.filter(clp=clp, motion__in=motions)
        .select_related("composite")
        .prefetch_related("grounds")
    ):
        facts[entry.motion_id] += _of_entry(entry)
    return [
        EarlierMotion(one.motion, Stage(one.stage), one.since, sorted(facts[one.motion_id], key=lambda fact: fact.on))
        for one in standings
    ]


def _of_submission(submission: Submission) -> Iterator[Fact]:
    """Yield which text went where, and what the meeting did as last told."""
    yield Fact(submission.sent_on, f"{submission.body_name}: version {submission.version.number} of the text sent")
    if votes := list(submission.votes.all()):
        yield Fact(votes[-1].held_on, f"{submission.body_name}: {say_vote(votes[-1])}")


def _of_entry(entry: ConferenceEntry) -> Iterator[Fact]:
    """Yield what became of it at conference, as the row has it."""
    if entry.state == EntryState.RETRACTED:
        return
    said: list[tuple[date | None, str]] = [
        (entry.sent_on, "Sent to conference"),
        (entry.acknowledged_on, "Acknowledged"),
    ]
    grounds = "; ".join(label.lower() for label in entry.ground_labels)
    ruled_out = entry.state in RULED_OUT_STATES
    if entry.ruled_out_on:
        said.append((entry.ruled_out_on, f"Ruled out: {grounds}" if grounds else "Ruled out"))
    # The first is the day of the ruling that holds. A ruling out that was overturned keeps its own day, told above.
    if entry.ruled_on and entry.ruled_on != entry.ruled_out_on:
        said.append((entry.ruled_on, _RULED[ruled_out]))
    said.append((entry.appealed_on, "Appealed"))
    said.append((entry.reference_back_on, "Reference back moved"))
    said.append((entry.headed_on, f"Given the heading “{entry.subject_heading}”"))
    said.append((entry.in_ballot_on, "In the priorities ballot"))
    said.append((entry.ballot_on, _BALLOT[entry.state == EntryState.NOT_CHOSEN]))
    said.append((entry.composited_on, f"In {entry.composite.name}" if entry.composite else ""))
    said.append((entry.floor_on if entry.state in FLOOR_STATES else None, floor_words(entry).rstrip(".")))
    yield from (Fact(on, words) for on, words in said if on and words)


_RULED = {True: "Ruled out", False: "Ruled in order"}
_BALLOT = {True: str(EntryState.NOT_CHOSEN.label), False: str(EntryState.CHOSEN.label)}
