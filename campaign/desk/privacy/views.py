"""“What we keep”: for how long each sort is kept, and what went lately because its time was over."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from campaign.accounts.roles import regions_of, who_asks
from campaign.desk.models import LeftOver
from campaign.desk.privacy.expiry import gone_lately, kept_days
from campaign.desk.privacy.leftovers import leave, take_out, to_look_at
from campaign.desk.privacy.removal_views import MANAGE_PEOPLE
from campaign.desk.privacy.requests import who_asked_for_removal
from motions.actions.expiry import set_periods
from motions.models import Campaign
from motions.periods import TABLE, Kept, Period

MAY_SEE, MAY_CHANGE = "motions.view_periodsetting", "motions.change_periodsetting"
# So many days on which anything went, as somebody looks back.
DAYS_BACK = 30


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
