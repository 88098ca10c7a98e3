"""The admin of the motions app, one subject a module."""

from motions.admin import advice, champions, entries, submissions, texts

__all__ = ["advice", "champions", "entries", "submissions", "texts"]
