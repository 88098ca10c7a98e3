"""What the worker does for the desk once a day."""

import logging

from celery import shared_task
from django.utils import timezone

from campaign.desk.privacy.expiry import forget_old

logger = logging.getLogger(__name__)


@shared_task(name="campaign.desk.forget")
def forget_what_is_old() -> None:
    """Take away what has been kept for long enough. Any number may run at once, and a missed day is made up for."""
    went = forget_old(timezone.now())
    logger.info("Kept for long enough, and gone: %d.", sum(went.values()))
