"""The organisers' pages about mail, one subject a module."""

from campaign.mail.admin import emails, inbound, pauses, reminder_settings, reminders, suppressions

__all__ = ["emails", "inbound", "pauses", "reminder_settings", "reminders", "suppressions"]
