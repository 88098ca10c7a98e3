"""Taking in the committee's list: pasted or as a spreadsheet; where its header says too little, somebody does."""

import csv
import io
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from campaign.desk.conference.committee_rows import CommitteeRow, listed_by_columns, listed_in
from campaign.desk.importing.columns import Unmatched, known_headings
from campaign.desk.importing.forms import in_words
from campaign.desk.importing.rows import normalised
from campaign.desk.importing.tables import MOST_BYTES, Table, read_table
from clps.directory import Directory
from clps.importing.csv_files import BadFile
from motions.committee.reading import ListedMotion, read_pasted
from motions.composites.sources import affiliate_names
from motions.forms.fields import LongText, OneLine, PastDay

# How many letters of a heading stand beside its number in a choice.
SHOWN = 40
ASK = "The header does not say which column is which. Say so below. What was in the file stands above, as text."


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the columns only to somebody who was asked for them."""
        super().__init__(*args, **kwargs)
        self.asks_columns = "column_clp" in self.data
        if self.asks_columns:
            self._offer_columns(self._table_of(self.data.get("pasted", "")))

    def clean(self) -> dict[str, Any]:
        """Read whichever of the two is there."""
        cleaned = super().clean() or {}
        self.listed = []
        pasted, file = cleaned.get("pasted", ""), cleaned.get("file")
        if bool(pasted.strip()) == bool(file) and not self.errors:
            self.add_error("pasted", "Paste the list, or choose a file: one of the two.")
        elif file:
            self._read_file(file)
        elif self.asks_columns and pasted.strip():
            self._read_chosen(pasted)
        elif pasted.strip():
            self.listed = self._read_pasted(pasted)
            if not self.listed:
                self.add_error("pasted", "We find no CLP in it. Paste the lines with the names of the CLPs.")
        return cleaned

    def _read_file(self, file: UploadedFile) -> None:
        table = None
        try:
            table = read_table(file.read(MOST_BYTES + 1), known=known_headings(CommitteeRow, {}), plain=normalised)
            self.listed = listed_in(table)
        except Unmatched:
            if table is not None:
                self._ask_for_columns(table)
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

    def _read_chosen(self, pasted: str) -> None:
        """Read the rows by the columns that were chosen."""
        table = self._table_of(pasted)
        chosen = {name: self.cleaned_data.get(f"column_{name}") or "" for name in CommitteeRow.base_fields}
        places = {name: int(value) for name, value in chosen.items() if value}
        if table is None:
            self.add_error("pasted", "This is no table any more. Leave the file’s text as it was.")
        elif len(set(places.values())) < len(places):
            self.add_error("column_clp", "One column is chosen twice.")
        elif not self.errors:
            try:
                self.listed = listed_by_columns(table, places, has_header=not self.cleaned_data["no_header"])
            except BadFile as bad:
                self.add_error("pasted", in_words(bad))

    def _ask_for_columns(self, table: Table) -> None:
        """Ask which column is which; the rows come back as text, for a browser sends no file twice."""
        written = io.StringIO()
        csv.writer(written, delimiter="\t", lineterminator="\n").writerows(
            [table.header, *(row for _, row in table.rows)]
        )
        self.data = {**self.data.dict(), "pasted": written.getvalue()}  # type: ignore[attr-defined]
        self.asks_columns = True
        self._offer_columns(table)
        self.add_error("file", ASK)

    def _offer_columns(self, table: Table | None) -> None:
        """Add a choice for each column of ours among those of the table."""
        headings = table.header if table else []
        told = [(str(place), f"{place + 1}: {words[:SHOWN] or 'no heading'}") for place, words in enumerate(headings)]
        for name, field in CommitteeRow.base_fields.items():
            is_needed = name in CommitteeRow.needed
            nothing = ("", "Choose the column" if is_needed else "It has none")
            label = "Who sent it" if is_needed else str(field.label)
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=f"Column: {label}", choices=[nothing, *told], required=is_needed
            )
        self.fields["no_header"] = forms.BooleanField(
            label="The first row is no header: it names a motion too", required=False
        )

    def _table_of(self, text: str) -> Table | None:
        try:
            return read_table(text.encode(), known=(), plain=normalised)
        except BadFile:
            return None
