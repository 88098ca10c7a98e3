"""Where each thing on the desk leads: the CLP's page, and the page where an item's next action is done."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.urls import reverse

from campaign.mail.enums import DOUBTFUL_STATES
from motions.attention import Attention, Target
from motions.enums import SubmissionState
from motions.models import Motion
from motions.progress.clps import CLPStanding

ANY = "any-clp"
# Where one page is for everything of its kind.
PAGES: Mapping[Target, str] = {
    Target.COMMITTEE_LIST: "desk-committee-list",
    Target.WEBHOOKS: "desk-webhooks",
    Target.SPEAKERS: "desk-speakers",
}


def clp_addresses() -> Callable[[CLPStanding], str]:
    """Return what gives a CLP's page on the desk. The pattern is asked once: 650 times would cost too much."""
    pattern = reverse("admin:desk-clp", args=[ANY])
    return lambda clp: pattern.replace(ANY, clp.slug)


def action_address(item: Attention, motion: Motion, address_of: Callable[[CLPStanding], str]) -> str:
    """Return the page where the item's one next action is done."""
    match item.kind.target:
        case Target.OUTCOME | Target.SPEAKER as target:
            assert item.clp is not None  # noqa: S101 - both are about a report, which is some CLP's
            return reverse("admin:desk-clp-report", args=[item.clp.slug, target.name.lower(), item.fact.submission_pk])
        case Target.REPORT if item.fact.submission_pk is None:
            return _list("motions_submission_changelist", state__exact=SubmissionState.AWAITING_CONFIRMATION.value)
        case Target.REPORT:
            return reverse("admin:motions_submission_change", args=[item.fact.submission_pk])
        case Target.CLP if item.kind.key == "conflict" and item.clp:
            return reverse("admin:desk-clp-conflict", args=[item.clp.slug])
        case Target.ADVICE:
            return reverse("admin:desk-advice-question", args=[item.fact.reference])
        case target if target in PAGES:
            return reverse(f"admin:{PAGES[target]}")
        case Target.RESTING:
            return reverse("admin:mail_suppression_change", args=[item.fact.reference])
        case Target.MAIL:
            about = {"q": item.clp.name} if item.clp else {}
            states = ",".join(sorted(DOUBTFUL_STATES))
            return _list("mail_email_changelist", state__in=states, **about)
        case target:
            assert item.clp is not None  # noqa: S101 - only mail, questions and many reports at once are about no CLP
            return _clp_action(target, item.clp, motion, address_of)


# What is settled by asking somebody there: how it went, whether it was sent, who speaks.
ASKS = frozenset(
    {"no-speaker", "not-sent", "outcome-overdue", "outcome-awaited", "text-too-long", "too-late", "conflict"}
    | {"stale", "unchecked"}
)


def call_address(item: Attention) -> str:
    """Return the call sheet of an item's CLP, where the item is settled by asking; "" where it is not."""
    if item.clp is None or item.kind.key not in ASKS:
        return ""
    return f"{reverse('admin:desk-calls')}?{urlencode({'clp': item.clp.slug})}"


def _clp_action(target: Target, clp: CLPStanding, motion: Motion, address_of: Callable[[CLPStanding], str]) -> str:
    if target == Target.SENT:
        return _list("motions_conferenceentry_add", motion=motion.pk, clp=clp.pk)
    if target == Target.APPEAL:
        return reverse("admin:desk-clp-appeal", args=[clp.slug])
    if target == Target.CHAMPIONS:
        return _list("motions_champion_changelist", clp__id__exact=clp.pk)
    return address_of(clp)


def _list(name: str, **query: object) -> str:
    return f"{reverse(f'admin:{name}')}?{urlencode(query)}"
