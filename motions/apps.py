from django.apps import AppConfig


class MotionsConfig(AppConfig):
    """What: conferences, motions and their texts, submissions, votes and stages."""

    name = "motions"
    verbose_name = "Motions"
