"""The models of the desk, one subject a module."""

from campaign.desk.models.marks import AttentionMark
from campaign.desk.models.stories import Note, Ownership

__all__ = ["AttentionMark", "Note", "Ownership"]
