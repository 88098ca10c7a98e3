"""The models of the motions app, one subject a module."""

from motions.models.advice import AdviceReply, AdviceRequest, SavedAnswer
from motions.models.affiliations import AffiliateContact, Affiliation, AffiliationStep, Offer
from motions.models.ballots import BallotHeading, PastBallot
from motions.models.champions import Champion, Introduction
from motions.models.committee_lists import CommitteeList, CommitteeListLine
from motions.models.compositing import CompositingMeeting, DraftReading, MeetingAnswer, ReceivedText
from motions.models.conferences import Campaign, Conference
from motions.models.dated_notes import DatedNote
from motions.models.delegates import Delegate
from motions.models.entries import Composite, ConferenceEntry, GroundAnswer, RulingGroundGiven
from motions.models.events import Event
from motions.models.links import SubmissionLink
from motions.models.periods import PeriodSetting
from motions.models.rules import BodyRules, ConferenceSender, ConferenceWindow, RefusalGround, RuleSet, RuleSource
from motions.models.speakers import SpeakerAsking, SpeakerOffer, SpeakerWish
from motions.models.standings import Standing
from motions.models.submissions import Submission, Telephone, Vote
from motions.models.suspensions import SuspendedRegion, Suspension
from motions.models.texts import Motion, MotionVersion, SpeakerNotes, Variant

__all__ = [
    "AdviceReply",
    "AdviceRequest",
    "AffiliateContact",
    "Affiliation",
    "AffiliationStep",
    "BallotHeading",
    "BodyRules",
    "Campaign",
    "Champion",
    "CommitteeList",
    "CommitteeListLine",
    "Composite",
    "CompositingMeeting",
    "Conference",
    "ConferenceEntry",
    "ConferenceSender",
    "ConferenceWindow",
    "DatedNote",
    "Delegate",
    "DraftReading",
    "Event",
    "GroundAnswer",
    "Introduction",
    "MeetingAnswer",
    "Motion",
    "MotionVersion",
    "Offer",
    "PastBallot",
    "PeriodSetting",
    "ReceivedText",
    "RefusalGround",
    "RuleSet",
    "RuleSource",
    "RulingGroundGiven",
    "SavedAnswer",
    "SpeakerAsking",
    "SpeakerNotes",
    "SpeakerOffer",
    "SpeakerWish",
    "Standing",
    "Submission",
    "SubmissionLink",
    "SuspendedRegion",
    "Suspension",
    "Telephone",
    "Variant",
    "Vote",
]
