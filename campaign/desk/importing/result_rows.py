"""One line of a file of past results: what a meeting did."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from campaign.desk.importing.rows import Day, OneOf, Row, Words, normalised
from motions.enums import ADOPTED, TO_BE_HEARD_AGAIN, Body, Outcome, Purpose
from motions.forms.fields import EARLIEST_SENDING, FURTHEST_MEETING
from motions.forms.outcomes import MAY_BE_AHEAD, OUTCOME_WORDS
from motions.models import Conference

A_NUMBER = "This is no number of votes. Write figures only, or leave it empty."
# What people write in minutes and lists of their own for the same; capitals, blanks and dots make no difference.
OTHER_WORDS = {
    Outcome.CARRIED: (
        *("passed", "agreed", "adopted", "approved", "accepted", "won", "yes", "y", "carried unanimously"),
        *(
            "unanimous",
            "unanimously",
            "passed unanimously",
            "agreed unanimously",
            "nem con",
            "carried nem con",
            "passed nem con",
        ),
        *("nemine contradicente", "nem diss", "carried overwhelmingly", "overwhelmingly carried", "for"),
    ),
    Outcome.CARRIED_AS_AMENDED: (
        *("amended", "passed as amended", "agreed as amended", "carried with amendments", "carried with amendment"),
        *("carried amended", "passed with amendment", "passed with amendments", "passed with changes"),
        *("passed w/ amendment", "carried w/ amendment"),
    ),
    Outcome.LOST: (
        *("fell", "fallen", "defeated", "rejected", "not carried", "not passed", "not agreed", "failed", "voted down"),
        *("no", "n", "against", "did not pass"),
    ),
    Outcome.REMITTED: ("remitted to the executive", "remitted to ec", "referred to the executive", "referred back"),
    Outcome.WITHDRAWN: ("withdrawn by the mover", "pulled"),
    Outcome.NOT_MOVED: ("no mover", "nobody moved it", "no seconder", "not seconded"),
    Outcome.NOT_REACHED: ("ran out of time", "out of time", "no time", "not taken", "not heard"),
    Outcome.DEFERRED: ("postponed", "adjourned", "put off", "carried over", "held over"),
    Outcome.RULED_OUT_BY_CHAIR: ("ruled out", "ruled out of order", "out of order", "not accepted by the chair"),
    Outcome.INQUORATE: ("no quorum", "not quorate", "quorum not met"),
    Outcome.CANCELLED: ("cancelled", "canceled", "called off", "meeting canceled", "no meeting"),
    Outcome.ANOTHER_CHOSEN: ("another motion", "other motion chosen", "another chosen", "chose another motion"),
    Outcome.OTHER: ("other",),
}
# In these nobody voted on it.
WITHOUT_A_VOTE = TO_BE_HEARD_AGAIN | {Outcome.WITHDRAWN, Outcome.NOT_MOVED}


def votes(label: str) -> forms.IntegerField:
    """Return a column of figures."""
    words = {"invalid": A_NUMBER, "min_value": A_NUMBER, "max_value": "That is too many. Check the figure."}
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100_000,
        required=False,
        error_messages=words,
        help_text="Only where it was counted.",
    )


class ResultRow(Row):
    """What a meeting did."""

    needed = ("clp", "outcome", "held_on")
    also_called = {
        "clp": ("constituency", "gss code", "gss codes"),
        "outcome": ("result", "vote", "carried?", "passed?", "decision"),
        "held_on": ("date", "held on", "meeting", "meeting date", "date of meeting", "when"),
        "purpose": ("purpose",),
        "body": ("body",),
        "branch": ("ward", "branch name"),
        "votes_for": ("votes for",),
        "votes_against": ("votes against",),
        "abstentions": ("abstained", "abstention"),
        "deferred_to": ("deferred to",),
        "words": ("notes", "words", "in their words"),
    }

    outcome = OneOf(
        {
            outcome: (str(outcome.label), OUTCOME_WORDS[outcome][0], *OTHER_WORDS.get(outcome, ()))
            for outcome in Outcome
        },
        label="Outcome",
        help_text=f"One of: {', '.join(Outcome.labels)}.",
        error_messages={"required": "Say what the meeting did."},
    )
    held_on = Day(label="Date of the meeting", help_text="For example 2027-05-03 or 3/5/2027, the day first.")
    purpose = OneOf(
        {
            Purpose.CONFERENCE: ("Conference", "for conference", "conference motion", "as our conference motion"),
            Purpose.POLICY: ("Policy", "policy only", "as policy", "as policy only"),
        },
        label="Carried for",
        required=False,
        help_text="Conference or Policy: wherever the CLP itself carried it, and nowhere else.",
    )
    body = OneOf(
        {Body.CLP: ("CLP",), Body.BRANCH: ("Branch", "ward")},
        label="Level",
        required=False,
        help_text="CLP or Branch: who voted. Empty: a branch where one is named, else the CLP.",
    )
    branch = Words(label="Branch", longest=80, required=False, help_text="The name of the branch, often the ward.")
    votes_for = votes("For")
    votes_against = votes("Against")
    abstentions = votes("Abstentions")
    deferred_to = Day(
        label="New date", required=False, help_text="Only where it is to be heard again and the day is known."
    )
    motion = Words(
        label="Motion",
        longest=300,
        required=False,
        help_text="Which motion it is about, as our own files have it. A line about another one is not taken.",
    )
    words = Words(
        label="Note", longest=1_000, required=False, help_text="What else you know. Organisers alone read it."
    )

    def __init__(self, *args: Any, conference: Conference, other_motions: Mapping[str, str], **kwargs: Any) -> None:
        """Judge the dates by the conference that the motion is for. Other motions go by their plain titles."""
        super().__init__(*args, **kwargs)
        self.conference, self.other_motions = conference, other_motions

    def clean_motion(self) -> str:
        """Refuse what is about another motion that we know: a list of all votes has several."""
        said: str = self.cleaned_data["motion"]
        if other := self.other_motions.get(normalised(said)):
            raise forms.ValidationError(f"This line is about another motion: “{other}”.")
        return said

    def clean_held_on(self) -> date:
        """Refuse a day that has nothing to do with this conference: it is another year's, or a slip of the finger."""
        day: date = self.cleaned_data["held_on"]
        if day < self.conference.starts_on - EARLIEST_SENDING:
            raise forms.ValidationError(f"That is long before {self.conference}. Check the year.")
        if day > self.conference.ends_on:
            raise forms.ValidationError(f"That is after {self.conference}. Check the year.")
        return day

    def clean(self) -> dict[str, Any]:
        """Hold each outcome to what belongs to it."""
        cleaned = super().clean() or {}
        self._clean_body(cleaned)
        if self.errors:
            return cleaned
        # What an error is said of is no longer in the cleaned values.
        given, outcome = dict(cleaned), Outcome(cleaned["outcome"])
        if given["held_on"] > timezone.localdate() and outcome not in MAY_BE_AHEAD:
            self.add_error("held_on", "That day is still to come.")
        if outcome == Outcome.OTHER and not given["words"]:
            self.add_error("words", "Say in a few words what happened.")
        self._clean_purpose(given, outcome)
        self._clean_votes(given, outcome)
        self._clean_new_date(given, outcome)
        return cleaned

    def _clean_body(self, cleaned: dict[str, Any]) -> None:
        body, branch = cleaned.get("body"), cleaned.get("branch")
        if body == Body.CLP and branch:
            self.add_error("branch", "The level is the CLP, so leave the branch out; or make the level Branch.")
        if body == Body.BRANCH and not branch and "branch" not in self.errors:
            self.add_error("branch", "Name the branch.")
        cleaned["body"] = body or (Body.BRANCH if branch else Body.CLP)

    def _clean_purpose(self, given: dict[str, Any], outcome: Outcome) -> None:
        by_clp = outcome in ADOPTED and given["body"] == Body.CLP
        if by_clp and not given["purpose"]:
            self.add_error("purpose", "Say what it was carried for: Conference or Policy.")
        if given["purpose"] and not by_clp:
            self.add_error("purpose", "Leave this empty: only what a CLP carried is for conference or policy.")

    def _clean_votes(self, given: dict[str, Any], outcome: Outcome) -> None:
        figures = [name for name in ("votes_for", "votes_against", "abstentions") if given[name] is not None]
        if figures and outcome in WITHOUT_A_VOTE:
            said = OUTCOME_WORDS[outcome][0].lower()
            self.add_error(figures[0], f"There was no vote: the outcome is “{said}”. Check one of the two.")
        if self.errors or given["votes_for"] is None or given["votes_against"] is None:
            return
        more = given["votes_for"] - given["votes_against"]
        if outcome in ADOPTED and more < 0:
            self.add_error("votes_against", "More voted against than for, and it was carried? Check one of them.")
        if outcome == Outcome.LOST and more > 0:
            self.add_error("votes_for", "More voted for than against, and it was lost? Check one of them.")

    def _clean_new_date(self, given: dict[str, Any], outcome: Outcome) -> None:
        new: date | None = given["deferred_to"]
        if new is None:
            return
        if outcome not in TO_BE_HEARD_AGAIN:
            self.add_error("deferred_to", "Leave this empty: it is not to be heard again.")
        elif new <= given["held_on"]:
            self.add_error("deferred_to", "The new date has to be after the meeting.")
        elif new > timezone.localdate() + FURTHEST_MEETING:
            self.add_error("deferred_to", "That is far ahead. Check the year.")
