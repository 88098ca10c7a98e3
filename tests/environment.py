"""The environment of a test run, set before Django reads its settings. What the caller has set stands."""

import os

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-and-nothing-else-0123456789-abcdefghij")
# On while settings are read, so that static files need no manifest; pytest-django then runs every test with it off.
os.environ.setdefault("DEBUG", "on")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
