"""Rows that are only ever added: what was said stands, and a correction stands beside it."""

from typing import Any, ClassVar

from django.db import models


class AddedOnly(models.Model):
    """A row that is added once and never changed."""

    # What is told to whoever tries, and what to do instead.
    never_changed: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raise TypeError when it stands already."""
        if not self._state.adding:
            raise TypeError(self.never_changed)
        super().save(*args, **kwargs)
