"""Choosing several rows, looking at what would become of them, doing it, and undoing it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from campaign.accounts.roles import may_work_at_desk, regions_of, who_asks
from campaign.desk.bulk.actions import do_to_several, undo_bulk
from campaign.desk.bulk.attention_items import THINGS
from campaign.desk.bulk.entries import ENTRIES
from campaign.desk.bulk.places import CLPS
from campaign.desk.bulk.plans import MOST, Desk, Sort
from campaign.desk.chosen import needed_motion
from campaign.desk.models import BulkAct
from motions.workflow import NotAllowed

SORTS = {sort.slug: sort for sort in (THINGS, CLPS, ENTRIES)}


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, sort: str) -> HttpResponseBase:
    """Show the rows to choose from; then what would be done; then do it, once somebody is sure."""
    if sort not in SORTS:
        raise Http404("There is no such list.")
    desk, chosen_sort = _desk(request, SORTS[sort].right), SORTS[sort]
    everything = chosen_sort.rows(desk, request.GET)
    rows = everything[:MOST]
    picked = set(request.POST.getlist("row"))
    form = chosen_sort.form(request.POST if request.method == "POST" else None, desk=desk)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        chosen = [row for row in rows if row.key in picked]
        if not chosen:
            errors = ["Choose at least one."]
        else:
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
    desk = _desk(request, SORTS[act.sort].right)
    if act.done_by_id != desk.user.pk and regions_of(desk.user) is not None:
        raise PermissionDenied
    number = undo_bulk(Desk(desk.user, act.motion), SORTS[act.sort], act)
    if number is None:
        messages.info(request, "That was undone before.")
    else:
        left = act.number - number
        stays = f" {left} had changed since, and stay as they are." if left else ""
        messages.success(request, f"Undone for {number} of {act.number}.{stays}")
    return redirect("admin:desk-several", act.sort)


def _done(request: HttpRequest, sort: Sort, act: BulkAct | None) -> HttpResponse:
    """Say what was done, and go back to the list, where it can be undone."""
    if act is None:
        messages.info(request, "Nothing was left to do: it is so already.")
    else:
        messages.success(request, f"{act.said}: {act.number}. You can undo it below.")
    query = request.GET.urlencode()
    return redirect(reverse("admin:desk-several", args=[sort.slug]) + (f"?{query}" if query else ""))


def _lately(desk: Desk, sort: Sort) -> QuerySet[BulkAct]:
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


def _desk(request: HttpRequest, right: str) -> Desk:
    user = who_asks(request, may_work_at_desk, right)
    return Desk(user, needed_motion(request.GET))


def _render(request: HttpRequest, name: str, sort: Sort, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {**admin.site.each_context(request), "title": f"Several at once: {sort.name}", "sort": sort, **context}
    return render(request, f"admin/desk/bulk/{name}.html", shown, status=status)
