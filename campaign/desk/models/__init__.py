"""The models of the desk, one subject a module."""

from campaign.desk.models.feeds import MeetingsFeed

__all__ = ["MeetingsFeed"]
