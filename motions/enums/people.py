"""Champions, affiliates, speakers, those who offer help or ask for advice, and what the links let them do."""

from django.db.models import IntegerChoices, TextChoices


class ChampionState(TextChoices):
    """Where an “I’ll do it” has got to. `motions.workflow` says which may follow which."""

    AWAITING_CONFIRMATION = "awaiting-confirmation", "Address not confirmed yet"
    ACTIVE = "active", "Active"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AffiliateRoute(TextChoices):
    """How an affiliate comes to a decision."""

    BY_STEPS = "by-steps", "Branch, then region, then executive"
    ONE_DECISION = "one-decision", "One decision"


class AffiliateLetterRoute(TextChoices):
    """Which body of a union, society or group a member writes to."""

    BRANCH = "branch", "My branch"
    EXECUTIVE = "executive", "Its executive"
    OFFICE = "office", "Its national office"


class AffiliateStage(TextChoices):
    """How far an affiliate has come with a motion. `motions.affiliate_workflow` says what may follow what."""

    NOT_APPROACHED = "not-approached", "Not approached"
    APPROACHED = "approached", "Approached"
    WITH_BRANCH = "with-branch", "With a branch"
    WITH_REGION = "with-region", "With a region"
    WITH_EXECUTIVE = "with-executive", "With the executive"
    SAID_YES = "said-yes", "Said yes"
    SAID_NO = "said-no", "Said no"


class OfferState(TextChoices):
    """Where an offer to help in a union or society has got to."""

    AWAITING_CONFIRMATION = "awaiting-confirmation", "Address not confirmed yet"
    OPEN = "open", "To be answered"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AdviceStep(TextChoices):
    """Where somebody is stuck when they ask for advice, in the order in which people get there."""

    FINDING_CLP = "finding-clp", "Finding my CLP"
    FINDING_SECRETARY = "finding-secretary", "Finding the secretary’s address"
    WHICH_WAY = "which-way", "Which way to go: branch or CLP"
    WRITING_EMAIL = "writing-email", "Writing the email"
    NOTICE = "notice", "Notice and standing orders"
    SPEAKING = "speaking", "Moving it and speaking for it"
    RULED_OUT = "ruled-out", "If the chair rules it out"
    AMENDMENTS = "amendments", "If they want to amend it"
    AFTER_CARRIED = "after-carried", "After it is carried"
    NOT_CARRIED = "not-carried", "If it is not carried"
    OTHER = "other", "Something else"


class AdviceState(TextChoices):
    """Where one question has got to. `motions.workflow` says which may follow which."""

    AWAITING_CONFIRMATION = "awaiting-confirmation", "New, address not confirmed"
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


# Somebody is waiting for a word from us.
WAITING_STATES = frozenset({AdviceState.AWAITING_CONFIRMATION, AdviceState.OPEN})


class LinkPurpose(TextChoices):
    """The one thing that a link sent by mail lets its holder do."""

    CONFIRM = "confirm", "Confirm an address"
    MANAGE = "manage", "Read, change or withdraw a report"
    OUTCOME = "outcome", "Report an outcome"
    CHAMPION_CONFIRM = "champion-confirm", "Confirm a champion’s address"
    CHAMPION_MANAGE = "champion-manage", "Report as a champion, change or withdraw"
    OFFER_CONFIRM = "offer-confirm", "Confirm the address behind an offer"
    SPEAKER = "speaker", "Confirm an offer to speak, answer or withdraw"
    SPEAKER_WISH = "speaker-wish", "Confirm a wish for a speaker or withdraw"


class Evening(IntegerChoices):
    """A day of the week, numbered as Python's `date.weekday` has it."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class SpeakerWay(TextChoices):
    """How a speaker is to be there."""

    IN_PERSON = "in-person", "In person"
    BY_VIDEO = "by-video", "By video"
    EITHER = "either", "Either will do"


class SpeakerOfferState(TextChoices):
    """Where an offer to speak has got to. `motions.speaker_workflow` says which may follow which."""

    AWAITING_CONFIRMATION = "awaiting-confirmation", "Address not confirmed yet"
    OPEN = "open", "Can be asked"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SpeakerWishState(TextChoices):
    """Where a CLP's wish for a speaker has got to."""

    AWAITING_CONFIRMATION = "awaiting-confirmation", "Address not confirmed yet"
    OPEN = "open", "Looking for a speaker"
    FOUND = "found", "Speaker found"
    CLOSED = "closed", "Closed without a speaker"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AskingState(TextChoices):
    """What a speaker answered who was asked. Whether they are still needed, their offer and the wish say."""

    ASKED = "asked", "Asked, no answer yet"
    YES = "yes", "Said yes"
    NO = "no", "Said no"


# Somebody still looks for a speaker, or has one.
LIVE_WISHES = frozenset({SpeakerWishState.AWAITING_CONFIRMATION, SpeakerWishState.OPEN, SpeakerWishState.FOUND})
