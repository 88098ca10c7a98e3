"""That a test mail left this site: the set-up list of a new campaign waits for one."""

from django.conf import settings
from django.db import models


class TrialMail(models.Model):
    """One test mail that the mail server took. To whom it went is not kept: it was whoever pressed the button."""

    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Test mail of {self.sent_at:%-d %B %Y}"
