"""How somebody signs in themselves: one page that leads to everything about it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show what there is to see to."""
    return render(request, "account/index.html")
