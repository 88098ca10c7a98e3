"""A file on its way from choosing to importing: it waits in the page, signed, and nowhere else.

So nobody's name waits in the database, in an address or in a log for an import that never comes.
"""

from dataclasses import dataclass, field, replace
from typing import Self

from django.core import signing

from campaign.desk.importing.catalogue import KINDS, Kind
from campaign.desk.importing.columns import Columns, chosen_columns
from campaign.desk.importing.tables import Table
from motions.models import Motion
from motions.queries import conference_motions

SALT = "campaign.desk.imports"
# How long a preview can be looked at, in seconds.
A_DAY = 24 * 60 * 60


class Gone(Exception):
    """The copy in the page is too old, somebody else's, or not ours at all."""


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file with what its organiser has said of it so far: which column is which, and which CLP a name means."""

    kind: Kind
    motion: Motion
    table: Table
    # Our columns, with their places in the header.
    places: dict[str, int]
    # What the file says, with the name of the CLP that was chosen for it.
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> Columns:
        """Which column of the file is which of ours."""
        return chosen_columns(self.table.header, self.places)

    def answered(self, text: str, name: str) -> Self:
        """Return it with one more answer."""
        return replace(self, answers={**self.answers, text: name})

    def signed(self, *, by: int) -> str:
        """Return it as a page keeps it: for one organiser, one kind and one motion, and only for a day."""
        packed = {
            "kind": self.kind.slug,
            "motion": self.motion.pk,
            "by": by,
            "table": self.table.packed(),
            "places": self.places,
            "answers": self.answers,
        }
        return signing.dumps(packed, salt=SALT, compress=True)

    @classmethod
    def unsigned(cls, text: str, *, kind: str, by: int) -> Self:
        """Return what a page kept; raise Gone where it cannot be taken."""
        try:
            packed = signing.loads(text, salt=SALT, max_age=A_DAY)
        except signing.BadSignature as error:
            raise Gone from error
        if (packed["kind"], packed["by"]) != (kind, by):
            raise Gone
        motion = conference_motions().filter(pk=packed["motion"]).first()
        if motion is None:
            raise Gone
        return cls(KINDS[kind], motion, Table.unpacked(packed["table"]), packed["places"], packed["answers"])
