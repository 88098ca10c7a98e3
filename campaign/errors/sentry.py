"""Errors sent to a Sentry as well, where SENTRY_DSN names one: the code's part of them and nobody's words.

The package is an extra. Without it the site runs all the same, and a check says so.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, register

from campaign.logs import redacted

# All that an event may hold; what somebody typed, sent or is stays here.
SENT = frozenset(
    {"event_id", "timestamp", "level", "platform", "release", "environment", "exception", "transaction", "tags", "sdk"}
)


def is_installed() -> bool:
    """Whether the package is there."""
    return find_spec("sentry_sdk") is not None


@register()
def check_sentry(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where errors are thought to go somewhere and go nowhere."""
    if not settings.SENTRY_DSN or is_installed():
        return []
    return [
        checks.Warning(
            "SENTRY_DSN is set, but the package sentry-sdk is not installed, so no error is sent there.",
            hint='Install it: pip install "sentry-sdk[django,celery]". The page Errors has them all the same.',
            id="carried.W005",
        )
    ]


def start(dsn: str) -> None:
    """Send errors there from now on; do nothing where no Sentry is named or the package is missing."""
    if not dsn or not is_installed():
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        server_name="",
        before_send=scrubbed,
    )


def scrubbed(event: Any, hint: Any = None) -> Any:  # noqa: ANN401 - Sentry's own shapes
    """Return what may leave of an event: types, places and redacted words; no request, no person."""
    kept = {name: value for name, value in event.items() if name in SENT}
    for one in (kept.get("exception") or {}).get("values") or ():
        if one.get("value"):
            # The first line: below it a database repeats the row.
            one["value"] = redacted(str(one["value"]).partition("\n")[0])
        for frame in (one.get("stacktrace") or {}).get("frames") or ():
            frame.pop("vars", None)
    kept["tags"] = {"request_id": number} if (number := _request_id()) else {}
    if transaction := kept.get("transaction"):
        kept["transaction"] = redacted(str(transaction))
    return kept


def _request_id() -> str:
    from django_guid import get_guid  # needs the apps

    return get_guid() or ""
