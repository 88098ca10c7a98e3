"""What the pages of signing in ask about somebody."""

from django import template

from campaign.accounts.models import User
from campaign.sign_in.second_factor import needs_second_factor

register = template.Library()


@register.filter
def has_to_have_a_second_factor(person: object) -> bool:
    """Whether a password alone does not let them in."""
    return isinstance(person, User) and needs_second_factor(person)
