"""Where each thing on the desk leads: the CLP's page, and the page where an item's next action is done."""

from collections.abc import Callable, Mapping

from django.urls import reverse

from campaign.desk.chosen import motion_query
from campaign.mail.enums import DOUBTFUL_STATES
from clps.lib.http import address
from motions.attention import Attention, Target
from motions.enums import SubmissionState
from motions.models import Motion
from motions.progress.clps import CLPStanding

ANY = "any-clp"
# Where one page is for everything of its kind, or of its kind about one motion.
PAGES: Mapping[Target, str] = {
    Target.WEBHOOKS: "desk-webhooks",
    Target.COMMITTEE_LIST: "desk-committee-list",
    Target.SPEAKERS: "desk-speakers",
}


def clp_addresses(query: str = "") -> Callable[[CLPStanding], str]:
    """Return what gives a CLP's page on the desk. The pattern is asked once: 650 times would cost too much.

    `query` names the motion that the page is about, where it is not the first.
    """
    pattern = reverse("admin:desk-clp", args=[ANY]) + query
    return lambda clp: pattern.replace(ANY, clp.slug)


def action_address(item: Attention, motion: Motion, address_of: Callable[[CLPStanding], str]) -> str:
    """Return the page where the item's one next action is done."""
    match item.kind.target:
        case Target.OUTCOME | Target.SPEAKER as target:
            assert item.clp is not None  # noqa: S101 - both are about a report, which is some CLP's
            asked = item.clp.slug, target.name.lower(), item.fact.submission_pk
            return address("admin:desk-clp-report", *asked, motion=_named(item))
        case Target.REPORT if item.fact.submission_pk is None:
            return address(
                "admin:motions_submission_changelist", state__exact=SubmissionState.AWAITING_CONFIRMATION.value
            )
        case Target.REPORT:
            return reverse("admin:motions_submission_change", args=[item.fact.submission_pk])
        case Target.CLP if item.kind.key == "conflict" and item.clp:
            return address("admin:desk-clp-conflict", item.clp.slug, motion=_named(item))
        case Target.ADVICE:
            return reverse("admin:desk-advice-question", args=[item.fact.reference])
        case target if target in PAGES:
            return address(f"admin:{PAGES[target]}", motion=_named(item))
        case Target.RESTING:
            return reverse("admin:mail_suppression_change", args=[item.fact.reference])
        case Target.MAIL:
            about = {"q": item.clp.name} if item.clp else {}
            states = ",".join(sorted(DOUBTFUL_STATES))
            return address("admin:mail_email_changelist", state__in=states, **about)
        case target:
            assert item.clp is not None  # noqa: S101 - only mail, questions and many reports at once are about no CLP
            return _clp_action(item, item.clp, motion, address_of)


# What is settled by asking somebody there: how it went, whether it was sent, who speaks.
ASKS = frozenset(
    {"no-speaker", "not-sent", "outcome-overdue", "outcome-awaited", "text-too-long", "too-late", "conflict"}
    | {"stale", "unchecked"}
)


def call_address(item: Attention) -> str:
    """Return the call sheet of an item's CLP, where the item is settled by asking; "" where it is not."""
    if item.clp is None or item.kind.key not in ASKS:
        return ""
    return address("admin:desk-calls", clp=item.clp.slug, motion=_named(item))


def clp_page(item: Attention, address_of: Callable[[CLPStanding], str]) -> str:
    """Return the page of the item's CLP with its motion; "" where it is about no CLP."""
    return address_of(item.clp) + motion_query(_named(item)) if item.clp else ""


def _named(item: Attention) -> str:
    return item.motion_slug if item.is_of_other else ""


def _clp_action(item: Attention, clp: CLPStanding, motion: Motion, address_of: Callable[[CLPStanding], str]) -> str:
    target = item.kind.target
    if target == Target.SENT:
        return address("admin:motions_conferenceentry_add", motion=item.motion_pk or motion.pk, clp=clp.pk)
    if target == Target.APPEAL:
        return address("admin:desk-clp-appeal", clp.slug, motion=_named(item))
    if target == Target.CHAMPIONS:
        return address("admin:motions_champion_changelist", clp__id__exact=clp.pk)
    return address_of(clp) + motion_query(_named(item))
