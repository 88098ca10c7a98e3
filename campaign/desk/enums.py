"""The choices of the desk."""

from django.db.models import TextChoices


class MarkAct(TextChoices):
    """What an organiser can say of an item that needs attention."""

    TAKE = "take", "Assign to me"
    RELEASE = "release", "Not mine after all"
    SNOOZE = "snooze", "Snooze"
    FINISH = "finish", "Done"
    BRING_BACK = "bring-back", "Bring back"


class CallResult(TextChoices):
    """What came of one try to reach a person, by telephone or by a letter of one's own."""

    NO_ANSWER = "no-answer", "No answer"
    CALL_BACK = "call-back", "Call back another day"
    SPOKE = "spoke", "We spoke"
    OUTCOME = "outcome", "They told us the outcome"
    WANTS_SPEAKER = "wants-speaker", "They want a speaker"
    DO_NOT_CALL = "do-not-call", "They asked not to be called again"


class TimelineKind(TextChoices):
    """What a line of a CLP's story is about; the address of the page names it."""

    REPORTS = "reports", "Reports"
    VOTES = "votes", "Votes"
    CONFERENCE = "conference", "Conference"
    CHAMPIONS = "champions", "Champions"
    LOCAL = "local", "Local motions"
    MAIL = "mail", "Mail"
    ADVICE = "advice", "Advice"
    NOTES = "notes", "Notes"
    CALLS = "calls", "Calls"
    CHANGES = "changes", "Changes"
