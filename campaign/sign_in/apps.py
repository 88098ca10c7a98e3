from django.apps import AppConfig


class SignInConfig(AppConfig):
    """How organisers come in, and what keeps everybody else out."""

    name = "campaign.sign_in"
    label = "sign_in"
    verbose_name = "Signing in"

    def ready(self) -> None:
        """Have the beginning of each session noted."""
        from campaign.sign_in import sessions  # noqa: F401
