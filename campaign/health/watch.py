"""The alarm: a mail to the owners when the worker or the scheduler has fallen silent.

It is sent by whoever notices, straight to the mail server: the outbox is emptied by the worker, and that may be what
has stopped. The web server looks on being asked for anything at all, so a visitor or whatever calls /healthz is
enough; `manage.py watch` looks from a timer. Should the whole machine be away, only HEARTBEAT_URL tells.
"""

import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from campaign.accounts.models import User
from campaign.health.signs import Signs, read_signs
from campaign.vitals import pulses
from campaign.vitals.models import Part

logger = logging.getLogger(__name__)

# How often the owners hear of a trouble that lasts.
AGAIN_AFTER = timedelta(hours=6)


def watch(now: datetime) -> Signs:
    """Look whether mail goes, and tell the owners where it does not; return what was seen."""
    signs = read_signs(now)
    if signs.is_well:
        pulses.forget(Part.ALARM)
    elif pulses.take_turn(Part.ALARM, now, after=now - AGAIN_AFTER):
        logger.error("Mail has stopped: %s", " ".join(signs.words))
        if not _tell_owners(signs):
            # Whoever looks next tries again.
            pulses.forget(Part.ALARM)
    return signs


def _tell_owners(signs: Signs) -> bool:
    """Write to each owner, without showing one the other's address; return whether all mails were taken."""
    owners = User.objects.filter(is_superuser=True, is_active=True).values_list("email", flat=True)
    subject = f"Mail has stopped: {urlsplit(settings.SITE_URL).hostname}"
    text = render_to_string("health/alarm.txt", {"signs": signs, "site": settings.SITE_URL})
    try:
        for owner in owners:
            EmailMessage(subject, text, to=[owner]).send()
    except Exception as error:
        logger.warning("The owners could not be told (%s).", type(error).__name__)
        return False
    return True
