"""Two reports of the same thing put together, and taken apart again."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.events import record_event
from motions.actions.standings import lock_standing, move_stage
from motions.enums import EventKind
from motions.models import ConferenceEntry, Standing, Submission
from motions.queries import submission_facts
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed, after_undoing_merge


def merge_submissions(keep: Submission, duplicate: Submission, *, by: AbstractBaseUser, reason: str) -> Submission:
    """Put a report behind another that tells of the same; return the one that went behind.

    Raises NotAllowed unless both count, are about one motion and one body, and say the same; where others stand
    behind the duplicate already; and where the conference entry rests on it.
    Effects: the duplicate counts nowhere and sends no mail, but whoever made it still counts as somebody who said so;
    the CLP's stage may move; writes `submission_merged`.
    """
    with transaction.atomic():
        standing = lock_standing(duplicate.version.motion, duplicate.clp)
        # Read anew under the lock: either of them may have been changed since the page was drawn.
        rows = {row.pk: row for row in _locked(keep, duplicate)}
        kept, merged = rows[keep.pk], rows[duplicate.pk]
        _refuse_different(kept, merged, standing)
        # Asked for its refusal alone: what stays has to count as much as what goes behind it.
        SUBMISSION_FLOW.after(kept.state, Act.MERGE)
        put_behind(merged, kept)
        merged.save()
        move_stage(standing)
        _record(EventKind.SUBMISSION_MERGED, merged, by=by, details={"into": kept.pk, "reason": reason})
    return merged


def put_behind(merged: Submission, kept: Submission) -> None:
    """Put one locked report behind another, unsaved. A part of other actions."""
    merged.state_before_merge, merged.state = merged.state, SUBMISSION_FLOW.after(merged.state, Act.MERGE)
    merged.merged_into = kept


def undo_merge(duplicate: Submission, *, by: AbstractBaseUser, reason: str = "") -> Submission:
    """Take a report out from behind another, as it was before; raise NotAllowed for one that is not merged.

    Effects: it counts again by itself; the CLP's stage may move; writes `merge_undone`.
    """
    with transaction.atomic():
        standing = lock_standing(duplicate.version.motion, duplicate.clp)
        freed = _free(_locked(duplicate)[0], by=by, reason=reason)
        move_stage(standing)
    return freed


def free_duplicates(kept: Submission, *, by: AbstractBaseUser | None) -> None:
    """Let the reports behind one that is taken back count by themselves again, but for copies of the same person's.

    A part of withdrawing, which holds the lock of the standing and moves the stage.
    """
    for duplicate in kept.duplicates.select_for_update(of=("self",)).select_related("version__motion", "clp"):
        # It was a copy of what they have just taken back. Counting it would undo their word.
        if duplicate.activist_id == kept.activist_id:
            duplicate.state = SUBMISSION_FLOW.after(duplicate.state, Act.WITHDRAW)
            duplicate.merged_into, duplicate.state_before_merge = None, ""
            duplicate.save()
            _record(EventKind.SUBMISSION_WITHDRAWN, duplicate, by=by, details={})
        else:
            _free(duplicate, by=by, reason="")


def _free(freed: Submission, *, by: AbstractBaseUser | None, reason: str) -> Submission:
    kept_pk = freed.merged_into_id
    freed.state = after_undoing_merge(freed.state, freed.state_before_merge)
    freed.merged_into, freed.state_before_merge = None, ""
    freed.save()
    _record(EventKind.MERGE_UNDONE, freed, by=by, details={"from": kept_pk, "reason": reason})
    return freed


def _locked(*submissions: Submission) -> list[Submission]:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("version__motion", "clp", "branch")
    # In the order of their keys, so that two who put the same two together do not wait for each other.
    return list(rows.filter(pk__in=[one.pk for one in submissions]).order_by("pk"))


def _refuse_different(kept: Submission, merged: Submission, standing: Standing) -> None:
    """Raise NotAllowed where the two are not the same thing reported twice, or more would be lost than a double."""
    if kept.pk == merged.pk:
        raise NotAllowed("Choose another report: this is the one itself.")
    about = (standing.motion_id, standing.clp_id, merged.body, merged.branch_id)
    if about != (kept.version.motion_id, kept.clp_id, kept.body, kept.branch_id):
        raise NotAllowed("They are about different meetings: the motion, the CLP and the branch have to be the same.")
    if merged.duplicates.exists():
        raise NotAllowed("Another report stands behind this one. Keep this one, or take that apart first.")
    if ConferenceEntry.objects.filter(submission=merged).exists():
        raise NotAllowed("What went to conference rests on this report. Keep this one.")
    facts = {fact.pk: fact for fact in submission_facts(standing.motion, standing.clp)}
    if (one := facts.get(kept.pk)) and (other := facts.get(merged.pk)) and not other.says_as_much_as(one):
        raise NotAllowed("They say different things of how it went. Correct one of them or settle the conflict first.")


def _record(
    kind: EventKind, submission: Submission, *, by: AbstractBaseUser | None, details: dict[str, object]
) -> None:
    record_event(
        kind=kind, motion=submission.version.motion, clp=submission.clp, submission=submission, by=by, details=details
    )
