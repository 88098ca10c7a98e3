from django.apps import AppConfig


class SetupConfig(AppConfig):
    """The page by which a new site gets its campaign and its first owner."""

    name = "campaign.setup"
    label = "setup"
    verbose_name = "Setting up"
