"""Counting, so that nobody does something too often."""

from django.db import models


class Tally(models.Model):
    """How often something was tried in one span of time: written by `clps.lib.throttle` alone."""

    # A hash of what is counted and of when: neither an address nor a network can be read from it.
    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M}"
