"""Privacy on the desk: removing a person, “What we keep” and for how long, and closing a campaign.

Each page says exactly what goes and what stays before anything does.
"""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from campaign.accounts.models import User
from campaign.accounts.roles import is_owner, regions_of, who_asks
from campaign.desk.models import LeftOver
from campaign.desk.privacy.closing import close_campaign, closing_of, count_closing
from campaign.desk.privacy.disclosure import count_holdings, tell_holdings
from campaign.desk.privacy.erasure import STILL_ORGANISES, forget_person, may_be_removed
from campaign.desk.privacy.expiry import gone_lately, kept_days
from campaign.desk.privacy.leftovers import leave, take_out, to_look_at
from campaign.desk.privacy.requests import who_asked_for_removal
from clps.lib.audit import note_export
from clps.lib.http import as_file
from motions.act_pages import acted
from motions.actions.expiry import set_periods
from motions.models import Campaign
from motions.retention import TABLE, Kept, Period
from motions.workflow import NotAllowed

# Whoever lets people in takes them out.
MANAGE_PEOPLE = "accounts.change_user"
MAY_SEE, MAY_CHANGE = "motions.view_periodsetting", "motions.change_periodsetting"
# So many days on which anything went, as somebody looks back.
DAYS_BACK = 30


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List what is held about somebody; give it as a file or remove it all, as the button says."""
    user = who_asks(request, MANAGE_PEOPLE)
    person = get_object_or_404(User, pk=pk)
    refusal = STILL_ORGANISES if person.is_staff or person.is_superuser else ""
    match request.POST.get("act") if request.method == "POST" else None:
        case "tell" if not person.removed_at:
            told = tell_holdings(person)
            # By their key, not by name: the audit stays when they are removed.
            note_export(user, file=f"what is held about person {person.pk}", rows=len(told))
            return as_json_file(told)
        case "remove":
            try:
                done = forget_person(person, by=user)
            except NotAllowed as refused:
                refusal = str(refused)
            else:
                words = "Everything about them is removed." if done else "That was done before: nothing is left."
                messages.success(request, words)
                return redirect("admin:accounts_user_changelist")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Remove this person",
        "person": person,
        "refusal": refusal,
        "may_be_removed": may_be_removed(person),
        "holdings": None if person.removed_at else count_holdings(person),
    }
    return render(request, "admin/desk/remove_person.html", context, status=422 if refusal and request.POST else 200)


def as_json_file(told: dict[str, Any]) -> HttpResponse:
    """Return what is told of a person as a file that a browser saves and nobody else keeps."""
    content = json.dumps(told, ensure_ascii=False, indent=2).encode()
    name = f"what-we-hold-{timezone.localdate()}.json"
    response = as_file(content, "application/json; charset=utf-8", name)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def keeping(request: HttpRequest) -> HttpResponseBase:
    """Show the table of periods to organisers, and take what an admin changes in it."""
    user = who_asks(request, MAY_SEE)
    may_change, days = user.has_perm(MAY_CHANGE), kept_days()
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = PeriodsForm(request.POST or None, days=days)
    if request.method == "POST" and form.is_valid():
        changed = set_periods(form.chosen(), by=user)
        words = f"Changed: {'; '.join(kept.label for kept in changed)}. It holds from tonight."
        messages.success(request, words if changed else "Nothing was changed.")
        return redirect("admin:desk-keeping")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "What we keep, and for how long",
        "form": form,
        "lines": form.lines(days),
        "may_change": may_change,
        "gone": gone_lately(DAYS_BACK),
        "to_look_at": list(to_look_at(regions_of(user))),
        "asked": list(who_asked_for_removal()) if user.has_perm(MANAGE_PEOPLE) else [],
        "to_close": Campaign.objects.filter(closed_at__isnull=True, main=None) if user.is_owner else [],
    }
    return render(request, "admin/desk/keeping.html", context, status=422 if form.errors else 200)


@require_POST
def left_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the words out of one text that was listed, or say that they are about somebody else."""
    user = who_asks(request, MAY_SEE)
    regions = regions_of(user)
    listed = LeftOver.objects.all() if regions is None else LeftOver.objects.filter(clp__region__in=regions)
    left = get_object_or_404(listed, pk=pk)
    match request.POST.get("act"):
        case "take-out":
            take_out(left)
            messages.success(request, "The words are taken out.")
        case "leave":
            leave(left)
            messages.success(request, "It stays as it is.")
    return redirect("admin:desk-keeping")


class PeriodsForm(forms.Form):
    """One number of days for each line of the table that can be chosen."""

    def __init__(self, data: Any = None, *, days: dict[Kept, int]) -> None:  # noqa: ANN401 - as Django's forms take it
        """Show what holds now."""
        super().__init__(data)
        for period in TABLE:
            if not period.is_fixed:
                bounds = f"Choose between {period.least} and {period.most} days."
                self.fields[period.kept.value] = forms.IntegerField(
                    label=f"Days: {period.kept.label}",
                    min_value=period.least,
                    max_value=period.most,
                    initial=days[period.kept],
                    error_messages=dict.fromkeys(("min_value", "max_value", "invalid", "required"), bounds),
                )

    def lines(self, days: dict[Kept, int]) -> list[tuple[Period, int, forms.BoundField | None]]:
        """Return the lines of the table, each with its days and with its field where it can be chosen."""
        return [
            (one, days[one.kept], self[one.kept.value] if one.kept.value in self.fields else None) for one in TABLE
        ]

    def chosen(self) -> dict[Kept, int]:
        """Return what was typed."""
        return {Kept(name): number for name, number in self.cleaned_data.items()}


class ClosingForm(forms.Form):
    """The campaign's name, typed: nobody closes one by a slip."""

    name = forms.CharField(label="The campaign’s name", max_length=120)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Know what is to be typed."""
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_name(self) -> str:
        """Refuse any other name; capitals and spaces do not matter."""
        typed = " ".join(self.cleaned_data["name"].split())
        if typed.casefold() != " ".join(self.campaign.name.split()).casefold():
            raise forms.ValidationError(f"Nothing happened. To close it, type: {self.campaign.name}")
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Count what closing a campaign takes away; close it once its name is typed."""
    user = who_asks(request, is_owner)
    campaign = get_object_or_404(Campaign.objects.select_related("conference"), pk=pk)
    form = ClosingForm(request.POST or None, campaign=campaign)
    if done := acted(request, form, lambda: close_campaign(campaign, by=user), field="name"):
        went = done.result
        messages.success(request, f"{campaign.name} is closed. The names and addresses of {went} people are gone.")
        return redirect("admin:desk-keeping")
    closing = closing_of(campaign)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": f"Close {campaign.name}",
        "closing": closing,
        "subject": campaign,
        "lines": [] if campaign.closed_at else count_closing(closing),
        "form": form,
    }
    return render(request, "admin/desk/close_campaign.html", context, status=422 if form.errors else 200)
