"""The models of mail, one subject a module."""

from campaign.mail.models.emails import Email

__all__ = ["Email"]
