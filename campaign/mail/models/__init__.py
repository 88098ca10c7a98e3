"""The models of mail, one subject a module."""

from campaign.mail.models.emails import Email
from campaign.mail.models.reminders import Reminder, ReminderSetting
from campaign.mail.models.stops import Stop

# What is to be written and what was written are about the same things.
Mailable = Email | Reminder

__all__ = ["Email", "Mailable", "Reminder", "ReminderSetting", "Stop"]
