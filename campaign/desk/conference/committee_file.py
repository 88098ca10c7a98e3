"""What the pages of the committee file share: who may do what there, and what each page shows around it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after, may_see_desk, regions_of, who_asks
from campaign.desk.chosen import motion_named, needed_motion
from campaign.desk.menu_entries import RoomTab
from clps.lib.http import address
from motions.appeals import entries_for_packs
from motions.enums import EntryState
from motions.models import ConferenceEntry, Motion

# Where a request keeps the motion that its page is about.
ABOUT = "motion_of_file"


TABS = (
    RoomTab("desk-rulings", "Rulings and appeals"),
    RoomTab("desk-committee-list", "The committee’s list"),
    RoomTab("desk-ballot", "Priorities ballot"),
    RoomTab("desk-delegations", "Delegations"),
    RoomTab("desk-dated-notes", "What has happened", "new-matter"),
    RoomTab("desk-dated-notes", "What the party did", "party-did"),
    RoomTab("desk-ground-answers", "Answers to grounds"),
)


def user_of(request: HttpRequest) -> User:
    """Return who asks; raise PermissionDenied where they may not see what is at conference."""
    return who_asks(request, may_see_desk, "motions.view_conferenceentry")


def motion_of_file(request: HttpRequest) -> Motion:
    """Return the motion that the file is about: the first, or the one that is asked for; raise Http404 for none."""
    motion: Motion = request.__dict__.get(ABOUT) or needed_motion(request.GET)
    # Whatever else is asked about this page is about the same.
    request.__dict__[ABOUT] = motion
    return motion


def back_to(request: HttpRequest, name: str, *args: object) -> HttpResponseRedirect:
    """Lead to a page of the file, about the same motion."""
    return HttpResponseRedirect(address(name, *args, motion=motion_named(request.GET)))


def entry_of(request: HttpRequest, slug: str) -> ConferenceEntry:
    """Return what one CLP sent; raise PermissionDenied where somebody else looks after the CLP."""
    user = user_of(request)
    entry = entries_for_packs().filter(motion=motion_of_file(request), clp__slug=slug).first()
    if entry is None:
        raise Http404
    if not looks_after(user, entry.clp):
        raise PermissionDenied
    return entry


def entries_of(user: User, motion: Motion) -> list[ConferenceEntry]:
    """Return the standing entries of the CLPs that somebody looks after, by the CLPs' names."""
    rows = entries_for_packs().filter(motion=motion).exclude(state=EntryState.RETRACTED)
    if (regions := regions_of(user)) is not None:
        rows = rows.filter(clp__region__in=regions)
    return list(rows.order_by("clp__name"))


def page_context(request: HttpRequest, title: str, tab: str, kind: str = "") -> dict[str, Any]:
    """Return what every page of the file shows."""
    about = {"motion": request.__dict__.get(ABOUT), "tabs": TABS, "tab": tab, "tab_kind": kind}
    return {**admin.site.each_context(request), "title": title, **about}
