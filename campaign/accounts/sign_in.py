"""Signing in, with a limit on guessing: by account, by network and in all, over all workers."""

import logging
from datetime import timedelta
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from clps.lib.throttle import Limit, Throttle, TooMany, give_back
from clps.lib.visitors import network_of

logger = logging.getLogger(__name__)

QUARTER = timedelta(minutes=15)
# Ten slips are many for a person and few for a guesser. A network may be an office where several people slip.
GUESSES = Throttle(
    name="sign-in", subject=Limit(10, QUARTER), network=Limit(50, QUARTER), everybody=Limit(500, QUARTER)
)
# An account that nobody has is counted like any other, so this tells nothing of whether there is one.
TOO_MANY = "There were too many tries. Nothing was looked at. Please try again at {until:%H:%M}."


class SignInForm(AdminAuthenticationForm):
    """The form of the sign-in page. Logs say that somebody signed in or failed to, never with what they typed."""

    def clean(self) -> dict[str, Any]:
        """Look at the password, unless there were too many tries; a try that goes well is not counted."""
        address = str(self.cleaned_data.get("username") or "").strip().lower()
        try:
            taken = GUESSES.take(network=network_of(self.request), subject=address) if self.request else ()
        except TooMany as refusal:
            logger.warning("A sign-in was refused: too many tries.")
            raise ValidationError(TOO_MANY.format(until=timezone.localtime(refusal.until)), code="too_many") from None
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            logger.warning("A sign-in failed.")
            raise
        if user := self.get_user():
            give_back(taken)
            logger.info("Person %s signed in.", user.pk)
        return cleaned
