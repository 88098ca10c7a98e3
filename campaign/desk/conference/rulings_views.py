"""Rulings and appeals: every CLP that was ruled out, the papers of its appeal, and what is answered to each ground."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from campaign.desk.conference.committee_file import (
    back_to,
    entries_of,
    entry_of,
    motion_of_file,
    page_context,
    user_of,
)
from campaign.desk.conference.forms import GroundAnswersForm
from clps.lib.http import as_file
from motions.actions.appeals import set_ground_answers
from motions.appeals import filename_of, pack_of, paper_of
from motions.enums import RULED_OUT_STATES
from motions.models import ConferenceEntry
from motions.organiser_acts import LAST_STEP, NEXT_STEP
from motions.texts.documents import DOCX_TYPE
from motions.texts.sheets import PDF_TYPE


@require_safe
def rulings(request: HttpRequest) -> HttpResponse:
    """Show what the committee has ruled: who is ruled out and on which grounds, and who still waits."""
    user, motion = user_of(request), motion_of_file(request)
    entries = entries_of(user, motion)
    context = page_context(request, "Rulings and appeals", "desk-rulings") | {
        "motion": motion,
        "refused": [entry for entry in entries if entry.state in RULED_OUT_STATES],
        "overturned": [entry for entry in entries if _was_overturned(entry)],
        "waiting": [entry for entry in entries if entry.ruled_on is None],
        "in_order": sum(entry.ruled_on is not None and entry.state not in RULED_OUT_STATES for entry in entries),
    }
    return render(request, "admin/desk/conference/rulings.html", context)


@require_safe
def appeal(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one CLP's ruling, and the papers of its appeal as they would go."""
    entry = entry_of(request, slug)
    pack, user = pack_of(entry), user_of(request)
    may_step = user.has_perm("motions.change_conferenceentry")
    context = page_context(request, f"Appeal of {entry.clp.name} CLP", "desk-clp-appeal") | {
        "entry": entry,
        "pack": pack,
        "closes_at": entry.appeals_close_at,
        "may_step": may_step and NEXT_STEP.fits(entry),
        "may_open_delegate": user.has_perm("motions.change_delegate"),
        "may_correct": may_step and LAST_STEP.fits(entry),
    }
    return render(request, "admin/desk/conference/appeal.html", context)


@require_safe
def appeal_file(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Give the papers of one CLP's appeal as a Word document or as a PDF."""
    if ending not in ("docx", "pdf"):
        raise Http404
    pack = pack_of(entry_of(request, slug))
    paper = paper_of(pack)
    content, kind = (paper.docx(), DOCX_TYPE) if ending == "docx" else (paper.pdf(), PDF_TYPE)
    return as_file(content, kind, filename_of(pack, ending))


@require_http_methods(["GET", "HEAD", "POST"])
def ground_answers(request: HttpRequest) -> HttpResponse:
    """Show what is answered to each ground; admins write it anew."""
    user = user_of(request)
    may_change = user.has_perm("motions.change_groundanswer")
    form = GroundAnswersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid():
            changed = set_ground_answers(form.answers(), by=user)
            messages.success(
                request, "Nothing was different." if not changed else "Kept for every appeal from now on."
            )
            return back_to(request, "admin:desk-ground-answers")
    context = page_context(request, "Answers to grounds", "desk-ground-answers") | {
        "form": form,
        "may_change": may_change,
    }
    return render(request, "admin/desk/conference/answers.html", context, status=422 if form.errors else 200)


def _was_overturned(entry: ConferenceEntry) -> bool:
    """Whether it was ruled out, and is not any more."""
    was_ruled_out = entry.ruled_out_on is not None or entry.appealed_on is not None
    return was_ruled_out and entry.state not in RULED_OUT_STATES
