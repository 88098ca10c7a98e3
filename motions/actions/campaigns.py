"""Starting a campaign on an empty site, and closing one for good.

What closes it are parts of `campaign.desk.privacy.closing`, in whose one transaction they run.
"""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clps.models import CLP
from motions.actions.erasure import (
    forget_champions,
    forget_delegates,
    forget_offers,
    forget_questions,
    forget_reports,
    forget_speakers,
    forget_wishes,
)
from motions.actions.events import record_event
from motions.actions.rules import start_from_rules
from motions.actions.standings import lock_standings
from motions.enums import EventKind, MotionKind
from motions.known_rules import KnownRules
from motions.models import (
    AdviceRequest,
    Affiliation,
    AffiliationStep,
    Campaign,
    Champion,
    Conference,
    Delegate,
    Event,
    Motion,
    Offer,
    SpeakerOffer,
    SpeakerWish,
    Submission,
    SubmissionLink,
)
from motions.workflow import NotAllowed

CLOSED = "This campaign is closed."


class CampaignExists(Exception):
    """The site has a campaign already; its name is the message."""


def refuse_second_campaign() -> None:
    """Raise CampaignExists where there is a campaign already."""
    if campaign := Campaign.objects.current() or Campaign.objects.first():
        raise CampaignExists(campaign.name)


def start_campaign(
    *,
    conference: Conference,
    campaign: Campaign,
    motion: Motion,
    email: str,
    password: str,
    rules: KnownRules | None = None,
) -> AbstractBaseUser:
    """Save a campaign with its conference and its conference motion, and return its first admin, made with it.

    `rules` fill in what is still empty of the conference's.
    Either all of it stays or nothing does. Raises CampaignExists where there is a campaign already.
    """
    with transaction.atomic():
        # For words: of two who start at the same moment, a constraint refuses the second.
        refuse_second_campaign()
        conference.save()
        if rules:
            start_from_rules(conference, rules)
        campaign.conference, campaign.is_current = conference, True
        campaign.save()
        motion.campaign, motion.kind = campaign, MotionKind.CONFERENCE
        motion.save()
        admin: AbstractBaseUser = get_user_model().objects.create_superuser(email, password)
    return admin


def lock_campaign(campaign: Campaign) -> Campaign:
    """Return a campaign that is open, with every CLP's standing in it locked; raise NotAllowed for a closed one."""
    # One motion after the other, always in the order of their keys: two who lock them all never cross.
    for motion in Motion.objects.filter(campaign=campaign).order_by("pk"):
        lock_standings(motion, CLP.objects.filter(standings__motion=motion))
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if locked.closed_at:
        raise NotAllowed(CLOSED)
    return locked


def forget_campaign(campaign: Campaign, people: Sequence[int]) -> None:
    """Blank every name and word that anybody told the campaign; withdraw what is unconfirmed, close what waits."""
    mine = {"motion__campaign": campaign}
    reports = Submission.objects.filter(version__motion__campaign=campaign)
    champions, offers = Champion.objects.filter(**mine), Offer.objects.filter(**mine)
    speakers, wishes = SpeakerOffer.objects.filter(**mine), SpeakerWish.objects.filter(**mine)
    about = Q(submission__in=reports) | Q(champion__in=champions) | Q(offer__in=offers)
    about |= Q(speaker_offer__in=speakers) | Q(speaker_wish__in=wishes)
    # Links first: by one of them somebody could change what is about to be nobody’s.
    SubmissionLink.objects.filter(about).delete()
    forget_reports(reports)
    forget_champions(champions)
    forget_offers(offers)
    forget_speakers(speakers)
    forget_wishes(wishes)
    asked = Q(pk__in=Event.objects.filter(**mine, advice__isnull=False).values("advice")) | Q(asker__in=people)
    forget_questions(AdviceRequest.objects.filter(asked))
    forget_delegates(Delegate.objects.filter(entry__motion__campaign=campaign, withdrawn_on__isnull=True))
    # Organisers’ own words, in which people may be named.
    Affiliation.objects.filter(**mine).update(notes="")
    AffiliationStep.objects.filter(affiliation__motion__campaign=campaign).update(words="")


def mark_closed(campaign: Campaign, *, by: AbstractBaseUser, people: int) -> None:
    """Write that a campaign is closed, and by whom, with how many people went."""
    campaign.closed_at = timezone.now()
    campaign.save(update_fields=["closed_at"])
    # One event for the campaign, and an event is about a motion.
    for motion in Motion.objects.filter(campaign=campaign).order_by("pk")[:1]:
        record_event(kind=EventKind.CAMPAIGN_CLOSED, motion=motion, by=by, details={"people": people})
