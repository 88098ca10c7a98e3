from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    """`manage.py restore`. It stands above everything else, because a restore touches everything."""

    name = "campaign.recovery"
    label = "recovery"
    verbose_name = "Restoring"
