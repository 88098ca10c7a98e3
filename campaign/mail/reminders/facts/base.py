"""What every mail is decided from, whatever it is about."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.mail.about import About

# More mails of one kind about one thing are a nuisance, whatever the reason.
MOST_ABOUT_ONE = 6
# Nobody is to get more than 14 mails in a year about what they do in one CLP, and two of them are about conference.
MOST_ABOUT_A_CLP = 12
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where something has happened of late: in these CLPs, and since when."""

    clps: frozenset[int]
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(About):
    """Who is to hear, of what, and how that stands."""

    # As the key of a mail says it: what makes this one thing, and no other.
    reference: str
    # They asked us to stop.
    is_stopped: bool = False
    # Whose meeting it is: two branches of one CLP may meet on one evening.
    meeting_of: str = ""
    # What was due before we knew of it is past.
    known_since: datetime | None = None
