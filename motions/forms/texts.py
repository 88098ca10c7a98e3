"""The admin's form for a motion: its settings, and the text that is to be published."""

from typing import Any

from django import forms

from clps.lib.http import key_in
from motions.actions.texts import NotPublished, Overtaken, last_number, normalise, one_line, refuse
from motions.enums import MotionKind
from motions.forms.fields import CountedInput, CountedTextarea
from motions.models import Conference, Motion, MotionVersion
from motions.texts.limits import Limits


class MotionForm(forms.ModelForm):
    """Edits a motion. Its title and text are no columns: the admin publishes them as the next version."""

    # Neither is required: a motion can be saved before there is a text.
    title = forms.CharField(max_length=300, required=False)
    text = forms.CharField(widget=forms.Textarea, required=False, strip=False)
    note = forms.CharField(
        label="What changed",
        max_length=MotionVersion._meta.get_field("note").max_length,
        required=False,
        widget=forms.TextInput({"class": "vLargeTextField"}),
        help_text="One line for the public page. Needed from the second version on.",
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Motion
        fields = ["campaign", "kind", "slug"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin from the current version, and count against the limits that hold for it."""
        super().__init__(*args, **kwargs)
        if current := self.instance.current_version:
            self.initial = {"title": current.title, "text": current.text, "after": current.number, **self.initial}
        limits = self._limits()
        line = {"class": "vLargeTextField", "maxlength": 300, "data-words-unless": "id_kind=local"}
        page = {"class": "vLargeTextField", "rows": 24, "data-words-unless": "id_kind=local"}
        self.fields["title"].widget = CountedInput(field="title", limits=limits, attrs=line)
        self.fields["text"].widget = CountedTextarea(
            field="text", limits=limits, title=str(self["title"].value() or ""), attrs=page
        )

    def _limits(self) -> Limits:
        """Return the limits to count against while the form is drawn: those of what is chosen so far."""
        kind = self["kind"].value() if "kind" in self.fields else self.instance.kind
        if kind == MotionKind.LOCAL:
            return Limits()
        if "campaign" not in self.fields:
            return Limits.on(self.instance)
        chosen = str(self["campaign"].value() or "")
        conference = Conference.objects.filter(campaigns=key_in(chosen)).first()
        return Limits.of(conference) if conference else Limits()

    @property
    def publishes(self) -> bool:
        """Whether there is a text to publish: another one than the current, or the first."""
        words = (one_line(self.cleaned_data.get("title", "")), normalise(self.cleaned_data.get("text", "")))
        current = self.instance.current_version
        return words != ((current.title, normalise(current.text)) if current else ("", ""))

    def clean(self) -> dict[str, Any]:
        """Refuse what the action would refuse, so that everything typed is shown again with the reason beside it."""
        cleaned = super().clean() or {}
        if not self.publishes:
            if cleaned.get("note"):
                self.add_error("note", "You say what changed, but the title and the text are as they were.")
            return cleaned
        if self.instance.current_version and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what changed, in one line.")
        if not {"title", "text", "campaign", "kind"} & set(self.errors):
            self._check_words(cleaned)
        return cleaned

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        """Ask the action's own check, for the motion as it would be saved."""
        motion = self.instance
        for name in ("campaign", "kind"):
            setattr(motion, name, cleaned.get(name, getattr(motion, name, None)))
        try:
            refuse(motion, title=one_line(cleaned["title"]), text=normalise(cleaned["text"]), after=cleaned["after"])
        except Overtaken as refused:
            # Said once: the next save is counted from the version that they are now told of.
            self.data = {**dict(self.data.items()), self.add_prefix("after"): str(last_number(motion))}
            self.add_error(None, f"{refused} It is in the list below. Save again to publish yours after it.")
        except NotPublished as refused:
            for name, message in refused.messages.items():
                self.add_error(name or None, message)
