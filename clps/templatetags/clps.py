"""What templates may ask of the CLPs app."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def postcodes_are_looked_up() -> bool:
    """Return whether a postcode may be typed where a CLP is looked for."""
    return bool(settings.POSTCODES_URL)
