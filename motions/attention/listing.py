"""Every kind of attention, one row each, and the list that they make together."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from motions.attention import finders
from motions.attention.facts import Scope
from motions.attention.items import Attention, AttentionKind, Target, Urgency
from motions.models import Motion
from motions.progress.clps import CLPStanding

KINDS: tuple[AttentionKind, ...] = (
    AttentionKind(
        key="no-speaker",
        label="Meeting soon, no speaker",
        urgency=Urgency.TODAY,
        next_action="Find a speaker and record who",
        target=Target.SPEAKER,
        find=finders.without_speaker,
        say=finders.say_without_speaker,
    ),
    AttentionKind(
        key="appeal",
        label="Ruled out, no appeal yet",
        urgency=Urgency.TODAY,
        next_action="Take the papers, ask, and record the answer",
        target=Target.APPEAL,
        find=finders.to_appeal,
        say=finders.say_to_appeal,
    ),
    AttentionKind(
        key="committee-list",
        label="The committee’s list says otherwise",
        urgency=Urgency.TODAY,
        next_action="Compare, ask the committee or record it",
        target=Target.COMMITTEE_LIST,
        find=finders.differing,
        say=finders.say_differing,
    ),
    AttentionKind(
        key="not-sent",
        label="Carried, not known to be sent",
        urgency=Urgency.THIS_WEEK,
        next_action="Ask the secretary and record it sent",
        target=Target.SENT,
        find=finders.not_sent,
        say=finders.say_not_sent,
    ),
    AttentionKind(
        key="outcome-overdue",
        label="Outcome overdue",
        urgency=Urgency.TODAY,
        next_action="Ask how it went and record it",
        target=Target.OUTCOME,
        find=finders.overdue,
        say=finders.say_overdue,
    ),
    AttentionKind(
        key="advice",
        label="Question unanswered",
        urgency=Urgency.TODAY,
        next_action="Read it and answer",
        target=Target.ADVICE,
        find=finders.unanswered,
        say=finders.say_unanswered,
        outlives_conference=True,
        is_of_campaign=True,
    ),
    AttentionKind(
        key="speaker-wanted",
        label="Wants a speaker, none found",
        urgency=Urgency.THIS_WEEK,
        next_action="Ask a speaker, or ask another",
        target=Target.SPEAKERS,
        find=finders.without_visitor,
        say=finders.say_without_visitor,
    ),
    AttentionKind(
        key="text-too-long",
        label="Amended text over the limit",
        urgency=Urgency.TODAY,
        next_action="Get it shortened before it is sent",
        target=Target.REPORT,
        find=finders.long_texts,
        say=finders.say_long_texts,
    ),
    AttentionKind(
        key="too-late",
        label="Too late by the normal route",
        urgency=Urgency.THIS_WEEK,
        next_action="Ask for a special meeting or short notice",
        target=Target.CLP,
        find=finders.too_late,
        say=finders.say_too_late,
    ),
    AttentionKind(
        key="conflict",
        label="Reports conflict",
        urgency=Urgency.THIS_WEEK,
        next_action="Find out which is right and check it",
        target=Target.CLP,
        find=finders.conflicting,
        say=finders.say_conflicting,
    ),
    AttentionKind(
        key="unconfirmed",
        label="Report not confirmed",
        urgency=Urgency.THIS_WEEK,
        next_action="Ask them to look in their mail",
        target=Target.REPORT,
        find=finders.unconfirmed,
        say=finders.say_unconfirmed,
    ),
    AttentionKind(
        key="introduce",
        label="Champions to introduce",
        urgency=Urgency.THIS_WEEK,
        next_action="Introduce them to each other",
        target=Target.CHAMPIONS,
        find=finders.to_introduce,
        say=finders.say_to_introduce,
    ),
    AttentionKind(
        key="stale",
        label="Nothing heard for 14 days",
        urgency=Urgency.SOMETIME,
        next_action="Ask what is happening there",
        target=Target.CLP,
        find=finders.stale,
        say=finders.say_stale,
    ),
    AttentionKind(
        key="unchecked",
        label="Carried, not checked",
        urgency=Urgency.SOMETIME,
        next_action="Ask a second person and check it",
        target=Target.CLP,
        find=finders.unchecked,
        say=finders.say_unchecked,
    ),
    AttentionKind(
        key="outcome-awaited",
        label="Outcome awaited, the mail asks",
        urgency=Urgency.SOMETIME,
        next_action="Nothing yet; record it if you hear first",
        target=Target.OUTCOME,
        find=finders.awaited,
        say=finders.say_awaited,
    ),
)


def find_attention(
    motion: Motion,
    *,
    day: date,
    asks_after: Sequence[int],
    regions: AbstractSet[int] | None = None,
    clps: Sequence[CLPStanding] | None = None,
    kinds: Sequence[AttentionKind] = KINDS,
    others: Sequence[Motion] = (),
) -> list[Attention]:
    """Return what needs attention with a motion on a day, in some regions or in all (None), most urgent first.

    `asks_after` is how many days after a meeting the mail asks what became of it: whoever sends that mail knows. The
    motion's campaign and conference have to be loaded with it. Each kind costs a constant number of queries for each
    motion; `clps`, the standings with `motion`, spare one more. `others` are looked at with it, in one list.
    """
    scope = Scope(motion, day=day, asks_after=asks_after, regions=regions, clps=clps)
    scopes = [scope, *(Scope(one, day=day, asks_after=asks_after, regions=regions) for one in others)]
    found = [item for one in scopes for item in _of_motion(one, kinds)]
    return sorted(found, key=lambda item: item.order)


def _of_motion(scope: Scope, kinds: Sequence[AttentionKind]) -> Iterator[Attention]:
    """Yield what needs attention with one motion. What is about no motion, such as a question, is the first's."""
    motion, is_other = scope.motion, scope.motion.is_other
    if is_other:
        kinds = [kind for kind in kinds if not kind.is_of_campaign]
    if motion.campaign.conference.called_off_at:
        kinds = [kind for kind in kinds if kind.outlives_conference]
    name = str(motion) if is_other or getattr(motion, "has_others", False) else ""
    for kind in kinds:
        for fact in kind.find(scope):
            yield Attention(kind, motion.slug, scope.day, fact, motion.pk, name, is_other)
