"""Whether there is any way for mail to leave this site."""

from django.conf import settings

# Takes every mail and does nothing with it: the settings choose it where nobody is named to carry mail.
NO_WAY = "django.core.mail.backends.dummy.EmailBackend"


def nothing_leaves() -> bool:
    """Whether no mail can leave, and somebody should know: in a demonstration it stays by intent, to be read there."""
    return settings.EMAIL_BACKEND == NO_WAY and not settings.DEBUG
