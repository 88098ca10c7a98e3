"""Closing a campaign, for owners: the page that counts what goes, and takes the campaign's name as a yes."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.roles import is_owner, who_asks
from campaign.desk.privacy.closing import close_campaign, closing_of, count_closing
from motions.act_pages import acted
from motions.models import Campaign


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
