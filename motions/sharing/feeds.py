"""The Atom feed of CLPs that carried the motion (RFC 4287)."""

from datetime import UTC, date, datetime, time

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from motions.enums import ADOPTED_STAGES, EventKind, Stage
from motions.models import Campaign, Event, Motion
from motions.progress.standings import PublicStanding
from motions.sharing.cards import absolute

ATOM = "application/atom+xml; charset=utf-8"
# The newest; a reader that asks once a week misses none in any week that a campaign has had.
LONGEST = 100
# One that was ruled out is no news to follow.
NEWS = ADOPTED_STAGES - {Stage.RULED_OUT}
UNCHECKED = " Not checked yet: as reported by a member there."


class _Feed(Atom1Feed):
    """Django's, whose empty feed is as old as its campaign: by itself it would be new at each reading."""

    def latest_post_date(self) -> datetime:
        """Return when anything in the feed last moved."""
        return super().latest_post_date() if self.items else self.feed["as_of"]


def as_atom(campaign: Campaign, motion: Motion | None, standings: list[PublicStanding]) -> bytes:
    """Return the feed: each CLP that carried it in any way, the latest first, as the public may see it."""
    other = motion if motion and motion.is_other else None
    name = "motions:motion-progress-atom" if other else "motions:progress-atom"
    address_of_feed = absolute(reverse(name, args=[other.slug] if other else []))
    feed = _Feed(
        title=f"{other or campaign.name}: CLPs that carried it",
        link=absolute(motion.progress_address if motion else reverse("motions:progress")),
        feed_url=address_of_feed,
        feed_guid=address_of_feed,
        description="",
        subtitle=f"Each CLP that has carried the motion for {campaign.conference.name}.",
        language="en-GB",
        author_name=campaign.group,
        as_of=campaign.modified_at,
    )
    for updated, since, one in _newest(motion, standings):
        address = absolute(one.address)
        feed.add_item(
            title=f"{one.name} CLP: {one.label}",
            link=address,
            # A reader takes a summary as HTML, and a title as plain words.
            description=escape(f"{one.name} CLP, {one.region}. {one.wording}{UNCHECKED if one.is_hearsay else ''}"),
            unique_id=f"{address}#{motion.slug if motion else ''}",
            pubdate=_begun(since),
            updateddate=updated,
        )
    return feed.writeString("utf-8").encode()


def _newest(motion: Motion | None, standings: list[PublicStanding]) -> list[tuple[datetime, date, PublicStanding]]:
    """Return those that carried it, the latest news first, with when we heard of it and since when it is so.

    Each has a time of its own, so that a reader tells what is new since it last asked.
    """
    moved = Event.objects.filter(motion=motion, kind=EventKind.STAGE_MOVED).order_by()
    heard = dict(moved.values_list("clp__slug").annotate(last=Max("at")))
    carried = [one for one in standings if one.stage in NEWS and one.since is not None]
    news = [(heard.get(one.slug) or _begun(one.since), one.since, one) for one in carried if one.since]
    return sorted(news, key=lambda item: (-item[0].timestamp(), item[2].name))[:LONGEST]


def _begun(day: date) -> datetime:
    """Return the first moment of a day on the UK's clock."""
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone()).astimezone(UTC)
