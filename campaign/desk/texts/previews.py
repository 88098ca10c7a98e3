"""A text that is not published, as the public would see it: drawn by the public pages' own templates."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from campaign.desk.models import TextDraft
from clps.models import CLP
from motions.enums import Route
from motions.letters import write_letter
from motions.models import Motion, MotionVersion
from motions.progress.deadline import read_deadline
from motions.texts.limits import Limits, room_words
from motions.texts.sheets import sheet_of


@dataclass(frozen=True, slots=True)
class Preview:
    """One way to look at a text."""

    name: str
    draw: Callable[[HttpRequest, Motion, MotionVersion], HttpResponse]


def unpublished(motion: Motion, draft: TextDraft) -> MotionVersion:
    """Return the version that a draft would become. It is never saved."""
    number = (motion.current_version.number if motion.current_version else 0) + 1
    words = {name: getattr(draft, name) for name in ("title", "text", "note")}
    return MotionVersion(motion=motion, number=number, published_at=timezone.now(), **words)


def _page(request: HttpRequest, motion: Motion, version: MotionVersion) -> HttpResponse:
    shown = {
        "motion": motion,
        "version": version,
        "counts": list(Limits.on(motion).counts(title=version.title, text=version.text).values()),
        "versions": [],
        "composites": [],
        "passed": None,
        "deadline": read_deadline(motion.campaign, now=timezone.now()),
        "room": room_words(version),
        "previewed": motion,
    }
    return render(request, "motions/motion.html", shown)


def _letter(request: HttpRequest, motion: Motion, version: MotionVersion) -> HttpResponse:
    """Show the letters to a CLP, to a branch and to ask, as the first CLP on the list would get them."""
    clp = CLP.objects.select_related("region").first()
    routes = (Route.CLP, Route.BRANCH, Route.ASK) if motion.for_conference else (Route.CLP, Route.BRANCH)
    letters = [
        (route.label, write_letter(route, clp=clp, version=version, branch="High Street")) for route in routes if clp
    ]
    shown = {"letters": letters, "previewed": motion}
    return render(request, "admin/desk/texts/letters.html", shown)


def _sheet(request: HttpRequest, motion: Motion, version: MotionVersion) -> HttpResponse:
    sheet = sheet_of(version)
    # Drawn by segno from our own address.
    shown = {"sheet": sheet, "motion": motion, "text": version.text, "qr": mark_safe(sheet.qr), "previewed": motion}  # noqa: S308
    return render(request, "motions/motion_print.html", shown)


PREVIEWS = {
    "page": Preview("The motion’s page", _page),
    "letter": Preview("The letters to secretaries", _letter),
    "sheet": Preview("The sheet to print", _sheet),
}
