"""What the campaign answers to each ground of refusal, and whether a CLP that was ruled out appeals."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from motions.actions.events import record_entry_event
from motions.actions.standings import lock_standing
from motions.appeals import DEFAULTS
from motions.enums import AppealChoice, EntryState, EventKind, RulingGround
from motions.models import ConferenceEntry, GroundAnswer
from motions.workflow import NotAllowed


def set_ground_answers(answers: Mapping[RulingGround, str], *, by: AbstractBaseUser) -> int:
    """Keep the campaign's own answers; return how many changed. An empty one, or ours word for word, is ours again."""
    changed = 0
    with transaction.atomic():
        known = {one.ground: one for one in GroundAnswer.objects.select_for_update(of=("self",))}
        for ground, told in answers.items():
            # Browsers send CRLF: else every answer that was only looked at would count as changed.
            answer = told.replace("\r\n", "\n").strip()
            own = known.get(ground)
            # No row for our own words: where a later release has better ones, they hold here too.
            if answer in ("", DEFAULTS[ground]):
                changed += own is not None
                if own:
                    own.delete()
            elif own is None or own.answer != answer:
                changed += 1
                row = own or GroundAnswer(ground=ground)
                row.answer, row.modified_by_id = answer, by.pk
                row.save()
    return changed


def record_appeal_choice(
    entry: ConferenceEntry, choice: AppealChoice, *, by: AbstractBaseUser | None
) -> ConferenceEntry:
    """Record whether a CLP appeals; raise NotAllowed once that is no question any more. Said twice, it is once.

    Effects: no stage moves; writes `appeal_answered`.
    """
    with transaction.atomic():
        lock_standing(entry.motion, entry.clp)
        rows = ConferenceEntry.objects.select_for_update(of=("self",)).select_related("motion", "clp", "submission")
        # Read under the lock: meanwhile the appeal may have gone in, or the ruling been taken back.
        told = rows.get(pk=entry.pk)
        if told.state != EntryState.RULED_OUT:
            raise NotAllowed(f"That is no question any more: it is “{str(told.get_state_display()).lower()}”.")
        if told.appeal_choice == choice:
            return told
        told.appeal_choice, told.appeal_chosen_on = choice, timezone.localdate()
        told.save()
        record_entry_event(EventKind.APPEAL_ANSWERED, told, by=by, details={"choice": choice.value})
    return told
