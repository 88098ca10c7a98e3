from django.apps import AppConfig


class HealthConfig(AppConfig):
    """The pages that machines ask, and the alarm that goes to the owners."""

    name = "campaign.health"
    label = "health"
    verbose_name = "Health"
