"""The admin of the motions app, one subject a module."""

from motions.admin import champions, entries, submissions, texts

__all__ = ["champions", "entries", "submissions", "texts"]
