"""What a mail is about and who gets it: the columns that facts, reasons, reminders and mails have in common."""

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaign.mail.models import Mailable


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who is to hear, and of what. Empty is what a mail of this sort is not about."""

    campaign_id: int
    recipient_id: int
    clp_id: int | None = None
    submission_id: int | None = None
    champion_id: int | None = None
    event_id: int | None = None
    meeting_on: date | None = None


# `Reminder` and `Email` have a column of each of these names. A new one is added here and in those two models.
COLUMNS = tuple(field.name for field in fields(About))


def columns_about(one: "About | Mailable") -> dict[str, Any]:
    """Return what it is about and who gets it, by column, to hand on from facts to a reason, a reminder and a mail."""
    return {name: getattr(one, name) for name in COLUMNS}
