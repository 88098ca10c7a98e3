"""How the progress block looks in another site's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import TextChoices


class Theme(TextChoices):
    """Whose colours the block takes."""

    AUTO = "auto", "As each reader’s device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Size(TextChoices):
    """How much the block shows."""

    SMALL = "small", "Small: the count and the bar"
    MEDIUM = "medium", "Medium: with the map"
    LARGE = "large", "Large: with the map and what its colours mean"


# Pixels, enough from 320 px wide upwards, and with letters a quarter larger than usual; with larger ones still a frame
# scrolls, because it cannot grow with what is in it.
HEIGHTS = {Size.SMALL: 600, Size.MEDIUM: 980, Size.LARGE: 1280}
Choice = TypeVar("Choice", Theme, Size)


@dataclass(frozen=True, slots=True)
class Look:
    """One way to show the block. There are nine, and each is drawn and kept once."""

    theme: Theme = Theme.AUTO
    size: Size = Size.MEDIUM

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Look":
        """Read a query; what it does not say, or says wrongly, is as usual."""
        return cls(_read(Theme, query.get("theme"), cls().theme), _read(Size, query.get("size"), cls().size))

    @property
    def name(self) -> str:
        """What its drawing is kept under."""
        return f"embed-{self.theme.value}-{self.size.value}"

    @property
    def has_map(self) -> bool:
        """Whether there is room for the map."""
        return self.size != Size.SMALL

    @property
    def has_legend(self) -> bool:
        """Whether there is room to say what the colours mean."""
        return self.size == Size.LARGE

    @property
    def height(self) -> int:
        """How high the frame has to be."""
        return HEIGHTS[self.size]


def _read(choices: type[Choice], value: str | None, usual: Choice) -> Choice:
    """Return the choice of this value, or the usual one."""
    return choices(value) if value in choices.values else usual
