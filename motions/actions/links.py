"""Asking for a link again: the mail was lost, went to an address with a slip in it, or the link in it ran out."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from motions.actions.events import record_event
from motions.actions.reports import forget_numbers, number_of, report_again
from motions.actions.submissions import report_submission
from motions.enums import COUNTED_STATES, EventKind, SubmissionState
from motions.models import Event, Submission
from motions.workflow import SUBMISSION_FLOW, Act

# Anybody can type somebody else's address: each report's link is mailed again this often and no oftener.
ASKED_AT_MOST_EVERY = timedelta(hours=1)
# Of one address, so many reports, the newest first: nobody makes more, and nobody wants more mail at once.
AT_MOST = 5

ASKED: dict[str, EventKind] = {
    SubmissionState.AWAITING_CONFIRMATION: EventKind.CONFIRM_LINK_ASKED,
    **dict.fromkeys(COUNTED_STATES, EventKind.REPORT_LINK_ASKED),
}


def ask_for_link(submission: Submission) -> bool:
    """Ask for the mail with the reporter's link again; return False where there is nothing to send, or it just went.

    Before the address is confirmed that is the link to confirm; afterwards it is the receipt. Only the reporter's own
    address is written to, whoever asks. Effects: writes `confirm_link_asked` or `report_link_asked`.
    """
    return _ask(Submission.objects.filter(pk=submission.pk)) == 1


def ask_for_links(email: str) -> int:
    """Ask for the links of what this address reported to the campaign on the site; return how many it asks."""
    return _ask(
        Submission.objects.filter(activist__email=email.strip().lower(), version__motion__campaign__is_running=True)
    )


def correct_address(submission: Submission, *, email: str) -> Submission:
    """Report the same again with another address, and take back what nobody can confirm; return the new report.

    Raises NotAllowed once the address is confirmed. The same address changes nothing, and the same correction twice
    is one report.
    Effects: as of reporting and withdrawing.
    """
    typed = email.strip().lower()
    key = uuid.uuid5(submission.reference, typed)
    if submission.activist.email == typed:
        return submission
    if known := Submission.objects.filter(form_key=key).first():
        return known
    with transaction.atomic():
        wording = "" if submission.lacks_consent else submission.consent.wording
        name, said = submission.reporter_name, report_again(submission)
        # It locks the CLP's standing, so that nobody confirms the other meanwhile.
        right = report_submission(
            said, name=name, email=email, consent=wording, form_key=key, phone=number_of(submission)
        )
        wrong = Submission.objects.select_for_update().get(pk=submission.pk)
        # Asked for its refusal alone: what is confirmed belongs to whoever confirmed it.
        SUBMISSION_FLOW.after(wrong.state, Act.CONFIRM)
        wrong.state = SUBMISSION_FLOW.after(wrong.state, Act.WITHDRAW)
        wrong.save()
        forget_numbers(Submission.objects.filter(pk=wrong.pk))
        motion, clp = said.version.motion, said.clp
        record_event(kind=EventKind.SUBMISSION_WITHDRAWN, motion=motion, clp=clp, submission=wrong, by=None)
    return right


def _ask(reports: QuerySet[Submission]) -> int:
    """Ask for the links of these reports, and return how many were not asked for a moment ago."""
    since = timezone.now() - ASKED_AT_MOST_EVERY
    with transaction.atomic():
        newest = reports.filter(state__in=ASKED).order_by("-pk").values_list("pk", flat=True)[:AT_MOST]
        # In the order in which merging locks them, and bare: what stands beside them is read once the wait is over.
        locked = Submission.objects.filter(pk__in=list(newest), state__in=ASKED).select_for_update().order_by("pk")
        keys = [report.pk for report in locked]
        held = list(Submission.objects.filter(pk__in=keys).select_related("version__motion", "clp").order_by("-pk"))
        recent = Event.objects.filter(submission__in=held, kind__in=set(ASKED.values()), at__gt=since)
        just_asked = set(recent.values_list("submission_id", "kind"))
        asking = [report for report in held if (report.pk, ASKED[report.state]) not in just_asked]
        for report in asking:
            motion, clp = report.version.motion, report.clp
            record_event(kind=ASKED[report.state], motion=motion, clp=clp, submission=report, by=None)
    return len(asking)
