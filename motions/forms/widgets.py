"""Fields that say how many words they hold: by the server on every page, and by `motion-editor.js` as one types."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html
from django.utils.safestring import SafeString

from motions.enums import TitleRule
from motions.texts.limits import Count, Limits


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
