"""The telephone number that a reporter gave, with what they agreed to. Private: organisers alone see it."""

from django.db import models
from django.utils import timezone

from motions.models.submissions import Submission


class Telephone(models.Model):
    """A number under which its reporter may be rung about one report. Written by `motions.actions.telephones` alone.

    A row of its own, so that taking it back leaves nothing of it.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="telephone")
    number = models.CharField("telephone", max_length=30)
    wording = models.TextField("what they agreed to")
    given_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Telephone for a report in {self.submission.clp}"
