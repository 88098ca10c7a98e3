"""How long each sort of thing is kept, as data: the settings page, the daily round and the privacy page read it.

What is said here is done: `campaign.desk.privacy.sweeps` has what takes each sort away, and a test holds them equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices


class Kept(TextChoices):
    """What is kept for a while, as the table names it."""

    UNCONFIRMED = "unconfirmed", "What nobody confirmed"
    PEOPLE = "people", "People who took part"
    MAIL = "mail", "The words of our mail"
    INBOUND = "inbound", "Mail that came in"
    LINKS = "links", "Links in our mail"
    SECRETARIES = "secretaries", "Secretaries"
    CONTACTS = "contacts", "People we know in unions and societies"
    IMPORTS = "imports", "What a spreadsheet changed"
    WORDS = "words", "What organisers wrote"
    AUDIT = "audit", "Who did what"
    SESSIONS = "sessions", "Organisers’ sign-ins"
    COUNTS = "counts", "Counts of tries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One line: how many days unless the campaign says otherwise, from when, and what goes and stays then.

    `least` and `most` bound what a campaign may choose; where they are the same, there is nothing to choose.
    """

    kept: Kept
    days: int
    least: int
    most: int
    counted: str
    goes: str
    stays: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether no campaign can choose another."""
        return self.least == self.most


# fmt: off
TABLE: Sequence[Period] = (
    Period(kept=Kept.UNCONFIRMED, days=14, least=7, most=60, counted="after the link to confirm was last asked for",
           goes="The name, the address and every word of a report, an offer, a wish or a question whose address "
                "nobody confirmed, and the links to it.",
           stays="That there was one, in which CLP and when. It counts nowhere."),
    Period(kept=Kept.PEOPLE, days=183, least=30, most=730,
           counted="after the conference that they worked towards",
           goes="Their name, their address, their telephone number and their words, and those of delegates. They are "
                "told by mail a month before, unless they asked for no more mail.",
           stays="What their branch or CLP decided. It is nobody’s then."),
    Period(kept=Kept.MAIL, days=30, least=7, most=365, counted="after it was sent",
           goes="The words of our mail.",
           stays="What was sent, when and to whom."),
    Period(kept=Kept.INBOUND, days=90, least=30, most=365, counted="after it came in",
           goes="All of it: words, name, address.",
           stays="What an organiser took over from it, such as a vote, and a question that it asked."),
    Period(kept=Kept.LINKS, days=400, least=400, most=400, counted="after they were sent",
           goes="The link: it opens nothing any more. One that confirms an address goes with what it confirms."),
    Period(kept=Kept.SECRETARIES, days=365, least=30, most=1095, counted="after we last heard that it still holds",
           goes="The secretary’s name and address, and how we know."),
    Period(kept=Kept.CONTACTS, days=365, least=30, most=1095, counted="after we came to know them",
           goes="Their name and address, and how we know.",
           stays="That we knew somebody there."),
    Period(kept=Kept.IMPORTS, days=30, least=30, most=30, counted="after the file was imported",
           goes="What stood there before, by which the import, or an act on several things, can be taken back.",
           stays="What the file added, and who imported it and when."),
    Period(kept=Kept.WORDS, days=365, least=90, most=1095, counted="after they were written",
           goes="Organisers’ notes and remarks, their calls and letters to groups, and the reasons they gave for what "
                "they did.",
           stays="What was done, when and by whom."),
    Period(kept=Kept.AUDIT, days=365, least=365, most=365, counted="after they did it",
           goes="Who took a file away, opened a person’s page or a CLP’s story, or changed a role."),
    Period(kept=Kept.SESSIONS, days=14, least=14, most=14, counted="after they signed in, at the longest",
           goes="The sign-in: they have to sign in again."),
    Period(kept=Kept.COUNTS, days=1, least=1, most=1, counted="after the hour in which they were counted",
           goes="The count. It never held an address, only a hash that nobody can read."),
)
# fmt: on
PERIODS: Mapping[Kept, Period] = {period.kept: period for period in TABLE}
