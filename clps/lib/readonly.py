"""Admin pages that show rows and leave writing them to actions."""

from typing import cast

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.http import HttpRequest

from clps.lib.scoping import InTheirRegions


def acting(request: HttpRequest) -> AbstractBaseUser:
    """Return who is signed in; the admin lets nobody else this far."""
    return cast(AbstractBaseUser, request.user)


class ReadOnly:
    """Show, never add, change or delete: mixed into a ModelAdmin or an inline."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say no: rows come from actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say no: rows change by actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say no: nothing that happened is deleted."""
        return False


class ReadOnlyAdmin(ReadOnly, InTheirRegions):
    """A model of rows about CLPs that can be looked at, by those who look after them."""


class ReadOnlyInline(ReadOnly, admin.StackedInline):
    """Rows shown on another row's page."""

    extra = 0
