"""The Django project, and what spans the apps: people, mail and the organisers' desk."""

from campaign.celery import app as celery_app

__all__ = ["celery_app"]
