"""What came back: notes of the provider, what people wrote, what waits to be read, and how far we have read."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from campaign.mail.enums import Filed
from campaign.mail.models.emails import Email
from motions.models import Submission, Vote


class DeliveryNote(models.Model):
    """One thing that a provider told us about one mail. The key makes a note that is told twice one row."""

    email = models.ForeignKey(Email, on_delete=models.CASCADE, related_name="notes")
    key = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("what happened", max_length=20)
    words = models.CharField("in the provider's words", max_length=300, blank=True)
    at = models.DateTimeField()
    # It came back, and the next one may arrive.
    is_soft = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind}, {timezone.localtime(self.at):%d %B %Y %H:%M}"


class InboundQuerySet(models.QuerySet["InboundMail"]):
    """The words the rest of the code uses for mail that came in."""

    def to_read(self) -> "InboundQuerySet":
        """Keep what waits for an organiser: replies that seem to tell of a vote not recorded since, and the unread.

        Every other reply and question waits in the advice inbox, and a report for its reporter.
        """
        told_since = Vote.objects.filter(submission=OuterRef("submission"), recorded_at__gt=OuterRef("received_at"))
        tells = Q(~Exists(told_since), suggestion__isnull=False)
        return self.filter(tells | Q(filed=Filed.UNREAD), dealt_with_at__isnull=True)


class InboundMail(models.Model):
    """One mail to the campaign, and what it was filed as. Attachments are listed; they are neither opened nor kept."""

    message_id = models.CharField("Message-ID", max_length=250, unique=True)
    sender = models.EmailField("from", blank=True)
    sender_name = models.CharField("their name", max_length=120, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField("words", blank=True)
    html = models.TextField(blank=True, help_text="Cleaned: no images, styles or scripts.")
    attachments = models.JSONField(default=list, blank=True, help_text="Name, type and size of each.")
    sent_at = models.DateTimeField("written at", null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    filed = models.CharField("filed as", max_length=10, choices=Filed)
    note = models.TextField("why", blank=True)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="inbound_mails"
    )
    email = models.ForeignKey(
        Email, on_delete=models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="in answer to"
    )
    # Which reports it was a copy for: one mail comes once for each of its addresses, and makes each report once.
    purposes = models.CharField(max_length=250, blank=True, default="", db_default="", editable=False)
    # What the words seem to say of the vote, as plain values. Offered to an organiser, never applied by itself.
    suggestion = models.JSONField(null=True, blank=True)
    dealt_with_at = models.DateTimeField(null=True, blank=True)
    dealt_with_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = InboundQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "mail that came in"
        verbose_name_plural = "mail that came in"
        indexes = [models.Index(fields=["filed", "received_at"])]

    def __str__(self) -> str:
        return self.subject or "No subject"


class MailboxPlace(models.Model):
    """The last message that was taken from one folder of a mailbox. Nothing in the mailbox itself is changed.

    Messages are numbered within a validity (RFC 9051, 2.3.1.1): where the server gives out a new one, old numbers mean
    nothing any more.
    """

    # Of its address, which holds a password: whichever mailbox the settings name has a place of its own.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField()
    # One reader at a time; a reader that was stopped leaves it to the next after a while.
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Message {self.last_uid}"


class WaitingMail(models.Model):
    """One mail as it was taken apart, before its words are cleaned and filed. The worker reads it, and it goes.

    `campaign.mail.inbound.waiting` alone writes these rows.
    """

    # Of no one row alone: a mail is brought once for each of our addresses that it went to.
    message_id = models.CharField("Message-ID", max_length=250)
    # The plain values of `campaign.mail.inbound.incoming.Incoming`.
    content = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)
    # How often a worker began to read it: one that stops whoever reads it is put aside.
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Mail of {timezone.localtime(self.received_at):%d %B %Y %H:%M}"
