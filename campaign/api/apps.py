from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API for programs elsewhere, and the tokens that open more of it."""

    name = "campaign.api"
    label = "api"
    verbose_name = "API"
