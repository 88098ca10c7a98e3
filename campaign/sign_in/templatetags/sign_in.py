"""What the pages of signing in ask about somebody."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from campaign.accounts.models import User
from campaign.sign_in.second_factor import needs_second_factor

register = template.Library()


@register.filter
def has_to_have_a_second_factor(person: object) -> bool:
    """Whether a password alone does not let them in."""
    return isinstance(person, User) and needs_second_factor(person)


@register.filter
def as_json(value: object) -> str:
    """What a script is to read from an attribute; `json_script` would be an inline script element."""
    return json.dumps(value, cls=DjangoJSONEncoder)
