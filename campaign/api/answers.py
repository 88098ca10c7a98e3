"""What the API says, as plain values. `campaign.api.openapi` describes it, and a test compares the two."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from motions.counts import COUNTS
from motions.enums import EventKind, Stage
from motions.models import Campaign, Event, Motion, Submission
from motions.progress.clps import CLPStanding, read_clps
from motions.progress.figures import count_stages
from motions.progress.standings import PublicStanding, codes_by_clp, public_standings
from motions.sharing.cards import absolute

# What moves in public: the stage that a CLP comes to, and what it is called.
NEWS = {
    Stage.CARRIED_FOR_CONFERENCE: "carried",
    Stage.SENT_TO_CONFERENCE: "sent",
    Stage.ACCEPTED: "accepted",
}
MOST_NEWS = 200
MEETINGS_AHEAD = timedelta(days=60)
# What is read with an event to tell of it.
ABOUT_EVENT = ("clp__region", "motion__campaign", "motion__current_version")


def about_campaign(campaign: Campaign, motion: Motion | None, running: Iterable[Motion]) -> dict[str, Any]:
    """Return the campaign, its conference, and its figures with a motion, as the public may know them.

    `running` are all of its motions for conference: what is read of one takes `?motion=` and its slug.
    """
    standings = public_standings(motion, campaign)
    stages = count_stages(standings)
    conference, version = campaign.conference, motion.current_version if motion else None
    return {
        "name": campaign.name,
        "group": campaign.group,
        "target": campaign.target,
        "conference": {
            "name": conference.name,
            "starts_on": conference.starts_on.isoformat(),
            "ends_on": conference.ends_on.isoformat(),
            "deadline": timezone.localtime(conference.deadline).isoformat(),
        },
        "motion": {"title": version.title, "version": version.number} if version else None,
        "motions": [about_motion(one) for one in running],
        "counts": {count.key: count.of(stages) for count in COUNTS},
    }


def about_motion(motion: Motion) -> dict[str, str]:
    """Return by what a motion is asked for, and its title."""
    return {"slug": motion.slug, "title": str(motion)}


def about_clp(one: PublicStanding) -> dict[str, Any]:
    """Return one CLP with a motion, as the public may see it."""
    return {
        "slug": one.slug,
        "name": one.name,
        "region": one.region,
        "gss_codes": list(one.gss_codes),
        "stage": one.stage.value,
        "label": one.label,
        "since": _day(one.since),
        "checked": one.is_checked,
        "page": absolute(one.address),
    }


def about_clps(standings: Iterable[PublicStanding]) -> dict[str, Any]:
    """Return every CLP with a motion, as the public may see it."""
    return {"clps": [about_clp(one) for one in standings]}


def as_geojson(standings: Iterable[PublicStanding]) -> dict[str, Any]:
    """Return a feature for each constituency, by its GSS code (RFC 7946).

    Its geometry is null: boundaries are the Office for National Statistics', and join by the code.
    """
    features = [
        {"type": "Feature", "id": code, "geometry": None, "properties": {"gss_code": code, **about_clp(one)}}
        for one in standings
        for code in one.gss_codes
    ]
    return {"type": "FeatureCollection", "features": sorted(features, key=lambda feature: str(feature["id"]))}


def news_of(event: Event) -> str:
    """Return what moved in public, in a word; "" for what did not."""
    stage = event.details.get("to") if event.kind == EventKind.STAGE_MOVED else None
    return NEWS[Stage(stage)] if stage in set(NEWS) else ""


def about_event(event: Event) -> dict[str, Any]:
    """Return one thing that moved in public: what, with which motion, where, when. Nobody's name is in it."""
    clp, motion = event.clp, event.motion
    return {
        "id": event.pk,
        "event": news_of(event),
        "at": timezone.localtime(event.at).isoformat(timespec="seconds"),
        "motion": about_motion(motion) if motion else None,
        "clp": {
            "slug": clp.slug if clp else "",
            "name": clp.name if clp else "",
            "region": clp.region.name if clp else "",
            "page": _page(clp.slug, motion) if clp else "",
        },
        "since": event.details.get("since"),
    }


def moved_in_public() -> QuerySet[Event]:
    """Return what moved in public with whatever motion, the newest first: stages that are shown in either way."""
    rows = Event.objects.filter(kind=EventKind.STAGE_MOVED, clp__isnull=False)
    return rows.filter(details__to__in=[stage.value for stage in NEWS]).order_by("-pk")


def public_news(motions: Iterable[Motion]) -> QuerySet[Event]:
    """Return what moved in public with these motions, the newest first."""
    return moved_in_public().filter(motion__in=list(motions))


def about_news(motions: Iterable[Motion]) -> dict[str, Any]:
    """Return what moved in public with these motions, the newest first, as far as one answer holds."""
    newest = public_news(motions).select_related(*ABOUT_EVENT)[:MOST_NEWS]
    return {"events": [about_event(one) for one in newest]}


def about_every_stage(motion: Motion) -> dict[str, Any]:
    """Return every CLP with its stage, nothing held back; still nobody's name."""
    codes = codes_by_clp()
    return {"clps": [_as_organisers_see(one, codes[one.pk]) for one in read_clps(motion)]}


def _as_organisers_see(one: CLPStanding, codes: list[str]) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "region": one.region,
        "gss_codes": codes,
        "stage": one.stage.value,
        "label": one.label,
        "since": _day(one.since),
        "checked": one.is_checked,
        "conflicting": one.is_conflicting,
        "meets": one.structure.value,
    }


def about_meetings(motion: Motion, *, day: date) -> dict[str, Any]:
    """Return the meetings of the next weeks that are to vote on it, each once however many people reported it."""
    rows = Submission.objects.awaiting_outcome().filter(
        version__motion=motion, meeting_on__range=(day, day + MEETINGS_AHEAD)
    )
    # Columns by name: nothing of a person is read, so nothing of one can slip out.
    found = rows.order_by("meeting_on", "clp__name", "branch__name").values_list(
        "clp__slug", "clp__name", "clp__region__name", "branch__name", "meeting_on"
    )
    meetings = [
        {"clp": slug, "name": name, "region": region, "branch": branch, "on": on.isoformat()}
        for slug, name, region, branch, on in found.distinct()
        if on
    ]
    return {"meetings": meetings}


def _page(slug: str, motion: Motion | None) -> str:
    """Return the CLP's page about a motion: the first needs no name there."""
    return absolute(reverse("motions:clp", args=[slug, motion.slug] if motion and motion.is_other else [slug]))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
