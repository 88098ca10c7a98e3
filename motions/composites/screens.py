"""What the screen of a compositing meeting shows: our draft as last saved, and what changed since the reading before.

The screens ask once a second and are answered "nothing new" by an ETag. Plain asking, not server-sent events: it needs
no connection that is held open (each would take a thread of a small server), goes through every proxy and hotspot, and
goes on by itself after a lost connection. Whatever is on the screen has been saved first, so a server that is killed
loses nothing.
"""

from dataclasses import dataclass
from typing import Any

from motions.composites.marking import DraftLine, lines_of
from motions.enums import DraftSide
from motions.models import CompositingMeeting


@dataclass(frozen=True, slots=True)
class Screen:
    """The lines of one reading. Number nought: nothing has been saved yet."""

    key: str
    number: int
    lines: tuple[DraftLine, ...]

    @property
    def etag(self) -> str:
        """What names this reading."""
        return f'"{self.key}-{self.number}"'

    def as_json(self) -> dict[str, Any]:
        """Return what the page's script draws."""
        return {
            "number": self.number,
            "lines": [
                {
                    "number": line.number,
                    "is_new": line.is_new,
                    "pieces": [{"change": piece.change.value, "text": piece.text} for piece in line.pieces],
                }
                for line in self.lines
            ],
        }


def screen_of(meeting: CompositingMeeting) -> Screen:
    """Return what the screen shows now, in one query."""
    last = list(meeting.readings.filter(side=DraftSide.OURS).order_by("-number")[:2])
    if not last:
        return Screen(str(meeting.pk), 0, ())
    before = last[1].text if len(last) > 1 else None
    return Screen(str(meeting.pk), last[0].number, tuple(lines_of(last[0].text, before)))
