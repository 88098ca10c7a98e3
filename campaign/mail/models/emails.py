"""The outbox: one row for each message to one person, and what became of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaign.mail.enums import EmailState, MailKind, Returned
from clps.models import CLP
from motions.models import Campaign, Champion, Event, Submission

# A sender puts mail aside for a minute; clocks of two machines may differ by a little.
LONGEST_LEASE = timedelta(minutes=5)


class EmailQuerySet(models.QuerySet["Email"]):
    """The words the rest of the code uses for mail."""

    def waiting(self) -> "EmailQuerySet":
        """Keep what is still to be sent, oldest first."""
        return self.filter(state=EmailState.PENDING).order_by("pk")

    def never_taken(self) -> "EmailQuerySet":
        """Keep those that wait because of us or of our server: one put off by an answer waits for its reader's."""
        answered = Q(last_error__startswith="The mail server said") | Q(last_error__startswith="The provider answered")
        return self.waiting().exclude(answered).order_by()

    def due(self, now: datetime) -> "EmailQuerySet":
        """Keep what is to be sent now, the longest due first: in the order of an index, so that a few come cheap."""
        return self.written().waiting().filter(not_before__lte=now).order_by("not_before", "pk")

    def unleased(self, now: datetime) -> "EmailQuerySet":
        """Keep what no sender has put aside for itself; a lease that ends too late is of a clock that was wrong."""
        over = Q(leased_until__lte=now) | Q(leased_until__gt=now + LONGEST_LEASE)
        return self.filter(Q(leased_until__isnull=True) | over)

    def written(self) -> "EmailQuerySet":
        """Keep those whose message stands ready."""
        return self.exclude(message=b"")

    def unwritten(self) -> "EmailQuerySet":
        """Keep those that have no message: writing it failed, or was refused."""
        return self.filter(message=b"")


class Email(models.Model):
    """One message to one person. Its `state` is written by `campaign.mail.outbox.queue` alone.

    The whole message is stored ready to send, because building it costs more than everything else.
    """

    # Readable, and unique in the database: however many planners run, each reason makes one mail.
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=MailKind)
    # What it is about.
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="emails")
    clp = models.ForeignKey(
        CLP, on_delete=models.PROTECT, null=True, blank=True, related_name="emails", verbose_name="CLP"
    )
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="emails")
    champion = models.ForeignKey(
        Champion, on_delete=models.PROTECT, null=True, blank=True, related_name="emails", db_index=False
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="emails", db_index=False
    )
    # The meeting that it is about: when that moves, the mail makes no sense any more.
    meeting_on = models.DateField("about the meeting on", null=True, blank=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="emails", db_index=False
    )
    to = models.EmailField()
    # What its mailbox is known by, whichever of its names was typed: see `campaign.mail.outbox.refusals`.
    mailbox = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    # The campaign's name and address as they stood: "A library in reach <motions@example.org>".
    sender = models.CharField("from", max_length=400)
    subject = models.CharField(max_length=250)
    message = models.BinaryField(
        help_text="The whole message, as it goes to the server but for the tokens of its links; empty before it is "
        "written and when its words are no longer kept."
    )
    message_id = models.CharField("Message-ID", max_length=250)
    # What is kept of the token in its link to stop such mail.
    stop_digest = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - unique
    # The same of the link behind its button, where that is its reader's own: by it the link can be ended.
    link_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    # Which calendar file of the meeting it brings, and the day that this names: the next file has to rise above it.
    calendar_sequence = models.PositiveIntegerField(null=True, editable=False)
    calendar_day = models.DateField(null=True, editable=False)
    state = models.CharField(max_length=10, choices=EmailState, default=EmailState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField("what was wrong", blank=True)
    # Which sender holds it, so that only the holder marks it.
    claim = models.UUIDField(null=True, editable=False)
    # While it still waits: until when that sender has put it aside for itself.
    leased_until = models.DateTimeField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField("makes sense until")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    # What the provider called it, where that is not our Message-ID, and what it told us afterwards.
    provider_id = models.CharField("the provider's name for it", max_length=250, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    soft_bounces = models.PositiveSmallIntegerField("put off by the other side", default=0)
    returned_as = models.CharField("came back", max_length=12, choices=Returned, blank=True)
    returned_at = models.DateTimeField("came back at", null=True, blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "mail"
        verbose_name_plural = "mail sent and waiting"
        # Each mark of a mail writes into every index, so there are no more than are asked: of a reference that most
        # mails have not, those that have it. They stand here and not on the columns, because a column of words that
        # says `unique` or `db_index` gets a second index on PostgreSQL, for LIKE, and no mail is looked for by it.
        constraints = [
            models.UniqueConstraint(fields=["key"], name="mail_key"),
            models.UniqueConstraint(fields=["message_id"], name="mail_message_id"),
            models.UniqueConstraint(fields=["stop_digest"], name="mail_stop_digest"),
        ]
        indexes = [
            models.Index(fields=["mailbox"]),
            models.Index(fields=["provider_id"]),
            models.Index(fields=["state", "not_before", "id"]),
            models.Index(fields=["to", "kind", "created_at"]),
            models.Index(fields=["recipient", "created_at"]),
            models.Index(fields=["champion"], condition=Q(champion__isnull=False), name="mail_about_a_champion"),
            models.Index(fields=["event"], condition=Q(event__isnull=False), name="mail_about_an_event"),
        ]

    def __str__(self) -> str:
        return self.key
