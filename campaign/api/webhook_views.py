"""The page on which owners name addresses elsewhere that are called, and see how that goes."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.api.forms import WebhookForm
from campaign.api.models import Webhook
from campaign.api.webhooks import SIGNATURE, end_webhook, make_webhook


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def webhooks(request: HttpRequest) -> HttpResponseBase:
    """List the addresses; add one, whose secret is shown once, or end one."""
    user = request.user
    if not isinstance(user, User) or not user.is_owner:
        raise PermissionDenied
    ended = request.POST.get("end", "") if request.method == "POST" else ""
    if ended:
        if ended.isdecimal() and end_webhook(int(ended)):
            messages.success(request, "It is called no more.")
        return redirect("admin:desk-webhooks")
    form = WebhookForm(request.POST if request.method == "POST" else None)
    made = ""
    if request.method == "POST" and form.is_valid():
        made = make_webhook(name=form.cleaned_data["name"], url=form.cleaned_data["url"], by=user)[1]
        form = WebhookForm()
    taken, waiting = Q(calls__sent_at__isnull=False), Q(calls__sent_at__isnull=True)
    counted = Webhook.objects.annotate(taken=Count("calls", filter=taken), waiting=Count("calls", filter=waiting))
    shown = {
        **admin.site.each_context(request),
        "title": "Webhooks",
        "form": form,
        "made": made,
        "webhooks": counted,
        "signature": SIGNATURE,
    }
    return render(request, "admin/desk/api/webhooks.html", shown, status=422 if form.errors else 200)
