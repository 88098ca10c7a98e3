"""Doing one thing to several rows: choosing them, looking at what would become of them, doing it, undoing it.

And what is planned for all CLPs of a region: how many are to carry it, and who looks after them.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.roles import may_see_desk, may_work_at_desk, organisers_of, regions_of, who_asks
from campaign.desk.bulk.actions import do_to_several, set_region_plan, undo_bulk
from campaign.desk.bulk.attention_items import THINGS
from campaign.desk.bulk.entries import ENTRIES
from campaign.desk.bulk.places import CLPS
from campaign.desk.bulk.plans import MOST, BulkContext, RowKind
from campaign.desk.chosen import needed_motion
from campaign.desk.models import BulkAct, RegionPlan
from campaign.desk.story.forms import OwnerChoice
from clps.models import Region
from motions.progress.clps import read_clps
from motions.progress.ladder import by_region
from motions.workflow import NotAllowed

ROW_KINDS = {sort.slug: sort for sort in (THINGS, CLPS, ENTRIES)}


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, sort: str) -> HttpResponseBase:
    """Show the rows to choose from; then what would be done; then do it, once somebody is sure."""
    if sort not in ROW_KINDS:
        raise Http404("There is no such list.")
    desk, chosen_sort = _desk(request, ROW_KINDS[sort].right), ROW_KINDS[sort]
    everything = chosen_sort.rows(desk, request.GET)
    rows = everything[:MOST]
    picked = set(request.POST.getlist("row"))
    form = chosen_sort.form(request.POST if request.method == "POST" else None, desk=desk)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        # Out of the rows that this organiser may see: a key that was sent from elsewhere chooses nothing.
        chosen = [row for row in rows if row.key in picked]
        if not chosen:
            errors = ["Choose at least one."]
        else:
            # Planned anew at the second press as well: what no longer fits by then is left out.
            plan = chosen_sort.plan(desk, chosen, form.cleaned_data)
            if "sure" not in request.POST:
                return _render(request, "look", chosen_sort, plan=plan, fields=_kept(request))
            try:
                return _done(request, chosen_sort, do_to_several(desk, chosen_sort, plan, form.cleaned_data))
            except NotAllowed as refusal:
                errors = [f"Nothing was done. {refusal}"]
    return _render(
        request,
        "choose",
        chosen_sort,
        status=422 if request.method == "POST" else 200,
        rows=rows,
        number=len(everything),
        most=MOST,
        is_all=request.GET.get("all") == "1",
        picked=picked,
        form=form,
        errors=errors,
        filters=[(*one, request.GET.get(one[0], "")) for one in chosen_sort.filters(desk)],
        query_all=_query_with_all(request),
        lately=_lately(desk, chosen_sort),
    )


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Undo it; whoever did it may, and whoever looks after all regions."""
    act = get_object_or_404(BulkAct.objects.select_related("motion__campaign"), pk=pk)
    desk = _desk(request, ROW_KINDS[act.sort].right)
    if act.done_by_id != desk.user.pk and regions_of(desk.user) is not None:
        raise PermissionDenied
    # About the motion of the act, whichever one the address names.
    number = undo_bulk(BulkContext(desk.user, act.motion), ROW_KINDS[act.sort], act)
    if number is None:
        messages.info(request, "That was undone before.")
    else:
        left = act.number - number
        stays = f" {left} had changed since, and stay as they are." if left else ""
        messages.success(request, f"Undone for {number} of {act.number}.{stays}")
    return redirect("admin:desk-several", act.sort)


def _done(request: HttpRequest, sort: RowKind, act: BulkAct | None) -> HttpResponse:
    """Say what was done, and go back to the list, where it can be undone."""
    if act is None:
        messages.info(request, "Nothing was left to do: it is so already.")
    else:
        messages.success(request, f"{act.said}: {act.number}. You can undo it below.")
    query = request.GET.urlencode()
    return redirect(reverse("admin:desk-several", args=[sort.slug]) + (f"?{query}" if query else ""))


def _lately(desk: BulkContext, sort: RowKind) -> QuerySet[BulkAct]:
    """Return what was done lately and not undone, by whoever asks or, for who looks after all regions, by anybody."""
    acts = BulkAct.objects.filter(motion=desk.motion, sort=sort.slug, undone_at__isnull=True).select_related("done_by")
    return (acts if regions_of(desk.user) is None else acts.filter(done_by=desk.user))[:5]


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Return everything that was chosen, to be sent again by whoever is sure."""
    dropped = {"csrfmiddlewaretoken", "sure"}
    return [(name, value) for name in request.POST if name not in dropped for value in request.POST.getlist(name)]


def _query_with_all(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["all"] = "1"
    return query.urlencode()


def _desk(request: HttpRequest, right: str) -> BulkContext:
    user = who_asks(request, may_work_at_desk, right)
    return BulkContext(user, needed_motion(request.GET))


def _render(request: HttpRequest, name: str, sort: RowKind, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {**admin.site.each_context(request), "title": f"Several at once: {sort.name}", "sort": sort, **context}
    return render(request, f"admin/desk/bulk/{name}.html", shown, status=status)


class RegionForm(forms.Form):
    """A region's target and who looks after it."""

    target = forms.IntegerField(
        label="How many CLPs are to carry it for conference?",
        min_value=1,
        max_value=1000,
        required=False,
        help_text="Empty for none.",
    )
    owner = OwnerChoice(label="Who looks after the region?")

    def __init__(self, *args: object, region: Region, **kwargs: object) -> None:
        """Offer the organisers who have this region."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        cast(OwnerChoice, self.fields["owner"]).queryset = organisers_of(region.pk)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """List the regions with how far each is, its target and its owner."""
    user = who_asks(request, may_see_desk)
    # The first motion, whatever the address says: regions are planned for the campaign, not for each motion.
    motion = needed_motion({})
    plans = {
        plan.region.slug: plan
        for plan in RegionPlan.objects.filter(campaign=motion.campaign).select_related("region", "owner")
    }
    groups = by_region(read_clps(motion, regions_of(user)))
    context = {
        **admin.site.each_context(request),
        "title": "Regions",
        "rows": [(group, plans.get(group.slug)) for group in groups],
        # Of all regions, whoever asks: it is told beside the target of the whole campaign.
        "planned": sum(plan.target or 0 for plan in plans.values()),
        "target": motion.campaign.target,
        "may_plan": may_work_at_desk(user) and regions_of(user) is None,
    }
    return render(request, "admin/desk/bulk/regions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def region(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Plan one region; for those who look after all."""
    user = who_asks(request, may_see_desk)
    if not may_work_at_desk(user) or regions_of(user) is not None:
        raise PermissionDenied
    motion, found = needed_motion({}), get_object_or_404(Region, slug=slug)
    plan = RegionPlan.objects.filter(campaign=motion.campaign, region=found).first()
    initial = {"target": plan.target, "owner": plan.owner_id} if plan else {}
    form = RegionForm(request.POST if request.method == "POST" else None, region=found, initial=initial)
    if form.is_valid():
        set_region_plan(campaign=motion.campaign, region=found, by=user, **form.cleaned_data)
        messages.success(request, f"Planned: {found.name}.")
        return redirect("admin:desk-regions")
    context = {**admin.site.each_context(request), "title": f"Plan: {found.name}", "form": form, "region": found}
    return render(request, "admin/desk/bulk/region.html", context, status=422 if form.errors else 200)
