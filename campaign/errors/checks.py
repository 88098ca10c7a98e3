"""Says that a Sentry is named and the package that speaks to it is missing."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, register

from campaign.errors.sentry import is_installed


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
