"""Affiliates: who they are can be edited here; how far each has come moves through actions alone."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, IntegerField, Model, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from clps.lib.admin_pages import OfEveryRegion
from clps.lib.exporting import Exportable
from clps.models import Affiliate
from motions.act_pages import ActPage
from motions.actions.affiliates import change_affiliation, move_affiliate, record_contact, remove_contact
from motions.actions.suspensions import NO_CAMPAIGN
from motions.admin.tools import ToolPages
from motions.affiliate_workflow import AffiliateAct
from motions.enums import AffiliateRoute, AffiliateStage
from motions.forms.affiliates import AffiliateStepForm, AffiliationForm, ContactForm, RemoveContactForm
from motions.models import Affiliation, AffiliationStep, Motion
from motions.queries import current_conference_motion
from motions.workflow import NotAllowed


class StageFilter(admin.SimpleListFilter):
    """How far affiliates have come with the current motion."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """Offer every stage."""
        return [(stage.value, str(stage.label)) for stage in AffiliateStage]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those at the stage chosen."""
        return queryset.filter(stage=self.value()) if self.value() else queryset


def on_current(run: Callable[[Motion, Affiliate, Any, AbstractBaseUser], Any]) -> Callable[..., Any]:
    """Return a tool's action on the motion that the site shows."""

    def runs(affiliate: Affiliate, form: Any, by: AbstractBaseUser) -> Any:  # noqa: ANN401
        motion = current_conference_motion()
        if motion is None:
            raise NotAllowed(NO_CAMPAIGN)
        return run(motion, affiliate, form, by)

    return runs


def affiliation_of(affiliate: Affiliate) -> Affiliation:
    """Return how far an affiliate has come with the current motion; one that was not approached has no row yet."""
    motion = current_conference_motion()
    row = Affiliation.objects.filter(motion=motion, affiliate=affiliate).first()
    return row or Affiliation(motion=motion, affiliate=affiliate)


def _change(motion: Motion, affiliate: Affiliate, form: AffiliationForm, by: AbstractBaseUser) -> Affiliation:
    given = form.cleaned_data
    route = AffiliateRoute(given["route"])
    return change_affiliation(motion, affiliate, route=route, owner=given["owner"], notes=given["notes"], by=by)


def _move(motion: Motion, affiliate: Affiliate, form: AffiliateStepForm, by: AbstractBaseUser) -> Affiliation:
    given = form.cleaned_data
    act = AffiliateAct(given["act"])
    return move_affiliate(motion, affiliate, act, on=given["on"], words=given["words"], by=by)


TOOLS = {
    "step": ActPage(
        label="Record the next step",
        form=lambda data, row: AffiliateStepForm(data, affiliation=affiliation_of(row)),
        run=on_current(_move),
    ),
    "follow": ActPage(
        label="Route, owner and notes",
        form=lambda data, row: AffiliationForm(data, affiliation=affiliation_of(row)),
        run=on_current(_change),
    ),
    "contact": ActPage(
        label="Add a contact",
        form=lambda data, row: ContactForm(data),
        run=on_current(lambda motion, row, form, by: record_contact(motion, row, form.person(), by=by)),
    ),
    "forget": ActPage(
        label="Remove a contact",
        explains="Forget this person? Their name and address go, and cannot be had back.",
        fits=lambda row: row.contacts.filter(withdrawn_on__isnull=True).exists(),
        form=lambda data, row: RemoveContactForm(data, affiliation=affiliation_of(row)),
        run=on_current(
            lambda motion, row, form, by: remove_contact(
                motion, form.cleaned_data["contact"], on=form.cleaned_data["on"], by=by
            )
        ),
    ),
}


@admin.register(Affiliate)
class AffiliateAdmin(Exportable, OfEveryRegion, ToolPages):
    """Unions, societies and groups, with how far each has come with the current motion.

    Every organiser sees how far each has come. Whom we know there, who offered to help, and recording what happened
    are for those who look after all regions, and for the organiser who looks after this affiliate.
    """

    list_display = ["name", "kind", "stage_name", "since", "owner_name"]
    list_filter = [StageFilter, "kind"]
    search_fields = ["name", "short_name"]
    fields = ["kind", "name", "short_name"]
    tools = TOOLS
    export_columns = (
        ("Name", "name"),
        ("Short name", "short_name"),
        ("Kind", "get_kind_display"),
        ("Stage", lambda row: AffiliateStage(row.stage).label),
        ("Since", "way_since"),
        ("Who looks after it", "way_owner"),
    )
    export_select = ()
    export_prefetch = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return affiliates with their way with the current motion, in one query."""
        # Subqueries and no join, which would list an affiliate once for each motion that it was asked about.
        ways = Affiliation.objects.filter(affiliate=OuterRef("pk"), motion__campaign__is_running=True)
        not_yet = Value(AffiliateStage.NOT_APPROACHED.value)
        order = [When(stage=stage.value, then=place) for place, stage in enumerate(AffiliateStage)]
        rows: QuerySet[Any] = super().get_queryset(request)
        annotated: QuerySet[Any] = rows.annotate(
            stage=Coalesce(Subquery(ways.values("stage")[:1]), not_yet),
            way_since=Subquery(ways.values("since")[:1]),
            way_owner=Subquery(ways.values("owner__name")[:1]),
            stage_order=Case(*order, output_field=IntegerField()),
        )
        return annotated

    def may_write(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let whoever looks after an affiliate write as well, whatever their regions."""
        is_theirs = isinstance(obj, Affiliate) and affiliation_of(obj).owner_id == request.user.pk
        return super().may_write(request, obj) or is_theirs

    def may_act(self, request: HttpRequest, row: Any | None = None) -> bool:  # noqa: ANN401
        """Following affiliates is about the motion: it takes the permission to change how far they have come."""
        return self.may_write(request, row) and request.user.has_perm("motions.change_affiliation")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Leave one alone that anything is recorded for."""
        recorded = isinstance(obj, Affiliate) and obj.events.exists()
        return super().has_delete_permission(request, obj) and not recorded

    def beside(self, request: HttpRequest, row: Affiliate) -> dict[str, Any]:
        """Show how far it has come, whom we know there, and members whose address is confirmed who offer to help."""
        way = affiliation_of(row)
        steps = AffiliationStep.objects.filter(affiliation=way) if way.pk else AffiliationStep.objects.none()
        steps = steps.select_related("recorded_by")
        return {
            "beside_template": "admin/motions/affiliate/way.html",
            "way": way,
            "steps": steps,
            "may_know": self.may_write(request, row),
            "contacts": row.contacts.filter(withdrawn_on__isnull=True),
            # Of the others, anybody may have typed the address.
            "offers": row.offers.filter(confirmed_at__isnull=False).select_related("activist"),
        }

    @admin.display(description="stage", ordering="stage_order")
    def stage_name(self, affiliate: Any) -> str:  # noqa: ANN401 - annotated
        """Return how far it has come."""
        return str(AffiliateStage(affiliate.stage).label)

    @admin.display(description="since", ordering="way_since")
    def since(self, affiliate: Any) -> Any:  # noqa: ANN401
        """Return since when."""
        return affiliate.way_since

    @admin.display(description="who looks after it", ordering="way_owner")
    def owner_name(self, affiliate: Any) -> str | None:  # noqa: ANN401
        """Return who looks after it."""
        return affiliate.way_owner or None
