from django.apps import AppConfig


class MailConfig(AppConfig):
    """Reminders (what is due) and the outbox (what is sent)."""

    name = "campaign.mail"
    label = "mail"
    verbose_name = "Mail"
