"""What is answered to each ground on which a committee refuses motions."""

from django.conf import settings
from django.db import models

from motions.enums import RulingGround


class GroundAnswer(models.Model):
    """An answer of the campaign's own to one ground; where there is none, `motions.appeals.answers` has ours.

    Written by `motions.actions.appeals` alone.
    """

    ground = models.CharField(max_length=20, choices=RulingGround, unique=True)
    answer = models.TextField()
    modified_at = models.DateTimeField(auto_now=True)
    modified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["ground"]

    def __str__(self) -> str:
        return str(self.get_ground_display())
