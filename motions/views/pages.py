"""Pages of plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this is, and how the counts are made."""
    return render(request, "motions/about.html", {"section": "about"})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people, why, for how long, and how to have it removed."""
    return render(request, "motions/privacy.html")
