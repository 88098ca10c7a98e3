"""Texts that run beside a motion's own. Saving another title or text publishes the next version of that one."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from clps.lib.admin_pages import acting
from motions.actions.texts import NotPublished, normalise, one_line, publish_version, refuse
from motions.enums import MotionKind
from motions.models import Motion, Variant
from motions.variants import newest_text


class VariantForm(forms.ModelForm):
    """A variant with its text, which is no column: it is published as a version."""

    title = forms.CharField(max_length=300, widget=forms.TextInput({"class": "vLargeTextField"}))
    text = forms.CharField(widget=forms.Textarea({"class": "vLargeTextField", "rows": 24}), strip=False)

    class Meta:
        model = Variant
        fields = ["motion", "name", "about", "is_offered"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin from its newest text; the first begins from the motion's own."""
        super().__init__(*args, **kwargs)
        if "motion" in self.fields:
            field = cast(forms.ModelChoiceField, self.fields["motion"])
            field.queryset = Motion.objects.filter(kind=MotionKind.CONFERENCE, current_version__isnull=False)
        if self.instance.pk and (now := newest_text(self.instance.motion, self.instance)):
            self.initial = {"title": now.title, "text": now.text, **self.initial}

    @property
    def publishes(self) -> bool:
        """Whether its words are other ones than those that are published."""
        now = newest_text(self.instance.motion, self.instance) if self.instance.pk else None
        words = one_line(self.cleaned_data["title"]), normalise(self.cleaned_data["text"])
        return now is None or words != (now.title, normalise(now.text))

    def clean(self) -> dict[str, Any]:
        """Refuse what publishing would refuse, beside its field."""
        cleaned = super().clean() or self.cleaned_data
        motion = cleaned.get("motion") or (self.instance.motion if self.instance.pk else None)
        if self.errors or motion is None or not self.publishes:
            return cleaned
        variant = self.instance if self.instance.pk else None
        try:
            refuse(motion, title=one_line(cleaned["title"]), text=normalise(cleaned["text"]), variant=variant)
        except NotPublished as refused:
            for name, message in refused.messages.items():
                self.add_error(name or None, message)
        return cleaned


@admin.register(Variant)
class VariantAdmin(admin.ModelAdmin):
    """Texts that run beside a motion's own."""

    form = VariantForm
    list_display = ["name", "motion", "about", "is_offered"]
    list_select_related = ["motion__current_version"]
    fieldsets = [
        (None, {"fields": ["motion", "name", "about", "is_offered"]}),
        (
            "Text",
            {
                "description": "It asks for the same as the motion’s own text, in other words. Saving another title "
                "or text publishes it at once. Reports of it count with the motion.",
                "fields": ["title", "text"],
            },
        ),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Variant | None = None) -> Any:  # noqa: ANN401
        """Show its words to whoever may publish them; the public page has them for everybody."""
        found = super().get_fieldsets(request, obj)
        return found if obj is None or self.has_change_permission(request, obj) else found[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Variant | None = None) -> list[str]:
        """Keep whose it is: people may have sent it."""
        return ["motion"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Variant | None = None) -> bool:
        """What has been published is kept; it need not be offered."""
        return False

    def save_model(self, request: HttpRequest, obj: Variant, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save it, and publish its text if that is another one."""
        publishes = cast(VariantForm, form).publishes
        super().save_model(request, obj, form, change)
        if publishes:
            version = publish_version(
                motion=obj.motion,
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                note="" if not change else "Changed.",
                by=acting(request),
                variant=obj,
            )
            messages.info(request, f"Version {version.number} is published: “{obj.name}”.")
