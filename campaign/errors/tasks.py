"""What the worker does each night: errors that have not come back are forgotten."""

from celery import shared_task

from campaign.errors.recording import forget_outdated


@shared_task(name="campaign.errors.forget")
def forget_errors() -> None:
    """Forget the errors of long ago."""
    forget_outdated()
