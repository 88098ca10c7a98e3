"""What a link to a page shows where it is shared: a title, a sentence and a picture (the Open Graph protocol)."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from motions.enums import EVER_SENT_STAGES
from motions.models import Campaign, Motion
from motions.progress.deadline import read_deadline
from motions.progress.standings import PublicStanding
from motions.sharing.pictures import CampaignPicture, CLPPicture, has_picture


@dataclass(frozen=True, slots=True)
class Card:
    """One page's card. Addresses are absolute, as whoever reads cards wants them."""

    title: str
    description: str
    address: str
    picture: str
    picture_words: str
    site: str


def absolute(path: str) -> str:
    """Return where people reach a path of the site."""
    return f"{settings.SITE_URL}{path}"


def home_card(campaign: Campaign) -> Card:
    """Return the front page's card."""
    return _card(campaign, title=campaign.name, description=campaign.summary, path=reverse("motions:home"))


def progress_card(campaign: Campaign) -> Card:
    """Return the progress page's card."""
    return _card(
        campaign,
        title=f"Progress – {campaign.name}",
        description=f"How far {campaign.name} has come in every CLP, on a map and in a table.",
        path=reverse("motions:progress"),
    )


def share_card(campaign: Campaign) -> Card:
    """Return the card of the page that helps to spread the word."""
    return _card(
        campaign,
        title=f"Share – {campaign.name}",
        description="Show how far the motion has come on your own site, in a message or in a feed reader.",
        path=reverse("motions:share"),
    )


def motion_card(motion: Motion) -> Card:
    """Return the card that goes with a shared link to a motion: its title, and what it asks for."""
    campaign = motion.campaign
    if motion.for_conference:
        description = f"The motion to take to your CLP for {campaign.conference.name}: read it, copy it, download it."
    else:
        description = "A model motion that your branch or CLP can pass on its own account."
    return _card(campaign, title=str(motion), description=description, path=motion.get_absolute_url())


def clp_card(campaign: Campaign, standing: PublicStanding) -> Card:
    """Return a CLP's card, with its own picture once there is something to show of it."""
    own = {}
    if has_picture(standing):
        words = f"{standing.name} CLP: {standing.label}"
        shown = CLPPicture.read(campaign, standing).digest
        own = {"picture": reverse("motions:clp-picture-shown", args=[standing.slug, shown]), "picture_words": words}
    title = f"{standing.name} CLP – {campaign.name}"
    return _card(campaign, title=title, description=standing.wording, path=standing.address, **own)


def words_to_pass_on(standing: PublicStanding, motion: Motion) -> str:
    """Return what a member can send on about their CLP: what it did, and where others find their own."""
    at_conference = "sent to conference" if standing.stage in EVER_SENT_STAGES else "carried"
    said = f"{standing.name} CLP has {at_conference} the motion “{motion}”."
    if not read_deadline(motion.campaign, now=timezone.now()).has_passed:
        said += " The more CLPs send it, the harder it is to leave out. Will yours?"
    return f"{said} {absolute(standing.address)}"


def _card(
    campaign: Campaign, *, title: str, description: str, path: str, picture: str = "", picture_words: str = ""
) -> Card:
    """Return a card, with the campaign's picture unless there is another."""
    return Card(
        title=title,
        description=description,
        address=absolute(path),
        picture=absolute(picture or CampaignPicture.read(campaign).path),
        picture_words=picture_words or f"How many CLPs have carried “{campaign.name}”, and the target",
        site=campaign.name,
    )
