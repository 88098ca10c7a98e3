"""Mailboxes whose readers asked that we never write there again."""

from django.db import models
from django.utils import timezone


class Refusal(models.Model):
    """One mailbox that no mail of ours goes to, whoever types its address: a keyed hash, and no address.

    Written by `campaign.mail.outbox.refusals` alone.
    """

    mailbox = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Never again, since {timezone.localtime(self.at):%-d %B %Y}"
