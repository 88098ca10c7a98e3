"""One side of A4 to print: a motion, what to say for it, and where to report. As a page and as a PDF."""

import io
from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from motions.models import MotionVersion
from motions.sharing.cards import absolute
from motions.texts.blocks import Block, read_blocks
from motions.texts.limits import counts_of
from motions.texts.typesetting import digest_of, sheet

PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the sheet says."""

    kicker: str
    title: str
    blocks: tuple[Block, ...]
    counts: str
    points: tuple[str, ...]
    group: str
    call: str
    invitation: str
    address: str
    qr: str
    footer: str

    @property
    def digest(self) -> str:
        """What names the PDF: it moves when anything on it does."""
        return digest_of("sheet", asdict(self))

    def pdf(self, version: MotionVersion) -> bytes:
        """Return the sheet as a PDF, dated as the text is, so that the same text gives the same file."""
        return sheet("sheet", asdict(self), dated=version.published_at)


def sheet_of(version: MotionVersion) -> Sheet:
    """Return the sheet of a published text. A motion for conference leads to the page where it is reported."""
    motion, campaign = version.motion, version.motion.campaign
    day = date_format(timezone.localtime(version.published_at), "j F Y")
    if motion.for_conference:
        kicker, call = f"Motion for {campaign.conference.name}", "Sent it? Voted on it? Tell us."
        invitation = "Find your CLP there and report it. It takes a minute, and your CLP counts."
        address = absolute(reverse("clps:find"))
    else:
        kicker, call = "Model local motion", "Take the text with you"
        invitation = "There you can copy it, download it, and see whether it has changed since."
        address = absolute(motion.get_absolute_url())
    return Sheet(
        kicker=kicker,
        title=version.title,
        blocks=tuple(read_blocks(version.text)),
        counts=" ".join(f"{count.message}." for count in counts_of(version)),
        points=tuple(campaign.points),
        group=campaign.group,
        call=call,
        invitation=invitation,
        address=address,
        qr=_qr(address),
        footer=f"{campaign.name}, by {campaign.group}. Version {version.number}, {day}.",
    )


def _qr(address: str) -> str:
    """Return a QR code as an SVG, without a style of its own."""
    import segno  # with the first sheet: most workers never make one

    held = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        held, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, lineclass=None, svgclass=None
    )
    return held.getvalue().decode()
