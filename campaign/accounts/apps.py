from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, what they agreed to, and how they sign in."""

    name = "campaign.accounts"
    label = "accounts"
    verbose_name = "People"
