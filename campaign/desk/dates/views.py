"""Acts that hold up everybody at once. Each asks first: it shows what it would do and whom it would tell."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import who_asks
from campaign.desk.chosen import motion_named, needed_motion
from campaign.desk.dates.forms import CalledOffForm, DeadlineForm, OnAgainForm, SuspensionForm
from campaign.desk.dates.preview import (
    Preview,
    preview_of_conference,
    preview_of_deadline,
    preview_of_suspension,
)
from clps.lib.http import address
from motions.act_pages import acted
from motions.actions.conferences import call_off, hold_after_all, move_deadline
from motions.actions.suspensions import change_suspension, suspend_meetings, terms_of
from motions.models import Motion, Suspension
from motions.progress.deadline import read_deadline

MAY_SEE, MAY_ACT = "motions.view_suspension", "motions.change_suspension"


@dataclass(frozen=True, slots=True)
class DatesAct:
    """One act: its form, what it would do, the doing itself, and the words for it."""

    title: str
    lede: str
    form: Any
    # Called once the form is valid, because it reckons with what was typed.
    preview: Callable[[], Preview]
    run: Callable[[User], object]
    done: str
    # What is asked for does nothing as it stands.
    is_same: Callable[[], bool] = lambda: False


@require_safe
@never_cache
def dates(request: HttpRequest) -> HttpResponseBase:
    """Show what holds: the deadline, whether conference is on, and when meetings are suspended where."""
    user, motion = _asked(request, MAY_SEE)
    campaign = motion.campaign
    held = [(one, list(one.regions.select_related("region"))) for one in Suspension.objects.all()]
    context = {
        "title": "Dates",
        "subject": campaign,
        "motion": motion,
        "deadline": read_deadline(campaign, now=timezone.now()),
        "suspensions": [(one, _places(rows)) for one, rows in held],
        "may_act": user.has_perm(MAY_ACT),
    }
    return render(request, "admin/desk/dates.html", {**admin.site.each_context(request), **context})


def _places(rows: list[Any]) -> list[tuple[str, str]]:
    """Return until when it holds, and where, the regions that end together on one line."""
    ends: dict[Any, list[str]] = {}
    for row in rows:
        ends.setdefault(row.ends_on, []).append(row.region.name)
    words = {on: f"until {on:%-d %B %Y}" if on else "until further notice" for on in ends}
    return [(words[on], ", ".join(names)) for on, names in ends.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suspend(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """Suspend meetings, or change how long and where they are."""
    campaign = _asked(request, MAY_ACT)[1].campaign
    held = get_object_or_404(Suspension, pk=pk) if pk else None
    terms = terms_of(held) if held else None
    form = SuspensionForm(request.POST if request.method == "POST" else None, terms=terms)
    act = DatesAct(
        title="Change a suspension of meetings" if held else "Suspend meetings",
        lede="To end it early, give the last day on which no meeting can be held. A region without its tick was never "
        "meant."
        if held
        else "Nobody is reminded of a meeting on these days, nor asked how it went. Afterwards whoever reported it is "
        "asked for the new date.",
        form=form,
        preview=lambda: preview_of_suspension(campaign, held, form.terms()),
        run=lambda by: change_suspension(held, form.terms(), by=by) if held else suspend_meetings(form.terms(), by=by),
        done="The suspension is changed." if held else "Meetings are suspended.",
        is_same=lambda: form.terms() == terms,
    )
    return _ask_then_act(request, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def deadline(request: HttpRequest) -> HttpResponseBase:
    """Move the deadline for motions."""
    campaign = _asked(request, MAY_ACT)[1].campaign
    conference = campaign.conference
    form = DeadlineForm(request.POST if request.method == "POST" else None, conference=conference)

    def given() -> dict[str, Any]:
        return {"to": form.moment(), "are_provisional": form.cleaned_data["are_provisional"]}

    act = DatesAct(
        title="Move the deadline",
        lede=f"Motions to {conference.name} close at {read_deadline(campaign, now=timezone.now()).in_words}. Whoever "
        "has still something to send is told the old one and the new one.",
        form=form,
        preview=lambda: preview_of_deadline(campaign, **given()),
        run=lambda by: move_deadline(conference, **given(), by=by),
        done="The deadline is moved.",
        is_same=lambda: tuple(given().values()) == (conference.deadline, conference.dates_are_provisional),
    )
    return _ask_then_act(request, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def conference(request: HttpRequest) -> HttpResponseBase:
    """Call the conference off, or take that back."""
    campaign = _asked(request, MAY_ACT)[1].campaign
    about = campaign.conference
    if about.called_off_at:
        form: forms.Form = OnAgainForm(request.POST if request.method == "POST" else None)
        act = DatesAct(
            title=f"{about.name} takes place after all",
            lede="Mail about it is planned again. Whoever was told that it is off is told that it is on.",
            form=form,
            preview=lambda: preview_of_conference(campaign, reason="", off=False),
            run=lambda by: hold_after_all(about, by=by),
            done=f"{about.name} is on again.",
        )
        return _ask_then_act(request, act)
    form = CalledOffForm(request.POST if request.method == "POST" else None)
    act = DatesAct(
        title=f"Call off {about.name}",
        lede="Every reminder about it stops. Everybody who took part is told once, with the reason.",
        form=form,
        preview=lambda: preview_of_conference(campaign, reason=form.cleaned_data["reason"], off=True),
        run=lambda by: call_off(about, reason=form.cleaned_data["reason"], by=by),
        done=f"{about.name} is called off.",
    )
    return _ask_then_act(request, act)


def _asked(request: HttpRequest, right: str) -> tuple[User, Motion]:
    """Return who asks, where they may, and the motion that it is about; raise where they may not or there is none."""
    return who_asks(request, right), needed_motion(request.GET)


def _ask_then_act(request: HttpRequest, act: DatesAct) -> HttpResponseBase:
    """Show what the act would do; do it where exactly that was seen before, and pressed."""
    form, preview, seen = act.form, None, ""
    if request.method == "POST" and form.is_valid():
        if act.is_same():
            messages.info(request, "That is how it is already. Nothing was changed, and nobody is told.")
            return redirect(address("admin:desk-dates", motion=motion_named(request.GET)))
        seen = hashlib.sha256(repr(sorted(form.cleaned_data.items(), key=str)).encode()).hexdigest()[:24]
        if request.POST.get("seen") == seen and "act" in request.POST:
            by = cast(User, request.user)
            if acted(request, form, lambda: act.run(by)):
                messages.success(request, f"{act.done} Whoever it concerns is told within minutes.")
                return redirect(address("admin:desk-dates", motion=motion_named(request.GET)))
        else:
            preview = act.preview()
    context = {"title": act.title, "act": act, "form": form, "preview": preview, "seen": seen}
    status = 422 if form.errors else 200
    return render(request, "admin/desk/dates_act.html", {**admin.site.each_context(request), **context}, status=status)
