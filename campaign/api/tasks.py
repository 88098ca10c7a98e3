"""Calling addresses elsewhere each minute; each night, calls of long ago are forgotten."""

from celery import shared_task
from django.utils import timezone

from campaign.api.webhooks import forget_calls, tell


@shared_task(name="campaign.api.webhooks", soft_time_limit=120)
def call_webhooks() -> None:
    """Tell whoever follows what moved in public."""
    tell(timezone.now())


@shared_task(name="campaign.api.forget")
def forget_old_calls() -> None:
    """Forget what was told long ago."""
    forget_calls(timezone.now())
