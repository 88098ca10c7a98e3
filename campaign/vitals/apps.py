from django.apps import AppConfig


class VitalsConfig(AppConfig):
    """Signs of life, which the desk, the health pages and the alarm read."""

    name = "campaign.vitals"
    label = "vitals"
    verbose_name = "Signs of life"
