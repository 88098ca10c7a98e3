"""Before something is done to many rows: the exact ones are listed, and nothing happens till that is confirmed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# So many can be read through on one page, and be sent with one form.
MOST_AT_ONCE = 500


def readable(page: admin.ModelAdmin, request: HttpRequest, rows: QuerySet[Any]) -> list[Any] | None:
    """Return the rows that were chosen; None, having said so, where they are more than anybody reads."""
    # One more tells that there are too many, without reading them all.
    chosen = list(rows[: MOST_AT_ONCE + 1])
    if len(chosen) <= MOST_AT_ONCE:
        return chosen
    words = f"Choose at most {MOST_AT_ONCE} at once, so that you can read who gets them."
    page.message_user(request, words, messages.WARNING)
    return None


def is_confirmed(request: HttpRequest) -> bool:
    """Whether what is asked for was listed before, and is wanted."""
    return "confirmed" in request.POST


def ask(
    page: admin.ModelAdmin, request: HttpRequest, template: str, *, rows: Sequence[Model], left: int, **told: Any
) -> HttpResponse:
    """List the rows that it would be done to, in a template that extends `admin/mail/ask.html`.

    `left` is how many of those chosen it cannot be done to. `told` has the `action`, its `label` and the `title`.
    """
    shown = {**page.admin_site.each_context(request), "opts": page.opts, "rows": rows, "left": left, **told}
    return render(request, template, shown)
