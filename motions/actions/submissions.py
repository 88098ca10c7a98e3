"""Reporting that a motion was sent, confirming the address, changing and withdrawing the report."""

import uuid
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from motions.actions.events import record_event
from motions.actions.merging import free_duplicates, put_behind
from motions.actions.reports import (
    NO_NUMBER,
    Confirmation,
    GivenNumber,
    Report,
    branch_called,
    details_of,
    forget_numbers,
    keep_number,
)
from motions.actions.standings import lock_standing, move_stage
from motions.actions.votes import Result, record_vote_under
from motions.enums import ADOPTED, Body, EventKind, LinkPurpose, Purpose, Speaker, SubmissionState
from motions.models import Standing, Submission, SubmissionLink
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed


def report_submission(
    report: Report,
    *,
    name: str,
    email: str,
    consent: str,
    form_key: uuid.UUID | None = None,
    phone: GivenNumber = NO_NUMBER,
) -> Submission:
    """Record that somebody sent the motion; it counts nowhere until they confirm their address.

    `consent` is the wording they agreed to; empty for a report by mail, which is asked for it on confirming. Such a
    report may also leave out their name and the branch. A form sent twice (the same `form_key`) is one report,
    returned again.
    Effects: makes the person and the branch where they are new; writes `submission_reported`, which asks for the
    confirmation mail.
    """
    with transaction.atomic():
        lock_standing(report.version.motion, report.clp)
        # After the lock: of two presses of one button, the second waits there and finds the row of the first.
        if form_key and (known := Submission.objects.filter(form_key=form_key).first()):
            return known
        activist = get_user_model().objects.for_report(email=email, name=name)
        submission = Submission.objects.create(
            form_key=form_key, activist=activist, reporter_name=name, **details_of(report)
        )
        if consent:
            activist.record_consent(submission=submission, wording=consent)
        keep_number(submission, phone)
        _record(EventKind.SUBMISSION_REPORTED, submission, by=None)
    return submission


def second_report(
    seconded: Submission,
    *,
    met_on: date | None,
    name: str,
    email: str,
    consent: str,
    form_key: uuid.UUID | None = None,
    phone: GivenNumber = NO_NUMBER,
) -> Submission:
    """Record that another person tells us the same; their own outcome is asked for once they confirm their address.

    `met_on` is the day of the meeting that decided it, where one has. Effects: as of reporting.
    """
    report = Report(
        clp=seconded.clp,
        version=seconded.version,
        body=Body(seconded.body),
        branch_name=seconded.branch.name if seconded.branch else "",
        sent_on=seconded.sent_on,
        meeting_on=met_on or seconded.meeting_on,
        meeting_time=None if met_on else seconded.meeting_time,
    )
    return report_submission(report, name=name, email=email, consent=consent, form_key=form_key, phone=phone)


def confirm_report(token: str, confirmation: Confirmation | None = None) -> Submission | None:
    """Confirm the address behind a link; return the report, or None when the link is used, expired or unknown.

    Raises NotAllowed where the report lacks a consent, a name or a branch that the `confirmation` does not bring.
    Effects: the report counts from now on, or stands behind the first where the same person has told us the same
    already; the CLP's stage moves; writes `submission_confirmed`.
    """
    # Read without a lock, only to know whose standing to lock. Redeeming it below is what decides.
    link = SubmissionLink.objects.opened_by(token, LinkPurpose.CONFIRM).select_related("submission").first()
    if link is None or link.submission is None:
        return None
    with transaction.atomic():
        standing = lock_standing(link.submission.version.motion, link.submission.clp)
        submission = _locked(link.submission)
        state = SUBMISSION_FLOW.after(submission.state, Act.CONFIRM)
        # One conditional UPDATE: of two who press the same link at once, one gets past here.
        # What is refused from here on rolls it back as well, so that the link still works once the form is complete.
        if not SubmissionLink.objects.redeem(token, LinkPurpose.CONFIRM):
            return None
        _complete(submission, confirmation or Confirmation())
        submission.state, submission.confirmed_at = state, timezone.now()
        # They told us twice before they confirmed once. Both rows stay, and one counts.
        if first := _same_told_before(submission):
            put_behind(submission, first)
        submission.save()
        submission.activist.confirm_address(at=submission.confirmed_at)
        move_stage(standing)
        _record(EventKind.SUBMISSION_CONFIRMED, submission, by=submission.activist)
    return submission


def _same_told_before(submission: Submission) -> Submission | None:
    """Return the same person's report of the very same sending and meeting that counts and waits for its outcome."""
    same = {name: getattr(submission, name) for name in ("activist", "clp", "body", "branch", "sent_on", "meeting_on")}
    others = Submission.objects.awaiting_outcome().filter(**same, version__motion=submission.version.motion)
    return others.exclude(pk=submission.pk).order_by("pk").first()


def _complete(submission: Submission, added: Confirmation) -> None:
    """Fill in what a locked report by mail lacks; raise NotAllowed where it then lacks something still."""
    if submission.lacks_consent:
        if not added.consent:
            raise NotAllowed("We need your consent to keep the report.")
        submission.activist.record_consent(submission=submission, wording=added.consent)
    if submission.lacks_branch:
        if not added.branch_name.strip():
            raise NotAllowed("Name the branch that you sent it to.")
        submission.branch = branch_called(submission.clp, added.branch_name)
    if not submission.reporter_name:
        if not added.name.strip():
            raise NotAllowed("Tell us your name.")
        submission.reporter_name = added.name.strip()


def report_onward(submission: Submission, report: Report, *, consent: str) -> Submission:
    """Record that what was carried was sent on, by the same person, whose address is confirmed: what a branch
    carried to the CLP, and what the CLP carried as policy to its vote on the conference motion.

    Raises NotAllowed unless it was carried so and its report still stands, and for a model local motion, which ends
    there. Reported twice, the first is returned.
    Effects: as of reporting and confirming together.
    """
    with transaction.atomic():
        standing = lock_standing(submission.version.motion, submission.clp)
        before = _locked(submission)
        # Pressed twice, the second waits at the lock and finds the first.
        if known := Submission.objects.filter(follows=before).first():
            return known
        vote = before.current_vote
        if not before.version.motion.for_conference:
            raise NotAllowed("A branch passes a model local motion on its own account: it goes no further.")
        carried = before.state == SubmissionState.DECIDED and vote is not None and vote.outcome in ADOPTED
        if not carried:
            raise NotAllowed("It has to be carried first.")
        if before.body == Body.CLP and vote is not None and vote.purpose != Purpose.POLICY:
            raise NotAllowed("The CLP has chosen it as its conference motion already.")
        if report.body != Body.CLP:
            raise NotAllowed("It goes on to the CLP.")
        return report_confirmed(
            report, standing, activist=before.activist, name=before.reporter_name, consent=consent, follows=before
        )


def report_confirmed(
    report: Report,
    standing: Standing,
    *,
    activist: AbstractBaseUser,
    name: str,
    consent: str,
    form_key: uuid.UUID | None = None,
    follows: Submission | None = None,
) -> Submission:
    """Record a report by somebody who came by a link in our mail, so that the address is known to be theirs.

    A part of other actions, which hold the lock of `standing` already. Raises NotAllowed for a report about another
    CLP or motion than that.
    Effects: as of reporting and confirming together.
    """
    _refuse_another(report, standing)
    person, now = get_user_model().objects.get(pk=activist.pk), timezone.now()
    submission = Submission.objects.create(
        form_key=form_key, activist=person, reporter_name=name, follows=follows, **details_of(report)
    )
    person.record_consent(submission=submission, wording=consent)
    _record(EventKind.SUBMISSION_REPORTED, submission, by=person)
    submission.state, submission.confirmed_at = SUBMISSION_FLOW.after(submission.state, Act.CONFIRM), now
    submission.save()
    person.confirm_address(at=now)
    move_stage(standing)
    _record(EventKind.SUBMISSION_CONFIRMED, submission, by=person)
    return submission


def report_by_organiser(report: Report, *, by: AbstractBaseUser, result: Result | None = None) -> Submission:
    """Record what an organiser heard by phone: that a body has the motion and, where known, how its vote went.

    The organiser stands in for the activist, whose address nobody has. Raises NotAllowed where `by` is no organiser.
    Effects: it counts at once and the CLP's stage moves; writes `submission_reported`, `submission_confirmed` and
    what recording a vote writes; no mail goes to anybody about it.
    """
    person = get_user_model().objects.get(pk=by.pk)
    if not person.is_staff:
        raise NotAllowed("Only an organiser can report what they heard by phone.")
    with transaction.atomic():
        standing = lock_standing(report.version.motion, report.clp)
        submission = Submission.objects.create(
            activist=person, reporter_name=person.name, heard_by_phone=True, **details_of(report)
        )
        _record(EventKind.SUBMISSION_REPORTED, submission, by=person, details={"by_phone": True})
        submission.state, submission.confirmed_at = (
            SUBMISSION_FLOW.after(submission.state, Act.CONFIRM),
            timezone.now(),
        )
        submission.save()
        move_stage(standing)
        _record(EventKind.SUBMISSION_CONFIRMED, submission, by=person, details={"by_phone": True})
        if result is not None:
            record_vote_under(standing, submission, result, by=person)
    return submission


def change_report(submission: Submission, report: Report, *, by: AbstractBaseUser | None) -> Submission:
    """Change when it was sent, to whom, or when the meeting is; raise NotAllowed once it is decided or withdrawn.

    The CLP and the motion stay: another is another report. What a branch sent on stays with the CLP.
    Effects: a moved meeting raises the calendar's sequence; the CLP's stage moves; writes `submission_changed`.
    """
    with transaction.atomic():
        standing = lock_standing(submission.version.motion, submission.clp)
        changed = _locked(submission)
        changed.state = SUBMISSION_FLOW.after(changed.state, Act.CHANGE)
        _refuse_another(report, standing)
        if changed.follows_id and report.body != Body.CLP:
            raise NotAllowed("A branch sent it on to the CLP, or the CLP to its second vote: it is with no branch.")
        details = details_of(report)
        # This form did not ask it: what they said before stays.
        if report.meets is None:
            del details["meets"]
        fields = [name for name, value in details.items() if getattr(changed, name) != value]
        if not fields:
            return changed
        for name in fields:
            setattr(changed, name, details[name])
        # A calendar takes a file for newer than the one it has by this number alone (RFC 5545, SEQUENCE).
        if {"meeting_on", "meeting_time"} & set(fields):
            changed.calendar_sequence += 1
        # Whoever was to speak on that day need not be free on another.
        if "meeting_on" in fields:
            changed.speaker = ""
        changed.save()
        move_stage(standing)
        _record(EventKind.SUBMISSION_CHANGED, changed, by=by, details={"fields": fields})
    return changed


def withdraw_report(submission: Submission, *, by: AbstractBaseUser | None) -> Submission:
    """Take a report back: it counts nowhere from now on. Raises NotAllowed for one that is withdrawn already.

    Effects: reports that stood behind it count again by themselves; the CLP's stage moves; no more reminders; the
    calendar's sequence rises, as its meeting is off for them; a telephone number goes; writes `submission_withdrawn`.
    """
    return _act(submission, Act.WITHDRAW, EventKind.SUBMISSION_WITHDRAWN, by=by)


def check_report(submission: Submission, *, by: AbstractBaseUser) -> Submission:
    """Record that an organiser found the report to be right.

    Effects: its outcome stands above unchecked ones; the CLP's stage may move; writes `submission_checked`.
    """
    return _act(submission, Act.CHECK, EventKind.SUBMISSION_CHECKED, by=by)


def record_speaker(submission: Submission, speaker: Speaker, *, by: AbstractBaseUser | None) -> Submission:
    """Record who will speak for it at its meeting; raise NotAllowed once it is decided or withdrawn.

    The same answer twice is recorded once. Effects: writes `speaker_recorded`; the stage stays as it is.
    """
    with transaction.atomic():
        lock_standing(submission.version.motion, submission.clp)
        changed = _locked(submission)
        changed.state = SUBMISSION_FLOW.after(changed.state, Act.CHANGE)
        if changed.speaker != speaker:
            changed.speaker = speaker
            changed.save()
            _record(EventKind.SPEAKER_RECORDED, changed, by=by, details={"speaker": speaker.value})
    return changed


def _act(submission: Submission, act: Act, kind: EventKind, *, by: AbstractBaseUser | None) -> Submission:
    with transaction.atomic():
        standing = lock_standing(submission.version.motion, submission.clp)
        changed = _locked(submission)
        changed.state = SUBMISSION_FLOW.after(changed.state, act)
        if act is Act.CHECK:
            if changed.checked_at:
                return changed
            changed.checked_at, changed.checked_by_id = timezone.now(), by.pk if by else None
        if act is Act.WITHDRAW:
            changed.calendar_sequence += 1
            # It stands behind nothing any more, and nothing can stand behind what counts nowhere.
            changed.merged_into, changed.state_before_merge = None, ""
            free_duplicates(changed, by=by)
            forget_numbers(Submission.objects.filter(pk=changed.pk))
        changed.save()
        move_stage(standing)
        _record(kind, changed, by=by)
    return changed


def _locked(submission: Submission) -> Submission:
    # Its own row alone: without `of`, PostgreSQL locks the CLP and the person that are read with it too.
    rows = Submission.objects.select_for_update(of=("self",))
    return rows.select_related("version__motion", "clp", "branch", "activist").get(pk=submission.pk)


def _refuse_another(report: Report, standing: Standing) -> None:
    """Raise NotAllowed where a report is about another CLP or another motion than the one that is locked."""
    if (report.clp.pk, report.version.motion_id) != (standing.clp_id, standing.motion_id):
        raise NotAllowed("Another CLP or another motion is another report.")


def _record(
    kind: EventKind, submission: Submission, *, by: AbstractBaseUser | None, details: dict[str, object] | None = None
) -> None:
    record_event(
        kind=kind, motion=submission.version.motion, clp=submission.clp, submission=submission, by=by, details=details
    )
