"""What is asked in the room of a compositing meeting, and of the composite that comes out of it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from motions.actions.composites import CompositeWords
from motions.actions.texts import normalise
from motions.composites.booklets import FoundMotion
from motions.composites.sources import words_of_document
from motions.enums import Allegiance, EntryState
from motions.forms.fields import DateInput
from motions.models import Composite, CompositingMeeting, ConferenceEntry, Motion
from motions.models.compositing import LONGEST_TEXT
from motions.workflow import ENTRY_FLOW, EntryAct

# A booklet of 70 motions has some 150,000 characters.
LONGEST_BOOKLET = 600_000
LARGEST_FILE = 2_000_000
MOST_MOTIONS = 150


class MeetingForm(forms.ModelForm):
    """Which heading, and when do they meet?"""

    class Meta:
        model = CompositingMeeting
        fields = ["subject_heading", "held_on"]
        widgets = {"held_on": DateInput}


class BookletForm(forms.Form):
    """The words of one motion or of a whole booklet: pasted, or as a Word document."""

    words = forms.CharField(
        label="Paste the motions",
        required=False,
        max_length=LONGEST_BOOKLET,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=(
            "One motion, or the whole booklet out of its PDF. A line such as “Aberconwy CLP” says who sent what "
            "follows. You see how it is cut before anything is kept."
        ),
    )
    document = forms.FileField(
        label="Or a Word document",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="A .docx, up to 2 MB.",
    )

    def clean_document(self) -> str:
        """Return the words of the document; empty without one."""
        file: UploadedFile | None = self.cleaned_data["document"]
        if not file:
            return ""
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 2 MB.")
        try:
            return words_of_document(file)
        except ValueError as error:
            raise forms.ValidationError(
                "This is no .docx that can be read. Copy its words, and paste them."
            ) from error

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["words"].strip() and not cleaned["document"].strip():
            self.add_error("words", "Paste a text, or choose a document.")
        return cleaned

    @property
    def text(self) -> str:
        """What is to be cut into motions."""
        words: str = self.cleaned_data["words"]
        return words if words.strip() else self.cleaned_data["document"]


class FoundMotionForm(forms.Form):
    """One motion as it was cut: to put right, or to leave out."""

    keep = forms.BooleanField(label="Lay it on the table", required=False, initial=True)
    senders = forms.CharField(
        label="Sent by", required=False, max_length=600, help_text="Several: one after the other, with ; between."
    )
    title = forms.CharField(label="Title", required=False, max_length=300)
    text = forms.CharField(
        label="Text", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        """A motion that is kept has a sender and words."""
        cleaned = super().clean() or {}
        if cleaned.get("keep"):
            if not _names(cleaned.get("senders", "")):
                self.add_error("senders", "Say who sent it, or do not keep it.")
            if "text" in cleaned and not normalise(cleaned["text"]):
                self.add_error("text", "There are no words in it.")
        return cleaned

    @property
    def motion(self) -> FoundMotion | None:
        """The motion as it is to be kept; None where it is left out."""
        given = self.cleaned_data
        if not given.get("keep"):
            return None
        return FoundMotion(given["title"].strip(), _names(given["senders"]), normalise(given["text"]))


# Without `absolute_max` Django would build a thousand forms more before it refuses them.
FoundMotions = forms.formset_factory(
    FoundMotionForm, extra=0, max_num=MOST_MOTIONS, absolute_max=MOST_MOTIONS, validate_max=True
)


def found_as_initial(motions: Sequence[FoundMotion]) -> list[dict[str, Any]]:
    """Return what the forms of the cut start from."""
    return [
        {"keep": True, "senders": "; ".join(each.senders), "title": each.title, "text": each.text} for each in motions
    ]


class DraftForm(forms.Form):
    """A draft: written, pasted, or put together from lines that are chosen."""

    text = forms.CharField(
        label="The draft",
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    line = forms.CharField(required=False, widget=forms.HiddenInput)
    why_others_words = forms.CharField(
        label="Why words that nobody sent stand in it all the same",
        required=False,
        max_length=300,
        help_text="Only where that is meant. Your name stands beside it.",
    )

    def clean_text(self) -> str:
        """Return the words as texts are kept."""
        return normalise(self.cleaned_data["text"])


class AnswersForm(forms.Form):
    """What each sender says to the draft. Nothing chosen: they have not said."""

    CHOICES = [("", "Has not said"), *Allegiance.choices]

    def __init__(self, *args: Any, senders: Sequence[str], answers: dict[str, str], **kwargs: Any) -> None:
        """Ask for each sender."""
        super().__init__(*args, **kwargs)
        self.senders = list(senders)
        for number, sender in enumerate(self.senders):
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=sender, choices=self.CHOICES, required=False, initial=answers.get(sender, "")
            )

    @property
    def answers(self) -> dict[str, Allegiance | None]:
        """The answers by sender."""
        given = [self.cleaned_data[f"answer_{number}"] for number in range(len(self.senders))]
        return {
            sender: Allegiance(answer) if answer else None for sender, answer in zip(self.senders, given, strict=True)
        }


def _names(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in written.split(";") if (name := " ".join(each.split()))))


class CompositeForm(forms.Form):
    """A composite: its name, its words, and which CLPs' motions are in it."""

    name = forms.CharField(label="Name", max_length=60, help_text="As the agenda has it. For example: Composite 4.")
    subject_heading = forms.CharField(label="Subject", max_length=120)
    agreed_on = forms.DateField(label="Day of the meeting", widget=DateInput)
    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        max_length=20_000,
        strip=False,
        help_text="The whole text. Only words that some CLP sent can be in it.",
    )
    entries = forms.ModelMultipleChoiceField(
        ConferenceEntry.objects.none(),
        label="CLPs in it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the CLPs whose motions are in it."},
    )

    def __init__(
        self, *args: Any, motions: Sequence[Motion], composite: Composite | None = None, **kwargs: Any
    ) -> None:
        """Offer the entries of these motions that can be in it, with those that are; named by motion where several."""
        if composite is not None:
            there = list(composite.entries.values_list("pk", flat=True))
            names = ("name", "subject_heading", "agreed_on", "text")
            kwargs["initial"] = {**{name: getattr(composite, name) for name in names}, "entries": there}
        super().__init__(*args, **kwargs)
        free = [state for state in EntryState if ENTRY_FLOW.may(state, EntryAct.COMPOSITE)]
        rows = ConferenceEntry.objects.filter(motion__in=motions).select_related("clp", "motion__current_version")
        # Those that are in it already are in no state to be put into one, and still have to stand there.
        offered = rows.filter(state__in=free) | (rows.filter(composite=composite) if composite else rows.none())
        field = cast(forms.ModelMultipleChoiceField, self.fields["entries"])
        field.queryset = offered.order_by("clp__name", "motion")
        several = len(motions) > 1
        field.label_from_instance = lambda entry: f"{entry.clp.name}, “{entry.motion}”" if several else entry.clp.name  # type: ignore[assignment, method-assign]

    def clean_entries(self) -> QuerySet[ConferenceEntry]:
        """Refuse entries of two motions: conference hears each in a text of its own."""
        chosen: QuerySet[ConferenceEntry] = self.cleaned_data["entries"]
        if len({entry.motion_id for entry in chosen}) > 1:
            raise forms.ValidationError("A composite is of one motion: tick CLPs with the same one.")
        return chosen

    def clean_text(self) -> str:
        """Keep the text as texts are kept."""
        return normalise(self.cleaned_data["text"])

    def words(self) -> CompositeWords:
        """Return what a valid form says of the composite itself."""
        given = self.cleaned_data
        names = ("name", "subject_heading", "text", "agreed_on")
        return CompositeWords(**{name: given[name] for name in names})
