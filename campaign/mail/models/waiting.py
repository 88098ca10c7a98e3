"""Mail that a provider has brought and that nobody has read yet."""

from django.db import models
from django.utils import timezone


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
