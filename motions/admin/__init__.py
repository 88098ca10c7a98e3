"""The admin of the motions app, one subject a module."""

from motions.admin import (
    advice,
    affiliates,
    champions,
    conference,
    entries,
    offers,
    submissions,
    texts,
    variants,
    votes,
)

__all__ = [
    "advice",
    "affiliates",
    "champions",
    "conference",
    "entries",
    "offers",
    "submissions",
    "texts",
    "variants",
    "votes",
]
