from django.apps import AppConfig


class MailConfig(AppConfig):
    """Reminders (what is due), the outbox (what is sent) and what comes back."""

    name = "campaign.mail"
    label = "mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        """Listen to what a provider's webhooks bring."""
        from campaign.mail.inbound import webhooks  # noqa: F401  importing it listens
