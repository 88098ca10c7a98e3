"""What every template may know."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from motions.models import Campaign


def campaign(request: HttpRequest) -> dict[str, object]:
    """Give templates the campaign that the site shows; it is read only by a page that names it."""
    return {"campaign": SimpleLazyObject(Campaign.objects.current)}
