from django.apps import AppConfig
from django.conf import settings


class ErrorsConfig(AppConfig):
    """Errors that are kept, and the Sentry that they may go to as well."""

    name = "campaign.errors"
    label = "errors"
    verbose_name = "Errors"

    def ready(self) -> None:
        """Start Sentry, where one is named."""
        from campaign.errors import checks  # noqa: F401  importing it registers it
        from campaign.errors.sentry import start

        start(settings.SENTRY_DSN)
