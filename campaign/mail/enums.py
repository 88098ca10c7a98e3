"""The choices of the mail app, and the named sets of states."""

from django.db.models import TextChoices


class MailKind(TextChoices):
    """Why a mail is written. `campaign.mail.kinds` says when, to whom and until when."""

    CONFIRM = "confirm", "Confirm your address"
    RECEIPT = "receipt", "Receipt"
    OUTCOME_DUE = "outcome-due", "How did it go?"


class EmailState(TextChoices):
    """What became of one mail. Unknown: a sender stopped half-way, so it may or may not have gone."""

    PENDING = "pending", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown"
    DROPPED = "dropped", "Not sent"


class SuppressionReason(TextChoices):
    """Why we no longer write to an address."""

    REFUSED = "refused", "The mail server refused it for good"
    BOUNCED = "bounced", "Mail to it came back"
    COMPLAINT = "complaint", "Its owner complained of our mail"
    BY_HAND = "by-hand", "An organiser stopped it"


# A sender has it in hand, or had it and has not said yet what became of it.
IN_HAND_STATES = frozenset({EmailState.SENDING, EmailState.UNKNOWN})
# An organiser has to look: nothing happens to these by itself.
DOUBTFUL_STATES = frozenset({EmailState.FAILED, EmailState.UNKNOWN})
DROPPABLE_STATES = DOUBTFUL_STATES | {EmailState.PENDING}
