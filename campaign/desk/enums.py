"""The choices of the desk."""

from django.db.models import TextChoices


class MarkAct(TextChoices):
    """What an organiser can say of an item that needs attention."""

    TAKE = "take", "Assign to me"
    RELEASE = "release", "Not mine after all"
    SNOOZE = "snooze", "Snooze"
    FINISH = "finish", "Done"
    BRING_BACK = "bring-back", "Bring back"


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
    CHANGES = "changes", "Changes"
