"""Whether there is any way for mail to leave this site."""

from django.conf import settings

# Takes every mail and does nothing with it: the settings choose it where nobody is named to carry mail.
NO_WAY = "django.core.mail.backends.dummy.EmailBackend"


def has_no_way() -> bool:
    """Whether nobody is named to carry mail: what is written stays in the outbox."""
    return bool(settings.EMAIL_BACKEND == NO_WAY)


def nothing_leaves() -> bool:
    """Whether no mail can leave, and somebody should know: in a demonstration it stays by intent, to be read there."""
    return has_no_way() and not settings.DEBUG
