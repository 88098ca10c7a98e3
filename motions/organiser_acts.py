"""What an organiser can do to a report and to a CLP's entry at conference, as data; the story of the CLP shows it."""

from motions.act_pages import ActPage
from motions.actions.entries import move_entry
from motions.actions.entry_corrections import state_before, take_back_step
from motions.actions.submissions import change_report, check_report, record_speaker, withdraw_report
from motions.actions.votes import record_vote
from motions.forms.entries import CorrectionForm, EntryStepForm
from motions.forms.outcomes import OutcomeForm
from motions.forms.reports import ChangeForm, SpeakerForm
from motions.workflow import ENTRY_FLOW, SUBMISSION_FLOW, Act

REPORT_ACTS = {
    "outcome": ActPage(
        label="Record or correct the outcome",
        explains="What the meeting did. The first word stays in the story, with yours beside it.",
        form=lambda data, report, **given: OutcomeForm(data, submission=report, **given),
        run=lambda report, form, by: record_vote(report, form.result(), by=by),
        done="The outcome is recorded.",
        fits=lambda report: SUBMISSION_FLOW.may(report.state, Act.DECIDE),
        filled_by_link=frozenset({"outcome", "held_on", "votes_for", "votes_against", "abstentions", "deferred_to"}),
    ),
    "change": ActPage(
        label="Change the details",
        explains="Which body it went to, when it was sent, and when it meets.",
        form=lambda data, report: ChangeForm(data, submission=report),
        run=lambda report, form, by: change_report(report, form.report(), by=by),
        done="The details are changed.",
        fits=lambda report: SUBMISSION_FLOW.may(report.state, Act.CHANGE),
    ),
    "speaker": ActPage(
        label="Record who speaks",
        explains="Who will move it at the meeting, as far as anybody told you.",
        form=lambda data, report: SpeakerForm(data, submission=report),
        run=lambda report, form, by: record_speaker(report, form.speaker(), by=by),
        done="Noted who speaks.",
        fits=lambda report: SUBMISSION_FLOW.may(report.state, Act.CHANGE),
    ),
    "check": ActPage(
        label="Confirm this report",
        explains="You found it to be right. It then stands above unchecked reports that say otherwise.",
        run=lambda report, form, by: check_report(report, by=by),
        done="The report is confirmed.",
        fits=lambda report: SUBMISSION_FLOW.may(report.state, Act.CHECK) and report.checked_at is None,
    ),
    "withdraw": ActPage(
        label="Withdraw this report",
        explains="It then counts nowhere. Nothing is deleted.",
        run=lambda report, form, by: withdraw_report(report, by=by),
        done="The report is withdrawn.",
        fits=lambda report: SUBMISSION_FLOW.may(report.state, Act.WITHDRAW),
    ),
}
NEXT_STEP = ActPage(
    label="Record what conference said",
    explains="The acknowledgement, the ruling of the Conference Arrangements Committee, or an appeal.",
    form=lambda data, entry, **given: EntryStepForm(data, entry=entry, **given),
    run=lambda entry, form, by: move_entry(entry, by=by, **form.step()),
    done="Recorded.",
    fits=lambda entry: bool(ENTRY_FLOW.steps(entry.state)),
)
LAST_STEP = ActPage(
    label="Take back the last step at conference",
    explains="It was recorded wrongly. Conference’s word before it stands again, and you can record what is "
    "right. What was said and taken back stays in the story, with your reason.",
    form=lambda data, entry, **given: CorrectionForm(data, entry=entry, **given),
    run=lambda entry, form, by: take_back_step(entry, reason=form.cleaned_data["reason"], by=by),
    done="Taken back. Record now what is right.",
    fits=lambda entry: state_before(entry) is not None,
)
