"""What the pages of a room share: who may do what there, and what each page shows around it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from campaign.accounts.models import User
from campaign.accounts.roles import who_asks
from campaign.desk.menu_entries import RoomTab
from motions.enums import DraftSide
from motions.models import CompositingMeeting

VIEW = "motions.view_compositingmeeting"
CHANGE = "motions.change_compositingmeeting"


TABS = (
    RoomTab("desk-composite", "Texts"),
    RoomTab("desk-composite-demands", "Side by side"),
    RoomTab("desk-composite-draft", "Our draft", DraftSide.OURS),
    RoomTab("desk-composite-draft", "The committee’s", DraftSide.COMMITTEE),
    RoomTab("desk-composite-draft", "As printed", DraftSide.PRINTED),
    RoomTab("desk-composite-agreed", "Who agrees"),
    RoomTab("desk-composite-screen", "Screen"),
)


def user_of(request: HttpRequest) -> User:
    """Return who asks; raise PermissionDenied where they may not see composites."""
    return who_asks(request, VIEW)


def may_change(user: User) -> bool:
    """Say whether somebody may write here: the CLPs on the table are from everywhere, so all regions are theirs."""
    return user.has_perm(CHANGE)


def writer_of(request: HttpRequest) -> User:
    """Return who asks; raise PermissionDenied where they may not write here."""
    user = user_of(request)
    if not may_change(user):
        raise PermissionDenied
    return user


def meeting_of(request: HttpRequest, pk: int) -> CompositingMeeting:
    """Return the room of this number, for those who may see it."""
    user_of(request)
    rows = CompositingMeeting.objects.select_related("motion__current_version", "motion__campaign__conference")
    return get_object_or_404(rows, pk=pk)


def side_of(name: str) -> DraftSide:
    """Return whose draft an address names; raise Http404 where it names none."""
    try:
        return DraftSide(name)
    except ValueError as error:
        raise Http404 from error


def page_context(request: HttpRequest, meeting: CompositingMeeting, tab: str, side: str = "") -> dict[str, Any]:
    """Return what every page of the room shows."""
    return {
        **admin.site.each_context(request),
        "title": meeting.subject_heading,
        "meeting": meeting,
        "tabs": TABS,
        "tab": tab,
        "side": side,
        "may_change": may_change(user_of(request)),
    }
