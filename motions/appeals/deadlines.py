"""Until when a CLP can appeal: as its letter says, or else as the conference's rules do."""

from datetime import datetime

from motions.models import ConferenceEntry
from motions.models.rules import RuleSet


def appeals_close(entry: ConferenceEntry) -> datetime | None:
    """Return until when an entry's ruling may be appealed; None where neither the letter nor the rules say.

    Reads `motion.campaign.conference.rule_set`.
    """
    if entry.appeal_by:
        return entry.appeal_by
    rules: RuleSet | None = getattr(entry.motion.campaign.conference, "rule_set", None)
    return rules.appeals_close(entry.ruled_out_on) if rules and entry.ruled_out_on else None
