"""What is planned by region: how many CLPs are to carry it there, and who looks after the region."""

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.roles import may_see_desk, may_work_at_desk, organisers_of, regions_of, who_asks
from campaign.desk.bulk.actions import set_region_plan
from campaign.desk.chosen import needed_motion
from campaign.desk.models import RegionPlan
from campaign.desk.story.forms import OwnerChoice
from clps.models import Region
from motions.progress.clps import read_clps
from motions.progress.ladder import by_region


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
