"""The page that says what the rules of a conference are, and where each was read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motions.models import Campaign
from motions.rules_in_words import NOT_SAID, rules_in_words


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say what is known of the rules of the campaign's conference, and what is not."""
    campaign = Campaign.objects.current()
    if campaign is None:
        raise Http404("No campaign, no conference, no rules.")
    conference = campaign.conference
    context = {
        "conference": conference,
        "parts": rules_in_words(conference),
        "not_said": NOT_SAID,
        "section": "about",
    }
    return render(request, "motions/rules.html", context)
