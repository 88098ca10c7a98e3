"""Facts read together."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clps.addresses import mailbox_of
from clps.enums import MeetingStructure
from clps.models import CLP
from motions.enums import COUNTED_STATES, Body, EntryState, MotionKind, Outcome, Purpose, Stage, SubmissionState
from motions.models import Campaign, Champion, ConferenceEntry, Introduction, Motion, Submission, Variant
from motions.stages import EntryFact, Standpoint, SubmissionFact, derive_stage, supporting


def current_conference_motion(**also: Exists) -> Motion | None:
    """Return the conference motion of the campaign that the site shows, with its text, campaign and conference.

    `also` is asked with it, and stands on the motion under its name: a page that counts its queries needs no other.
    """
    others = Campaign.objects.filter(main=OuterRef("campaign"), runs_with_first=True)
    motions = with_variants(Motion.objects.select_related("campaign__conference")).annotate(**also)
    motions = motions.annotate(has_others=Exists(others))
    return motions.filter(campaign__is_current=True, kind=MotionKind.CONFERENCE).first()


def conference_motion_of(campaign: Campaign) -> Motion | None:
    """Return the conference motion of one campaign's row, running or over, with its text; None where it has none."""
    motions = Motion.objects.select_related("campaign__conference")
    return motions.filter(campaign=campaign, kind=MotionKind.CONFERENCE).first()


def motions_running(**also: Exists) -> list[Motion]:
    """Return the conference motions that people can take part in: the first one, then the others.

    One query where it is alone, as with `current_conference_motion`, to which `also` goes.
    """
    first = current_conference_motion(**also)
    if first is None:
        return []
    return [first, *other_motions_running(**also)] if may_have_others(first) else [first]


def may_have_others(motion: Motion) -> bool:
    """Return whether a motion may be one of several: not where it was read with the word that it is alone."""
    return motion.is_other or getattr(motion, "has_others", True)


def others_running_with(motion: Motion | None) -> list[Motion]:
    """Return the other motions that run with the campaign's first, for what tells of them all.

    None, and no query, where `motion` is not the first, or was read with the word that it is alone.
    """
    return list(other_motions_running()) if motion and not motion.is_other and may_have_others(motion) else []


def other_motions_running(**also: Exists) -> QuerySet[Motion]:
    """Return the conference motions that run with the first one and have a text, those that close first first."""
    motions = with_variants(Motion.objects.select_related("campaign__conference")).annotate(**also)
    running = motions.filter(campaign__runs_with_first=True, kind=MotionKind.CONFERENCE, current_version__isnull=False)
    return running.order_by("campaign__conference__deadline", "pk")


def motions_of_running_campaigns() -> QuerySet[Motion]:
    """Return the conference motions that the site shows or is about to show, the first before all.

    For what organisers set: one that has no text yet, which people cannot take part in, is among them.
    """
    motions = Motion.objects.select_related("campaign__conference")
    running = motions.filter(campaign__is_running=True, kind=MotionKind.CONFERENCE)
    return running.order_by("-campaign__is_current", "campaign__conference__deadline", "pk")


def with_variants(motions: QuerySet[Motion]) -> QuerySet[Motion]:
    """Add to motions whether they have several texts: where they have not, nothing more is asked about that."""
    return motions.annotate(has_variants=Exists(Variant.objects.filter(motion=OuterRef("pk"))))


def conference_motions() -> QuerySet[Motion]:
    """Return the conference motions of every campaign that have a text, the one that the site shows first."""
    motions = Motion.objects.select_related("campaign__conference")
    told = motions.filter(kind=MotionKind.CONFERENCE, current_version__isnull=False)
    shown_first = ("-campaign__is_current", "-campaign__runs_with_first")
    return told.order_by(*shown_first, "-campaign__conference__starts_on", "pk")


def local_motions() -> QuerySet[Motion]:
    """Return the model local motions that the current campaign offers, with their texts."""
    motions = Motion.objects.select_related("campaign__conference")
    offered = motions.filter(campaign__is_current=True, kind=MotionKind.LOCAL, current_version__isnull=False)
    return offered.order_by("current_version__title")


def submission_facts(motion: Motion, clp: CLP) -> list[SubmissionFact]:
    """Return what the counted submissions of one CLP say, in one query.

    A report that was put together with another lends that one its voice, for as long as both say the same.
    """
    told = Submission.objects.filter(state__in=[*COUNTED_STATES, SubmissionState.MERGED])
    counted: list[SubmissionFact] = []
    merged: defaultdict[int, list[SubmissionFact]] = defaultdict(list)
    rows: QuerySet[Any] = told.filter(version__motion=motion, clp=clp).with_last_vote()
    for row in rows.annotate(email_of_activist=F("activist__email")):
        fact = SubmissionFact(
            pk=row.pk,
            mailbox=mailbox_of(row.email_of_activist),
            body=Body(row.body),
            # Put behind another, it still says what it said before.
            state=SubmissionState(row.state_before_merge or row.state),
            sent_on=row.sent_on,
            checked=row.checked_at is not None,
            outcome=Outcome(row.vote_outcome) if row.vote_outcome else None,
            purpose=Purpose(row.vote_purpose) if row.vote_purpose else None,
            held_on=row.vote_held_on,
        )
        (merged[row.merged_into_id] if row.merged_into_id else counted).append(fact)
    return [_with_voices(fact, merged[fact.pk]) for fact in counted]


def _with_voices(fact: SubmissionFact, merged: list[SubmissionFact]) -> SubmissionFact:
    """Return a report with those who said the same in reports that stand behind it."""
    same = [other for other in merged if other.says_as_much_as(fact)]
    return replace(
        fact,
        checked=fact.checked or any(other.checked for other in same),
        seconded_by=frozenset(other.mailbox for other in same),
    )


def conference_entry(motion: Motion, clp: CLP) -> ConferenceEntry | None:
    """Return the CLP's entry with its composite, if it was sent, in one query."""
    return ConferenceEntry.objects.filter(motion=motion, clp=clp).select_related("composite").first()


def entry_fact(motion: Motion, clp: CLP) -> EntryFact | None:
    """Return where the CLP's motion has got to at conference, if it was sent."""
    entry = ConferenceEntry.objects.filter(motion=motion, clp=clp).first()
    if entry is None:
        return None
    return EntryFact(EntryState(entry.state), entry.sent_on, entry.ruled_on, entry.submission_id)


def championed_since(motion: Motion, clp: CLP) -> date | None:
    """Return the first day that one of its active champions said they would take it to this CLP."""
    champions = Champion.objects.active().filter(motion=motion, clp=clp)
    return champions.values_list("since", flat=True).order_by("since").first()


def introductions_of(champion: Champion) -> list[Introduction]:
    """Return when a champion was introduced to others, the newest first."""
    return list(Introduction.objects.filter(Q(one=champion) | Q(other=champion)))


def introducible_to(champion: Champion) -> QuerySet[Champion]:
    """Return the others in a champion's CLP who agreed to be introduced and have not been introduced to them yet."""
    met = Introduction.objects.filter(Q(one=champion, other=OuterRef("pk")) | Q(other=champion, one=OuterRef("pk")))
    others = Champion.objects.introducible().filter(motion=champion.motion_id, clp=champion.clp_id)
    return others.exclude(pk=champion.pk).filter(~Exists(met)).select_related("activist")


def standpoint_from_facts(motion: Motion, clp: CLP) -> Standpoint:
    """Work out one CLP's stage from everything that is recorded, in three queries."""
    return derive_stage(
        submission_facts(motion, clp), entry=entry_fact(motion, clp), championed_since=championed_since(motion, clp)
    )


def learned_structure(clp: CLP) -> MeetingStructure | None:
    """Return how a CLP meets, as the last reporter who knew it told us; None where none did."""
    # What counts alone: of a report that is not confirmed nobody knows who typed it.
    told = Submission.objects.counted().filter(clp=clp).exclude(meets="").order_by("-confirmed_at", "-pk")
    last = told.values_list("meets", flat=True).first()
    return MeetingStructure(last) if last else None


def report_behind(motion: Motion, clp: CLP, stage: Stage) -> tuple[Submission, date | None] | None:
    """Return the report that says what the stage says, with the day of the meeting that decided it."""
    fact = supporting(submission_facts(motion, clp), stage)
    if fact is None:
        return None
    return Submission.objects.select_related("version", "clp", "branch").get(pk=fact.pk), fact.held_on
