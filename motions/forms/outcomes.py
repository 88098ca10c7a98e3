"""The forms that tell what a meeting did, and that the motion went to conference."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from motions.actions.votes import Result
from motions.enums import ADOPTED, REFUSED, TO_BE_HEARD_AGAIN, UNCLEAR, Body, Outcome, Purpose
from motions.forms.fields import EARLIEST_SENDING, FURTHEST_MEETING, DateInput, LongText, PastDay, at_most_ago
from motions.models import Submission, Vote
from motions.texts.blocks import tidy_pasted

OUTCOME_WORDS = {
    Outcome.CARRIED: ("Carried", "The meeting voted for it as you sent it."),
    Outcome.CARRIED_AS_AMENDED: ("Carried, with changes", "The meeting changed the words, then voted for it."),
    Outcome.LOST: ("Lost", "The meeting voted against it."),
    Outcome.REMITTED: ("Remitted", "It was passed to the executive to look at, without a vote on it."),
    Outcome.WITHDRAWN: ("Withdrawn", "The mover took it back before a vote."),
    Outcome.NOT_MOVED: ("Not moved", "Nobody was there to move it."),
    Outcome.NOT_REACHED: ("Not reached", "The meeting ran out of time."),
    Outcome.DEFERRED: ("Deferred", "The meeting put it off to another date."),
    Outcome.RULED_OUT_BY_CHAIR: ("Ruled out by the chair", "The chair would not take it."),
    Outcome.INQUORATE: ("Inquorate", "Too few people came for the meeting to decide anything."),
    Outcome.CANCELLED: ("Meeting cancelled", "The meeting did not happen."),
    Outcome.ANOTHER_CHOSEN: ("Another motion chosen", "The meeting picked a different motion for conference."),
    Outcome.OTHER: ("Something else", "Tell us in your own words."),
}
# Under which heading each stands: what it means for the motion comes before what the meeting called it.
OUTCOME_GROUPS = {
    "Carried": ADOPTED,
    "Not carried": REFUSED,
    "Not decided yet": TO_BE_HEARD_AGAIN,
    "Something else": UNCLEAR,
}
FIGURES = ("votes_for", "votes_against", "abstentions")
# What has not happened yet can still be put off or cancelled.
MAY_BE_AHEAD = frozenset({Outcome.DEFERRED, Outcome.CANCELLED})


class OutcomeForm(forms.Form):
    """What did the meeting do?"""

    outcome = forms.ChoiceField(
        label="What did the meeting do?",
        choices=[(value, words[0]) for value, words in OUTCOME_WORDS.items()],
        error_messages={"required": "Choose one. If none fits, choose “Something else”."},
    )
    held_on = forms.DateField(
        label="Date of the meeting", widget=DateInput, error_messages={"required": "Give the day that it met."}
    )
    purpose = forms.ChoiceField(
        label="For what?",
        choices=[
            (Purpose.CONFERENCE, "As our conference motion"),
            (Purpose.POLICY, "As policy only: conference was not decided"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    votes_for = forms.IntegerField(label="For", min_value=0, max_value=100_000, required=False)
    votes_against = forms.IntegerField(label="Against", min_value=0, max_value=100_000, required=False)
    abstentions = forms.IntegerField(label="Abstentions", min_value=0, max_value=100_000, required=False)
    amended_text = LongText(
        label="The text as amended",
        rows=12,
        longest=20_000,
        required=False,
        help_text="It begins with the words that were sent: change them to those that were carried, without the "
        "title. If you do not have them, leave it as it is.",
    )
    deferred_to = forms.DateField(
        label="The new date", widget=DateInput, required=False, help_text="If it is to be heard again."
    )
    date_not_known = forms.BooleanField(label="The new date is not known yet", required=False)
    words = LongText(
        label="Anything else we should know",
        rows=3,
        longest=2_000,
        required=False,
        help_text="Only organisers read this.",
    )
    # Of which outcome the figures were asked again: they are asked once, and then it is as it was answered.
    figures_asked_for = forms.CharField(widget=forms.HiddenInput, max_length=30, required=False)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        """Start from the meeting's date, or from the outcome that is to be corrected."""
        self.submission = submission
        self.last = last = submission.current_vote
        kwargs["initial"] = {**_initial(submission, last), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for_conference = submission.version.motion.for_conference
        # Which motion goes to conference is no question about one that does not go there.
        self.outcomes = {
            outcome: words
            for outcome, words in OUTCOME_WORDS.items()
            if for_conference or outcome != Outcome.ANOTHER_CHOSEN
        }
        # Nothing is chosen for anybody: the first of a list would be "Carried" for whoever looks away.
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            ("", "Choose what it did"),
            *((outcome.value, title) for outcome, (title, _) in self.outcomes.items()),
        ]
        if submission.body == Body.BRANCH or not for_conference:
            del self.fields["purpose"]

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """The outcomes to choose from under their headings, each with its value, its name and what it means."""
        return [
            (heading, [(one.value, *words) for one, words in self.outcomes.items() if one in group])
            for heading, group in OUTCOME_GROUPS.items()
        ]

    def clean_held_on(self) -> date:
        """Refuse a meeting before the motion was sent."""
        held_on: date = self.cleaned_data["held_on"]
        if held_on < self.submission.sent_on:
            raise forms.ValidationError(
                f"That is before the motion was sent, on {self.submission.sent_on:%-d %B %Y}. Check the date."
            )
        if held_on > timezone.localdate() + FURTHEST_MEETING:
            raise forms.ValidationError("That is far ahead. Check the year.")
        return held_on

    def clean_deferred_to(self) -> date | None:
        """Refuse a year that is a slip of the finger."""
        new: date | None = self.cleaned_data["deferred_to"]
        if new and new > timezone.localdate() + FURTHEST_MEETING:
            raise forms.ValidationError("That is far ahead. Check the year.")
        return new

    def clean(self) -> dict[str, Any]:
        """Ask for what each outcome needs, and for nothing else."""
        cleaned = super().clean() or {}
        if "outcome" not in cleaned:
            return cleaned
        outcome = Outcome(cleaned["outcome"])
        held_on = cleaned.get("held_on")
        if held_on and held_on > timezone.localdate() and outcome not in MAY_BE_AHEAD:
            self.add_error("held_on", "That day is still to come. Tell us once the meeting has been.")
        if "purpose" in self.fields and outcome in ADOPTED and not cleaned.get("purpose"):
            self.add_error("purpose", "Say what it was carried for: it decides what has to happen next.")
        if outcome == Outcome.OTHER and not cleaned.get("words"):
            self.add_error("words", "Tell us in a few words what happened.")
        self._clean_new_date(cleaned, outcome)
        self._ask_for_figures_again(cleaned, outcome)
        return cleaned

    def _ask_for_figures_again(self, cleaned: dict[str, Any], outcome: Outcome) -> None:
        """Take no figures of "Carried" for those of "Lost", or the other way round, because they stood there."""
        last = self.last
        if last is None or (last.outcome in ADOPTED) == (outcome in ADOPTED):
            return
        known = {name: getattr(last, name) for name in FIGURES}
        typed = {name: cleaned.get(name) for name in FIGURES}
        if typed != known or known == dict.fromkeys(FIGURES) or cleaned.get("figures_asked_for") == outcome:
            return
        if outcome not in ADOPTED | {Outcome.LOST}:
            # Nothing was counted there, and pages that run scripts do not even show the fields.
            cleaned |= dict.fromkeys(FIGURES)
            return
        emptied = {self.add_prefix(name): "" for name in FIGURES}
        asked = {self.add_prefix("figures_asked_for"): outcome.value}
        self.data = {**dict(self.data.items()), **emptied, **asked}
        told = OUTCOME_WORDS[Outcome(last.outcome)][0].lower()
        figures = f"{_or_unknown(last.votes_for)} for, {_or_unknown(last.votes_against)} against"
        self.add_error(
            "votes_for", f"Those were the figures of “{told}”: {figures}. Give them again, or leave them empty."
        )

    def _clean_new_date(self, cleaned: dict[str, Any], outcome: Outcome) -> None:
        new, held_on = cleaned.get("deferred_to"), cleaned.get("held_on")
        if outcome not in TO_BE_HEARD_AGAIN or cleaned.get("date_not_known"):
            cleaned["deferred_to"] = None
        elif outcome == Outcome.DEFERRED and not new and "deferred_to" not in self.errors:
            self.add_error("deferred_to", "Give the new date, or say that it is not known yet.")
        elif new and held_on and new <= held_on:
            self.add_error("deferred_to", "The new date has to be after the meeting.")

    def clean_amended_text(self) -> str:
        """Take the words that were sent, left as they stood, for none: then we ask for those that were carried."""
        typed = tidy_pasted(self.cleaned_data["amended_text"]).replace("\r\n", "\n").strip()
        return "" if typed.split() == tidy_pasted(self.submission.text_sent).split() else typed

    def result(self) -> Result:
        """Return what a valid form says."""
        given = self.cleaned_data
        return Result(
            outcome=Outcome(given["outcome"]),
            held_on=given["held_on"],
            purpose=Purpose(given["purpose"]) if given.get("purpose") else None,
            votes_for=given["votes_for"],
            votes_against=given["votes_against"],
            abstentions=given["abstentions"],
            amended_text=given["amended_text"],
            deferred_to=given["deferred_to"],
            words=given["words"],
        )


def _or_unknown(number: int | None) -> str:
    return "not known" if number is None else str(number)


def _initial(submission: Submission, last: Vote | None) -> dict[str, Any]:
    """Return what the form begins with: what was told last, and the words that were sent where no others are known."""
    known = _known_from(submission, last)
    return {**known, "amended_text": known.get("amended_text") or submission.text_sent}


def _known_from(submission: Submission, last: Vote | None) -> dict[str, Any]:
    if last is None or (submission.meeting_on and submission.meeting_on != last.held_on):
        past = (
            submission.meeting_on if submission.meeting_on and submission.meeting_on <= timezone.localdate() else None
        )
        return {"held_on": past}
    names = ("outcome", "held_on", "purpose", "votes_for", "votes_against", "abstentions", "amended_text", "words")
    return {name: getattr(last, name) for name in names}


class SentForm(forms.Form):
    """The secretary has sent it to conference."""

    sent_on = PastDay(
        label="When did the CLP send it?",
        initial=timezone.localdate,
        error_messages={
            "required": "Give the day that it went.",
            "max_value": "That day is still to come. Tell us once it has gone.",
        },
    )

    def __init__(
        self, *args: Any, carried_on: date | None = None, opens_on: date | None = None, **kwargs: Any
    ) -> None:
        """Where they are known, nothing is sent before the CLP carried it or motions opened."""
        self.carried_on, self.opens_on = carried_on, opens_on
        super().__init__(*args, **kwargs)

    def clean_sent_on(self) -> date:
        """Refuse a day before the CLP carried it or motions opened, or one that is long past."""
        sent_on: date = self.cleaned_data["sent_on"]
        if self.carried_on and sent_on < self.carried_on:
            raise forms.ValidationError(
                f"That is before the CLP carried it, on {self.carried_on:%-d %B %Y}. Check the date."
            )
        if self.opens_on and sent_on < self.opens_on:
            raise forms.ValidationError(
                f"Conference takes motions from {self.opens_on:%-d %B %Y} on. Check the date, and ask the secretary."
            )
        at_most_ago(EARLIEST_SENDING)(sent_on)
        return sent_on
