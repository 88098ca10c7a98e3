"""Taking an item of the list, putting it away, calling it done: the buttons of the front page."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaign.accounts.models import User
from campaign.accounts.roles import may_work_at_desk, regions_of, who_asks
from campaign.desk.chosen import NAME, chosen_motion
from campaign.desk.enums import MarkAct
from campaign.desk.front import marks
from campaign.desk.front.attention import kinds_for
from campaign.desk.front.forms import MarkForm
from campaign.mail.reminders.settings import days_asked
from motions.attention import Attention, find_attention
from motions.models import Motion

SAID = {
    MarkAct.TAKE: "It is yours.",
    MarkAct.RELEASE: "It is nobody’s now.",
    MarkAct.SNOOZE: "Put away until that day.",
    MarkAct.FINISH: "Done. It comes back only if something happens there.",
    MarkAct.BRING_BACK: "It is back on the list.",
}


@require_POST
def mark(request: HttpRequest) -> HttpResponseBase:
    """Say something of one item, and go back to the list as it was."""
    user = who_asks(request, may_work_at_desk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _come_back(request, form)
    motion = _motion_of(form.cleaned_data["key"])
    item = _find(motion, form.cleaned_data["key"], user) if motion else None
    if motion is None or item is None:
        messages.info(request, "That has been settled meanwhile: there is nothing to do there.")
    elif _act(item, form.cleaned_data, motion=motion, by=user):
        messages.success(request, SAID[MarkAct(form.cleaned_data["act"])])
    query = request.GET.urlencode()
    return redirect(reverse("admin:index") + (f"?{query}" if query else "") + "#attention")


def _motion_of(key: str) -> Motion | None:
    """Return the motion whose name stands in an item's key, one that has ended too; None for no such."""
    slug = key.split(":")[1] if key.count(":") > 1 else ""
    if not slug:
        return None
    try:
        return chosen_motion({NAME: slug})
    except Http404:
        return None


def _find(motion: Motion, key: str, user: User) -> Attention | None:
    """Return the item of this name, if it needs attention still and is in the organiser's regions."""
    kinds = [kind for kind in kinds_for(user) if key.startswith(f"{kind.key}:")]
    day, asks_after = timezone.localdate(), days_asked(motion.campaign)
    found = find_attention(motion, day=day, asks_after=asks_after, regions=regions_of(user), kinds=kinds)
    return next((item for item in found if item.key == key), None)


def _act(item: Attention, given: dict[str, Any], *, motion: Motion, by: User) -> bool:
    match MarkAct(given["act"]):
        case MarkAct.TAKE:
            return marks.take(item, motion=motion, by=by)
        case MarkAct.RELEASE:
            return marks.release(item, motion=motion, by=by)
        case MarkAct.SNOOZE:
            return marks.snooze(item, until=given["until"], note=given["note"], motion=motion, by=by)
        case MarkAct.FINISH:
            return marks.finish(item, note=given["note"], motion=motion, by=by)
        case MarkAct.BRING_BACK:
            return marks.bring_back(item, motion=motion, by=by)


def _come_back(request: HttpRequest, form: MarkForm) -> HttpResponse:
    """Show the front page again, with what was wrong beside what was typed."""
    response = admin.site.index(request, {"refused": form})
    response.status_code = 422
    return response
