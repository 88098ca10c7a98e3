"""What /readyz says: whether everything that the site stands on is there and at work."""

import secrets
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from campaign.health.signs import read_backup_sign, read_signs

OK = "ok"
# Of these the owner should know, but no visitor is worse off.
WARNINGS = frozenset({"backup"})
BROKER_TIMEOUT = 1  # seconds
NO_STORE = {"Cache-Control": "no-store"}


def readiness(request: HttpRequest) -> HttpResponseBase:
    """Answer 200 where all is well and 503 where something is not; what that is, for those who show HEALTH_TOKEN."""
    found = dict(_parts(timezone.now()))
    is_ready = all(says == OK for part, says in found.items() if part not in WARNINGS)
    answer: dict[str, object] = {"ready": is_ready}
    if _may_see_detail(request):
        if request.GET.get("format") == "metrics":
            return HttpResponse(_as_metrics(found), content_type="text/plain; version=0.0.4", headers=NO_STORE)
        answer["parts"] = found
    return JsonResponse(answer, status=200 if is_ready else 503, headers=NO_STORE)


def _may_see_detail(request: HttpRequest) -> bool:
    """Whether the token was shown: in a header, because addresses are written to logs."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.HEALTH_TOKEN) and secrets.compare_digest(shown, settings.HEALTH_TOKEN.encode())


def _parts(now: datetime) -> Iterator[tuple[str, str]]:
    """Yield each part with "ok" or with what is wrong: never a name, an address or a secret."""
    yield "broker", reached_broker()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        signs, backups = read_signs(now), read_backup_sign(now)
    except Error as error:
        yield "database", type(error).__name__
        return
    yield "database", OK
    yield "scheduler", _silent(signs.scheduler_silent_since)
    yield "worker", _silent(signs.silent_since)
    yield "mail", _silent(signs.stuck_since)
    yield "backup", _silent(backups.proven_to, "none is proven") if backups.is_overdue else OK


def _silent(since: datetime | None, otherwise: str = OK) -> str:
    return f"not since {since:%Y-%m-%dT%H:%M:%SZ}" if since else otherwise


def reached_broker() -> str:
    """Return "ok", or what kind of error writing to the broker gave."""
    try:
        _use_broker()
    except Exception as error:
        # Each broker has errors of its own, and their words may name a password.
        return type(error).__name__
    return OK


def _use_broker() -> None:
    """Write to the broker and take it back: one that is full, or cannot save, still lets itself be read."""
    if not settings.REDIS_URL:
        settings.BROKER_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.BROKER_DIR) as probe:
            probe.write(b"ok")
        return
    limits = {"socket_timeout": BROKER_TIMEOUT, "socket_connect_timeout": BROKER_TIMEOUT}
    with redis.Redis.from_url(settings.REDIS_URL, **limits) as client:
        client.set("carried-health", OK, ex=60)


def _as_metrics(found: Mapping[str, str]) -> str:
    """Return the same as Prometheus reads it: 1 is well."""
    lines = [
        "# HELP carried_part_is_well Whether a part of the site is there and at work.",
        "# TYPE carried_part_is_well gauge",
    ]
    lines += [f'carried_part_is_well{{part="{part}"}} {int(says == OK)}' for part, says in found.items()]
    return "\n".join(lines) + "\n"
