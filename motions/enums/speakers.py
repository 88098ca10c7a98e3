"""Visiting speakers: on which evenings and how they speak, and where an offer, a wish and an asking have got to."""

from django.db.models import IntegerChoices, TextChoices


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
