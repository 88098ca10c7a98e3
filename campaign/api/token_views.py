"""The page on which owners make and end tokens of the API."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.api.actions import end_token, make_token
from campaign.api.forms import TokenForm
from campaign.api.models import ApiToken
from campaign.api.openapi import PATHS


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tokens(request: HttpRequest) -> HttpResponseBase:
    """List the tokens; make one, which is shown once, or end one."""
    user = request.user
    if not isinstance(user, User) or not user.is_owner:
        raise PermissionDenied
    ended = request.POST.get("end", "") if request.method == "POST" else ""
    if ended:
        if ended.isdecimal() and end_token(int(ended)):
            messages.success(request, "It has ended: it opens nothing any more.")
        return redirect("admin:desk-api")
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = ""
    if request.method == "POST" and form.is_valid():
        made = make_token(name=form.cleaned_data["name"], scopes=form.scopes_given(), by=user)
        form = TokenForm()
    return _page(request, form, made)


def _page(request: HttpRequest, form: TokenForm, made: str) -> HttpResponse:
    shown = {
        **admin.site.each_context(request),
        "title": "API for other programs",
        "form": form,
        "made": made,
        "tokens": ApiToken.objects.select_related("made_by"),
        "paths": PATHS,
    }
    return render(request, "admin/desk/api/tokens.html", shown, status=422 if form.errors else 200)
