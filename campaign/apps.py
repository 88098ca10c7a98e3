from django.apps import AppConfig


class CampaignConfig(AppConfig):
    """The project as a whole: it holds the checks of its settings."""

    name = "campaign"
    verbose_name = "Campaign"

    def ready(self) -> None:
        """Register the checks that every `manage.py` command runs first."""
        from campaign import checks  # noqa: F401  importing it registers them
