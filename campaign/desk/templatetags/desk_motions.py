"""The bar with the campaign's motions, on every page of the desk that is about one of them."""

from typing import Any

from django import template

from campaign.desk.chosen import choosing
from motions.models import Motion

register = template.Library()


@register.inclusion_tag("admin/desk/motion_bar.html")
def motion_bar(motion: Motion) -> dict[str, Any]:
    """Show which motion a page is about, with the way to the others; nothing where there is one alone."""
    return choosing(motion)
