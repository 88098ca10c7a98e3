"""What the public may see of each CLP. Every page, map and export starts here, so the setting holds for all alike."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from clps.models import CLP
from motions.enums import ADOPTED_STAGES, PublicView, Stage
from motions.models import Campaign, Motion, Standing

# Where only carried motions are shown, an empty cell must not claim that nothing was begun.
NOTHING_SHOWN = "No result to show"
NOTHING_SHOWN_WORDING = "No result to show here. This campaign shows a CLP once it has carried the motion."
# That somebody will take it, or nobody yet, is no claim about what a branch or a CLP did.
SAYS_NOTHING_OF_A_MEETING = frozenset({Stage.NOT_STARTED, Stage.CHAMPION_FOUND})


@dataclass(frozen=True)
class PublicStanding:
    """One CLP and its stage with one motion, as far as the public may see it. No person is ever in it."""

    name: str
    slug: str
    region: str
    region_slug: str
    region_position: int
    gss_codes: tuple[str, ...]
    hex_q: int | None
    hex_r: int | None
    stage: Stage
    since: date | None
    is_checked: bool
    adopted_only: bool
    # The CLP's key, by which facts that are read beside it find their place.
    pk: int = field(default=0, compare=False)
    # Which motion of several it is with; "" of the one that the site shows first.
    motion_slug: str = field(default="", compare=False)

    @property
    def address(self) -> str:
        """The lasting public address of the CLP, with the motion: the first needs no name there."""
        return reverse("motions:clp", args=[self.slug, self.motion_slug] if self.motion_slug else [self.slug])

    @property
    def label(self) -> str:
        """The stage in a word or two."""
        return stage_label(self.stage, adopted_only=self.adopted_only)

    @property
    def is_hearsay(self) -> bool:
        """Whether one person's word is all that there is: pages say so wherever they show the stage."""
        return not self.is_checked and self.stage not in SAYS_NOTHING_OF_A_MEETING

    @property
    def remark(self) -> str:
        """What stands behind the stage, in a word for maps and tables; "" where there is nothing to check."""
        return "not checked" if self.is_hearsay else "checked" if self.is_checked else ""

    @property
    def wording(self) -> str:
        """The stage in a sentence."""
        return NOTHING_SHOWN_WORDING if self.adopted_only and self.stage == Stage.NOT_STARTED else self.stage.wording


def stage_label(stage: Stage, *, adopted_only: bool) -> str:
    """Return a stage's public name, which for an empty one depends on what the campaign shows."""
    return NOTHING_SHOWN if adopted_only and stage == Stage.NOT_STARTED else str(stage.label)


def shown_stages(campaign: Campaign) -> list[Stage]:
    """Return the stages that this campaign's public pages can hold, in order."""
    if campaign.public_view == PublicView.ALL:
        return list(Stage)
    return [stage for stage in Stage if stage == Stage.NOT_STARTED or stage in ADOPTED_STAGES]


def public_standing(clp: CLP, motion: Motion | None, campaign: Campaign) -> PublicStanding:
    """Return one CLP's standing as the public may see it, in three queries at most."""
    if motion is None:
        return _shown(clp, _codes_of(clp), None, campaign, "")
    return public_standings_in(clp, [motion])[0]


def public_standings_in(clp: CLP, motions: Sequence[Motion]) -> list[PublicStanding]:
    """Return one CLP's standing with each of these motions, as the public may see it; in two queries for all."""
    codes = _codes_of(clp)
    rows = {row.motion_id: row for row in Standing.objects.filter(motion__in=motions, clp=clp)}
    return [_shown(clp, codes, rows.get(one.pk), one.campaign, _named(one, one.campaign)) for one in motions]


def _codes_of(clp: CLP) -> tuple[str, ...]:
    return tuple(clp.constituencies.order_by("gss_code").values_list("gss_code", flat=True))


def public_standings(motion: Motion | None, campaign: Campaign) -> list[PublicStanding]:
    """Return every CLP's standing as the public may see it, by name, in three queries however many there are."""
    codes = codes_by_clp()
    rows = {row.clp_id: row for row in Standing.objects.filter(motion=motion).order_by()}
    clps = CLP.objects.select_related("region").order_by("name")
    named = _named(motion, campaign)
    return [_shown(clp, tuple(codes[clp.pk]), rows.get(clp.pk), campaign, named) for clp in clps]


def _named(motion: Motion | None, campaign: Campaign) -> str:
    return motion.slug if motion and campaign.is_other else ""


def codes_by_clp() -> defaultdict[int, list[str]]:
    """Return the GSS codes of each CLP's constituencies."""
    pairs = CLP.constituencies.through.objects.values_list("clp_id", "constituency__gss_code")
    codes: defaultdict[int, list[str]] = defaultdict(list)
    for clp_id, code in pairs.order_by("constituency__gss_code"):
        codes[clp_id].append(code)
    return codes


def _shown(clp: CLP, codes: tuple[str, ...], row: Standing | None, campaign: Campaign, named: str) -> PublicStanding:
    """Put one CLP and its row together, leaving out what the campaign does not show."""
    adopted_only = campaign.public_view == PublicView.ADOPTED
    stage = Stage(row.stage) if row else Stage.NOT_STARTED
    if adopted_only and stage not in ADOPTED_STAGES:
        # The row goes too: its day, or that it was checked, would tell that there is something.
        row, stage = None, Stage.NOT_STARTED
    return PublicStanding(
        name=clp.name,
        slug=clp.slug,
        region=clp.region.name,
        region_slug=clp.region.slug,
        region_position=clp.region.position,
        gss_codes=codes,
        hex_q=clp.hex_q,
        hex_r=clp.hex_r,
        stage=stage,
        since=row.since if row else None,
        is_checked=row.is_checked if row else False,
        adopted_only=adopted_only,
        pk=clp.pk,
        motion_slug=named,
    )
