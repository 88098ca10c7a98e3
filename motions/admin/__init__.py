"""The admin of the motions app, one subject a module."""

from motions.admin import entries, submissions, texts

__all__ = ["entries", "submissions", "texts"]
