"""The models of the desk, one subject a module."""

from campaign.desk.models.bulk import BulkAct, RegionPlan, Tag, TaggedCLP
from campaign.desk.models.calls import Call, CallHold, CallRefusal
from campaign.desk.models.imports import Import, ImportedLine, RememberedHeading
from campaign.desk.models.organisers import AttentionMark, MeetingsFeed, Note, Ownership, TextDraft, TrialMail
from campaign.desk.models.privacy import Gone, LeftOver

__all__ = [
    "AttentionMark",
    "BulkAct",
    "Call",
    "CallHold",
    "CallRefusal",
    "Gone",
    "Import",
    "ImportedLine",
    "LeftOver",
    "MeetingsFeed",
    "Note",
    "Ownership",
    "RegionPlan",
    "RememberedHeading",
    "Tag",
    "TaggedCLP",
    "TextDraft",
    "TrialMail",
]
