"""The campaign of the mail tests."""

from tests.mail.conftest import clp, motion, sink

__all__ = ["clp", "motion", "sink"]
