"""Campaigns, their conferences, and the texts of their motions."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clps.lib.admin_pages import ReadOnly, acting
from clps.lib.http import address, key_in
from motions.actions.rules import start_from_rules
from motions.actions.texts import NotPublished, publish_version
from motions.admin.campaigns import OfOneCampaign, name_at_desk, warn_of_long_motions
from motions.admin.conference import RULES
from motions.enums import MotionKind
from motions.forms.texts import MotionForm
from motions.known_rules import choices_of_rules, known_rules
from motions.models import Campaign, Conference, Motion, MotionVersion, SpeakerNotes
from motions.queries import motions_of_running_campaigns
from motions.texts.differences import differences
from motions.texts.limits import counts_of


class ConferenceAdminForm(ModelForm):
    """A conference, with whose rules to start from."""

    start_from = ChoiceField(
        label="start from the rules of",
        choices=choices_of_rules,
        required=False,
        help_text="Fills in what is empty on this page from what we have read of them, with its source. What you have "
        "filled in stays. Days of another year are noted as what they were.",
    )

    class Meta:
        model = Conference
        # The page's own fieldsets say which.
        fields = ["name"]


def running_for(conference: Conference) -> Motion | None:
    """Return the motion for it of a campaign that people can take part in; None where nobody can."""
    return motions_of_running_campaigns().filter(campaign__conference=conference).first()


def _whose_rules(held: Conference) -> SafeString:
    words = 'Emergency motions, heard at <a href="{}">{}</a>. Its rules hold; dates and lengths are their own.'
    return format_html(words, reverse("admin:motions_conference_change", args=[held.pk]), held.name)


@admin.register(Conference)
class ConferenceAdmin(admin.ModelAdmin):
    """What motions are sent to."""

    form = ConferenceAdminForm
    inlines = RULES
    list_display = ["name", "kind", "starts_on", "deadline", "title_word_limit", "text_word_limit"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": [("name", "kind"), ("starts_on", "ends_on"), "start_from"]}),
        (
            "When motions are taken",
            {"fields": ["motions_open_on", "deadline", "dates_are_provisional", "about_matters_since"]},
        ),
        (
            "How long a motion may be",
            {
                "description": "One word over, and the whole motion is ruled out. Check this year's rules. What you "
                "leave empty is not known: nothing is checked by it, and the public page of the rules says so.",
                "fields": [
                    ("title_rule", "title_word_limit", "text_word_limit"),
                    "section_limits",
                    ("markers_are_words", "line_numbers_are_words"),
                    "rules_source",
                ],
            },
        ),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Conference | None = None) -> Any:  # noqa: ANN401
        """Offer rules to start from to whoever may change anything, and lead to where a deadline is moved."""
        found = super().get_fieldsets(request, obj)
        if obj and (motion := running_for(obj)):
            words = 'The deadline is moved on <a href="{}">a page of its own</a>, which shows first whom it tells.'
            link = format_html(words, address("admin:desk-dates-deadline", motion=name_at_desk(motion)))
            found = [
                (name, {**said, "description": link} if "deadline" in said["fields"] else said) for name, said in found
            ]
        if obj and obj.part_of:
            found = [(None, {**found[0][1], "description": _whose_rules(obj.part_of)}), *found[1:]]
        if self.has_change_permission(request, obj) and not (obj and obj.part_of):
            return found
        return [
            (name, {**said, "fields": [one for one in said["fields"] if one != "start_from"]}) for name, said in found
        ]

    def get_inlines(self, request: HttpRequest, obj: Conference | None) -> Any:  # noqa: ANN401
        """Show no rules where those of another conference hold: what is typed there would hold for nothing."""
        return [] if obj and obj.part_of_id else super().get_inlines(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Conference | None = None) -> list[str]:
        """Show the deadline of a campaign that runs: moving it tells people, so it is an act of its own."""
        return ["deadline", "dates_are_provisional"] if obj and running_for(obj) else []

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[ModelForm]:
        """Name both halves of the deadline for people who hear the form."""
        form = super().get_form(request, *args, **kwargs)
        if "deadline" in form.base_fields:
            for widget, name in zip(form.base_fields["deadline"].widget.widgets, ("Date", "Time"), strict=True):
                widget.attrs["aria-label"] = f"{name} of the deadline"
        return form

    def save_model(self, request: HttpRequest, obj: Conference, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save, and say which texts are over the limits now."""
        super().save_model(request, obj, form, change)
        warn_of_long_motions(request, obj)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Save the rows of the rules, and then fill in what is still empty from the rules that were chosen."""
        super().save_related(request, form, formsets, change)
        if known := known_rules().get(form.cleaned_data.get("start_from", "")):
            start_from_rules(form.instance, known)
            messages.info(request, f"What was empty is filled in from: {known.name}. Source: {known.source}.")


@admin.register(Motion)
class MotionAdmin(OfOneCampaign):
    """Motions. Saving another title or text publishes the next version; nothing else does."""

    form = MotionForm
    change_form_template = "admin/motions/motion/change_form.html"
    list_display = ["__str__", "kind", "campaign", "version_number"]
    list_filter = ["kind"]
    to_motion, to_campaign, shows_motion = "", "campaign", False
    search_fields = ["slug", "versions__title"]
    settings_fields = ["campaign", "kind", "slug"]

    class Media:
        css = {"all": ["css/admin-texts.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Motion]:
        """Return motions with their campaigns. The list adds what it selects only where nothing is selected yet."""
        return super().get_queryset(request).select_related("campaign")

    @admin.display(description="current version")
    def version_number(self, motion: Motion) -> int | None:
        """Return the number of the current version."""
        return motion.current_version.number if motion.current_version else None

    @admin.display(description="title")
    def current_title(self, motion: Motion) -> str:
        """Return the title for someone who may only read it."""
        return motion.current_version.title if motion.current_version else ""

    @admin.display(description="text")
    def current_text(self, motion: Motion) -> str:
        """Return the text for someone who may only read it."""
        return motion.current_version.text if motion.current_version else ""

    def get_fieldsets(self, request: HttpRequest, obj: Motion | None = None) -> Any:  # noqa: ANN401
        """Show the fields that publish to those who may publish, and the words alone to the rest."""
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": [*self.settings_fields, "current_title", "current_text"]})]
        words = ["title", "text", "note", "after"]
        about = "Saving another title or text publishes it at once, as the next version. Earlier ones stay."
        return [(None, {"fields": self.settings_fields}), ("Text", {"description": about, "fields": words})]

    def get_readonly_fields(self, request: HttpRequest, obj: Motion | None = None) -> list[str]:
        """Keep what the published text depends on: its campaign sets its limits, its slug is its lasting address."""
        return [*self.settings_fields, "current_title", "current_text"] if obj and obj.current_version_id else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the campaign on the site, and with the kind that it lacks."""
        campaign = Campaign.objects.current()
        has_one = campaign and campaign.motions.filter(kind=MotionKind.CONFERENCE).exists()
        kind = MotionKind.LOCAL if has_one else MotionKind.CONFERENCE
        return {"campaign": campaign, "kind": kind, **super().get_changeform_initial_data(request)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Adding publishes the first version, so it takes the permission to change texts too."""
        return super().has_add_permission(request) and self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Motion | None = None) -> bool:
        """A motion that has been published is kept: people may have carried it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.current_version_id)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form anew when the text was overtaken between its check and its publication."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotPublished:
            # The first try was one transaction and left nothing. The form's own check now sees the newer version.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Motion, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save the settings, then publish the text if there is another one."""
        if change:
            # Only what was typed: stages move, and others publish, on this row meanwhile.
            obj.save(update_fields=[name for name in form.changed_data if name in self.settings_fields])
        else:
            super().save_model(request, obj, form, change)
        if not cast(MotionForm, form).publishes:
            messages.info(request, "The title and the text are as they were. No version was published.")
            return
        words = {name: form.cleaned_data[name] for name in ("title", "text", "note", "after")}
        version = publish_version(motion=obj, by=acting(request), **words)
        messages.success(request, f"Version {version.number} is published.")
        for count in counts_of(version):
            if count.warning:
                messages.warning(request, f"{count.message}. {count.warning}")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Add the list of versions below the form."""
        versions = MotionVersion.objects.defer("text").select_related("published_by").order_by("-number")
        shown = {"versions": versions.filter(motion=key_in(object_id))}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})


@admin.register(MotionVersion)
class MotionVersionAdmin(ReadOnly, OfOneCampaign):
    """Published texts, to read. A text changes on its motion's page, by publishing the next one."""

    list_display = ["title", "motion", "number", "published_at", "published_by"]
    shows_motion = False
    fields = ["motion", "number", "title", "counts", "note", "published_at", "published_by", "difference", "text"]
    readonly_fields = ["counts", "difference"]

    class Media:
        css = {"all": ["css/admin-texts.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[MotionVersion]:
        """Return the versions with the conference that limits them, and with what the list names."""
        named = ("motion__campaign__conference", "motion__current_version", "published_by")
        return super().get_queryset(request).select_related(*named)

    @admin.display(description="words")
    def counts(self, version: MotionVersion) -> str:
        """Return the counts of both parts."""
        return " ".join(f"{count.message}." for count in counts_of(version))

    @admin.display(description="difference from the version before")
    def difference(self, version: MotionVersion) -> SafeString | str:
        """Return the text with what changed from the version before it, marked word by word."""
        before = version.motion.versions.filter(number=version.number - 1).first()
        if before is None:
            return "This is the first version."
        changes = differences(f"{before.title}\n\n{before.text}", f"{version.title}\n\n{version.text}")
        # The template escapes every word of it.
        return render_to_string("admin/motions/motionversion/difference.html", {"changes": changes})


@admin.register(SpeakerNotes)
class SpeakerNotesAdmin(OfOneCampaign):
    """What members can say for a motion. What is left empty is filled with general words on its page."""

    list_display = ["motion", "minutes"]
    shows_motion = False
    list_select_related = ["motion__current_version"]
    fieldsets = [
        (None, {"fields": ["motion", "minutes"]}),
        ("What to say", {"fields": ["points", "speech"]}),
        ("What others may say", {"fields": ["objections"]}),
    ]

    def view_on_site(self, obj: SpeakerNotes) -> str:
        """Lead to the speaker's page."""
        return reverse("motions:motion-speaking", args=[obj.motion.slug])
