"""What to take to a meeting: the sheet to print, as a page and as a PDF, and what to say for the motion."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motions.models import MotionVersion
from motions.progress.deadline import read_deadline
from motions.speech_notes import speech_notes_for
from motions.texts.documents import filename
from motions.texts.limits import room_words
from motions.texts.sheets import PDF_TYPE, sheet_of


@require_safe
def motion_print(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the current text on one side of A4, with what to say for it and where to report."""
    version = _current(slug)
    shown = sheet_of(version)
    # Drawn by segno from our own address.
    context = {"sheet": shown, "motion": version.motion, "text": version.text, "qr": mark_safe(shown.qr)}  # noqa: S308
    return render(request, "motions/motion_print.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
def motion_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the sheet as a PDF, or 304 to someone who has it already."""
    version = _current(slug)
    shown = sheet_of(version)
    etag = quote_etag(shown.digest)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(shown.pdf(version), content_type=PDF_TYPE)
        name = filename(version, "pdf")
        # Shown in the browser, from where most people print it.
        response["Content-Disposition"] = f'inline; filename="{name}"'
        response["Last-Modified"] = http_date(version.published_at.timestamp())
    response["ETag"] = etag
    return response


@require_safe
def motion_speaking(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what to say for a motion at a meeting: points, a speech, and answers to what others may say."""
    version = _current(slug)
    motion = version.motion
    deadline = read_deadline(motion.campaign, now=timezone.now())
    context = {
        "section": "motion",
        "motion": motion,
        "version": version,
        "speaking": speech_notes_for(version, deadline),
        "room": "" if deadline.has_passed else room_words(version),
        "deadline": deadline,
    }
    return render(request, "motions/motion_speaking.html", context)


def _current(slug: str) -> MotionVersion:
    """Return a motion's current version with what its sheet says; raise Http404 before there is one."""
    rows = MotionVersion.objects.select_related("motion__campaign__conference")
    return get_object_or_404(rows, current_for__slug=slug)
