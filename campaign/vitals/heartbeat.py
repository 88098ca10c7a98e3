"""Calling an address elsewhere after each round of mail: when the calls stop, that place sounds the alarm."""

import logging
import threading

from django.conf import settings

logger = logging.getLogger(__name__)

TIMEOUT = 5.0  # seconds


def call_heartbeat() -> None:
    """Call HEARTBEAT_URL, if there is one, and wait a few seconds at most.

    That it cannot be reached is a line in the log and nothing more. The call has a thread of its own: httpx limits
    each read, and a server that says a letter every four seconds would hold all mail up for ever.
    """
    if not settings.HEARTBEAT_URL:
        return
    call = threading.Thread(target=_call, args=(settings.HEARTBEAT_URL,), name="heartbeat", daemon=True)
    call.start()
    call.join(TIMEOUT)
    if call.is_alive():
        logger.warning("The heartbeat did not answer within %d s.", TIMEOUT)


def _call(url: str) -> None:
    import httpx  # large, and most sites name no heartbeat

    try:
        # What it answers is of no interest, only that it does.
        with httpx.stream("GET", url, timeout=TIMEOUT) as answer:
            answer.raise_for_status()
    except Exception as error:
        # The address is a secret: whoever knows it can keep the alarm quiet.
        logger.warning("The heartbeat could not be called (%s).", type(error).__name__)
