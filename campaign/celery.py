"""The Celery application: workers and the scheduler start from here."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")

app = Celery("campaign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def say_what_was_forgotten(**kwargs: Any) -> None:
    """Say in the worker's log what the database or the settings lack."""
    from campaign import startup  # needs the settings, which are read by now

    startup.say_what_was_forgotten()
