"""How far the CLPs have come, as the public may see it: numbers, drawings, and pages kept ready to send."""

from motions.progress.standings import PublicStanding, public_standing, public_standings

__all__ = ["PublicStanding", "public_standing", "public_standings"]
