"""What an organiser can do on a CLP's page, as data: each an `ActPage`."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.forms import Form
from django.http import Http404

from campaign.accounts.models import User
from campaign.accounts.roles import regions_of
from campaign.desk.story.actions import add_note, set_owner, settle_with_note
from campaign.desk.story.forms import MergeForm, NoteForm, NoTextForm, OwnerForm, PhoneForm, ReasonForm
from clps.models import CLP
from motions.act_pages import ActPage, Data
from motions.actions.appeals import record_appeal_choice
from motions.actions.entries import record_sent
from motions.actions.merging import merge_submissions, undo_merge
from motions.actions.submissions import report_by_organiser
from motions.enums import Purpose, Stage
from motions.forms.entries import AppealChoiceForm
from motions.forms.outcomes import SentForm
from motions.models import ConferenceEntry, Motion, Submission
from motions.organiser_acts import LAST_STEP, NEXT_STEP, REPORT_ACTS
from motions.queries import report_behind


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is done: the CLP, the motion, the organiser, and the report that it is about, if any."""

    clp: CLP
    motion: Motion
    user: User
    submission: Submission | None = None

    @property
    def report(self) -> Submission:
        """The report; an act about one is not found without it."""
        if self.submission is None:
            raise Http404
        return self.submission

    @property
    def entry(self) -> ConferenceEntry:
        """What went to conference."""
        entry = (
            ConferenceEntry.objects.select_related("motion", "clp").filter(motion=self.motion, clp=self.clp).first()
        )
        if entry is None:
            raise Http404
        return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAct(ActPage):
    """One thing that can be done at a place, and the permission that it takes."""

    right: str = "motions.change_submission"
    is_about_a_report: bool = False


def _at(page: ActPage, row: Callable[[Place], Any], **own: Any) -> StoryAct:
    """Return an act on one row, which `row` finds at a place, as the story of its CLP has it."""
    same = {field.name: getattr(page, field.name) for field in fields(ActPage)}
    here: dict[str, Any] = {
        "explains": lambda place: page.explained(row(place)) if callable(page.explains) else page.explains,
        "form": lambda data, place, **given: page.form(data, row(place), **given),
        "run": lambda place, form, by: page.run(row(place), form, by),
        "fits": lambda place: page.fits(row(place)),
    }
    return StoryAct(**{**same, **here, **own})


def _phone_form(data: Data, place: Place) -> Form:
    version = place.motion.current_version
    if version is None:
        return NoTextForm(data)
    return PhoneForm(data, clp=place.clp, version=version)


def _send(place: Place, form: Form, by: AbstractBaseUser) -> object:
    # What was sent rests on a vote for conference. One as policy only stands behind nothing that was sent.
    found = report_behind(place.motion, place.clp, Stage.CARRIED_FOR_CONFERENCE)
    is_for_conference = found and found[0].current_vote and found[0].current_vote.purpose == Purpose.CONFERENCE
    submission = found[0] if found and is_for_conference else None
    return record_sent(
        motion=place.motion, clp=place.clp, sent_on=form.cleaned_data["sent_on"], by=by, submission=submission
    )


def _step_at(page: ActPage) -> StoryAct:
    """Return an act on what went to conference; its form asks in which regions the organiser may do it."""
    return _at(
        page,
        attrgetter("entry"),
        form=lambda data, place: page.form(data, place.entry, regions=regions_of(place.user)),
        right="motions.change_conferenceentry",
    )


ACTS: dict[str, StoryAct] = {
    **{name: _at(page, attrgetter("report"), is_about_a_report=True) for name, page in REPORT_ACTS.items()},
    "note": StoryAct(
        label="Add a note",
        explains="What the next organiser should know. It stands in the story for good.",
        form=lambda data, place: NoteForm(data),
        run=lambda place, form, by: add_note(
            clp=place.clp, motion=place.motion, words=form.cleaned_data["words"], by=place.user
        ),
        done="The note is in the story.",
    ),
    "owner": StoryAct(
        label="Say who looks after it",
        explains="One organiser keeps an eye on this CLP. Everybody else may still act.",
        form=lambda data, place: OwnerForm(data, region=place.clp.region_id),
        run=lambda place, form, by: set_owner(
            clp=place.clp, motion=place.motion, owner=form.cleaned_data["owner"], by=place.user
        ),
        done="Noted who looks after it.",
    ),
    "phone": StoryAct(
        label="Record what you heard by phone",
        explains="Somebody told you that a branch or the CLP has it. You stand in for them: it counts at once, it is "
        "marked as heard by phone, and no mail goes to anybody about it.",
        form=_phone_form,
        run=lambda place, form, by: report_by_organiser(form.report(), by=by, result=form.result()),
        done="It counts now.",
    ),
    "sent": StoryAct(
        label="Record that it went to conference",
        explains="The CLP has sent its motion in. You can record the answer from conference next.",
        form=lambda data, place: SentForm(data),
        run=_send,
        done="Recorded as sent to conference.",
        right="motions.add_conferenceentry",
    ),
    "entry": _step_at(NEXT_STEP),
    "appeal-choice": StoryAct(
        label="Record whether it appeals",
        explains="What the CLP told you. It is then asked no more; say so again when it changes. Once the appeal has "
        "gone, record that as what conference said.",
        form=lambda data, place: AppealChoiceForm(data, entry=place.entry),
        run=lambda place, form, by: record_appeal_choice(place.entry, form.choice(), by=by),
        done="Noted.",
        right="motions.change_conferenceentry",
    ),
    "entry-correct": _step_at(LAST_STEP),
    "merge": StoryAct(
        label="Put it together with another report",
        explains="The same thing was reported twice. This report then counts nowhere by itself, but whoever made it "
        "still counts as somebody who said so. You can undo it.",
        form=lambda data, place: MergeForm(data, duplicate=place.report),
        run=lambda place, form, by: merge_submissions(
            form.cleaned_data["keep"], place.report, by=by, reason=form.cleaned_data["reason"]
        ),
        done="The two reports stand together.",
        is_about_a_report=True,
    ),
    "undo-merge": StoryAct(
        label="Take the reports apart again",
        explains="This report counts by itself again, exactly as it did before.",
        run=lambda place, form, by: undo_merge(place.report, by=by),
        done="The reports stand apart again.",
        is_about_a_report=True,
    ),
    "settle": StoryAct(
        label="This one is right",
        explains="It then stands above what the others say. Nothing is deleted, and your reason is kept as a note.",
        # The page of a conflict has this form once for each report, so each needs names of its own.
        form=lambda data, place: ReasonForm(data, prefix=str(place.report.pk)),
        run=lambda place, form, by: settle_with_note(place.report, reason=form.cleaned_data["reason"], by=place.user),
        done="The conflict is settled.",
        is_about_a_report=True,
    ),
}
ABOUT_A_REPORT = frozenset(name for name, act in ACTS.items() if act.is_about_a_report)
# A report of any motion has these; of the others, only one on the motion that the site shows.
ON_ANY_MOTION = frozenset(REPORT_ACTS)
