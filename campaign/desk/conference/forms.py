"""The forms of the committee's list, its rulings and the ballot: typed, pasted, or as a spreadsheet.

Where a list's header says too little, somebody says which column is which.
"""

import csv
import io
from decimal import Decimal, InvalidOperation
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
from clps.lib.http import key_in
from motions.actions.ballots import HeadingTerms, PastVotes
from motions.actions.dated_notes import DatedWords
from motions.appeals import EDITABLE, answers_to
from motions.committee.reading import ListedMotion, read_pasted
from motions.composites.sources import affiliate_names
from motions.enums import BallotHalf, RulingGround
from motions.forms.fields import LongText, OneLine, PastDay
from motions.models import DatedNote

# However people write it in a line: both dicts are asked in small letters.
HALVES = {"clps": BallotHalf.CLPS, "clp": BallotHalf.CLPS, "affiliates": BallotHalf.AFFILIATES}
HALVES |= {"affiliate": BallotHalf.AFFILIATES, "unions": BallotHalf.AFFILIATES, "together": BallotHalf.TOGETHER}
HALVES |= {"all": BallotHalf.TOGETHER, "all together": BallotHalf.TOGETHER}
CHOSEN = {"yes": True, "chosen": True, "no": False, "not chosen": False}
LINE = "Write it as: 2024; Public transport; CLPs; 61.2; chosen."
# How many letters of a heading stand beside its number in a choice.
SHOWN = 40
ASK = "The header does not say which column is which. Say so below. What was in the file stands above, as text."


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


class HeadingForm(forms.Form):
    """A heading of the ballot."""

    name = OneLine(label="Heading", max_length=120, help_text="As the ballot has it.")
    clps_vote = forms.BooleanField(label="CLPs may vote for it", required=False, initial=True)
    affiliates_vote = forms.BooleanField(label="Affiliates may vote for it", required=False, initial=True)
    is_ours = forms.BooleanField(label="We ask for votes for it", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a heading that nobody may vote for."""
        cleaned = super().clean() or {}
        if not cleaned.get("clps_vote") and not cleaned.get("affiliates_vote"):
            self.add_error("clps_vote", "Somebody has to be able to vote for it.")
        return cleaned

    def terms(self) -> HeadingTerms:
        """Return what a valid form says."""
        names = ("name", "clps_vote", "affiliates_vote", "is_ours")
        return HeadingTerms(**{name: self.cleaned_data[name] for name in names})


class PastBallotsForm(forms.Form):
    """How earlier ballots went, a line for each heading and half."""

    lines = LongText(
        label="One line for each heading and half",
        rows=6,
        longest=40_000,
        help_text="Year; heading; CLPs, affiliates or together; votes or per cent; chosen or not chosen.",
    )
    source = OneLine(label="Where it can be read", max_length=200)

    votes: list[PastVotes]

    def clean_lines(self) -> str:
        """Read each line; say which one cannot be read."""
        self.votes, wrong = [], []
        text: str = self.cleaned_data["lines"]
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            if (read := _past_votes(line)) is None:
                wrong.append(f"Line {number} cannot be read. {LINE}")
            else:
                self.votes.append(read)
        if wrong:
            raise forms.ValidationError(wrong)
        return text


def _past_votes(line: str) -> PastVotes | None:
    """Return what a line says; None where it cannot be read."""
    # What is copied out of a spreadsheet has tabs between its cells.
    parts = [part.strip() for part in line.replace("\t", ";").split(";")]
    if len(parts) != 5:
        return None
    year, heading, half, votes, chosen = parts
    try:
        # Votes as “1,234,567” and shares as “61.2%” are told in the same place.
        number = Decimal(votes.replace(",", "").rstrip("%"))
    except InvalidOperation:
        return None
    # “NaN” and “Infinity” are read as well, and to compare the first with a number is an error.
    if not number.is_finite():
        return None
    known = half.casefold() in HALVES and chosen.casefold() in CHOSEN and bool(heading) and len(heading) <= 120
    if not known or not (1900 <= key_in(year) <= 2200) or not 0 <= number < Decimal(10) ** 9:
        return None
    return PastVotes(
        year=key_in(year),
        heading=heading,
        half=HALVES[half.casefold()],
        votes=number.quantize(Decimal("0.01")),
        was_chosen=CHOSEN[chosen.casefold()],
    )


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
        # Not beside another error: a file that was refused is missing here, and nobody left it out.
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
            # One byte more than is taken, so that a file that is too long is seen to be, without reading all of it.
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
        # Tabs alone make no table: it is read line by line then, as anything else that was pasted.
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
