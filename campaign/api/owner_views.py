"""The pages on which owners make tokens of the API and name addresses that are called, and end them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.roles import is_owner, who_asks
from campaign.api.actions import end_token, end_webhook, make_token, make_webhook
from campaign.api.forms import TokenForm, WebhookForm
from campaign.api.models import ApiToken, Webhook
from campaign.api.openapi import PATHS
from campaign.api.webhooks import SIGNATURE
from clps.lib.http import key_in


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tokens(request: HttpRequest) -> HttpResponseBase:
    """List the tokens; make one, which is shown once, or end one."""
    user = who_asks(request, is_owner)
    if _pressed_end(request, end_token, "It has ended: it opens nothing any more."):
        return redirect("admin:desk-api")
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = ""
    if form.is_valid():
        # No redirect after it: the token is shown in this answer alone, and stored nowhere.
        made = make_token(name=form.cleaned_data["name"], scopes=form.scopes_given(), by=user)
        form = TokenForm()
    known = ApiToken.objects.select_related("made_by")
    shown = {"title": "API for other programs", "form": form, "made": made, "button": "Make the token"}
    return _page(request, "tokens", {**shown, "tokens": known, "paths": PATHS})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def webhooks(request: HttpRequest) -> HttpResponseBase:
    """List the addresses; add one, whose secret is shown once, or end one."""
    user = who_asks(request, is_owner)
    if _pressed_end(request, end_webhook, "It is called no more."):
        return redirect("admin:desk-webhooks")
    form = WebhookForm(request.POST if request.method == "POST" else None)
    made = ""
    if form.is_valid():
        made = make_webhook(name=form.cleaned_data["name"], url=form.cleaned_data["url"], by=user)[1]
        form = WebhookForm()
    taken, waiting = Q(calls__sent_at__isnull=False), Q(calls__sent_at__isnull=True)
    known = Webhook.objects.annotate(taken=Count("calls", filter=taken), waiting=Count("calls", filter=waiting))
    shown = {"title": "Webhooks", "form": form, "made": made, "button": "Add it"}
    return _page(request, "webhooks", {**shown, "webhooks": known, "signature": SIGNATURE})


def _pressed_end(request: HttpRequest, end: Callable[[int], bool], done: str) -> bool:
    """End the row whose button was pressed; return False where none was."""
    pressed = request.POST.get("end", "")
    if (key := key_in(pressed)) and end(key):
        messages.success(request, done)
    return bool(pressed)


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    context = {**admin.site.each_context(request), **shown}
    status = 422 if shown["form"].errors else 200
    return render(request, f"admin/desk/api/{name}.html", context, status=status)
