"""What the desk’s menu is made of: sections and the links in them, who may open each, and how many there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.urls import reverse

from campaign.accounts.roles import SEE_DESK
from motions.admin.campaigns import of_this_campaign

WORK_AT_DESK = "motions.change_submission"
OWNERS = "owners"


@dataclass(frozen=True, slots=True)
class RoomTab:
    """One page of a room, in the bar above all of them. `which` tells pages of one name apart, as in their address."""

    name: str
    label: str
    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of a section: a page of the desk by its name, or the list of a model.

    A list is narrowed by `query`, in the names of the model's fields; its rows are counted where that says something.
    """

    name: str
    hint: str = ""
    page: str = ""
    args: tuple[object, ...] = ()
    model: str = ""
    query: Mapping[str, object] = field(default_factory=dict)
    # Whoever has this permission may open the page; a list asks its own page in the admin.
    right: str = SEE_DESK
    is_act: bool = False
    is_counted: bool = True
    count: Callable[[HttpRequest], int] | None = None

    def is_open_to(self, request: HttpRequest) -> bool:
        """Say whether whoever asks may open it."""
        if self.model:
            return bool(self._rows().has_view_permission(request))
        user = request.user
        return bool(user.is_superuser if self.right == OWNERS else user.has_perm(self.right))

    @property
    def address(self) -> str:
        """Where it leads."""
        if not self.model:
            return reverse(f"admin:{self.page}", args=self.args)
        address = reverse(f"admin:{self.key}_changelist")
        return f"{address}?{urlencode(self.query)}" if self.query else address

    @property
    def key(self) -> str:
        """How the pages of its model are named."""
        return self.model.replace(".", "_")

    def number(self, request: HttpRequest) -> int | None:
        """Return how many there are for whoever asks, in their regions and this campaign; None where nobody counts."""
        if self.count:
            return self.count(request)
        if not self.model or not self.is_counted:
            return None
        rows = self._rows()
        return int(of_this_campaign(rows, rows.get_queryset(request)).filter(**self.query).count())

    def _rows(self) -> "ModelAdmin[Any]":
        return admin.site.get_model_admin(apps.get_model(self.model))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One entry of the menu. `page` where it is a page of its own; else its links are put on one."""

    slug: str
    name: str
    hint: str
    page: str = ""
    links: tuple[Link, ...] = ()
    # The names of pages that belong here without being in a list of links.
    also: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where the entry leads."""
        return reverse(f"admin:{self.page}") if self.page else reverse("admin:desk-section", args=[self.slug])

    def open_links(self, request: HttpRequest) -> list[Link]:
        """Return the links that whoever asks may open."""
        return [link for link in self.links if link.is_open_to(request)]

    def is_open_to(self, request: HttpRequest) -> bool:
        """Say whether there is anything in it for whoever asks."""
        if self.page == "index":
            return True
        return any(link.is_open_to(request) for link in self.links)

    def has(self, page: str, args: tuple[str, ...] = ()) -> bool:
        """Say whether a page, by its name in the admin and what its address says, belongs here."""
        if any(link.page == page and args == tuple(map(str, link.args)) for link in self.links if link.args):
            return True
        names = (*self.also, self.page, *(link.page for link in self.links if not link.args))
        if any(name and fnmatch(page, name) for name in names):
            return True
        return any(link.key and page.startswith(f"{link.key}_") for link in self.links)
