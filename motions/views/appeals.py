"""Whoever reported that a CLP carried the motion says whether it appeals against a ruling, and takes the papers."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.lib.guards import public_form
from clps.lib.http import as_file
from motions.actions.appeals import record_appeal_choice
from motions.actions.entries import move_entry
from motions.appeals import AppealPack, entries_for_packs, filename_of, pack_of, paper_of
from motions.enums import RULED_OUT_STATES, AppealChoice, Body, EntryState
from motions.models import ConferenceEntry, Submission
from motions.texts.documents import DOCX_TYPE
from motions.texts.sheets import PDF_TYPE
from motions.views.links import BY_LINK, by_link, opened
from motions.workflow import EntryAct, NotAllowed

SENT = "sent"


def ruled_out(submission: Submission) -> ConferenceEntry | None:
    """Return the CLP's motion where it is ruled out, with what its papers are made of; None otherwise."""
    if submission.body != Body.CLP or not submission.is_adopted_for_conference:
        return None
    rows = entries_for_packs().filter(motion=submission.version.motion, clp=submission.clp)
    return rows.filter(state__in=RULED_OUT_STATES).first()


@public_form
@never_cache
@by_link
def appeal(request: HttpRequest, token: str) -> HttpResponseBase:
    """Does the CLP appeal? Yes, no, not decided; and later, that the appeal has gone."""
    submission = opened(token, *BY_LINK).submission
    entry = ruled_out(submission)
    if entry is None:
        return redirect("motions:report-manage", token=token)
    refusal = ""
    if request.method == "POST":
        try:
            _answer(entry, request.POST.get("choice", ""), submission)
        except NotAllowed as refused:
            refusal = str(refused)
        else:
            return redirect("motions:report-appeal", token=token)
    context = {
        "submission": submission,
        "token": token,
        "entry": entry,
        "pack": pack_of(entry),
        "closes_at": entry.appeals_close_at,
        "is_open": entry.state == EntryState.RULED_OUT,
        "choices": AppealChoice,
        "refusal": refusal,
    }
    return render(request, "motions/report_appeal.html", context, status=422 if refusal else 200)


@require_safe
@never_cache
@by_link
def appeal_docx(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the papers of the appeal for Word."""
    pack = _pack(token)
    return as_file(paper_of(pack).docx(), DOCX_TYPE, filename_of(pack, "docx"))


@require_safe
@never_cache
@by_link
def appeal_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the papers of the appeal as a PDF."""
    pack = _pack(token)
    return as_file(paper_of(pack).pdf(), PDF_TYPE, filename_of(pack, "pdf"))


def _pack(token: str) -> AppealPack:
    entry = ruled_out(opened(token, *BY_LINK).submission)
    if entry is None:
        raise Http404
    return pack_of(entry)


def _answer(entry: ConferenceEntry, answer: str, submission: Submission) -> None:
    """Record what they say; raise NotAllowed where it is no answer, or comes too late to be one."""
    by = submission.activist
    if answer == SENT:
        # Pressed twice, it has gone once: the second press is no mistake to be told of.
        if entry.state != EntryState.APPEALED:
            move_entry(entry, EntryAct.APPEAL, on=timezone.localdate(), by=by)
    elif answer in AppealChoice.values:
        record_appeal_choice(entry, AppealChoice(answer), by=by)
    else:
        raise NotAllowed("Choose one of the answers.")
