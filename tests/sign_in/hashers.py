"""A password hasher for tests of time."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):
    """As on a real site, but a thirtieth of the work: a test has to try many times."""

    algorithm = "quick"
    iterations = 30_000
