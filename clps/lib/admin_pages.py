"""What pages of the admin share: rows that can only be looked at, somebody's own regions, and the way to a story."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from clps.models import CLP


def regions_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[int] | None:
    """Return the keys of the regions that an organiser looks after; None means all of them.

    Somebody who is no organiser looks after none. Admins look after all, whatever they were given.
    """
    # The people's model is settled by the project, above this app; it answers for itself.
    keys: frozenset[int] | None = getattr(user, "region_keys", frozenset())
    return keys


def acting(request: HttpRequest) -> AbstractBaseUser:
    """Return who is signed in; the admin lets nobody else this far."""
    return cast(AbstractBaseUser, request.user)


class InTheirRegions(admin.ModelAdmin):
    """Keeps rows of other regions from lists, pages, histories, choices and exports, whoever asks for them.

    `to_region` names the ways from a row to its region. A row that leads to none is for those who look after all.
    """

    to_region: Sequence[str] = ("clp__region",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of the regions that whoever asks looks after."""
        return self.in_their_regions(request, super().get_queryset(request))

    def in_their_regions(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of those regions."""
        regions = regions_of(request.user)
        if regions is None:
            return rows
        theirs = Q()
        for way in self.to_region:
            theirs |= Q(**{f"{way}__in": regions})
        # Through a person's many reports, one row would come several times.
        return rows.filter(pk__in=self.model._default_manager.filter(theirs).values("pk"))

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer and accept only what whoever asks may see."""
        pages = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(pages, InTheirRegions):
            kwargs.setdefault("queryset", pages.get_queryset(request))
        field: ModelChoiceField | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field


class OfEveryRegion(admin.ModelAdmin):
    """Rows that are in no region, such as a union or a composite: what is done to one is done for the whole campaign.

    Organisers of some regions read them. Those who look after all change them, and whoever a row was given to.
    """

    def may_write(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether whoever asks may change this row, or such rows at all."""
        return regions_of(request.user) is None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Adding is for those who look after all regions."""
        return self.may_write(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Changing is for those who look after all regions."""
        return self.may_write(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Deleting is for those who look after all regions."""
        return self.may_write(request) and super().has_delete_permission(request, obj)


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


def story_link(clp: CLP) -> str:
    """Return a link to the CLP's page on the organisers' desk, which is named and not imported: it lies above."""
    address = reverse("admin:desk-clp", args=[clp.slug])
    return format_html('<a href="{}" aria-label="Story of {}">Story</a>', address, clp.name)
