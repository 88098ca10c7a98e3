"""How often the public forms may be sent, so that nobody buries the organisers or writes to strangers through us.

Only what would be taken is counted: a form with mistakes in it costs its writer nothing.
"""

from datetime import timedelta
from math import ceil
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clps.lib.throttle import Limit, Throttle, TooMany
from clps.lib.visitors import network_of
from motions.forms.form_fillers import Unhurried
from motions.models import Campaign

HOUR = timedelta(hours=1)
# A network may be a meeting room in which everybody reports at once. All forms share the counts.
SENDINGS = Throttle(name="public form", network=Limit(60, HOUR), everybody=Limit(600, HOUR))
TOO_MANY = "tried_too_often"
CLOSED_WORDS = "This campaign is over and closed. Nothing was sent or kept. Thank you all the same."
WORDS = (
    "So many forms have come in that we have to pause. Nothing was sent yet, and nothing that you typed is lost. "
    "Please send it again at %(until)s or later."
)
QUICK_WORDS = (
    "That was quicker than people are, so nothing was sent yet. Nothing that you typed is lost: look it over, and "
    "press the button once more."
)
BAIT_WORDS = (
    "Something was filled in that this page does not show, as programs do. We have emptied it, and nothing that you "
    "typed is lost: press the button once more."
)


def may_send(request: HttpRequest, form: Unhurried) -> bool:
    """Count one sending of a public form; past a limit, or in a closed campaign, say so on it and return False.

    So too, and not counted, where a program seems to have sent it: see `motions.forms.form_fillers`.
    """
    if Campaign.objects.filter(is_current=True, closed_at__isnull=False).exists():
        form.add_error(None, CLOSED_WORDS)
        return False
    if form.haste and (form.haste.filled_hidden_field or form.haste.was_quick):
        form.add_error(None, BAIT_WORDS if form.haste.filled_hidden_field else QUICK_WORDS)
        return False
    try:
        SENDINGS.take(network=network_of(request))
    except TooMany as refusal:
        until = {"until": f"{timezone.localtime(refusal.until):%H:%M}", "at": refusal.until}
        form.add_error(None, ValidationError(WORDS, code=TOO_MANY, params=until))
        return False
    return True


def form_page(request: HttpRequest, template: str, form: Form, context: dict[str, Any]) -> HttpResponse:
    """Render a page with its form: as 429, with the time to wait, where the form was sent too often."""
    response = render(request, template, {**context, "form": form})
    for error in form.errors.as_data().get(NON_FIELD_ERRORS, []):
        if error.code == TOO_MANY and error.params:
            response.status_code = 429
            response["Retry-After"] = str(ceil((error.params["at"] - timezone.now()).total_seconds()))
    return response
