"""Calling addresses elsewhere, each minute."""

from celery import shared_task
from django.utils import timezone

from campaign.api.webhooks import tell


@shared_task(name="campaign.api.webhooks", soft_time_limit=120)
def call_webhooks() -> None:
    """Tell whoever follows what moved in public."""
    tell(timezone.now())
