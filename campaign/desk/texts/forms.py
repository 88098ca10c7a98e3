"""The form of a draft, counted against the limits as one types."""

from typing import Any

from django import forms

from campaign.desk.models import TextDraft
from motions.forms.fields import CountedInput, CountedTextarea
from motions.models import Motion
from motions.texts.limits import Limits


class DraftForm(forms.Form):
    """What the next version is to say. Nothing is required: it is a draft."""

    title = forms.CharField(max_length=300, required=False)
    text = forms.CharField(required=False, strip=False, max_length=20_000)
    note = forms.CharField(
        label="What changed",
        max_length=300,
        required=False,
        help_text="One line for the public page. Needed from the second version on, before it is published.",
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, motion: Motion, draft: TextDraft | None, **kwargs: Any) -> None:
        """Begin from the draft, or else from the current version."""
        current = motion.current_version
        begun: dict[str, Any] = {"title": "", "text": "", "note": "", "after": 0, "seen": 0}
        if current:
            begun |= {"title": current.title, "text": current.text, "after": current.number}
        if draft:
            names = ("title", "text", "note", "after")
            begun = {**{name: getattr(draft, name) for name in names}, "seen": draft.saves}
        super().__init__(*args, **{**kwargs, "initial": begun})
        limits = Limits.on(motion)
        self.fields["title"].widget = CountedInput(field="title", limits=limits, attrs={"maxlength": 300})
        title = str(self["title"].value() or "")
        self.fields["text"].widget = CountedTextarea(field="text", limits=limits, title=title, attrs={"rows": 22})

    def begin_after(self, draft: TextDraft) -> None:
        """Let the next save follow what somebody else saved meanwhile."""
        self.data = {**dict(self.data.items()), self.add_prefix("seen"): str(draft.saves)}
