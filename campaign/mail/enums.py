"""The choices of the mail app."""

from django.db.models import TextChoices


class MailKind(TextChoices):
    """Why a mail is written."""

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
    DROPPED = "dropped", "Not sent: its reason had gone"
