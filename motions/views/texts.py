"""The motions: their texts, what changed in them, and files to take away."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clps.lib.http import saved_as
from motions.counts import count_motion
from motions.enums import MotionKind
from motions.local_motions import count_passed
from motions.models import Motion, MotionVersion
from motions.progress.afterwards import read_afterwards
from motions.progress.conference import public_composites
from motions.progress.deadline import read_deadline
from motions.queries import with_variants
from motions.sharing.cards import motion_card
from motions.texts.differences import differences
from motions.texts.documents import DOCX_TYPE, EDITION, docx, filename, plain_text
from motions.texts.limits import counts_of, current_counts, room_words
from motions.variants import newest_text, offered_texts


@require_safe
def motion_list(request: HttpRequest) -> HttpResponse:
    """Show what the current campaign offers: its motions for conference first, then its model local ones."""
    offered = _motions().filter(campaign__is_running=True, current_version__isnull=False)
    offered = offered.order_by("-campaign__is_current", "campaign__conference__deadline", "slug")
    motions = [(motion, current_counts(motion)) for motion in offered]
    shown = {
        "section": "motion",
        "conference_motions": [offer for offer in motions if offer[0].for_conference],
        "local_motions": [offer for offer in motions if not offer[0].for_conference],
    }
    return render(request, "motions/motion_list.html", shown)


@require_safe
def motion(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a motion: its text against its limits, ways to take it away, and what changed when.

    The address lasts: a motion of an earlier campaign is still shown, and says that it is one.
    """
    found = get_object_or_404(_motions().prefetch_related(_versions()), slug=slug)
    shown = {
        "section": "motion",
        "card": motion_card(found) if found.current_version else None,
        "motion": found,
        "version": found.current_version,
        "counts": current_counts(found),
        "versions": found.versions.all(),
        "composites": public_composites(found),
        "passed": None if found.for_conference else count_passed(found),
        "deadline": read_deadline(found.campaign, now=timezone.now()),
        "room": _room(found),
        "figures": count_motion(found) if found.is_other else None,
        "texts": offered_texts(found)[1:] if found.campaign.is_running else [],
    }
    return render(request, "motions/motion.html", shown)


def _room(motion: Motion) -> str:
    """Return what the limit means for whoever would add to the current text; empty where nothing does."""
    version = motion.current_version
    if version is None:
        return ""
    version.motion = motion
    return room_words(version)


@require_safe
def afterwards(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what became of a conference motion: who carried it, how it was ruled on and voted, and what followed."""
    rows = _motions().filter(kind=MotionKind.CONFERENCE, current_version__isnull=False)
    found = get_object_or_404(rows, slug=slug)
    shown = {
        "section": "motion",
        "motion": found,
        "version": found.current_version,
        "conference": found.campaign.conference,
        "is_over": found.campaign.conference.ends_on < timezone.localdate(),
        "after": read_afterwards(found),
    }
    return render(request, "motions/motion_afterwards.html", shown)


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version of a motion, and word by word what changed from the one before it."""
    rows = MotionVersion.objects.select_related("motion__campaign__conference", "motion__current_version", "variant")
    found = list(rows.filter(number__lte=number, motion__slug=slug).order_by("-number"))
    if not found or found[0].number != number:
        raise Http404("The motion has no such version.")
    this, *earlier = found
    # The one before it of the same text; the first of a variant is compared with the motion's own.
    of_same = (one for one in earlier if one.variant_id == this.variant_id)
    before = next(of_same, None) or next((one for one in earlier if one.variant_id is None), None)
    shown = {
        "section": "motion",
        "motion": this.motion,
        "version": this,
        "before": before,
        "newest": newest_text(this.motion, this.variant) if this.variant else this.motion.current_version,
        "counts": counts_of(this),
        "title_changes": differences(before.title, this.title) if before else [],
        "text_changes": differences(before.text, this.text) if before else [],
    }
    return render(request, "motions/version.html", shown)


@require_safe
@cache_control(public=True, no_cache=True)
def motion_text(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the current text as plain text."""
    return _give(request, slug, Download("txt", "text/plain; charset=utf-8", plain_text))


@require_safe
@cache_control(public=True, no_cache=True)
def motion_docx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the current text as a Word document."""
    return _give(request, slug, Download("docx", DOCX_TYPE, docx))


@dataclass(frozen=True, slots=True)
class Download:
    """A kind of file that a motion can be taken away as."""

    ending: str
    content_type: str
    draw: Callable[[MotionVersion], bytes]


def _give(request: HttpRequest, slug: str, download: Download) -> HttpResponseBase:
    """Give the current version as a file, or 304 to someone who has it already."""
    rows = MotionVersion.objects.select_related("motion")
    version = get_object_or_404(rows, current_for__slug=slug)
    # With the edition: the same text drawn in another way is another file.
    etag = quote_etag(f"{version.pk}-{EDITION}.{download.ending}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(download.draw(version), content_type=download.content_type)
        name = filename(version, download.ending)
        response["Content-Disposition"] = saved_as(name)
        response["Last-Modified"] = http_date(version.published_at.timestamp())
    response["ETag"] = etag
    return response


def _motions() -> QuerySet[Motion]:
    """Return motions with all that a page says of them."""
    return with_variants(Motion.objects.select_related("campaign__conference"))


def _versions() -> Prefetch:
    """Return how to read a motion's versions without their words, newest first."""
    rows = MotionVersion.objects.defer("title", "text").select_related("variant").order_by("-number")
    return Prefetch("versions", queryset=rows)
