"""The one settings file. What differs between machines comes from the environment, or from `.env` beside manage.py.

`.env.example` lists every variable that is read here, with what it is for.
"""

import pkgutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anymail.backends
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django_guid.integrations.celery import CeleryIntegration

from campaign.headers import of_static_file
from campaign.variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent

# Each variable is what it should be, or the process ends at the end of this file with a line that says what is wrong.
env = Variables()
env.read_file(BASE_DIR / ".env")

# What the site writes on one machine: the SQLite database and the broker's messages.
VAR_DIR = env.folder("VAR_DIR", unset=BASE_DIR / "var", base=BASE_DIR, make=True)

DEBUG = env.switch("DEBUG")
SECRET_KEY = env.required(
    "SECRET_KEY", hint="Copy .env.example to .env and put a long random value there; `make run` does both."
)
# Keys before this one, newest first: links in mail and the list of what people took back were made with them.
SECRET_KEY_FALLBACKS = env.listed("SECRET_KEY_FALLBACKS")
# Where people reach the site: links in mail and share addresses start with it.
SITE_URL = env.site("SITE_URL", unset="http://localhost:8000")
_site = urlsplit(SITE_URL)
_own_machine = ["localhost", "127.0.0.1", "[::1]"] if DEBUG else []
ALLOWED_HOSTS = [_site.hostname or "localhost", *_own_machine, *env.hosts("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "campaign",
    "campaign.operations",
    "campaign.vitals",
    "campaign.errors",
    "campaign.health",
    "campaign.accounts",
    "campaign.mail",
    "campaign.api",
    "campaign.desk",
    "campaign.recovery",
    "campaign.setup",
    "motions",
    "clps",
    "django_guid",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "anymail",
    "campaign.desk.apps.DeskAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # After django-allauth, whose pages in the admin it takes away.
    "campaign.sign_in",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "campaign.headers.permissions_policy",
    "campaign.health.middleware.health",
    "django.middleware.security.SecurityMiddleware",
    "motions.progress.freshness.wait_for_fresh_pages",
    "motions.progress.page_cache.kept_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "campaign.sign_in.middleware.SignInGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clps.lib.guards.tells_no_address",
]

ROOT_URLCONF = "campaign.urls"
WSGI_APPLICATION = "campaign.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
# Who may do what is said in campaign.accounts.rules.
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "campaign.sign_in.backend.OrganisersBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Signing in is django-allauth's: by email address alone, for whoever was invited, and the same for known and unknown.
ACCOUNT_ADAPTER = "campaign.sign_in.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "campaign.sign_in.forms.SignInForm",
    "request_login_code": "campaign.sign_in.forms.CodeByMailForm",
    "confirm_login_code": "campaign.sign_in.forms.CodeForm",
    "reset_password": "campaign.sign_in.forms.ForgottenForm",
    "reset_password_from_key": "campaign.sign_in.forms.NewPasswordForm",
    "change_password": "campaign.sign_in.forms.OwnPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_UNIQUE_EMAIL = True
# A person's address is in their own row; django-allauth's table of addresses stays empty.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "campaign.sign_in.backend.ForgottenTokens"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = 60 * 60
# The mail of signing in goes from a thread, so that a page takes as long where there is none to send.
SIGN_IN_MAIL_BEHIND_PAGES = True
ACCOUNT_SESSION_REMEMBER = True
# These would count in the memory of each process. campaign.sign_in.limits counts in the database.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
# Who needs a second factor: admins and owners, or everybody who signs in. A demonstration's people need none.
SECOND_FACTOR = env.choice("SECOND_FACTOR", ["admins", "all"], unset="admins")
MFA_ADAPTER = "campaign.sign_in.second_factor.MFAAdapter"
MFA_FORMS = {
    "authenticate": "campaign.sign_in.second_factor.CodeOfAppForm",
    "reauthenticate": "campaign.sign_in.second_factor.CodeOfAppAgainForm",
    "add_webauthn": "campaign.sign_in.second_factor.AddPasskeyForm",
    "activate_totp": "campaign.sign_in.second_factor.AddAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = MFA_TRUST_ENABLED = False
# A clock that is half a minute off is no reason to be shut out.
MFA_TOTP_TOLERANCE = 1
# Browsers let passkeys be tried at http://localhost, and nowhere else without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _site.scheme != "https"
# How long somebody counts as having just signed in: for files of people, for people and for settings.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 30 * 60
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
# A session ends when nobody has used it for 12 hours, and in any case after 14 days.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_AT_MOST = 14 * 24 * 60 * 60

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motions.context_processors.campaign",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# One machine: SQLite in WAL mode, where a writer waits for its turn instead of failing.
_sqlite: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "carried.sqlite3")}
DATABASES = {"default": env.database("DATABASE_URL") or _sqlite}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # A server that is gone without a word is noticed: at connecting, while idle, and while it owes an answer.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 20,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
# Whoever serves the site gives up on an answer after this; a frozen server keeps its connections open.
DATABASE_ANSWERS_WITHIN = 15.0  # seconds
DATABASES["default"]["CONN_MAX_AGE"] = 60
# After a restart of the database each connection is found to be dead before it is used, not by a visitor.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
WHITENOISE_ADD_HEADERS_FUNCTION = of_static_file
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "campaign.static_files.CollectedStorage"
    },
}

# Where collecting was forgotten, files are served from where they lie.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").is_file()

# The broker is only a doorbell: the database holds what is to be done, so losing the broker loses nothing.
REDIS_URL = env.broker("REDIS_URL")
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "files://localhost"
CELERY_BROKER_TRANSPORT = None if REDIS_URL else "campaign.broker.files:Transport"
REDIS_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    # Who rings while the broker is down does not stand at the door: the minute's round comes anyway.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
FILES_OPTIONS = {"folder": str(BROKER_DIR / "messages"), "polling_interval": 0.1}
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_OPTIONS if REDIS_URL else FILES_OPTIONS
# What is asked of all workers at once (`celery inspect`) needs a broker that reaches them all.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
# A broker that is away, full or unable to save is no reason to end: a worker tries again for as long as it takes.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# LOGGING, below, serves the worker and the scheduler too; a traceback is not to be cut up into log lines.
CELERY_WORKER_HIJACK_ROOT_LOGGER = CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = "UTC"
# In memory: a file would remember times of a clock that was wrong, and can be found half-written.
CELERY_BEAT_SCHEDULER = "campaign.broker.scheduler:Scheduler"
# The scheduler has a whole round made each minute, in case the doorbell was not heard. A round that waited until the
# next one is due is not made.
CELERY_BEAT_SCHEDULE = {
    "mail-round": {"task": "campaign.mail.round", "schedule": crontab(minute="*"), "options": {"expires": 60}},
    "webhooks": {"task": "campaign.api.webhooks", "schedule": crontab(minute="*"), "options": {"expires": 60}},
    "mailbox": {"task": "campaign.mail.mailbox", "schedule": crontab(minute="*/2"), "options": {"expires": 120}},
    # What has been kept for long enough goes while nobody is about; a round that was missed is made the next night.
    "forget": {"task": "campaign.desk.forget", "schedule": crontab(hour="3", minute="20")},
    "calls-forgotten": {"task": "campaign.api.forget", "schedule": crontab(hour="3", minute="30")},
    "errors-forgotten": {"task": "campaign.errors.forget", "schedule": crontab(hour="3", minute="40")},
}

# An address elsewhere that is called after each round of mail: where the calls stop, that place sounds the alarm.
HEARTBEAT_URL = env.web_address("HEARTBEAT_URL", is_secret=True)
# Who shows this at /readyz reads there what is wrong; without it the page says only whether something is.
HEALTH_TOKEN = env.bearer("HEALTH_TOKEN")
# The web server looks each minute, on being asked for anything, whether mail still goes, and writes to the owners.
WATCHES = True
# Whoever sends a public form back sooner than this was no person, most likely. With 0 nobody is.
FORMS_TAKE_SECONDS = 2

# What lies above and is asked from below, which no import may do: it is known there by these names alone. Pages above
# are known by the names of their addresses. `tests/test_architecture.py` sees that every one of them is there.
# The task that is rung after every event: `motions.doorbell` rings, mail answers.
DOORBELL_TASK = "campaign.mail.answer"
# What looks for what needs each organiser's attention: the daily list of `campaign.mail` asks the desk.
ATTENTION_FINDER = "campaign.desk.front.attention.attention_for"

# The company that carries the mail, named as in anymail's addresses: postmark, mailgun and so on. Its webhooks tell of
# bounces and complaints and, with INBOUND_MAIL, bring what people write to the campaign's address.
_providers = [module.name for module in pkgutil.iter_modules(anymail.backends.__path__)]
ANYMAIL_PROVIDER = env.choice("ANYMAIL_PROVIDER", [name for name in _providers if not name.startswith("base")])
INBOUND_MAIL = env.switch("INBOUND_MAIL")
# An ordinary mailbox, for campaigns whose mail no company brings: it is looked into every two minutes.
INBOUND_IMAP_URL = env.mailbox("INBOUND_IMAP_URL")
# Every other variable that starts so is anymail's setting of that name, such as ANYMAIL_POSTMARK_SERVER_TOKEN.
ANYMAIL: dict[str, Any] = {
    name.removeprefix("ANYMAIL_"): env.text(name)
    for name in env.source
    if name.startswith("ANYMAIL_") and name != "ANYMAIL_PROVIDER" and env.text(name)
}
if _secret := env.pair("ANYMAIL_WEBHOOK_SECRET"):
    ANYMAIL["WEBHOOK_SECRET"] = _secret
# No picture that tells of opening and no link by way of the company, whatever the account there says. The other
# companies have no such switch in their interface, and anymail refuses a mail that asks for it.
TRACKING_PROVIDERS = (
    "mailersend",
    "mailgun",
    "mailjet",
    "mandrill",
    "postmark",
    "sendgrid",
    "sparkpost",
    "unisender_go",
)
if ANYMAIL_PROVIDER in TRACKING_PROVIDERS:
    ANYMAIL["SEND_DEFAULTS"] = {"track_opens": False, "track_clicks": False}
# Mail goes by SMTP where EMAIL_URL names a server, else by the provider's interface. Without either nothing leaves the
# machine: mail stays in the outbox, and with DEBUG it can be read at /dev/mail/.
EMAIL_URL = env.text("EMAIL_URL")
if _mail := env.mail("EMAIL_URL"):
    if _mail["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        # The same, and it can say whether a message that failed may have been taken all the same.
        _mail["EMAIL_BACKEND"] = "campaign.mail.outbox.backends.SMTPBackend"
    vars().update(_mail)
elif ANYMAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{ANYMAIL_PROVIDER}.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 30
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.sender("DEFAULT_FROM_EMAIL", unset="Carried <campaign@example.org>")

# Where `manage.py backup` puts its files, who can open them (public keys of age) and how many are kept.
BACKUP_DIR = env.folder("BACKUP_DIR", unset=VAR_DIR / "backups", base=BASE_DIR)
BACKUP_RECIPIENTS = env.age_keys("BACKUP_RECIPIENTS")
BACKUPS_KEPT = env.number("BACKUPS_KEPT", unset=14)

# A postcodes.io interface. Off unless set; people then choose their CLP by name.
POSTCODES_URL = env.web_address("POSTCODES_URL").rstrip("/")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = _site.scheme == "https"
SECURE_HSTS_SECONDS = 31_536_000 if _site.scheme == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.switch("HSTS_SUBDOMAINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _site.scheme == "https"
if _site.scheme == "https":
    # With this beginning, browsers take the cookie from this host alone: no sub-domain can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
if env.switch("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose X-Forwarded-For is believed: the addresses or networks of our own proxies, and “socket” for one on this machine
# that speaks through a socket file.
TRUSTED_PROXIES: list[str] = env.networks("TRUSTED_PROXIES", also=["socket"])

KEEPS_ERRORS = True
# A Sentry that errors go to as well, without what anybody typed; it needs the package sentry-sdk.
SENTRY_DSN = env.dsn("SENTRY_DSN")
LOG_LEVEL = env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], unset="INFO")
# For people, or a JSON object a line for what collects logs.
LOG_FORMAT = env.choice("LOG_FORMAT", ["lines", "json"], unset="lines")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": "campaign.logs.Lines",
            "format": "{asctime} {levelname} {name}{within}: {message}",
            "style": "{",
        },
        "json": {"()": "campaign.logs.Json"},
    },
    "filters": {"few": {"()": "campaign.logs.Few"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["few"]},
        # Errors are kept for the owner's page, by their type and place.
        "errors": {"class": "campaign.errors.recording.Keeper"},
    },
    "root": {"handlers": ["console", "errors"], "level": LOG_LEVEL},
    # Named without a handler, a logger loses those that Django gave it, which redact nothing, and speaks by the root.
    "loggers": {
        "django": {"level": "INFO"},
        "django.server": {"level": "INFO", "handlers": [], "propagate": True},
        # These two log the address of each request they make, and with it the postcode someone typed.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        # It would say each time that it watches files.
        "django.utils.autoreload": {"level": "WARNING"},
        # It would say of each request which number it has.
        "django_guid": {"level": "ERROR"},
    },
}
# The number of a request: the proxy's X-Request-ID where it is one (a UUID, with or without hyphens), else a new one.
# It goes back in the answer and on to the worker, in the header of each task.
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "VALIDATE_GUID": True,
    "UUID_FORMAT": "hex",
    "EXPOSE_HEADER": False,
    "INTEGRATIONS": [CeleryIntegration()],
}

env.stop_if_wrong()
