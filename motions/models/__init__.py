"""The models of the motions app, one subject a module."""

from motions.models.advice import AdviceReply, AdviceRequest, SavedAnswer
from motions.models.champions import Champion, Introduction
from motions.models.conferences import Campaign, Conference
from motions.models.entries import ConferenceEntry
from motions.models.events import Event
from motions.models.links import SubmissionLink
from motions.models.standings import Standing
from motions.models.submissions import Submission, Vote
from motions.models.texts import Motion, MotionVersion

__all__ = [
    "AdviceReply",
    "AdviceRequest",
    "Campaign",
    "Champion",
    "Conference",
    "ConferenceEntry",
    "Event",
    "Introduction",
    "Motion",
    "MotionVersion",
    "SavedAnswer",
    "Standing",
    "Submission",
    "SubmissionLink",
    "Vote",
]
