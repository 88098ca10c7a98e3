"""The telephone number beside a report: kept, changed, taken back. No stage moves and no mail goes."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from motions.enums import SubmissionState
from motions.models import Submission, Telephone
from motions.workflow import NotAllowed


class GivenNumber(NamedTuple):
    """A number, with the words that its owner agreed to. Empty where they gave none."""

    number: str = ""
    wording: str = ""


NO_NUMBER = GivenNumber()


def change_number(submission: Submission, given: GivenNumber) -> bool:
    """Keep another number for a report, or none; return False where it was so already.

    Raises NotAllowed for a number without what was agreed to, and for one beside a report that was taken back.
    """
    with transaction.atomic():
        # Locked: the report must not be taken back while its number is written down.
        locked = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        known = Telephone.objects.filter(submission=locked).first()
        if (known.number if known else "") == given.number:
            return False
        if not given.number:
            forget_numbers(Submission.objects.filter(pk=locked.pk))
            return True
        if locked.state == SubmissionState.WITHDRAWN:
            raise NotAllowed("You took this report back, so we keep no number with it.")
        keep_number(locked, given)
    return True


def keep_number(submission: Submission, given: GivenNumber) -> None:
    """Keep a number where one was given. A part of reporting."""
    if given.number and not given.wording:
        raise NotAllowed("We need your consent to keep the number.")
    if given.number:
        Telephone.objects.update_or_create(
            submission=submission, defaults={"number": given.number, "wording": given.wording}
        )


def number_of(submission: Submission) -> GivenNumber:
    """Return what a reporter gave with a report, to be given again."""
    known = Telephone.objects.filter(submission=submission).first()
    return GivenNumber(known.number, known.wording) if known else NO_NUMBER


def forget_numbers(reports: QuerySet[Submission]) -> None:
    """Keep no number with these reports: they were taken back, or whoever made them was removed."""
    Telephone.objects.filter(submission__in=reports).delete()
