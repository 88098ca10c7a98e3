"""Texts that run beside a motion's own: which there are, and which a CLP took.

A variant is the same motion in everything else, so whatever is listed, counted or sent about the motion has all its
texts in it; this says which of them it was.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from clps.models import CLP
from motions.counts import CARRIED
from motions.enums import Body, Stage, SubmissionState
from motions.models import Motion, MotionVersion, Submission, Variant

OURS, UNKNOWN = "Our first text", "We do not know which"


def newest_text(motion: Motion, variant: Variant | None) -> MotionVersion | None:
    """Return the newest text of a variant or, without one, the motion's own."""
    return variant.versions.order_by("-number").first() if variant else motion.current_version


def may_have_several(motion: Motion) -> bool:
    """Whether a motion may have several texts: no for one that was read with the word that it has not."""
    return motion.for_conference and getattr(motion, "has_variants", True)


def offered_texts(motion: Motion) -> list[MotionVersion]:
    """Return the texts that people can choose among, the motion's own first; in one query."""
    own = [motion.current_version] if motion.current_version else []
    if not may_have_several(motion):
        return own
    rows = MotionVersion.objects.filter(motion=motion, variant__is_offered=True).select_related("variant")
    newest = {row.variant_id: row for row in rows.order_by("number")}
    for row in newest.values():
        row.motion = motion
    return [*own, *sorted(newest.values(), key=lambda row: row.variant_id or 0)]


def name_of(version: MotionVersion) -> str:
    """Return what a text is called among several."""
    return version.variant.name if version.variant else OURS


@dataclass(frozen=True, slots=True)
class TextCount:
    """How many CLPs took one of a motion's texts."""

    name: str
    number: int


def texts_taken(motion: Motion, clps: Iterable[int]) -> dict[int, str]:
    """Return which text each of these CLPs took, by its key: that of the report which its stage rests on.

    A CLP with reports of one text alone took that one. Where there are several it is the CLP's own decision, the last,
    and before there is one the last report. CLPs without a report are left out.
    """
    rows = Submission.objects.counted().filter(version__motion=motion, clp__in=list(clps))
    told: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    columns = ("clp", "body", "state", "pk", "version__variant__name")
    for clp, body, state, pk, name in rows.order_by("pk").values_list(*columns):
        weight = 2 * (state == SubmissionState.DECIDED) + (body == Body.CLP)
        # One number to compare by: what weighs more outweighs any key, and of equals the last report wins.
        told[clp].append((weight * 10**12 + pk, name or OURS))
    return {clp: max(found)[1] for clp, found in told.items()}


def text_taken(motion: Motion, clp: CLP) -> str:
    """Return which text a CLP took; empty where nobody has reported one."""
    return texts_taken(motion, [clp.pk]).get(clp.pk, "")


class AtAPlace(Protocol):
    """What is counted: a CLP at a stage."""

    @property
    def pk(self) -> int: ...
    @property
    def stage(self) -> Stage: ...


def texts_among(motion: Motion | None, clps: Iterable[AtAPlace]) -> list[TextCount]:
    """Return how many of the CLPs that carried it for conference took which text; together they are all of those CLPs.

    Empty while the motion has one text alone.
    """
    names = [variant.name for variant in motion.variants.all()] if motion and may_have_several(motion) else []
    if motion is None or not names:
        return []
    carried = [clp.pk for clp in clps if clp.stage in CARRIED.stages]
    taken = texts_taken(motion, carried)
    numbers = Counter(taken.get(pk, UNKNOWN) for pk in carried)
    found = [TextCount(name, numbers[name]) for name in (OURS, *names)]
    return [*found, TextCount(UNKNOWN, numbers[UNKNOWN])] if numbers[UNKNOWN] else found
