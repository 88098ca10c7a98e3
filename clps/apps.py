from django.apps import AppConfig


class ClpsConfig(AppConfig):
    """Who and where: regions, constituencies, CLPs, branches and their secretaries."""

    name = "clps"
    verbose_name = "CLPs"
