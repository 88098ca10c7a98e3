"""The settings of production for the mail benchmark, with the other outboxes where they are installed."""

from importlib.util import find_spec

from campaign.settings import *  # noqa: F403
from campaign.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, *(app for app in ("post_office", "mailer") if find_spec(app))]
# django-post_office writes a line for each batch, unless somebody listens to it.
LOGGING = {
    "version": 1,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {"post_office": {"handlers": ["nowhere"], "propagate": False}},
}
# Each sends over the same backend as we do. Theirs is chosen by settings of their own.
SMTP = "django.core.mail.backends.smtp.EmailBackend"
POST_OFFICE = {"BACKENDS": {"default": SMTP}}
MAILER_EMAIL_BACKEND = SMTP
MAILER_USE_FILE_LOCK = False
