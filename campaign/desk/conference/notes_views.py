"""Dated notes: what has happened on the subject, for appeals, and what the party did afterwards, for everybody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.desk.conference.committee_file import back_to, motion_of_file, page_context, user_of
from campaign.desk.conference.forms import DatedNoteForm
from motions.actions.dated_notes import add_dated_note, change_dated_note, remove_dated_note
from motions.enums import DatedNoteKind
from motions.models import DatedNote

CHANGE = "motions.change_datednote"


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the notes of one kind, and add one."""
    user, motion, of = user_of(request), motion_of_file(request), _kind(kind)
    form = DatedNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        _refuse_readers(user)
        if form.is_valid():
            add_dated_note(motion, of, form.told(), by=user)
            messages.success(request, "Noted.")
            return back_to(request, "admin:desk-dated-notes", kind)
    rows = DatedNote.objects.filter(motion=motion, kind=of)
    # The rules ask for matters since a day. What the party did afterwards is held to no such day.
    cut_off = motion.campaign.conference.about_matters_since if of == DatedNoteKind.NEW_MATTER else None
    context = page_context(request, str(of.label), "desk-dated-notes", kind) | {
        "motion": motion,
        "kind": of,
        "notes": rows,
        "cut_off": cut_off,
        "form": form,
        "may_change": user.has_perm(CHANGE),
    }
    return render(request, "admin/desk/conference/notes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put one note right, or remove it."""
    user, motion, of = user_of(request), motion_of_file(request), _kind(kind)
    _refuse_readers(user)
    found = get_object_or_404(DatedNote.objects.filter(motion=motion, kind=of), pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        remove_dated_note(found, by=user)
        messages.success(request, "Removed.")
        return back_to(request, "admin:desk-dated-notes", kind)
    form = DatedNoteForm(request.POST if request.method == "POST" else None, note=found)
    if request.method == "POST" and form.is_valid():
        change_dated_note(found, form.told(), by=user)
        messages.success(request, "Noted.")
        return back_to(request, "admin:desk-dated-notes", kind)
    context = page_context(request, "Put a note right", "desk-dated-notes", kind) | {
        "form": form,
        "kind": of,
        "note": found,
    }
    return render(request, "admin/desk/conference/note.html", context, status=422 if form.errors else 200)


def _kind(kind: str) -> DatedNoteKind:
    if kind not in DatedNoteKind.values:
        raise Http404
    return DatedNoteKind(kind)


def _refuse_readers(user: User) -> None:
    """Raise PermissionDenied: notes are about a motion, so they are for those who look after all regions."""
    if not user.has_perm(CHANGE):
        raise PermissionDenied
