"""The forms of the committee file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from campaign.desk.conference.committee_rows import CommitteeRow, listed_in
from campaign.desk.importing.columns import known_headings
from campaign.desk.importing.forms import in_words
from campaign.desk.importing.rows import normalised
from campaign.desk.importing.tables import MOST_BYTES, read_table
from clps.directory import Directory
from clps.importing.csv_files import BadFile
from motions.actions.dated_notes import DatedWords
from motions.appeals.answers import EDITABLE, answers_to
from motions.committee.reading import ListedMotion, read_pasted
from motions.composites.sources import affiliate_names
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


class CommitteeListForm(forms.Form):
    """The committee's list: pasted, or as a file."""

    published_on = PastDay(label="Day of the list")
    source = OneLine(
        label="Where it was published",
        max_length=200,
        help_text="For example: first report of the committee, page 12.",
    )
    pasted = LongText(
        label="The list, pasted",
        rows=10,
        longest=600_000,
        required=False,
        help_text="From a PDF, a page or a mail. A line for each CLP, or names under headings, or the whole booklet.",
    )
    file = forms.FileField(
        label="Or a spreadsheet",
        required=False,
        help_text="CSV or .xlsx, with a column for the name; and, if the list has them, title, heading, ruling, text.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"empty": "The file is empty."},
    )

    listed: list[ListedMotion]

    def clean(self) -> dict[str, Any]:
        """Read whichever of the two is there."""
        cleaned = super().clean() or {}
        self.listed = []
        pasted, file = cleaned.get("pasted", ""), cleaned.get("file")
        if bool(pasted.strip()) == bool(file) and not self.errors:
            self.add_error("pasted", "Paste the list, or choose a file: one of the two.")
        elif file:
            self._read_file(file)
        elif pasted.strip():
            self.listed = self._read_pasted(pasted)
            if not self.listed:
                self.add_error("pasted", "We find no CLP in it. Paste the lines with the names of the CLPs.")
        return cleaned

    def _read_file(self, file: UploadedFile) -> None:
        try:
            known = known_headings(CommitteeRow, {})
            self.listed = listed_in(read_table(file.read(MOST_BYTES + 1), known=known, plain=normalised))
        except BadFile as bad:
            self.add_error("file", in_words(bad))

    def _read_pasted(self, text: str) -> list[ListedMotion]:
        """Return what a pasted list says; what was copied out of a spreadsheet is one, with tabs for its columns."""
        if text.count("\t") >= 2:
            try:
                return listed_in(read_table(text.encode(), known=known_headings(CommitteeRow, {}), plain=normalised))
            except BadFile:
                pass
        return read_pasted(text, directory=Directory.read(), affiliates=affiliate_names())


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
