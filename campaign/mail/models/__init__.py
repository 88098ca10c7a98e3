"""The models of mail, one subject a module."""

from campaign.mail.models.emails import Email
from campaign.mail.models.inbound import DeliveryNote, InboundMail, MailboxPlace, WaitingMail
from campaign.mail.models.letters import GroupLetter, LetterRecipient
from campaign.mail.models.pauses import MailPause
from campaign.mail.models.reminders import Planning, Reminder, ReminderSetting
from campaign.mail.models.suppressions import Refusal, Stop, Suppression
from campaign.mail.models.wording import MailWording

# What is to be written and what was written are about the same things.
Mailable = Email | Reminder

__all__ = [
    "DeliveryNote",
    "Email",
    "GroupLetter",
    "InboundMail",
    "LetterRecipient",
    "MailPause",
    "MailWording",
    "Mailable",
    "MailboxPlace",
    "Planning",
    "Refusal",
    "Reminder",
    "ReminderSetting",
    "Stop",
    "Suppression",
    "WaitingMail",
]
