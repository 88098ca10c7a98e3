"""Where the button of a mail leads."""

from dataclasses import dataclass

from motions.enums import LinkPurpose


@dataclass(frozen=True, slots=True)
class Link:
    """Where the button of a mail leads and, where it is the recipient's own, what it lets its holder do."""

    route: str
    purpose: LinkPurpose | None = None


CONFIRM = Link("motions:report-confirm", LinkPurpose.CONFIRM)
MANAGE = Link("motions:report-manage", LinkPurpose.MANAGE)
CHANGE = Link("motions:report-change", LinkPurpose.MANAGE)
OUTCOME = Link("motions:report-outcome", LinkPurpose.OUTCOME)
ONWARD = Link("motions:report-onward", LinkPurpose.OUTCOME)
SENT = Link("motions:report-sent", LinkPurpose.OUTCOME)
APPEAL = Link("motions:report-appeal", LinkPurpose.OUTCOME)
CHAMPION_CONFIRM = Link("motions:champion-confirm", LinkPurpose.CHAMPION_CONFIRM)
OFFER_CONFIRM = Link("motions:offer-confirm", LinkPurpose.OFFER_CONFIRM)
SPEAKER = Link("motions:speaker-own", LinkPurpose.SPEAKER)
SPEAKER_WISH = Link("motions:speaker-wish", LinkPurpose.SPEAKER_WISH)
CHAMPION = Link("motions:champion-manage", LinkPurpose.CHAMPION_MANAGE)
CHAMPION_TEXT = Link("motions:champion-text", LinkPurpose.CHAMPION_MANAGE)
CHAMPION_SEND = Link("motions:champion-send", LinkPurpose.CHAMPION_MANAGE)
# Whatever they have here: their report, what they said that they will take, or else what everybody sees.
OWN = Link("motions:progress")
# The mail's own link, which no other mail has: `campaign.mail.outbox.compose` puts it there.
ABOUT_YOU = Link("about-you")
PROGRESS = Link("motions:progress")
HELP = Link("motions:help")
DESK = Link("admin:index")
