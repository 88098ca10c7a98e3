"""Starting a campaign on an empty site."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.rules import start_from_rules
from motions.enums import MotionKind
from motions.known_rules import KnownRules
from motions.models import Campaign, Conference, Motion


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
