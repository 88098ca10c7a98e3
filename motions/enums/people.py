"""Champions, affiliates, those who offer help or ask for advice, and what the links let them do."""

from django.db.models import TextChoices


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
