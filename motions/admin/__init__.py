"""The admin of the motions app, one subject a module."""

from motions.admin import advice, entries, submissions, texts

__all__ = ["advice", "entries", "submissions", "texts"]
