"""Fields that say how many words they hold: by the server on every page, and by `motion-editor.js` as one types."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html
from django.utils.safestring import SafeString

from motions.texts.limits import Count, count


class Counted(forms.Widget):
    """Adds the count of words, against a limit where there is one, below a field."""

    def __init__(
        self, *, part: str, limit: int | None = None, markers: bool = True, attrs: dict[str, Any] | None = None
    ) -> None:
        """Name the part that is counted, how many words it may have, and whether the markers of lists are words."""
        super().__init__(attrs)
        self.part, self.limit, self.markers = part, limit, markers

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
        found = count(self.part, str(value or ""), self.limit, markers=self.markers)
        count_id = f"{(attrs or {}).get('id', f'id_{name}')}_count"
        described = " ".join(filter(None, [(attrs or {}).get("aria-describedby"), count_id]))
        marks: dict[str, Any] = {"aria-describedby": described, "data-words": count_id, "data-words-part": self.part}
        if self.limit is not None:
            marks["data-words-limit"] = self.limit
        if not self.markers:
            marks["data-words-markers"] = "no"
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
