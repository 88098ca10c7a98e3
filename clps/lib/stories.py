"""The way from a row of the admin to the CLP's whole story."""

from django.urls import reverse
from django.utils.html import format_html

from clps.models import CLP


def story_link(clp: CLP) -> str:
    """Return a link to the CLP's page on the organisers' desk, which is named and not imported: it lies above."""
    address = reverse("admin:desk-clp", args=[clp.slug])
    return format_html('<a href="{}" aria-label="Story of {}">Story</a>', address, clp.name)
