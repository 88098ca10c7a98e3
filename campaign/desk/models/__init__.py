"""The models of the desk, one subject a module."""

from campaign.desk.models.marks import AttentionMark

__all__ = ["AttentionMark"]
