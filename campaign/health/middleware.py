"""What comes before every page: the two addresses that machines ask, and a look each minute whether mail goes."""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from campaign.health.pages import readiness
from campaign.health.watch import watch

LOOK_EVERY = 60.0  # seconds
# After a stop that was meant, the first round of mail gets the time to end.
FIRST_LOOK_AFTER = 180.0  # seconds


def health(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer at /healthz and /readyz by any host name and without https: whoever asks stands beside the site."""
    alarms = AlarmTimer()

    def answer(request: HttpRequest) -> HttpResponseBase:
        alarms.now_and_then()
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
        if request.path == "/readyz":
            return readiness(request)
        return get_response(request)

    return answer


class AlarmTimer:
    """Has a thread look whether mail goes, each minute at most; nobody who asks for a page waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = time.monotonic() + FIRST_LOOK_AFTER

    def now_and_then(self) -> None:
        """Look, if it is time to."""
        if not settings.WATCHES or time.monotonic() < self._next:
            return
        with self._lock:
            is_time, self._next = time.monotonic() >= self._next, time.monotonic() + LOOK_EVERY
        if is_time:
            threading.Thread(target=_look, name="watch", daemon=True).start()


def _look() -> None:
    close_old_connections()
    try:
        watch(timezone.now())
    except DatabaseError:
        pass  # every page says so already
    finally:
        connection.close()
