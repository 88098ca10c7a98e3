"""Choosing the file to import, and saying which of its columns is which."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from campaign.desk.importing.catalogue import Kind
from campaign.desk.importing.columns import known_headings
from campaign.desk.importing.rows import normalised
from campaign.desk.importing.tables import MOST_BYTES, Table, read_table
from clps.importing.csv_files import BadFile
from motions.models import Motion
from motions.queries import conference_motions

MOST_PROBLEMS = 20
# How much of a column is shown beside its heading, to know it by.
SAMPLE_LENGTH = 30


def in_words(bad: BadFile) -> list[str]:
    """Return what is wrong with a file as a whole, as sentences."""
    said = [str(problem) for problem in bad.problems[:MOST_PROBLEMS]]
    if more := len(bad.problems) - len(said):
        said.append(f"And {more} more.")
    return [words[:1].upper() + words[1:] for words in said]


class UploadForm(forms.Form):
    """Which file?"""

    motion = forms.ModelChoiceField(
        Motion.objects.none(),
        label="For which conference?",
        empty_label=None,
        help_text="Results of an earlier campaign go to that one’s motion. Comparisons and each CLP’s page show them.",
    )
    file = forms.FileField(
        label="The spreadsheet",
        help_text="CSV or .xlsx, up to 1 MB and 2,000 lines. You see what would change before anything is.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def __init__(self, *args: Any, kind: Kind, remembered: Mapping[str, str], **kwargs: Any) -> None:
        """Ask which motion it is about only where there may be several."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.kind, self.remembered = kind, remembered
        if not kind.asks_for_motion:
            del self.fields["motion"]
            return
        field = self.fields["motion"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = conference_motions()
        field.label_from_instance = _called  # type: ignore[method-assign, assignment]

    def clean_file(self) -> Table:
        """Return the file as a table; refuse one that is too large or is none, in words for its field."""
        given: UploadedFile = self.cleaned_data["file"]
        # One byte more than may be there is enough to refuse it.
        data = given.read(MOST_BYTES + 1)
        try:
            return read_table(data, known=known_headings(self.kind.row, self.remembered), plain=normalised)
        except BadFile as bad:
            raise forms.ValidationError(in_words(bad)) from bad


def _called(motion: Motion) -> str:
    campaign = motion.campaign
    return f"{campaign.conference}: {campaign}{' (now)' if campaign.is_current else ''}"


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours? A choice for each of ours, among the file's headings."""

    def __init__(self, *args: Any, kind: Kind, table: Table, places: Mapping[str, int], **kwargs: Any) -> None:
        """Start with what is known already."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.kind, self.table = kind, table
        choices = [("", "None of them"), *((str(place), words) for place, words in _headings(table))]
        for name, field in kind.row.base_fields.items():
            needed = name in kind.row.needed
            self.fields[name] = forms.ChoiceField(
                label=field.label,
                choices=choices,
                required=needed,
                initial=str(places[name]) if name in places else "",
                help_text=field.help_text,
                error_messages={"required": "Choose the column. The import cannot do without it."},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column of theirs as two of ours."""
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for name, place in [*cleaned.items()]:
            if place and place in taken:
                self.add_error(name, f"You chose this one for “{self.fields[taken[place]].label}” too.")
            elif place:
                taken[place] = name
        return cleaned

    def places(self) -> dict[str, int]:
        """Return our columns with their places in the header."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place}

    def to_remember(self) -> dict[str, str]:
        """Return each heading, normalised, with the column that it was chosen for; "" where it was left alone."""
        chosen = {place: name for name, place in self.places().items()}
        headings = [normalised(heading) for heading in self.table.header]
        return {
            heading: chosen.get(place, "")
            for place, heading in enumerate(headings)
            if heading and headings.count(heading) == 1
        }


def _headings(table: Table) -> list[tuple[int, str]]:
    """Return each column that holds something, as it is called, with the first thing in it."""
    found = []
    for place, heading in enumerate(table.header):
        sample = next((values[place] for _, values in table.rows if values[place]), "")
        if heading or sample:
            short = f"{sample[:SAMPLE_LENGTH]}…" if len(sample) > SAMPLE_LENGTH else sample
            found.append(
                (place, f"{heading or f'Column {place + 1}, without a name'}{f' ({short})' if short else ''}")
            )
    return found
