from django.apps import AppConfig
from django.conf import settings


class ErrorsConfig(AppConfig):
    """Errors that are kept, and the Sentry that they may go to as well."""

    name = "campaign.errors"
    label = "errors"
    verbose_name = "Errors"

    def ready(self) -> None:
        """Start Sentry, where one is named."""
        from campaign.errors.sentry import start  # importing it registers its check

        start(settings.SENTRY_DSN)
