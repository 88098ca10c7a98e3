"""The rooms, the texts on a room's table, and those texts side by side."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.desk.chosen import chosen_motion
from campaign.desk.compositing.rooms import may_change, meeting_of, page_context, user_of, writer_of
from clps.lib.http import key_in
from motions.act_pages import acted
from motions.actions.compositing import lay_texts, open_meeting, take_text_away
from motions.actions.suspensions import NO_CAMPAIGN
from motions.composites.alignment import align
from motions.composites.booklets import split_booklet
from motions.composites.marking import sentences_unsent
from motions.composites.sources import (
    TableText,
    affiliate_names,
    library_of,
    model_text,
    table_of,
    with_names_known,
)
from motions.forms.compositing import BookletForm, FoundMotions, MeetingForm, found_as_initial
from motions.models import CompositingMeeting


@require_http_methods(["GET", "HEAD", "POST"])
def rooms(request: HttpRequest) -> HttpResponse:
    """Every room there is, and opening another."""
    user = user_of(request)
    motion = chosen_motion(request.GET)
    form = MeetingForm(request.POST or None)
    if request.method == "POST":
        by = writer_of(request)
        if motion is None:
            form.add_error(None, NO_CAMPAIGN)
        elif done := acted(
            request, form, lambda: open_meeting(motion, **form.cleaned_data, by=by), field="subject_heading"
        ):
            return redirect(done.result)
    context = {
        **admin.site.each_context(request),
        "title": "Composite rooms",
        "meetings": CompositingMeeting.objects.select_related("motion__campaign__conference", "composite"),
        "form": form,
        "motion": motion,
        "may_change": may_change(user),
    }
    return render(request, "admin/desk/compositing/rooms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies on the table, and laying more there: first the cut of what was pasted, then keeping it."""
    meeting = meeting_of(request, pk)
    form = BookletForm()
    if request.method == "POST":
        by = writer_of(request)
        if request.POST.get("act") == "keep":
            # All that was read comes back in the form, put right by whoever looked: between the steps nothing is kept.
            cut = FoundMotions(request.POST, prefix="cut")
            if not cut.is_valid():
                return _show_cut(request, meeting, cut)
            laid = lay_texts(meeting, [motion for each in cut if (motion := each.motion)], by=by)
            messages.success(request, _laid_words(laid.new, laid.replaced))
            return redirect(meeting)
        form = BookletForm(request.POST, request.FILES)
        if form.is_valid():
            found = with_names_known(split_booklet(form.text, known=affiliate_names()))
            return _show_cut(request, meeting, FoundMotions(prefix="cut", initial=found_as_initial(found)))
    context = page_context(request, meeting, "desk-composite") | {"form": form, **_on_the_table(meeting)}
    return render(request, "admin/desk/compositing/table.html", context, status=422 if form.errors else 200)


@require_POST
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one text of others off the table."""
    by, meeting = writer_of(request), meeting_of(request, pk)
    number = request.POST.get("text", "")
    text = meeting.received.filter(pk=key_in(number)).first()
    if text is None:
        # Pressed twice, or somebody was quicker.
        messages.info(request, "That text is off the table already.")
        return redirect(meeting)
    take_text_away(text, by=by)
    messages.success(request, f"The text of {text.sender} is off the table.")
    return redirect(meeting)


@require_safe
def demands(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text against ours: a column for each demand, and who sent it in which words."""
    meeting = meeting_of(request, pk)
    found = align(model_text(meeting), library_of(meeting))
    context = page_context(request, meeting, "desk-composite-demands") | {
        "ours": [demand for demand in found if demand.is_ours],
        "brought": [demand for demand in found if not demand.is_ours],
        "unsent": sentences_unsent(found),
    }
    return render(request, "admin/desk/compositing/demands.html", context)


def _on_the_table(meeting: CompositingMeeting) -> dict[str, Any]:
    """Return the texts in groups that people think in: ours as it is, ours as amended, and others'."""
    found = table_of(meeting)
    plain: dict[int, list[TableText]] = {}
    for text in found.texts:
        if text.version is not None and not text.is_amended:
            plain.setdefault(text.version, []).append(text)
    return {
        "plain": sorted(plain.items(), reverse=True),
        "amended": [text for text in found.texts if text.is_amended],
        "received": [text for text in found.texts if text.received is not None],
        "unknown": found.unknown,
        "ruled_out": found.ruled_out,
        "count": len(found.texts),
    }


def _show_cut(request: HttpRequest, meeting: CompositingMeeting, cut: Any) -> HttpResponse:  # noqa: ANN401 - a formset
    context = page_context(request, meeting, "desk-composite") | {"cut": cut}
    return render(
        request, "admin/desk/compositing/cut.html", context, status=422 if cut.is_bound and not cut.is_valid() else 200
    )


def _laid_words(new: int, replaced: int) -> str:
    if not new and not replaced:
        return "Those were on the table already, in the same words."
    said = f"{new} {'text is' if new == 1 else 'texts are'} on the table."
    return said + (f" {replaced} took the place of what the same sender had there." if replaced else "")
