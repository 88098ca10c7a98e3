"""Writing a draft, with what is to be said of it beside; who agrees to it; and what is on the screen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.desk.compositing.rooms import meeting_of, page_context, side_of, writer_of
from motions.act_pages import acted
from motions.actions.compositing import (
    NobodysWords,
    SavedMeanwhile,
    change_follow_key,
    conclude_meeting,
    record_answers,
    save_reading,
)
from motions.composites.alignment import align
from motions.composites.marking import check_draft, count_unmatched_words
from motions.composites.screens import screen_of
from motions.composites.sources import (
    agreed_text,
    entries_that_stay,
    latest_texts,
    library_of,
    model_text,
    table_of,
)
from motions.enums import DraftSide
from motions.forms.compositing import AnswersForm, CompositeForm, DraftForm
from motions.models import CompositingMeeting, DraftReading
from motions.texts.differences import differences
from motions.views.composites import send_lines


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """One side's draft: saving the next reading of it, or putting chosen lines into it first."""
    meeting = meeting_of(request, pk)
    chosen = side_of(side)
    last = meeting.readings.filter(side=chosen).order_by("-number").first()
    # With the number of the reading that the writer has before them: by it saving sees whether somebody was quicker.
    form = DraftForm(initial={"text": last.text if last else "", "after": last.number if last else 0})
    meanwhile: DraftReading | None = None
    if request.method == "POST":
        by = writer_of(request)
        form = DraftForm(request.POST)
        if form.is_valid() and request.POST.get("act") == "add":
            form = _with_lines(form, request.POST.getlist("line"))
        elif form.is_valid():
            given = form.cleaned_data
            words = {"why_others_words": given["why_others_words"], "after": given["after"]}
            try:
                reading = save_reading(meeting, chosen, given["text"], by=by, **words)
            except SavedMeanwhile as refusal:
                meanwhile = refusal.reading
                # Having seen it, their next press is their last word.
                form = DraftForm({**request.POST.dict(), "after": meanwhile.number})
                form.add_error("text", str(refusal))
            except NobodysWords as refusal:
                form.add_error("text", str(refusal))
            else:
                messages.success(request, f"Saved as reading {reading.number}. The screens show it.")
                return redirect("admin:desk-composite-draft", meeting.pk, chosen)
    context = page_context(request, meeting, "desk-composite-draft", chosen) | _beside(
        meeting, chosen, form, meanwhile
    )
    return render(request, "admin/desk/compositing/draft.html", context, status=422 if form.errors else 200)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is to be said of a draft as it is being typed. It keeps nothing."""
    meeting = meeting_of(request, pk)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    found = check_draft(form.cleaned_data["text"], model_text(meeting), library_of(meeting))
    return render(request, "admin/desk/compositing/check.html", {"check": found, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
def agreed(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stays in the composite and who does not; both drafts beside each other, with who is behind each."""
    meeting = meeting_of(request, pk)
    answers = dict(meeting.answers.values_list("sender", "answer"))
    found = table_of(meeting)
    senders = sorted({text.sender for text in found.texts} | set(found.unknown))
    form = AnswersForm(request.POST or None, senders=senders, answers=answers)
    if request.method == "POST":
        by = writer_of(request)
        if form.is_valid():
            changed = record_answers(meeting, form.answers, by=by)
            messages.success(request, f"{changed} {'answer' if changed == 1 else 'answers'} changed.")
            return redirect("admin:desk-composite-agreed", meeting.pk)
    texts, library = latest_texts(meeting), library_of(meeting)
    sides = [(DraftSide(side).label, library.trace(text)) for side, text in texts.items()]
    context = page_context(request, meeting, "desk-composite-agreed") | {
        "form": form,
        "sides": sides,
        "answers": answers,
    }
    return render(request, "admin/desk/compositing/agreed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what was agreed on record as a composite, with the CLPs that stay in it."""
    by, meeting = writer_of(request), meeting_of(request, pk)
    initial = {
        "subject_heading": meeting.subject_heading,
        "agreed_on": meeting.held_on,
        "text": agreed_text(meeting),
        "entries": entries_that_stay(meeting),
    }
    form = CompositeForm(request.POST or None, motions=[meeting.motion], initial=initial)
    if acted(request, form, lambda: conclude_meeting(meeting, form.words(), form.cleaned_data["entries"], by=by)):
        messages.success(request, f"{form.words().name} is on record. Its vote on the floor is recorded there too.")
        return redirect(meeting)
    context = page_context(request, meeting, "desk-composite-agreed") | {"form": form}
    return render(request, "admin/desk/compositing/record.html", context, status=422 if form.errors else 200)


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft in large type, for the wall; it follows what is saved."""
    meeting = meeting_of(request, pk)
    context = page_context(request, meeting, "desk-composite-screen") | {"screen": screen_of(meeting), "on_wall": True}
    return render(request, "motions/compositing/screen.html", context)


@require_safe
def screen_lines(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The lines of the screen as they now stand, for a page that asks once a second; 304 where nothing changed."""
    return send_lines(request, meeting_of(request, pk))


@require_POST
def new_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the screen another address to follow it at."""
    by, meeting = writer_of(request), meeting_of(request, pk)
    change_follow_key(meeting, by=by)
    messages.success(request, "The screen has a new address. The one before opens nothing any more.")
    return redirect("admin:desk-composite-agreed", meeting.pk)


@require_safe
def reading(request: HttpRequest, pk: int, side: str, number: int) -> HttpResponse:
    """One reading of a draft, with line numbers, to print."""
    meeting = meeting_of(request, pk)
    found = get_object_or_404(meeting.readings.select_related("saved_by"), side=side, number=number)
    context = page_context(request, meeting, "desk-composite-draft", side)
    return render(request, "admin/desk/compositing/reading.html", context | {"reading": found})


def _with_lines(form: DraftForm, lines: list[str]) -> DraftForm:
    """Return the form with the chosen lines at the end of its text."""
    text = "\n".join([form.cleaned_data["text"], *lines]).strip("\n")
    # Not saved yet: whoever chose the lines goes on writing.
    return DraftForm(initial={**form.cleaned_data, "text": text})


def _beside(
    meeting: CompositingMeeting, side: DraftSide, form: DraftForm, meanwhile: DraftReading | None
) -> dict[str, Any]:
    """Return what stands beside a draft: what is to be said of it, lines to choose, and the other side's."""
    text = str(form["text"].value() or "")
    texts, library, model = latest_texts(meeting), library_of(meeting), model_text(meeting)
    other = {DraftSide.OURS: DraftSide.COMMITTEE, DraftSide.COMMITTEE: DraftSide.OURS}.get(side, DraftSide.OURS)
    # A printed text is proof-read against what was agreed: the committee's, where that is known, or else ours.
    if side == DraftSide.PRINTED and DraftSide.COMMITTEE in texts:
        other = DraftSide.COMMITTEE
    against = texts.get(other, "")
    return {
        "form": form,
        "side_label": side.label,
        "check": check_draft(text, model, library) if text.strip() else None,
        "demands": align(model, library) if side == DraftSide.OURS else (),
        "meanwhile": differences(meanwhile.text, text) if meanwhile else None,
        "other_label": other.label,
        "against": differences(against, text) if against and text else None,
        "strays": count_unmatched_words(against, text) if against and text else 0,
        "readings": meeting.readings.filter(side=side).select_related("saved_by"),
    }
