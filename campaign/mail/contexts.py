"""What the words of a mail may speak of."""

from django.conf import settings

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from clps.models import CLP
from motions.enums import ADOPTED_STAGES, AT_CONFERENCE_STAGES, MotionKind
from motions.models import Campaign, Champion, Introduction, MotionVersion, Standing, Submission

# These bring the motion's text and, once its date is known, the calendar file of the meeting.
WITH_MOTION = frozenset({MailKind.RECEIPT})
# These tell how far the campaign has come, as the public may know it.
WITH_PROGRESS = frozenset({MailKind.BEFORE_CONFERENCE, MailKind.AFTER_CONFERENCE})
# A mail stays under 30 kB, and holds the text twice. A conference motion is some 2,000 characters long.
LONGEST_TEXT = 6_000


def context_of(email: Email, recipient: User, *, link: str) -> dict[str, object]:
    """Return what the template of this mail may speak of; `link` is where its button leads, from the site's root."""
    campaign = email.campaign
    if campaign is None:
        raise ValueError("A mail is always a campaign's.")
    context: dict[str, object] = {
        "campaign": campaign,
        "conference": campaign.conference,
        "clp": email.clp,
        "name": recipient.name,
        "link": f"{settings.SITE_URL}{link}",
        "site": settings.SITE_URL,
    }
    kind = MailKind(email.kind)
    if email.submission:
        context |= _about_submission(email.submission, kind)
    if email.champion:
        context |= _about_champion(email, email.champion)
    if kind in WITH_PROGRESS:
        context["progress"] = _progress(campaign)
    return context


def _about_submission(submission: Submission, kind: MailKind) -> dict[str, object]:
    text = submission.text_sent if kind in WITH_MOTION else ""
    return {
        "submission": submission,
        "name": submission.reporter_name,
        "title": submission.version.title,
        "text": text if len(text) <= LONGEST_TEXT else "",
    }


def _about_champion(email: Email, champion: Champion) -> dict[str, object]:
    current: MotionVersion | None = champion.motion.current_version
    context: dict[str, object] = {
        "champion": champion,
        "version": current,
        "title": current.title if current else "",
        "last_safe_day": champion.motion.campaign.last_safe_day,
    }
    if champion.name:
        context["name"] = champion.name
    if email.kind == MailKind.INTRODUCTION and email.event:
        context["met"] = _met(champion, email.event.details["introduced_to"])
    return context


def _met(champion: Champion, other_pk: int) -> Champion:
    """Return the champion that this one was introduced to; raise where the two were not."""
    first, second = sorted((champion.pk, other_pk))
    Introduction.objects.get(one=first, other=second)
    return Champion.objects.select_related("activist").get(pk=other_pk, may_introduce=True)


def _progress(campaign: Campaign) -> dict[str, int]:
    """Return how many CLPs there are, how many have carried it, and how many have sent it to conference."""
    standings = Standing.objects.filter(motion__campaign=campaign, motion__kind=MotionKind.CONFERENCE)
    return {
        "clps": CLP.objects.count(),
        "carried": standings.filter(stage__in=ADOPTED_STAGES).count(),
        "sent": standings.filter(stage__in=AT_CONFERENCE_STAGES).count(),
    }
