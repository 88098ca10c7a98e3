"""How somebody signs in themselves: one page that leads to everything about it, and where they are signed in."""

from collections.abc import Iterator

from allauth.core.internal.sessionkit import get_session_user
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe


@require_safe
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show what there is to see to."""
    return render(request, "account/index.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def sessions(request: HttpRequest) -> HttpResponseBase:
    """List where somebody is signed in; end one of these sessions, or all but this one."""
    theirs = list(_open_sessions(request))
    if request.method == "POST":
        one = request.POST.get("one", "")
        chosen = [session for session in theirs if (str(session.pk) == one if one else not session.is_current())]
        end_sessions(request, chosen)
        messages.success(request, "It has ended." if one else "Every other session has ended.")
        return redirect("account_sessions" if request.user.is_authenticated else "account_login")
    return render(request, "account/sessions.html", {"sessions": theirs})


def _open_sessions(request: HttpRequest) -> Iterator[UserSession]:
    """Yield those that still let somebody in, this one first."""
    found = UserSession.objects.filter(user_id=request.user.pk).order_by("-created_at")
    for session in sorted(found, key=lambda one: not one.is_current()):
        if session.exists() and get_session_user(session._session_store(session.session_key)):
            yield session
