"""The desk's pages. The site puts each behind its sign-in; who may do what there, each page asks itself."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponseBase

from campaign.desk.views import advice, feeds, find, marks, story


@dataclass(frozen=True, slots=True)
class Page:
    """One page below /admin/: its address, its view and its name in the `admin` namespace."""

    address: str
    view: Callable[..., HttpResponseBase]
    name: str


PAGES: tuple[Page, ...] = (
    Page("attention/mark/", marks.mark, "desk-mark"),
    Page("advice/", advice.inbox, "desk-advice"),
    Page("advice/<uuid:reference>/", advice.question, "desk-advice-question"),
    Page("find/", find.find, "desk-find"),
    Page("clps/<slug:slug>/story/", story.story, "desk-clp"),
    Page("clps/<slug:slug>/story/conflict/", story.conflict, "desk-clp-conflict"),
    Page("clps/<slug:slug>/story/<slug:act>/", story.act, "desk-clp-act"),
    Page("clps/<slug:slug>/story/<slug:act>/<int:pk>/", story.act, "desk-clp-report"),
    Page("calendar/", feeds.calendar, "desk-calendar"),
)
