"""The forms of the desk, one subject a module."""

from campaign.desk.forms.marks import MarkForm

__all__ = ["MarkForm"]
