"""Conference entries: an organiser records what conference did with each CLP's motion."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest

from clps.lib.admin_pages import InTheirRegions, ReadOnly, acting, regions_of
from clps.lib.exporting import Exportable, about_the_clp
from clps.lib.http import address
from motions.act_pages import ActPage
from motions.actions.entries import record_sent
from motions.admin.campaigns import OfOneCampaign, about_the_motion, name_at_desk
from motions.admin.tools import ToolPages
from motions.enums import MotionKind
from motions.models import Campaign, ConferenceEntry, Motion
from motions.organiser_acts import NEXT_STEP

FIELDS_WHEN_SENT = ("motion", "clp", "sent_on")
FIELDS = (
    "motion",
    "clp",
    "state",
    "sent_on",
    "acknowledged_on",
    "ruled_on",
    "grounds_given",
    "ruling_reason",
    "ruling_letter",
    ("appeal_by", "appeal_choice", "appeal_chosen_on"),
    "appealed_on",
    "appeal_words",
    ("hearing_on", "hearing_time", "hearing_place", "hearing_delegate"),
    "appeal_decided_on",
    ("reference_back_on", "reference_decided_on"),
    "reference_back_words",
    ("subject_heading", "headed_on"),
    ("in_ballot_on", "ballot_on"),
    ("composite", "composited_on"),
    ("floor_on", "card_for", "card_against", "clps_for", "affiliates_for"),
    "submission",
)


class HeadingFilter(admin.AllValuesFieldListFilter):
    """Subject headings, with a name for having none: a link without words cannot be heard or pressed."""

    def choices(self, changelist: Any) -> Iterator[Any]:  # noqa: ANN401 - as Django has it
        """Yield the headings, as the list offers them."""
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "No heading yet"}


@admin.register(ConferenceEntry)
class ConferenceEntryAdmin(OfOneCampaign, Exportable, ReadOnly, InTheirRegions, ToolPages):
    """A CLP's motion at conference. Adding one says it was sent; each later step is recorded with its day."""

    list_display = ["clp", "state", "sent_on", "acknowledged_on", "ruled_on"]
    list_filter = ["state", ("subject_heading", HeadingFilter), "composite", "motion", "clp__region"]
    list_select_related = ["clp"]
    export_prefetch = ("clp__constituencies", "grounds")
    search_fields = ["clp__name"]
    autocomplete_fields = ["clp"]
    tools = {"step": NEXT_STEP}
    export_columns = (
        *about_the_clp(),
        *about_the_motion(),
        ("State", "get_state_display"),
        ("Sent on", "sent_on"),
        ("Acknowledged on", "acknowledged_on"),
        ("Ruled on", "ruled_on"),
        ("Ruled out as", lambda row: "; ".join(row.ground_labels)),
        ("Reason given", "ruling_reason"),
        ("Subject heading", "subject_heading"),
        ("Composite", lambda row: row.composite and row.composite.name),
        ("Before conference on", "floor_on"),
        ("Card vote for", "card_for"),
        ("Card vote against", "card_against"),
        ("CLPs for, per cent", "clps_for"),
        ("Affiliates for, per cent", "affiliates_for"),
    )
    export_select = ("clp__region", "motion__current_version", "composite")

    @admin.display(description="ruled out as")
    def grounds_given(self, entry: ConferenceEntry) -> str:
        """Return the grounds of the ruling, each on a line."""
        return "\n".join(entry.ground_labels)

    def get_fieldsets(self, request: HttpRequest, obj: ConferenceEntry | None = None) -> Any:  # noqa: ANN401 - Django says it at length
        """Ask for what is known on the day it was sent; afterwards show everything."""
        return [(None, {"fields": FIELDS if obj else FIELDS_WHEN_SENT})]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer conference motions alone: a model local motion never goes to conference."""
        if db_field.name == "motion":
            kwargs["queryset"] = Motion.objects.filter(kind=MotionKind.CONFERENCE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Organisers with the permission record entries that they know of from elsewhere."""
        return request.user.has_perm("motions.add_conferenceentry")

    def save_model(self, request: HttpRequest, obj: ConferenceEntry, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Record through the action that it was sent."""
        # The action makes the row; Django logs and leads on by this object's key.
        obj.pk = record_sent(motion=obj.motion, clp=obj.clp, sent_on=obj.sent_on, by=acting(request)).pk

    def tool_address(self, row: ConferenceEntry, name: str) -> str:
        """Lead to the CLP's story for a motion of the campaign on the site; those of others stay here."""
        first = Campaign.objects.current()
        if first is not None and row.motion.campaign.first_pk == first.pk:
            return address("admin:desk-clp-act", row.clp.slug, "entry", motion=name_at_desk(row.motion))
        return super().tool_address(row, name)

    def form_for(self, request: HttpRequest, tool: ActPage, row: ConferenceEntry | None) -> Any:  # noqa: ANN401 - as the tool has it
        """Let the form know whose regions it is filled in for: a composite may hold the motions of others."""
        form = super().form_for(request, tool, row)
        form.regions = regions_of(request.user)
        return form
