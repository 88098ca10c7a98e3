"""Motions that people send, and what meetings do with them."""

from django.db.models import TextChoices


class MotionKind(TextChoices):
    """A conference motion counts towards conference; a model local motion never does."""

    CONFERENCE = "conference", "Conference motion"
    LOCAL = "local", "Model local motion"


class Body(TextChoices):
    """Whose vote a motion is sent for."""

    BRANCH = "branch", "Branch"
    CLP = "clp", "CLP"


class Route(TextChoices):
    """Where the email goes, by how the CLP meets."""

    CLP = "clp", "Email the CLP secretary"
    BRANCH = "branch", "Email the branch secretary"
    ASK = "ask", "Email the secretary to ask"


class SubmissionState(TextChoices):
    """Where one submission has got to. `motions.workflow` says which may follow which."""

    AWAITING_CONFIRMATION = "awaiting-confirmation", "Address not confirmed yet"
    AWAITING_OUTCOME = "awaiting-outcome", "Sent, no outcome yet"
    TO_BE_HEARD_AGAIN = "to-be-heard-again", "To be heard again"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Report withdrawn"
    MERGED = "merged", "Put together with another report"


# Its outcome is still to come.
LIVE_STATES = frozenset({SubmissionState.AWAITING_OUTCOME, SubmissionState.TO_BE_HEARD_AGAIN})
# It counts: the address was confirmed and the report still stands.
COUNTED_STATES = LIVE_STATES | {SubmissionState.DECIDED}


class Outcome(TextChoices):
    """What a meeting did with a motion."""

    CARRIED = "carried", "Carried"
    CARRIED_AS_AMENDED = "carried-as-amended", "Carried as amended"
    LOST = "lost", "Lost"
    REMITTED = "remitted", "Remitted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_MOVED = "not-moved", "Not moved"
    NOT_REACHED = "not-reached", "Not reached"
    DEFERRED = "deferred", "Deferred"
    RULED_OUT_BY_CHAIR = "ruled-out-by-chair", "Ruled out by the chair"
    INQUORATE = "inquorate", "Inquorate"
    CANCELLED = "cancelled", "Meeting cancelled"
    ANOTHER_CHOSEN = "another-chosen", "Another motion chosen"
    OTHER = "other", "Something else"


ADOPTED = frozenset({Outcome.CARRIED, Outcome.CARRIED_AS_AMENDED})
TO_BE_HEARD_AGAIN = frozenset({Outcome.NOT_REACHED, Outcome.DEFERRED, Outcome.INQUORATE, Outcome.CANCELLED})
FINAL = frozenset(Outcome) - TO_BE_HEARD_AGAIN
# Nobody can say from the outcome alone whether it was refused: a person has to read the words.
UNCLEAR = frozenset({Outcome.OTHER})
REFUSED = FINAL - ADOPTED - UNCLEAR


class Speaker(TextChoices):
    """Who will speak for a motion at its meeting. No answer is not the same as nobody."""

    REPORTER = "reporter", "The person who reported it"
    SOMEBODY = "somebody", "Somebody else"
    NOBODY = "nobody", "Nobody yet"


class Purpose(TextChoices):
    """What a CLP carried the motion for. Carried as policy, it must be voted on again to go to conference."""

    CONFERENCE = "conference", "As our conference motion"
    POLICY = "policy", "As policy only"
