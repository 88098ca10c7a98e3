from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Backups of the database, and the list beside it of what was forgotten and stopped."""

    name = "campaign.operations"
    label = "operations"
    verbose_name = "Backups"
