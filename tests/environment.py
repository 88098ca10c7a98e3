"""The environment of a test run, set before Django reads its settings.

A test run is the same on every machine: nothing of a developer's `.env` may reach it. Only DATABASE_URL is left as the
caller set it, because the suite runs on SQLite and on PostgreSQL.
"""

import os
import tempfile

# Everything that a run writes; it goes when the run ends.
folder = tempfile.TemporaryDirectory(prefix="carried-tests-")

os.environ.update(
    {
        "VAR_DIR": folder.name,
        "SECRET_KEY": "a-key-for-tests-and-nothing-else-0123456789-abcdefghij",
        # On while settings are read, so that static files need no manifest; pytest-django then runs every test with
        # it off.
        "DEBUG": "on",
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver",
        "REDIS_URL": "",
        "EMAIL_URL": "",
        "ANYMAIL_PROVIDER": "",
        "ANYMAIL_WEBHOOK_SECRET": "",
        "INBOUND_MAIL": "off",
        "INBOUND_IMAP_URL": "",
        "DEFAULT_FROM_EMAIL": "Carried <campaign@example.org>",
        "POSTCODES_URL": "",
        "BEHIND_PROXY": "off",
        "TRUSTED_PROXIES": "",
        "HSTS_SUBDOMAINS": "off",
        "LOG_LEVEL": "INFO",
    }
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
