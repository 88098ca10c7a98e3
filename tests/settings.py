"""The settings of a test run: those of the site, watched for queries in loops, and ringing nobody's doorbell."""

import tests.environment

# isort: split
from campaign.settings import *
from campaign.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, VAR_DIR

# A test that queries in a loop fails.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as on a real machine: threads, the live server and a worker each have their own connection to it.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "tests.sqlite3")}
# A connection kept open would keep PostgreSQL from dropping the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT = None
CELERY_BROKER_TRANSPORT_OPTIONS = {}
# Tests read static files where they lie; nothing is collected.
WHITENOISE_AUTOREFRESH = True
# A look in the background would use the database of the next test.
WATCHES = False
# Tests are quicker than people.
FORMS_TAKE_SECONDS = 0
# So would one that is written down in the background.
KEEPS_ERRORS = False
# Most tests sign somebody in by force; those of the second factor ask for it.
SECOND_FACTOR = ""
# So that a test sees the mail as soon as it has the page.
SIGN_IN_MAIL_BEHIND_PAGES = False
# One session is read to come in by it, and again to end it or give it another key: that is no loop.
ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]
