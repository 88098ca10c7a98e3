"""The form of a draft, counted against the limits as one types, and what is asked before another motion is opened."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaign.desk.models import TextDraft
from motions.enums import WindowKind
from motions.forms.campaigns import ConferenceForm
from motions.forms.fields import CountedInput, CountedTextarea, DateInput, TimeInput
from motions.models import Campaign, Conference, Motion
from motions.models.rules import rules_of
from motions.texts.limits import Limits

EMERGENCY = "{}: emergency motions"


class DraftForm(forms.Form):
    """What the next version is to say. Nothing is required: it is a draft."""

    title = forms.CharField(max_length=300, required=False)
    # As it was typed: the action tidies it, in the one way in which a version is tidied.
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


class OpenForm(forms.ModelForm):
    """The motion's own address and target, which every other motion needs."""

    slug = forms.SlugField(
        label="What should its web address end with?",
        max_length=60,
        help_text="It lasts. Small letters and hyphens, as: libraries-emergency.",
    )
    target = forms.IntegerField(label="How many CLPs do you want to carry it?", min_value=1, max_value=32_767)

    class Meta:
        model = Conference
        fields: list[str] = []

    def clean_slug(self) -> str:
        """Refuse an address that another motion has, of whichever campaign."""
        slug: str = self.cleaned_data["slug"]
        if Motion.objects.filter(slug=slug).exists():
            raise ValidationError("Another motion has this address already.")
        return slug


class EmergencyForm(OpenForm):
    """An emergency motion to the conference that the campaign is for: its deadline, and how long it may be."""

    day = forms.DateField(label="Emergency motions close on", widget=DateInput)
    hour = forms.TimeField(label="At, by the UK’s clock", widget=TimeInput)

    class Meta:
        model = Conference
        fields = ["about_matters_since", "title_word_limit", "text_word_limit"]
        widgets = {"about_matters_since": DateInput}
        labels = {
            "about_matters_since": "It must be about something since",
            "title_word_limit": "How many words may its title have?",
            "text_word_limit": "How many words may its text have?",
        }
        help_texts = {
            "about_matters_since": "Leave it empty if the rules name no day.",
            "title_word_limit": "Leave it empty if the rules that you have read do not say.",
            "text_word_limit": "Leave it empty if the rules that you have read do not say.",
        }

    field_order = ["day", "hour", "about_matters_since", "title_word_limit", "text_word_limit", "slug", "target"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Begin with what the conference's rules say of emergency motions, as far as they are entered."""
        held = campaign.conference
        own = {
            "kind": held.kind,
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
            "title_rule": held.title_rule,
            "section_limits": held.section_limits,
            "markers_are_words": held.markers_are_words,
            "line_numbers_are_words": held.line_numbers_are_words,
            "rules_source": held.rules_source,
        }
        # The deadline is the one that was typed, once it is found good.
        made = Conference(name=EMERGENCY.format(held.name)[:120], part_of=held, deadline=held.deadline, **own)
        super().__init__(*args, **{**kwargs, "instance": made})
        window = held.windows.filter(kind=WindowKind.EMERGENCY, closes_at__isnull=False).first()
        closes = timezone.localtime(window.closes_at) if window and window.closes_at else None
        begins: dict[str, Any] = {"day": closes.date(), "hour": closes.time()} if closes else {}
        begins |= {"title_word_limit": held.title_word_limit, "target": campaign.target}
        begins["text_word_limit"] = rules_of(held).emergency_word_limit or held.text_word_limit
        self.initial.update(begins)

    def clean(self) -> dict[str, Any]:
        """Refuse a moment that is past; the conference itself refuses one after it has ended."""
        cleaned = super().clean() or {}
        if "day" in cleaned and "hour" in cleaned:
            closes = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["hour"]))
            if closes < timezone.now():
                self.add_error("day", "That is past already.")
            elif cleaned["day"] > self.instance.ends_on:
                self.add_error("day", "Motions cannot close after conference has ended. Check the year.")
            else:
                self.instance.deadline = closes
        # Names of conferences are unique, and one conference may have a second emergency motion.
        number = Conference.objects.filter(name__startswith=self.instance.name).count()
        if number:
            self.instance.name = f"{self.instance.name[:115]} ({number + 1})"
        return cleaned


class ElsewhereForm(OpenForm, ConferenceForm):
    """A motion to another conference: women's, Welsh, Scottish, regional or youth."""

    class Meta(ConferenceForm.Meta):
        fields = ["kind", *ConferenceForm.Meta.fields]
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "motions_open_on": DateInput}
        help_texts = {**ConferenceForm.Meta.help_texts, "name": "Women’s Conference 2027"}

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask for all that a first conference is asked for."""
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on", "motions_open_on"):
            self.fields[name].help_text = ""
