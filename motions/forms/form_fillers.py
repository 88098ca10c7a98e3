"""What a program that fills in forms gives itself away by, without a puzzle, a script or a third party.

A program fills in fields that nobody sees, and sends a form in the moment that it gets it. Neither proves anything, so
whoever is taken for one gets the form back with everything that they typed, and a second press goes through.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.forms.renderers import BaseRenderer
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

SALT = "motions.forms.form_fillers"
BAIT = "homepage"


@dataclass(frozen=True, slots=True)
class BotSigns:
    """How a form came: when it was drawn, as far as we know, and what stands in the field that nobody sees."""

    drawn_at: datetime | None
    bait: str

    @property
    def filled_hidden_field(self) -> bool:
        """Whether something was typed where people see nothing."""
        return bool(self.bait.strip())

    @property
    def was_quick(self) -> bool:
        """Whether it came back sooner than anybody reads it, or was never drawn by us.

        However old it is, it is good: people come back to a page, and use the back button.
        """
        least = timedelta(seconds=settings.FORMS_TAKE_SECONDS)
        return bool(least) and (self.drawn_at is None or timezone.now() - self.drawn_at < least)


class _BotSignsInput(forms.HiddenInput):
    """The signed time, and a field that eyes, the keyboard, autofill and screen readers do not meet."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ANN401 - as Django has it
        """Return both."""
        return data.get(name, ""), data.get(f"{name}-{BAIT}", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ANN401
        return name not in data

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Draw both. A form that comes back keeps its first time, so that the second press is late enough."""
        # Signed, so that no program can make up an earlier time.
        token = value[0] if value and _drawn_at(value[0]) else signing.dumps(timezone.now().timestamp(), salt=SALT)
        return format_html(
            '{}<div class="visually-hidden" aria-hidden="true"><label>Leave this empty '
            '<input type="text" name="{}-{}" tabindex="-1" autocomplete="off"></label></div>',
            super().render(name, token, attrs, renderer),
            name,
            BAIT,
        )


class BotSignsField(forms.Field):
    """Tells `motions.views.form_throttle` how a public form came. It is never wrong by itself."""

    widget = _BotSignsInput

    def __init__(self) -> None:
        """Ask for nothing."""
        super().__init__(required=False)

    def clean(self, value: Any) -> BotSigns:  # noqa: ANN401 - as Django has it
        """Return what a form told, whatever it was."""
        token, bait = value or ("", "")
        return BotSigns(_drawn_at(token), bait)


class BotGuardedForm(forms.Form):
    """A form that anybody may send; after it was cleaned, `bot_signs` says how it came."""

    bot_signs: BotSigns | None = None
    drawn = BotSignsField()

    def _clean_fields(self) -> None:
        """Take out of what was typed what nobody typed: forms that were sent twice are known by their words."""
        super()._clean_fields()  # type: ignore[misc]
        self.bot_signs = self.cleaned_data.pop("drawn", None)


def _drawn_at(token: str) -> datetime | None:
    """Return when a form was drawn by us; None where it was not."""
    try:
        return datetime.fromtimestamp(signing.loads(token, salt=SALT), UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError, OSError):
        return None
