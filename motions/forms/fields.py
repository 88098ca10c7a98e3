"""Fields that the forms share; those that say how many words they hold are kept true by `motion-editor.js`, too."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms.renderers import BaseRenderer
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clps.addresses import Address
from clps.names import tidy_branch
from motions.enums import TitleRule
from motions.texts.limits import Count, Limits

# Nobody plans a CLP meeting further ahead; a later date is a slip of the finger.
FURTHEST_MEETING = timedelta(days=550)
EARLIEST_SENDING = timedelta(days=550)
# Where the words have to say what to do about it, a field has its own as the error "max_value".
# A function, not a day: a process runs for days, and "today" must not be the one on which it began.
NOT_AHEAD = MaxValueValidator(timezone.localdate, message="That day is still to come.")


def at_most_ago(past: timedelta) -> MinValueValidator:
    """Return what refuses a day longer ago than that, which has the year wrong."""

    def earliest() -> date:
        return timezone.localdate() - past

    return MinValueValidator(earliest, message="That is long ago. Check the year.")


def key_of(form_key: uuid.UUID, given: Mapping[str, Any]) -> uuid.UUID:
    """Return what a form that is sent twice is known by: the key it was drawn with and what it says.

    Pressing twice is one report. Going back to put a wrong address right and sending it again is another.
    """
    return uuid.uuid5(form_key, repr(sorted((name, str(value)) for name, value in given.items())))


class OneLine(forms.CharField):
    """A name, or another line of words. What nobody could see is nothing."""

    def to_python(self, value: object) -> str:
        """Return it with one space where there was a line break or several."""
        text = " ".join(str(super().to_python(value) or "").split())
        return text if any(letter.isprintable() and not letter.isspace() for letter in text) else ""


class YourName(OneLine):
    """What to call whoever fills the form in."""

    def __init__(self, **kwargs: Any) -> None:
        """Ask for it as everywhere; the browser may know it."""
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        usual = {"label": "Your name", "max_length": 120, "error_messages": {"required": "Tell us what to call you."}}
        super().__init__(**{"widget": widget, **usual, **kwargs})


class YourAddress(Address):
    """The email address of whoever fills the form in."""

    def __init__(self, *, required_words: str, **kwargs: Any) -> None:
        """Ask for it; `required_words` say what we need it for. The browser may know it."""
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        usual = {"label": "Your email address", "max_length": 254, "error_messages": {"required": required_words}}
        super().__init__(**{"widget": widget, **usual, **kwargs})


class BranchName(OneLine):
    """A branch's name, without the word itself: we write “Castle branch”, whichever way it was typed."""

    def to_python(self, value: object) -> str:
        """Return "Castle" for "Castle Branch"."""
        return tidy_branch(super().to_python(value))


class LongText(forms.CharField):
    """A text of several lines. Too long a one is refused with the reason.

    It has no `maxlength` in the browser, which would cut a pasted text without a word.
    """

    def __init__(self, *, longest: int, rows: int, **kwargs: Any) -> None:
        """Take up to `longest` characters, in a box of so many rows."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
        words = "That is too long: %(show_value)d characters, of %(limit_value)d at the most."
        self.validators.append(MaxLengthValidator(longest, message=words))


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO dates whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        """Show dates as the picker needs them."""
        super().__init__(format="%Y-%m-%d")


class PastDay(forms.DateField):
    """A day on which something happened: today, or one before."""

    widget = DateInput
    default_validators = [NOT_AHEAD]


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and an hour."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        """Show moments as the picker needs them."""
        super().__init__(format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self) -> None:
        """Show times as the picker needs them."""
        super().__init__(format="%H:%M")


class TakenOnce(forms.Form):
    """A form with a key: pressed twice, or sent again by the back button, it is one report, offer or question."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Draw it with a new key."""
        kwargs["initial"] = {"form_key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Make the key that of this form and of what it says."""
        cleaned = super().clean() or {}
        if "form_key" in cleaned:
            cleaned["form_key"] = key_of(cleaned["form_key"], cleaned)
        return cleaned


class DatedForm(forms.Form):
    """Something that happened on a day; today, unless another is given."""

    on = PastDay(label="When?", initial=timezone.localdate)


class Counted(forms.Widget):
    """Adds the count of words, against a limit where there is one, below a field."""

    def __init__(self, *, field: str, limits: Limits, title: str = "", attrs: dict[str, Any] | None = None) -> None:
        """Count “title” or “text” against these limits; `title` is drawn with the text, where it counts with it."""
        super().__init__(attrs)
        self.field, self.limits, self.title = field, limits, title

    class Media:
        js = ["js/wordcount.js", "js/motion-editor.js"]

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the field with its count below it."""
        text = str(value or "")
        found = self.limits.counts(title=text if self.field == "title" else self.title, text=text)[self.field]
        count_id = f"{(attrs or {}).get('id', f'id_{name}')}_count"
        described = " ".join(filter(None, [(attrs or {}).get("aria-describedby"), count_id]))
        marks: dict[str, Any] = {"aria-describedby": described, "data-words": count_id, "data-words-part": found.part}
        if found.limit is not None:
            marks["data-words-limit"] = found.limit
        if not self.limits.markers_are_words and self.field == "text":
            marks["data-words-markers"] = "no"
        if not self.limits.line_numbers_are_words and self.field == "text":
            marks["data-words-numbers"] = "no"
        if self.limits.title_rule == TitleRule.IN_TEXT and self.field == "text":
            marks["data-words-with"] = "id_title"
        field = super().render(name, value, {**(attrs or {}), **marks}, renderer)
        return format_html("{}{}", field, self._shown(found, count_id))

    def _shown(self, found: Count, count_id: str) -> SafeString:
        """Return the count as the browser's script will find and replace it."""
        return format_html(
            '<div class="counts word-count{}" id="{}">'
            "<span data-words-count>{}</span> <span data-words-warning>{}</span>"
            '<span class="visually-hidden" role="status" data-words-status></span></div>',
            " is-over" if found.is_over else "",
            count_id,
            found.message,
            found.warning,
        )


class CountedInput(Counted, forms.TextInput):
    """One line of counted words."""


class CountedTextarea(Counted, forms.Textarea):
    """Several lines of counted words."""
