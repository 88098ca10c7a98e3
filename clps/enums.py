"""The choices of the CLPs app."""

from django.db.models import TextChoices


class Nation(TextChoices):
    """Which nation a region belongs to; Labour International belongs to none."""

    ENGLAND = "england", "England"
    SCOTLAND = "scotland", "Scotland"
    WALES = "wales", "Wales"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"
    INTERNATIONAL = "international", "International"


class ConstituencyKind(TextChoices):
    """Which parliament a constituency elects to."""

    WESTMINSTER = "westminster", "Westminster"
    HOLYROOD = "holyrood", "Holyrood"


class AffiliateKind(TextChoices):
    """The sorts of bodies beside CLPs to which members belong, and which can support the motion."""

    UNION = "union", "Union"
    SOCIALIST_SOCIETY = "socialist society", "Socialist society"
    INTEREST_GROUP = "interest group", "Interest group"
    CAMPAIGN_GROUP = "campaign group", "Campaign group"


class MeetingStructure(TextChoices):
    """How a CLP decides: all its members together, or delegates to a General Committee."""

    ALL_MEMBER = "all-member", "All-member meetings"
    GENERAL_COMMITTEE = "general-committee", "General Committee"
    UNKNOWN = "unknown", "Not known"
