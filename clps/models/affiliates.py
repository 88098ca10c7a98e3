"""Who is affiliated: unions, socialist societies, and groups that campaign beside them."""

from django.db import models

from clps.enums import AffiliateKind


class Affiliate(models.Model):
    """A union, a society or a group that can decide to support a motion."""

    kind = models.CharField(max_length=20, choices=AffiliateKind)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, blank=True, help_text="What people call it, if that is shorter.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.called

    @property
    def has_two_names(self) -> bool:
        """Whether people call it something else than its name."""
        return self.short_name not in ("", self.name)

    @property
    def called(self) -> str:
        """What people call it."""
        return self.short_name or self.name
