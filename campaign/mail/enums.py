"""The choices of the mail app, and the named sets of states."""

from django.db.models import TextChoices


class MailKind(TextChoices):
    """Why a mail is written. `campaign.mail.reminders.kinds` says when, to whom, until when, and what stops it."""

    CONFIRM = "confirm", "Confirm your address"
    RECEIPT = "receipt", "Receipt"
    MEETING_MOVED = "meeting-moved", "The meeting has moved, or is off"
    MEETING_UNKNOWN = "meeting-unknown", "When is the meeting?"
    MEETING_AGAIN = "meeting-again", "Meetings can be held again: when is yours?"
    MEETING_NEAR = "meeting-near", "The meeting is near"
    OUTCOME_DUE = "outcome-due", "How did it go?"
    CHASE = "chase", "How did it go? Asked again"
    TOLD_OTHERWISE = "told-otherwise", "Somebody told us otherwise"
    BRANCH_CARRIED = "branch-carried", "Your branch carried it: now the CLP"
    ENTRY_DUE = "entry-due", "Has the secretary sent it to conference?"
    APPEAL_ASKED = "appeal-asked", "Ruled out: does the CLP appeal?"
    APPEAL_DUE = "appeal-due", "The last day for an appeal is near"
    CHAMPION_CONFIRM = "champion-confirm", "Confirm that you will take it"
    CHAMPION_RECEIPT = "champion-receipt", "You said you will take it"
    ADVICE = "advice", "Our answer to a question"
    OFFER_CONFIRM = "offer-confirm", "Confirm that you offer to help"
    SPEAKER_CONFIRM = "speaker-confirm", "Confirm that you offer to speak"
    SPEAKER_WANTED = "speaker-wanted", "Confirm that you want a speaker"
    SPEAKER_ASKED = "speaker-asked", "Can you speak there?"
    SPEAKER_MET = "speaker-met", "A speaker and a CLP, introduced"
    ABOUT_YOU = "about-you", "The link to what we hold about them"
    NUDGE = "nudge", "Has it gone?"
    TEXT_CHANGED = "text-changed", "The text has changed"
    NEWER_TEXT = "newer-text", "A newer text, and theirs stands"
    LAST_SAFE_DAY = "last-safe-day", "The last safe day to send it"
    INTRODUCTION = "introduction", "Somebody else in your CLP"
    BEFORE_CONFERENCE = "before-conference", "Thank you, before conference"
    AFTER_CONFERENCE = "after-conference", "Thank you, after conference"
    LEAVING = "leaving", "Their details go in a month"
    GROUP_LETTER = "group-letter", "A letter to a group"
    SUSPENDED = "suspended", "Meetings are suspended, or can be held again"
    DEADLINE_MOVED = "deadline-moved", "The deadline has moved"
    CALLED_OFF = "called-off", "Conference is called off, or takes place after all"
    DIGEST = "digest", "What needs attention, for organisers"


class EmailState(TextChoices):
    """What became of one mail. Unknown: a sender stopped half-way, so it may or may not have gone."""

    PENDING = "pending", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    KEPT = "kept", "Kept here: it has no way to leave"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown"
    DROPPED = "dropped", "Not sent"


class SuppressionReason(TextChoices):
    """Why we no longer write to an address."""

    REFUSED = "refused", "The mail server refused it for good"
    BOUNCED = "bounced", "Mail to it came back"
    COMPLAINT = "complaint", "Its owner complained of our mail"
    BY_HAND = "by-hand", "An organiser stopped it"
    RESTING = "resting", "Mail to it came back three times within a month: a pause"


# A sender has it in hand, or had it and has not said yet what became of it.
IN_HAND_STATES = frozenset({EmailState.SENDING, EmailState.UNKNOWN})
# An organiser has to look: nothing happens to these by itself.
DOUBTFUL_STATES = frozenset({EmailState.FAILED, EmailState.UNKNOWN})
# It may be sent, or sent again, because an organiser says so.
RESENDABLE_STATES = DOUBTFUL_STATES | {EmailState.KEPT}
DROPPABLE_STATES = DOUBTFUL_STATES | {EmailState.PENDING}
# It went, or it may still go or have gone; what is kept here has said what it had to say too.
LIVE_MAIL_STATES = IN_HAND_STATES | {EmailState.PENDING, EmailState.SENT, EmailState.KEPT}


class LetterState(TextChoices):
    """Where a letter to a group has got to."""

    DRAFT = "draft", "Being written"
    SCHEDULED = "scheduled", "On its way"
    CALLED_OFF = "called-off", "Called off"


class Returned(TextChoices):
    """Why we write to an address no more, in the provider's word."""

    BOUNCED = "bounced", "It came back: the address takes no mail"
    COMPLAINED = "complained", "It was marked as spam"


class Filed(TextChoices):
    """What a mail that came in was taken for: an answer about a report, a copy that makes one, or a question."""

    REPLY = "reply", "Reply"
    REPORT = "report", "Report"
    ADVICE = "advice", "Question"
    IGNORED = "ignored", "Ignored"
    UNREAD = "unread", "Could not be read"


# Nothing else shows these to an organiser: they wait in the list of what came in until somebody puts them away.
TO_PUT_AWAY = frozenset({Filed.REPLY, Filed.UNREAD})
