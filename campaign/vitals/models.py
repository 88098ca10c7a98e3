"""One row for each part that must not fall silent."""

from django.db import models


class Part(models.TextChoices):
    """What works by itself, so that nobody would notice at once if it stopped."""

    SCHEDULER = "scheduler", "The scheduler"
    ROUND = "round", "The round of mail"
    DOORBELL = "doorbell", "The answer to the doorbell"
    ALARM = "alarm", "The alarm"


class Pulse(models.Model):
    """When one part last began and last ended well. Written by `campaign.vitals.pulses` alone."""

    part = models.CharField(max_length=12, choices=Part, primary_key=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["part"]
        verbose_name = "sign of life"
        verbose_name_plural = "signs of life"

    def __str__(self) -> str:
        return self.get_part_display()
