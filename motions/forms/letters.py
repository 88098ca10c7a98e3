"""The forms that lead to the email to the secretary: how the CLP meets, and the email itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from clps.enums import MeetingStructure
from motions.enums import Route
from motions.forms.fields import BranchName, LongText, OneLine
from motions.letters import Letter, Sender, signed

STRUCTURE_CHOICES = [
    (
        MeetingStructure.ALL_MEMBER,
        "All-member meetings",
        "Every member can come and vote. You email the CLP secretary.",
    ),
    (
        MeetingStructure.GENERAL_COMMITTEE,
        "General Committee",
        "Delegates from branches vote. You usually go to your branch first.",
    ),
    (MeetingStructure.UNKNOWN, "I am not sure", "No matter. We write an email that asks."),
]


class MeetsForm(forms.Form):
    """How does your CLP meet? Sent by GET, so the answer is part of the page's address."""

    heading = "How does your CLP meet?"
    lede = "It decides who gets the email first."
    offered: Sequence[tuple[str, str, str]] = STRUCTURE_CHOICES
    routes: Mapping[str, Route] = {
        MeetingStructure.ALL_MEMBER: Route.CLP,
        MeetingStructure.GENERAL_COMMITTEE: Route.BRANCH,
        MeetingStructure.UNKNOWN: Route.ASK,
    }

    meets = forms.ChoiceField(
        label="How does your CLP meet?",
        choices=[(value, label) for value, label, _ in STRUCTURE_CHOICES],
        error_messages={"required": "Choose one. If you are not sure, say so."},
    )
    branch = BranchName(label="Your branch", max_length=80, required=False, help_text="Often the name of your ward.")

    def clean(self) -> dict[str, Any]:
        """Ask for the branch where the motion goes there first."""
        cleaned = super().clean() or {}
        if cleaned.get("meets") == self.by_branch and not cleaned.get("branch"):
            self.add_error("branch", "Name your branch, so that we can write to its secretary.")
        return cleaned

    @property
    def by_branch(self) -> str:
        """The answer that sends the motion to a branch."""
        return next(answer for answer, route in self.routes.items() if route == Route.BRANCH)

    @property
    def route(self) -> Route:
        """Where a valid form sends the email."""
        return self.routes[self.cleaned_data["meets"]]


class BranchForm(forms.Form):
    """Which branch votes first? Sent by GET, as the question before."""

    branch = BranchName(
        label="Your branch",
        max_length=80,
        help_text="Often the name of your ward.",
        error_messages={"required": "Name your branch, so that we can write to its secretary."},
    )


class LetterForm(forms.Form):
    """The email, for the person to change before they open it in their mail app. Nothing of it is stored."""

    # We never fill it in: a secretary's address is shown to nobody.
    to = forms.CharField(
        label="To",
        max_length=254,
        required=False,
        help_text="The secretary’s address. Look in the email that told you of the last meeting: it is most likely "
        "the one it came from.",
    )
    subject = forms.CharField(
        label="Subject", max_length=400, error_messages={"required": "An email needs a subject."}
    )
    body = LongText(
        label="Message",
        rows=18,
        longest=20_000,
        error_messages={"required": "The message is empty. Load the page again to get ours."},
    )
    sender = OneLine(
        label="Your name",
        max_length=120,
        required=False,
        help_text="It goes below the message. We do not keep it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sender_branch = OneLine(
        label="Your branch or membership number",
        max_length=120,
        required=False,
        help_text="If you like. It shows the secretary that you are a member.",
    )
    copy = forms.BooleanField(label="Send us a copy too, and we file your report for you", required=False)

    def __init__(self, *args: Any, copies_to: str = "", **kwargs: Any) -> None:
        """Offer the copy only where an address takes it."""
        super().__init__(*args, **kwargs)
        self.copies_to = copies_to
        if copies_to:
            self.fields["copy"].help_text = format_html(
                "It goes in the Bcc line, to <strong id='letter-copies-to'>{}</strong>. We then write to you, and one "
                "press of a button makes it count.",
                copies_to,
            )
            self.fields["copy"].widget.attrs["data-copies-to"] = copies_to
        else:
            del self.fields["copy"]

    def letter(self) -> Letter:
        """Return the letter as a valid form has it."""
        given = self.cleaned_data
        bcc = self.copies_to if given.get("copy") else ""
        body = signed(given["body"], Sender(given["sender"], given["sender_branch"]))
        return Letter(to=given["to"], subject=given["subject"], body=body, bcc=bcc)


LOCAL_CHOICES = [
    (Route.BRANCH, "My branch", "Its members vote on it. You email the branch secretary."),
    (Route.CLP, "My CLP", "The whole CLP, or its General Committee, votes on it. You email the CLP secretary."),
    (Route.ASK, "I am not sure", "No matter. We write an email that asks."),
]


class LocalMeetsForm(MeetsForm):
    """Who is to pass a model local motion? A branch or a CLP may, however the CLP meets."""

    heading = "Who is to pass it?"
    lede = "Your branch or your CLP can pass it on its own account, whichever you like."
    offered = LOCAL_CHOICES
    routes = {route.value: route for route in Route}

    meets = forms.ChoiceField(
        label=heading,
        choices=[(value, label) for value, label, _ in LOCAL_CHOICES],
        error_messages={"required": "Choose one. If you are not sure, say so."},
    )
