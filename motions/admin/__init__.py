"""The admin of the motions app, one subject a module."""

from motions.admin import texts

__all__ = ["texts"]
