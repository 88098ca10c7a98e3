"""The models of mail, one subject a module."""

from campaign.mail.models.emails import Email
from campaign.mail.models.pauses import MailPause
from campaign.mail.models.suppressions import Suppression

__all__ = ["Email", "MailPause", "Suppression"]
