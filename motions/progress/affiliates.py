"""Affiliates that support the motion. No other stage of theirs is public, and CLPs' counts leave them out."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from clps.enums import AffiliateKind
from clps.models import Affiliate
from motions.models import Affiliation, Motion


@dataclass(frozen=True, slots=True)
class Supporter:
    """One affiliate that said yes."""

    name: str
    short_name: str
    kind: AffiliateKind
    since: date | None


@dataclass(frozen=True, slots=True)
class SupporterGroup:
    """The supporters of one kind."""

    heading: str
    supporters: list[Supporter]


PLURALS = {
    AffiliateKind.UNION: "Unions",
    AffiliateKind.SOCIALIST_SOCIETY: "Socialist societies",
    AffiliateKind.INTEREST_GROUP: "Interest groups",
    AffiliateKind.CAMPAIGN_GROUP: "Campaign groups",
}


def supporters(motion: Motion | None) -> list[SupporterGroup]:
    """Return who said yes, unions first, then by name, in one query."""
    rows = Affiliation.objects.said_yes().filter(motion=motion).select_related("affiliate")
    # As the enum has them, unions first: `groupby` needs each kind in one run.
    order = list(AffiliateKind)
    found = sorted(
        (
            Supporter(row.affiliate.name, _short_name(row.affiliate), AffiliateKind(row.affiliate.kind), row.since)
            for row in rows
        ),
        key=lambda one: (order.index(one.kind), one.name),
    )
    return [SupporterGroup(PLURALS[kind], list(group)) for kind, group in groupby(found, key=lambda one: one.kind)]


def _short_name(affiliate: Affiliate) -> str:
    """Return what people call it where that is not its name."""
    return affiliate.short_name if affiliate.has_two_names else ""


def count_affiliates(motion: Motion | None) -> int:
    """Return how many affiliates said yes."""
    return Affiliation.objects.said_yes().filter(motion=motion).count() if motion else 0
