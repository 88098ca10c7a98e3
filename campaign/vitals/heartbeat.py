"""Calling an address elsewhere after each round of mail: when the calls stop, that place sounds the alarm."""

import logging

import httpx
from django.conf import settings

logger = logging.getLogger(__name__)

TIMEOUT = 5  # seconds


def call_heartbeat() -> None:
    """Call HEARTBEAT_URL, if there is one. That it cannot be reached is a line in the log and nothing more."""
    if not settings.HEARTBEAT_URL:
        return
    try:
        httpx.get(settings.HEARTBEAT_URL, timeout=TIMEOUT).raise_for_status()
    except httpx.HTTPError as error:
        # The address is a secret: whoever knows it can keep the alarm quiet.
        logger.warning("The heartbeat could not be called (%s).", type(error).__name__)
