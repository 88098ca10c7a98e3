"""The outbox: one row for each message to one person, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaign.mail.enums import EmailState, MailKind
from motions.models import Event, Submission


class EmailQuerySet(models.QuerySet["Email"]):
    """The words the rest of the code uses for mail."""

    def waiting(self) -> "EmailQuerySet":
        """Keep what is still to be sent, oldest first."""
        return self.filter(state=EmailState.PENDING).order_by("pk")


class Email(models.Model):
    """One message to one person. Its `state` is written by `campaign.mail.outbox` alone.

    The whole message is stored ready to send, because building it costs more than everything else.
    """

    # Readable, and unique in the database: however many planners run, each reason makes one mail.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=MailKind)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="emails")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="emails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="emails")
    to = models.EmailField()
    subject = models.CharField(max_length=250)
    message = models.BinaryField(help_text="The whole message, as it goes to the server.")
    message_id = models.CharField("Message-ID", max_length=250, unique=True)
    state = models.CharField(max_length=10, choices=EmailState, default=EmailState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    # Which sender holds it, so that only the holder marks it.
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["to", "kind", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def new_claim() -> uuid.UUID:
        """Return a mark for one sender."""
        return uuid.uuid4()
