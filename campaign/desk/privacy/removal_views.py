"""Removing a person, for admins: the page that says exactly what goes and what stays, and the button."""

import json
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.accounts.roles import who_asks
from campaign.desk.privacy.disclosure import count_holdings, tell_holdings
from campaign.desk.privacy.erasure import STILL_ORGANISES, forget_person, may_be_removed
from clps.lib.audit import note_export
from clps.lib.http import as_file
from motions.workflow import NotAllowed

# Whoever lets people in takes them out.
MANAGE_PEOPLE = "accounts.change_user"


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
