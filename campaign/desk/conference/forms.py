"""The forms of the committee file."""

from typing import Any

from django import forms

from motions.actions.dated_notes import DatedWords
from motions.appeals import EDITABLE, answers_to
from motions.enums import RulingGround
from motions.forms.fields import LongText, OneLine, PastDay
from motions.models import DatedNote


class GroundAnswersForm(forms.Form):
    """What is answered to each ground of refusal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give each ground a field that starts with what is answered now."""
        super().__init__(*args, **kwargs)
        for ground, answer in answers_to(EDITABLE).items():
            self.fields[ground.value] = LongText(
                label=str(ground.label), rows=6, longest=4_000, required=False, initial=answer
            )

    def answers(self) -> dict[RulingGround, str]:
        """Return what a valid form says."""
        return {ground: self.cleaned_data[ground.value] for ground in EDITABLE}


class DatedNoteForm(forms.Form):
    """What happened, on which day, and where it can be read."""

    on = PastDay(label="Day")
    words = OneLine(label="What happened", max_length=400, help_text="One sentence that nobody can dispute.")
    source = OneLine(
        label="Where it can be read",
        max_length=300,
        help_text="The name of the paper and its day, or an address of a page. Without a source it is worth nothing.",
    )

    def __init__(self, *args: Any, note: DatedNote | None = None, **kwargs: Any) -> None:
        """Start with a note that is there."""
        if note is not None:
            kwargs["initial"] = {"on": note.on, "words": note.words, "source": note.source}
        super().__init__(*args, **kwargs)

    def told(self) -> DatedWords:
        """Return what a valid form says."""
        return DatedWords(**{name: self.cleaned_data[name] for name in ("on", "words", "source")})
