"""How often somebody may guess: by account, by network and in all, over all workers.

Django-allauth's own limits count in each process's memory, so they are off. These count in the database.
"""

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from clps.lib.throttle import Limit, Throttle, TooMany
from clps.lib.visitors import network_of

logger = logging.getLogger(__name__)

QUARTER = timedelta(minutes=15)
# Ten slips are many for a person and few for a guesser. A network may be an office where several people slip.
GUESSES = Throttle(
    name="sign-in", subject=Limit(10, QUARTER), network=Limit(50, QUARTER), everybody=Limit(500, QUARTER)
)
# Mail that somebody asks for at the door. It goes only to organisers, so these keep their mailboxes quiet.
ASKED_MAILS = Throttle(
    name="sign-in mail",
    subject=Limit(3, QUARTER),
    network=Limit(30, timedelta(hours=1)),
    everybody=Limit(300, timedelta(hours=1)),
)
# A code of an app serves once. It is good for a minute and a half, on whichever worker it is tried.
USED_CODES = Throttle(name="second factor used", subject=Limit(1, timedelta(days=1)))
# An account that nobody has is counted like any other, so this tells nothing of whether there is one.
TOO_MANY = "There were too many tries. Nothing was looked at. Please try again at {until:%H:%M}."


def count_a_guess(request: HttpRequest, *, subject: str, throttle: Throttle = GUESSES) -> tuple[str, ...]:
    """Count a try before anything is looked at, and return what takes it off again should it go well.

    Raises ValidationError, in words for the form, where there were too many.
    """
    try:
        return throttle.take(network=network_of(request), subject=subject)
    except TooMany as refusal:
        logger.warning("A sign-in was refused: too many tries.")
        raise ValidationError(TOO_MANY.format(until=timezone.localtime(refusal.until)), code="too_many") from None
