"""Making the link, and setting up by it."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from campaign.accounts.models import User
from campaign.setup.models import SetupLink
from motions.actions.campaigns import CampaignExists, start_campaign
from motions.models import Campaign


class NotForThisSite(Exception):
    """The site is not new, so nobody becomes its owner by a link. The message says why."""


class LinkSpent(Exception):
    """The link was used, has run out, or is not needed any more."""


def make_link() -> tuple[str, SetupLink]:
    """Return the token of a new link, and its row; earlier ones end. Raises NotForThisSite where it is not needed."""
    if why := why_not_new():
        raise NotForThisSite(why)
    with transaction.atomic():
        return SetupLink.objects.mint()


def opens(token: str) -> bool:
    """Whether a token opens the page."""
    return not why_not_new() and SetupLink.objects.usable(token).exists()


def set_up_site(token: str, **parts: Any) -> AbstractBaseUser:
    """Use up the link and start the campaign with its owner; return them. `parts` are those of `start_campaign`.

    Either all of it stays or nothing does. Raises LinkSpent where the link opens nothing.
    """
    try:
        with transaction.atomic():
            # First: whoever comes second by the same link waits here, and then finds it used.
            if not SetupLink.objects.redeem(token) or why_not_new():
                raise LinkSpent
            return start_campaign(**parts)
    except CampaignExists as error:
        raise LinkSpent from error


def why_not_new() -> str:
    """Return why the site needs no first owner; empty where it does."""
    if User.objects.owners().exists():
        return "This site has an owner already, who lets others in under “People” in the admin."
    if campaign := Campaign.objects.first():
        return f"This site has a campaign already: “{campaign}”."
    return ""
