"""Which of the campaign's motions a page of the desk is about: the first, unless its address names another.

The address carries it, in `?motion=`, so that a form is about the motion that was on the page when it was filled in,
whichever other somebody has opened. With one motion there is nothing to choose, and nothing is asked about it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, QuerySet
from django.http import Http404

from motions.actions.suspensions import NO_CAMPAIGN
from motions.enums import MotionKind
from motions.models import Motion
from motions.queries import current_conference_motion, may_have_others, with_variants

NAME = "motion"
SLUG = re.compile(r"[-\w]{1,60}\Z")


@dataclass(frozen=True, slots=True)
class Choice:
    """One motion that a page could be about: the part of the address after the question mark, and if it is shown."""

    motion: Motion
    query: str
    is_chosen: bool


def chosen_motion(query: Mapping[str, str], **also: Exists) -> Motion | None:
    """Return the motion that an address is about, with its campaign and conference; None without a campaign.

    One that has ended can still be looked at and recorded for. Raises Http404 for a name that none has: acting on
    another motion than the one that was meant would be worse. `also` goes to `current_conference_motion`.
    """
    first, slug = current_conference_motion(**also), query.get(NAME, "")
    if first is None or slug in ("", first.slug):
        return first
    found = other_motions(first).annotate(**also).filter(slug=slug).first()
    if found is None:
        raise Http404("The campaign has no such motion.")
    return found


def needed_motion(query: Mapping[str, str]) -> Motion:
    """Return the motion that an address is about; raise Http404 where there is no campaign either."""
    motion = chosen_motion(query)
    if motion is None:
        raise Http404(NO_CAMPAIGN)
    return motion


def other_motions(first: Motion) -> QuerySet[Motion]:
    """Return a campaign's other motions, those that have ended too."""
    rows = with_variants(Motion.objects.select_related("campaign__conference"))
    mine = rows.filter(campaign__main=first.campaign.first_pk, kind=MotionKind.CONFERENCE)
    return mine.order_by("campaign__conference__deadline", "pk")


def motion_named(query: Mapping[str, str]) -> str:
    """Return the name of the motion in an address, for the addresses that its page leads to; "" where none can be."""
    slug = query.get(NAME, "")
    return slug if SLUG.match(slug) else ""


def motion_query(slug: str) -> str:
    """Return what stands behind an address that is about the motion of this name; "" is the first."""
    return f"?{urlencode({NAME: slug})}" if slug else ""


def choices_of(motion: Motion) -> list[Choice]:
    """Return the motions that a page about this one could be about; none, and no query, where there is one alone."""
    if not may_have_others(motion):
        return []
    first = current_conference_motion() if motion.is_other else motion
    motions = [first, *other_motions(first)] if first else []
    return [Choice(one, "" if one == first else motion_query(one.slug), is_chosen=one == motion) for one in motions]


def choosing(motion: Motion) -> dict[str, Any]:
    """Return what the bar with the campaign's motions shows."""
    return {"choices": choices_of(motion), "motion": motion}
