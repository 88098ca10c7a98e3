"""Choosing the file to import, and the signed copy of it that waits in the page between preview and import."""

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from campaign.desk.importing.tables import MOST_BYTES, Table, read_table
from clps.importing.csv_files import BadFile
from motions.models import Motion
from motions.queries import conference_motions

SALT = "campaign.desk.imports"
# How long a preview can be looked at, in seconds.
A_DAY = 24 * 60 * 60
MOST_PROBLEMS = 20


class Gone(Exception):
    """The copy in the page is too old, somebody else's, or not ours at all."""


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

    def __init__(self, *args: Any, asks_for_motion: bool, **kwargs: Any) -> None:
        """Ask which motion it is about only where there may be several."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if not asks_for_motion:
            del self.fields["motion"]
            return
        field = self.fields["motion"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = conference_motions()
        field.label_from_instance = _called  # type: ignore[method-assign, assignment]

    def clean_file(self) -> Table:
        """Return what is in the file."""
        given: UploadedFile = self.cleaned_data["file"]
        # One byte more than may be there is enough to refuse it.
        data = given.read(MOST_BYTES + 1)
        try:
            return read_table(data)
        except BadFile as bad:
            raise forms.ValidationError(in_words(bad)) from bad


def _called(motion: Motion) -> str:
    campaign = motion.campaign
    return f"{campaign.conference}: {campaign}{' (now)' if campaign.is_current else ''}"


def sign(table: Table, *, kind: str, motion: Motion, by: int) -> str:
    """Return a file as its preview keeps it: for one organiser, one kind and one motion, and only for a day.

    So nobody's name waits in the database, in an address or in a log for an import that never comes.
    """
    packed = {"kind": kind, "motion": motion.pk, "by": by, "header": table.header, "rows": table.rows}
    return signing.dumps(packed, salt=SALT, compress=True)


def unsign(text: str, *, kind: str, by: int) -> tuple[Table, int]:
    """Return the file and the key of the motion that it is for; raise Gone where it cannot be taken."""
    try:
        packed = signing.loads(text, salt=SALT, max_age=A_DAY)
    except signing.BadSignature as error:
        raise Gone from error
    if (packed["kind"], packed["by"]) != (kind, by):
        raise Gone
    return Table(packed["header"], [(line, values) for line, values in packed["rows"]]), packed["motion"]
