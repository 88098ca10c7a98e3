"""The choices of the motions app, and the named sets that the rest of the code speaks in."""

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


class ChampionState(TextChoices):
    """Where an “I’ll do it” has got to. `motions.workflow` says which may follow which."""

    AWAITING_CONFIRMATION = "awaiting-confirmation", "Address not confirmed yet"
    ACTIVE = "active", "Active"
    WITHDRAWN = "withdrawn", "Withdrawn"


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


class EntryState(TextChoices):
    """Where a CLP's motion has got to at conference."""

    SENT = "sent", "Sent"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    IN_ORDER = "in-order", "Ruled in order"
    RULED_OUT = "ruled-out", "Ruled out"
    APPEALED = "appealed", "Ruled out, appealed"
    APPEAL_LOST = "appeal-lost", "Ruled out, appeal lost"
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


class RulingGround(TextChoices):
    """Why the Conference Arrangements Committee ruled a motion out, as its letters to CLPs put it (2018-2024)."""

    SEVERAL_SUBJECTS = "several-subjects", "More than one subject"
    NOT_NEW = "not-new", "Not a new issue, or covered by the policy forum’s report"
    LATE = "late", "Late"
    TOO_LONG = "too-long", "Over length"
    ORGANISATIONAL = "organisational", "Organisational"
    RULE_CHANGE = "rule-change", "A rule change"
    OTHER = "other", "Another reason"


class AffiliateRoute(TextChoices):
    """How an affiliate comes to a decision."""

    BY_STEPS = "by-steps", "Branch, then region, then executive"
    ONE_DECISION = "one-decision", "One decision"


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


class Stage(TextChoices):
    """How far a CLP has come with a motion, in order; the last three are off the ladder."""

    NOT_STARTED = "not_started", "Not started"
    CHAMPION_FOUND = "champion_found", "Champion found"
    WITH_BRANCH = "with_branch", "With a branch"
    BRANCH_CARRIED = "branch_carried", "Branch carried"
    WITH_CLP = "with_clp", "With the CLP"
    CARRIED_AS_POLICY = "carried_as_policy", "Carried as policy"
    CARRIED_FOR_CONFERENCE = "carried_for_conference", "Carried for conference"
    SENT_TO_CONFERENCE = "sent_to_conference", "Sent to conference"
    ACCEPTED = "accepted", "Accepted"
    NOT_CARRIED = "not_carried", "Not carried"
    ANOTHER_MOTION_CHOSEN = "another_motion_chosen", "Another motion chosen"
    RULED_OUT = "ruled_out", "Ruled out"

    @property
    def css_class(self) -> str:
        """The class that gives a cell or a pill of this stage its colour and pattern."""
        return f"stage-{self.value.replace('_', '-')}"

    @property
    def letter(self) -> str:
        """The letter shown with the colour, so that colour never stands alone."""
        return STAGE_LETTERS[self]

    @property
    def wording(self) -> str:
        """A sentence for the public, about one CLP."""
        return STAGE_WORDINGS[self]


LADDER = tuple(list(Stage)[:9])
OFF_THE_LADDER = frozenset(list(Stage)[9:])
# The CLP itself has carried it, for whatever purpose and whatever conference then did with it.
ADOPTED_STAGES = frozenset(
    {
        Stage.CARRIED_AS_POLICY,
        Stage.CARRIED_FOR_CONFERENCE,
        Stage.SENT_TO_CONFERENCE,
        Stage.ACCEPTED,
        Stage.RULED_OUT,
    }
)
# Counted against the campaign's target.
TARGET_STAGES = frozenset({Stage.CARRIED_FOR_CONFERENCE, Stage.SENT_TO_CONFERENCE, Stage.ACCEPTED})
AT_CONFERENCE_STAGES = frozenset({Stage.SENT_TO_CONFERENCE, Stage.ACCEPTED})

STAGE_LETTERS = {
    Stage.NOT_STARTED: "",
    Stage.CHAMPION_FOUND: "F",
    Stage.WITH_BRANCH: "b",
    Stage.BRANCH_CARRIED: "B",
    Stage.WITH_CLP: "c",
    Stage.CARRIED_AS_POLICY: "P",
    Stage.CARRIED_FOR_CONFERENCE: "C",
    Stage.SENT_TO_CONFERENCE: "S",
    Stage.ACCEPTED: "A",
    Stage.NOT_CARRIED: "–",
    Stage.ANOTHER_MOTION_CHOSEN: "o",
    Stage.RULED_OUT: "x",
}

STAGE_WORDINGS = {
    Stage.NOT_STARTED: "Nobody has told us of a motion here yet.",
    Stage.CHAMPION_FOUND: "A member here has said they will take it forward.",
    Stage.WITH_BRANCH: "The motion is with a branch of this CLP.",
    Stage.BRANCH_CARRIED: "A branch has carried it. The CLP votes next.",
    Stage.WITH_CLP: "The motion is with the CLP and waits for its vote.",
    Stage.CARRIED_AS_POLICY: "The CLP carried it as policy. To reach conference it must vote on that too.",
    Stage.CARRIED_FOR_CONFERENCE: "The CLP carried it as its conference motion. Next, its secretary sends it in.",
    Stage.SENT_TO_CONFERENCE: "The CLP has sent it to conference.",
    Stage.ACCEPTED: "Conference has accepted it: it was ruled in order.",
    Stage.NOT_CARRIED: "It was put to a meeting here and was not carried.",
    Stage.ANOTHER_MOTION_CHOSEN: "The CLP chose another motion for conference.",
    Stage.RULED_OUT: "The CLP sent it, and it was ruled out of order.",
}


class PublicView(TextChoices):
    """How much of each CLP's progress everybody may see."""

    ALL = "all", "Every stage"
    ADOPTED = "adopted", "Only CLPs that have carried it"


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


class EventKind(TextChoices):
    """What happened. Past tense, and only ever added to."""

    VERSION_PUBLISHED = "version_published", "Text published"
    CHAMPION_OFFERED = "champion_offered", "Champion offered"
    CHAMPION_FOUND = "champion_found", "Champion found"
    CHAMPION_CHANGED = "champion_changed", "Champion’s details changed"
    CHAMPION_WITHDRAWN = "champion_withdrawn", "Champion withdrawn"
    CHAMPIONS_INTRODUCED = "champions_introduced", "Champions introduced"
    SUBMISSION_REPORTED = "submission_reported", "Submission reported"
    SUBMISSION_CONFIRMED = "submission_confirmed", "Address confirmed"
    CONFIRM_LINK_ASKED = "confirm_link_asked", "Link to confirm asked for again"
    REPORT_LINK_ASKED = "report_link_asked", "Link to the report asked for again"
    SUBMISSION_CHANGED = "submission_changed", "Report changed"
    SUBMISSION_WITHDRAWN = "submission_withdrawn", "Report withdrawn"
    SUBMISSION_CHECKED = "submission_checked", "Report checked"
    SUBMISSION_MERGED = "submission_merged", "Reports put together"
    MERGE_UNDONE = "merge_undone", "Reports taken apart again"
    CONFLICT_SETTLED = "conflict_settled", "Conflict settled"
    SPEAKER_RECORDED = "speaker_recorded", "Speaker recorded"
    VOTE_RECORDED = "vote_recorded", "Vote recorded"
    VOTE_CORRECTED = "vote_corrected", "Vote corrected"
    ENTRY_SENT = "entry_sent", "Sent to conference"
    ENTRY_CHANGED = "entry_changed", "Conference entry changed"
    STAGE_MOVED = "stage_moved", "Stage moved"
    ADVICE_ASKED = "advice_asked", "Advice asked for"
    ADVICE_TAKEN = "advice_taken", "Question taken"
    ADVICE_ANSWERED = "advice_answered", "Advice given"
    ADVICE_CLOSED = "advice_closed", "Question closed"
    ADVICE_REOPENED = "advice_reopened", "Question reopened"
    MAIL_RETURNED = "mail_returned", "Mail came back"
    MAIL_COMPLAINED = "mail_complained", "Mail was marked as spam"
    COMPOSITE_RECORDED = "composite_recorded", "Composite recorded"
    COMPOSITE_CHANGED = "composite_changed", "Composite changed"
    COMPOSITE_SHOWN = "composite_shown", "Composite shown to the public"
    COMPOSITE_HIDDEN = "composite_hidden", "Composite taken off the site"
    DELEGATE_RECORDED = "delegate_recorded", "Delegate recorded"
    DELEGATE_CHANGED = "delegate_changed", "Delegate's details changed"
    DELEGATE_AGREED = "delegate_agreed", "Delegate agreed to be written to"
    DELEGATE_WITHDRAWN = "delegate_withdrawn", "Delegate's details removed"
    AFFILIATE_MOVED = "affiliate_moved", "Affiliate moved"
    AFFILIATE_CHANGED = "affiliate_changed", "Affiliate's record changed"
    CONTACT_RECORDED = "contact_recorded", "Contact in an affiliate recorded"
    CONTACT_WITHDRAWN = "contact_withdrawn", "Contact in an affiliate removed"
    OFFER_MADE = "offer_made", "Help offered"
    OFFER_CONFIRMED = "offer_confirmed", "Offer's address confirmed"
    OFFER_ANSWERED = "offer_answered", "Offer answered"
    OFFER_WITHDRAWN = "offer_withdrawn", "Offer withdrawn"
    SECRETARY_RECORDED = "secretary_recorded", "Secretary recorded"
    SECRETARY_CHANGED = "secretary_changed", "Secretary’s details changed"
