"""The models of mail, one subject a module."""

from campaign.mail.models.emails import Email
from campaign.mail.models.reminders import Reminder, ReminderSetting
from campaign.mail.models.stops import Stop

__all__ = ["Email", "Reminder", "ReminderSetting", "Stop"]
