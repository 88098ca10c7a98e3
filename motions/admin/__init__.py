"""The admin of the motions app, one subject a module."""

from motions.admin import affiliates, champions, conference, entries, offers, submissions, texts

__all__ = ["affiliates", "champions", "conference", "entries", "offers", "submissions", "texts"]
