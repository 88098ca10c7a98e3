"""How far an ordinary mailbox has been read."""

from django.db import models


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
