"""The campaign's motions for conference: the first, the others, what they add up to, and opening another."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, who_asks
from campaign.desk.chosen import needed_motion, other_motions
from campaign.desk.texts.other_motion_forms import ElsewhereForm, EmergencyForm
from campaign.desk.texts.views import WRITE
from motions.act_pages import acted
from motions.actions.other_motions import end_other_motion, open_other_motion, resume_other_motion
from motions.counts import count_campaign, count_motions
from motions.models import Motion
from motions.workflow import NotAllowed

SORTS = {
    "emergency": (EmergencyForm, "Open an emergency motion"),
    "conference": (ElsewhereForm, "Open a motion for another conference"),
}
# What a button does, what is said once it is done, and where it was so already.
ENDS = {
    "end": (end_other_motion, "“{}” is over. Nobody is written to about it any more.", "“{}” was over already."),
    "resume": (resume_other_motion, "“{}” runs again.", "“{}” runs already."),
}


@require_safe
def several(request: HttpRequest) -> HttpResponse:
    """Show each motion with its conference, its deadline and its counts, and what they add up to."""
    user, first = who_asks(request, may_see_desk), needed_motion({})
    motions = [first, *other_motions(first)]
    context: dict[str, Any] = {
        "title": "Motions for conference",
        "motions": count_motions(motions),
        "together": count_campaign(first.campaign) if len(motions) > 1 else None,
        "may_write": user.has_perm(WRITE),
    }
    return _render(request, "several_motions", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_another(request: HttpRequest, sort: str) -> HttpResponseBase:
    """Open another motion, and go on to its text."""
    user, first = _writer(request), needed_motion({})
    if sort not in SORTS:
        raise Http404("A motion of no such sort is opened here.")
    form_of, title = SORTS[sort]
    form = form_of(request.POST if request.method == "POST" else None, campaign=first.campaign)

    def act() -> Motion:
        named = {name: form.cleaned_data[name] for name in ("slug", "target")}
        return open_other_motion(campaign=first.campaign, conference=form.instance, by=user, **named)

    if done := acted(request, form, act):
        messages.success(request, "The motion is opened. The public sees it once its text is published.")
        return redirect("admin:desk-text", done.result.pk)
    status = 422 if form.errors else 200
    conference = form.instance.part_of
    return _render(request, "open_motion", status=status, title=title, form=form, conference=conference)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End another motion, or take that back."""
    user = _writer(request)
    motion = get_object_or_404(Motion.objects.select_related("campaign__main"), pk=pk, campaign__main__isnull=False)
    if request.POST.get("act") not in ENDS:
        messages.error(request, "Choose what to do.")
        return redirect("admin:desk-motions")
    run, done, same = ENDS[request.POST["act"]]
    try:
        is_changed = run(motion, by=user)
        messages.success(request, (done if is_changed else same).format(motion))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:desk-motions")


def _writer(request: HttpRequest) -> User:
    return who_asks(request, may_see_desk, WRITE)


def _render(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {**admin.site.each_context(request), **context}
    return render(request, f"admin/desk/texts/{name}.html", shown, status=status)
