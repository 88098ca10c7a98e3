"""The forms that ask for advice, and the one that answers."""

from typing import Any

from django import forms

from clps.finding import find_clps
from clps.lib.http import key_in
from clps.models import CLP
from motions.enums import AdviceStep
from motions.forms.fields import TakenOnce, YourAddress, YourName
from motions.forms.mistyped_addresses import AsksAboutAddress
from motions.models import SavedAnswer

LONGEST_QUESTION = 5_000
# An answer goes by mail, as text and as HTML, and a mail stays under 30 kB.
LONGEST_ANSWER = 8_000
# As many as fit into one sentence.
MOST_NAMES = 5


class QuestionFields(TakenOnce):
    """What somebody is stuck at, in their words."""

    step = forms.ChoiceField(
        label="Where are you stuck?",
        choices=[("", "Choose one"), *AdviceStep.choices],
        error_messages={"required": "Choose the step, or “Something else”."},
    )
    question = forms.CharField(
        label="Your question",
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Say what you have tried, and when the meeting is if you know it.",
        error_messages={"required": "Write your question."},
    )

    field_order = ["step", "clp", "question", "name", "email"]

    def clean_step(self) -> AdviceStep:
        """Return the step itself."""
        return AdviceStep(self.cleaned_data["step"])


class AskForm(AsksAboutAddress, QuestionFields):
    """Ask for advice, without an account."""

    clp = forms.CharField(
        label="Your CLP, if you know it",
        max_length=100,
        required=False,
        help_text="Its name. Then we can see how far the motion has come there.",
    )
    name = YourName()
    email = YourAddress(
        required_words="We need it to answer you.", help_text="Our answer goes there, and nothing else does."
    )

    def clean_clp(self) -> CLP | None:
        """Return the CLP of that name, forgiving a slip; ask which one where several could be meant."""
        typed = self.cleaned_data["clp"].strip()
        if not typed:
            return None
        found = find_clps(typed, limit=MOST_NAMES)
        exact = [one for one in found if one.exact]
        if len(exact or found) == 1:
            return (exact or found)[0].clp
        if found:
            names = "; ".join(one.clp.name for one in found)
            raise forms.ValidationError(f"Which of these is it? {names}.")
        raise forms.ValidationError("We know no CLP of that name. Check it, or leave this empty.")


class ReportAskForm(QuestionFields):
    """Ask for advice about a report: who asks, and where, is known."""


class AnswerForm(forms.Form):
    """An organiser's answer. A saved one can be put into it, below what is typed already."""

    saved = forms.ModelChoiceField(
        SavedAnswer.objects.all(), label="Put a saved answer in", required=False, empty_label="Choose one"
    )
    words = forms.CharField(
        label="Your answer",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Write the answer first."},
    )
    # How many answers stood there when the page was drawn.
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the saved answers by step."""
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        by_step: dict[str, list[tuple[int, str]]] = {step.value: [] for step in AdviceStep}
        for saved in SavedAnswer.objects.all():
            by_step[saved.step].append((saved.pk, saved.question))
        groups = [(AdviceStep(step).label, answers) for step, answers in by_step.items() if answers]
        self.fields["saved"].widget.choices = [("", "Choose one"), *groups]

    def with_saved_answer(self) -> "AnswerForm":
        """Return the form with the chosen answer below the words typed so far, which nothing takes away."""
        # From what was sent: nothing has been checked yet, and the words may still be empty.
        typed = self.data.get("words", "").rstrip()
        chosen = self.data.get("saved", "")
        saved = SavedAnswer.objects.filter(pk=key_in(chosen)).first()
        words = "\n\n".join(part for part in (typed, saved.answer if saved else "") if part)
        return AnswerForm(initial={"words": words, "after": self.data.get("after")})
