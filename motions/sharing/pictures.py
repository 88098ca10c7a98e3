"""The pictures that go with a link when it is shared: the campaign's, and each CLP's. Never a person."""

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from clps.models import CLP
from motions.counts import CARRIED, count_standings
from motions.enums import Stage
from motions.models import Campaign
from motions.progress.figures import Bar
from motions.progress.standings import PublicStanding
from motions.texts.typesetting import digest_of, picture

WIDTH, HEIGHT = 1200, 630
PNG = "image/png"
# The light inks of static/css/tokens.css, with the ink of the letter on each.
INK, WHITE = "#1c1815", "#ffffff"
FILLS = {
    Stage.NOT_STARTED: ("#f3eee2", INK),
    Stage.CHAMPION_FOUND: ("#fad7cd", INK),
    Stage.WITH_BRANCH: ("#fbbcae", INK),
    Stage.BRANCH_CARRIED: ("#f89c88", INK),
    Stage.WITH_CLP: ("#ef735d", INK),
    Stage.CARRIED_AS_POLICY: ("#3d9298", INK),
    Stage.CARRIED_FOR_CONFERENCE: ("#046e74", WHITE),
    Stage.SENT_TO_CONFERENCE: ("#024c52", WHITE),
    Stage.ACCEPTED: ("#02282d", WHITE),
    Stage.NOT_CARRIED: ("#d5d1cc", INK),
    Stage.ANOTHER_MOTION_CHOSEN: ("#bab5af", INK),
    Stage.RULED_OUT: ("#6f6a62", WHITE),
}
# So wide a number is set smaller.
NUMBER_SIZES = {1: 330, 2: 330, 3: 290}
LONG_NUMBER_SIZE = 220


@dataclass(frozen=True, slots=True)
class CampaignPicture:
    """What the campaign's picture says."""

    campaign: str
    carried: str
    carried_size: int
    label: str
    out_of: str
    percent: float
    target: str
    site: str

    @classmethod
    def read(cls, campaign: Campaign) -> "CampaignPicture":
        """Return the picture of the campaign as it stands, in two queries."""
        carried = CARRIED.of(count_standings(campaign))
        number = str(carried)
        return cls(
            campaign=campaign.name,
            carried=number,
            carried_size=NUMBER_SIZES.get(len(number), LONG_NUMBER_SIZE),
            label=f"{_clps(carried)} carried it for conference",
            out_of=f"of {CLP.objects.count()} across the country",
            percent=Bar(carried, campaign.target).percent,
            target=f"Our target: {campaign.target}",
            site=site_name(),
        )

    @property
    def digest(self) -> str:
        """What names the picture: it moves when anything in it does."""
        return digest_of("campaign", asdict(self))

    @property
    def path(self) -> str:
        """Where it is, by what it shows: sites that take it keep it by its address."""
        return reverse("motions:picture-shown", args=[self.digest])

    def draw(self) -> bytes:
        """Return the PNG."""
        return picture("campaign", asdict(self))


@dataclass(frozen=True, slots=True)
class CLPPicture:
    """What one CLP's picture says."""

    campaign: str
    name: str
    stage: str
    sentence: str
    letter: str
    fill: str
    letter_fill: str
    count: str
    site: str

    @classmethod
    def of(cls, campaign: Campaign, standing: PublicStanding, *, carried: int) -> "CLPPicture":
        """Return the picture of one CLP; `carried` is how many CLPs the public counts as having carried it."""
        fill, letter_fill = FILLS[standing.stage]
        return cls(
            campaign=campaign.name,
            name=f"{standing.name}\N{NO-BREAK SPACE}CLP",  # never alone on a line
            stage=standing.label,
            sentence=standing.wording,
            letter=standing.stage.letter,
            fill=fill,
            letter_fill=letter_fill,
            count=_one_of(standing.stage, carried),
            site=site_name(),
        )

    @property
    def digest(self) -> str:
        """What names the picture: it moves when anything in it does."""
        return digest_of("clp", asdict(self))

    @classmethod
    def read(cls, campaign: Campaign, standing: PublicStanding) -> "CLPPicture":
        """Return the picture of a CLP as it stands, in one query."""
        return cls.of(campaign, standing, carried=CARRIED.of(count_standings(campaign)))

    def draw(self) -> bytes:
        """Return the PNG."""
        return picture("clp", asdict(self))


def has_picture(standing: PublicStanding) -> bool:
    """Whether there is anything to show of this CLP; where there is not, the campaign's picture stands for it."""
    return standing.stage != Stage.NOT_STARTED


def site_name() -> str:
    """Return where people find the campaign, without what no one types."""
    return urlsplit(settings.SITE_URL).netloc


def _one_of(stage: Stage, carried: int) -> str:
    """Return what the CLP is part of."""
    if stage in CARRIED.stages:
        return "The first CLP to carry it" if carried == 1 else f"One of {carried} CLPs that carried it for conference"
    return f"{carried} {_clps(carried)} carried it for conference"


def _clps(number: int) -> str:
    return "CLP has" if number == 1 else "CLPs have"
