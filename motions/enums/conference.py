"""What conference does with a motion, up to whose draft of a composite it is in."""

from django.db.models import TextChoices


class EntryState(TextChoices):
    """Where a CLP's motion has got to at conference."""

    SENT = "sent", "Sent"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    IN_ORDER = "in-order", "Ruled in order"
    RULED_OUT = "ruled-out", "Ruled out"
    APPEALED = "appealed", "Ruled out, appealed"
    APPEAL_LOST = "appeal-lost", "Ruled out, appeal lost"
    REFERENCE_BACK = "reference-back", "Ruled out, reference back moved"
    REFERENCE_LOST = "reference-lost", "Ruled out, reference back lost"
    IN_BALLOT = "in-ballot", "In the priorities ballot"
    CHOSEN = "chosen", "Chosen in the ballot"
    NOT_CHOSEN = "not-chosen", "Not chosen in the ballot"
    COMPOSITED = "composited", "In a composite"
    FLOOR_CARRIED = "floor-carried", "Carried by conference"
    FLOOR_LOST = "floor-lost", "Lost at conference"
    FLOOR_REMITTED = "floor-remitted", "Remitted by conference"
    FLOOR_NOT_TAKEN = "floor-not-taken", "Not taken at conference"
    RETRACTED = "retracted", "Not sent after all"


# Conference itself has dealt with it.
FLOOR_STATES = frozenset(
    {EntryState.FLOOR_CARRIED, EntryState.FLOOR_LOST, EntryState.FLOOR_REMITTED, EntryState.FLOOR_NOT_TAKEN}
)
# It was ruled in order, whatever became of it after that.
ACCEPTED_STATES = FLOOR_STATES | {
    EntryState.IN_ORDER,
    EntryState.IN_BALLOT,
    EntryState.CHOSEN,
    EntryState.NOT_CHOSEN,
    EntryState.COMPOSITED,
}
# It was ruled out, and no appeal has changed that: its words are not before conference.
RULED_OUT_STATES = frozenset(
    {
        EntryState.RULED_OUT,
        EntryState.APPEALED,
        EntryState.APPEAL_LOST,
        EntryState.REFERENCE_BACK,
        EntryState.REFERENCE_LOST,
    }
)


class RulingGround(TextChoices):
    """Why the Conference Arrangements Committee ruled a motion out, as its letters to CLPs put it (2018-2025)."""

    SEVERAL_SUBJECTS = "several-subjects", "More than one subject"
    NOT_NEW = "not-new", "Not a new issue, or covered by the policy forum’s report"
    ADDRESSED = "addressed", "Addressed by the policy forum’s or the executive’s report"
    LATE = "late", "Late"
    TOO_LONG = "too-long", "Over length"
    ORGANISATIONAL = "organisational", "Organisational"
    RULE_CHANGE = "rule-change", "A rule change"
    OTHER = "other", "Another reason"
    NONE_GIVEN = "none-given", "None given"


class AppealChoice(TextChoices):
    """What a CLP that was ruled out says about an appeal."""

    YES = "yes", "It appeals"
    NO = "no", "It does not appeal"
    UNDECIDED = "undecided", "Not decided yet"


class DatedNoteKind(TextChoices):
    """Whether a dated note serves appeals, or tells afterwards what became of a motion."""

    NEW_MATTER = "new-matter", "What has happened on the subject"
    PARTY_DID = "party-did", "What the party did about it"


class CommitteeRuling(TextChoices):
    """What a committee's list says of a motion."""

    IN_ORDER = "in-order", "In order"
    OUT = "out", "Ruled out"


class ListDifference(TextChoices):
    """How a committee's list differs from what we know, in the order in which it matters."""

    MISSING = "missing", "Sent, and not on their list"
    RULING = "ruling", "Another ruling"
    NOT_KNOWN = "not-known", "On their list, and not known to us"
    NO_CLP = "no-clp", "A name that we do not know"
    TEXT = "text", "Another text"
    HEADING = "heading", "Another heading"


class BallotHalf(TextChoices):
    """Who votes in a priorities ballot: CLPs and affiliates each choose for themselves, or all together."""

    CLPS = "clps", "CLPs"
    AFFILIATES = "affiliates", "Affiliates"
    TOGETHER = "together", "All together"


class DelegateStep(TextChoices):
    """How far it is with a delegate. That they agreed to be written to is a step of its own, with how they said so."""

    ELECTED = "elected", "Elected"
    BRIEFED = "briefed", "Briefed"
    PRESENT = "present", "Present at conference"
    AT_MEETING = "at-meeting", "At the compositing meeting"


class DraftSide(TextChoices):
    """Whose draft: a compositing meeting has ours and the committee's before it, and afterwards the printed one."""

    OURS = "ours", "Our draft"
    COMMITTEE = "committee", "The committee’s draft"
    PRINTED = "printed", "As printed"


class Allegiance(TextChoices):
    """What a body that sent a motion does at the compositing meeting."""

    STAYS = "stays", "Stays in this composite"
    ELSEWHERE = "elsewhere", "Goes to another composite"
    STANDS_ALONE = "alone", "Keeps its own motion"
