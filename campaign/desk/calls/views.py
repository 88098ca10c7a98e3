"""The call sheet's pages: the list, the card of one call, and the sheet to take away."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after, may_work_at_desk, regions_looked_after_by, who_asks
from campaign.accounts.rules import EXPORT_PEOPLE
from campaign.desk.calls.actions import give_back, give_back_all, record_call, take_people, take_person
from campaign.desk.calls.forms import CallForm
from campaign.desk.calls.scripts import call_table, script_for
from campaign.desk.calls.sheet import CallFilters, CallLine, CallSheet, Why, find_line, read_sheet
from campaign.desk.chosen import chosen_motion, motion_named, needed_motion
from campaign.desk.enums import CallResult
from clps.lib.audit import note_export
from clps.lib.http import address
from clps.lib.spreadsheets import as_csv
from clps.models import CLP
from motions.act_pages import acted
from motions.models import Motion

ON_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def calls(request: HttpRequest) -> HttpResponseBase:
    """Whom to ask, the best chance first. Two buttons: take the next one, and give back all that one holds."""
    user, motion = who_asks(request, may_work_at_desk), chosen_motion(request.GET)
    filters = CallFilters.of(request.GET)
    if motion is None:
        return _render(request, "calls", {"motion": None})
    sheet = read_sheet(motion, user, clp=filters.clp)
    lines = [line for line in sheet.lines if filters.keeps(line)]
    if request.method == "POST":
        return _press(request, user, lines, filters)
    page = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "motion": motion,
        "page": page,
        "number": len(lines),
        "filters": filters,
        "mine": [line for line in sheet.lines if line.hold and line.hold.by == user.pk],
        "nobody": _nobody(sheet, filters),
        "clp": CLP.objects.filter(slug=filters.clp).first() if filters.clp else None,
        "region_choices": list(regions_looked_after_by(user).values_list("slug", "name")),
        "day_choices": [(day.isoformat(), date_format(day, "l j F")) for day in _days(sheet, filters)],
        "why_choices": [(why.value, why.label) for why in Why],
        "query": filters.query(),
        "may_take_away": user.has_perm(EXPORT_PEOPLE),
    }
    return _render(request, "calls", shown)


def _press(request: HttpRequest, user: User, lines: list[CallLine], filters: CallFilters) -> HttpResponseBase:
    if request.POST.get("act") == "give-back":
        give_back_all(by=user)
        messages.success(request, "Others can take them now.")
        return redirect(_list(filters))
    for line in lines:
        if line.person.is_reachable and take_person(line.person.pk, by=user):
            return redirect(_card(line, filters))
    messages.info(request, "Nobody is left to call here: others have them in hand, or have just called them.")
    return redirect(_list(filters))


class OneCall(NamedTuple):
    """Who calls, about which motion, into which CLP, and the line of whom they call."""

    user: User
    motion: Motion
    clp: CLP
    line: CallLine


def call_of(request: HttpRequest, slug: str, pk: int) -> OneCall:
    """Return the call to one person in one CLP; raise Http404 or PermissionDenied where there is none to make."""
    user, motion = who_asks(request, may_work_at_desk), needed_motion(request.GET)
    clp = get_object_or_404(CLP.objects.select_related("region"), slug=slug)
    if not looks_after(user, clp):
        raise PermissionDenied
    line = find_line(motion, user, clp=slug, person=pk)
    if line is None:
        raise Http404("Nobody like that took part there.")
    return OneCall(user, motion, clp, line)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def card(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """One call: how to reach them, what to say, what was said last, and a button for each result."""
    user, motion, clp, line = call_of(request, slug, pk)
    filters = CallFilters.of(request.GET)
    act = request.POST.get("act") if request.method == "POST" else None
    if act == "take":
        if not (line.person.is_reachable and take_person(pk, by=user)):
            messages.info(request, "Somebody else has taken them meanwhile.")
        return redirect(_card(line, filters))
    if act == "give-back":
        give_back(pk, by=user)
        return redirect(_list(filters))
    form = CallForm(request.POST if request.method == "POST" else None)
    if done := acted(request, form, lambda: _record(request, line, motion, clp, form)):
        answer: HttpResponseBase = done.result
        return answer
    return _show(request, line, motion, clp, form, filters)


def _record(request: HttpRequest, line: CallLine, motion: Motion, clp: CLP, form: CallForm) -> HttpResponseBase:
    """Record a result, and lead on: to the outcome or the wish that they told, else back to the sheet."""
    user, given = who_asks(request, may_work_at_desk), form.cleaned_data
    result, named = CallResult(given["result"]), motion_named(request.GET)
    record_call(
        person=User.objects.get(pk=line.person.pk),
        clp=clp,
        motion=motion,
        result=result,
        by=user,
        words=given["words"],
        call_back_on=given["call_back_on"],
        form_key=given["form_key"],
    )
    messages.success(request, f"Recorded for {clp.name} CLP: {result.label}.")
    if result == CallResult.OUTCOME:
        if line.person.submission_pk:
            asked = clp.slug, "outcome", line.person.submission_pk
            return redirect(address("admin:desk-clp-report", *asked, motion=named))
        return redirect(address("admin:desk-clp-act", clp.slug, "phone", motion=named))
    if result == CallResult.WANTS_SPEAKER:
        return redirect(address("admin:desk-call-speaker", clp.slug, line.person.pk, motion=named))
    return redirect(_list(CallFilters.of(request.GET)))


def _show(
    request: HttpRequest, line: CallLine, motion: Motion, clp: CLP, form: CallForm, filters: CallFilters
) -> HttpResponse:
    user = who_asks(request, may_work_at_desk)
    is_mine = line.hold is not None and line.hold.by == user.pk
    shown = {
        "line": line,
        "clp": clp,
        "is_mine": is_mine and line.person.is_reachable,
        "is_taken": line.hold is not None and not is_mine,
        "script": script_for(line, motion, organiser=user.called),
        "subject": f"{motion.current_version.title if motion.current_version else motion}: {clp.name} CLP",
        "form": form,
        "query": filters.query(),
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }
    return _render(request, "card", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_away(request: HttpRequest) -> HttpResponseBase:
    """Say what a sheet to take away holds; give it, to print or as CSV, and hold everybody on it for the evening."""
    user, motion = who_asks(request, may_work_at_desk), chosen_motion(request.GET)
    if not user.has_perm(EXPORT_PEOPLE):
        raise PermissionDenied
    if motion is None:
        return _render(request, "take_away", {"motion": None})
    filters = CallFilters.of(request.GET)
    lines = [line for line in read_sheet(motion, user, clp=filters.clp).lines if filters.keeps(line)]
    reachable = [line for line in lines if line.person.is_reachable]
    if request.method == "POST":
        taken = take_people({line.person.pk for line in reachable}, by=user)
        sheet = [line for line in reachable if line.person.pk in taken]
        is_csv = request.POST.get("kind") == "csv"
        note_export(user, file=f"call sheet, {'csv' if is_csv else 'to print'}", rows=len(sheet))
        if is_csv:
            return as_csv(f"calls-{timezone.localdate()}", call_table(sheet, motion, organiser=user.called))
        told = [(line, script_for(line, motion, organiser=user.called)) for line in sheet]
        return _render(request, "print", {"told": told, "motion": motion, "day": timezone.localdate()})
    others = sum(line.hold is not None and line.hold.by != user.pk for line in reachable)
    shown = {"motion": motion, "number": len(reachable) - others, "others": others, "query": filters.query()}
    return _render(request, "take_away", shown)


def _nobody(sheet: CallSheet, filters: CallFilters) -> list[Any]:
    """Return the CLPs without anybody to ask that the filters would keep."""
    kept = [clp for clp in sheet.nobody if filters.region in ("", clp.region_slug) and filters.clp in ("", clp.slug)]
    return [] if filters.day or filters.why else kept


def _days(sheet: CallSheet, filters: CallFilters) -> list[date]:
    """Return the days that the sheet can be narrowed to: those of its lines, and the one that is chosen."""
    chosen = {date.fromisoformat(filters.day)} if filters.day else set()
    return sorted({line.due for line in sheet.lines} | chosen)


def _list(filters: CallFilters) -> str:
    query = filters.query()
    return reverse("admin:desk-calls") + (f"?{query}" if query else "")


def _card(line: CallLine, filters: CallFilters) -> str:
    query = filters.query()
    return reverse("admin:desk-call", args=[line.clp.slug, line.person.pk]) + (f"?{query}" if query else "")


def _render(request: HttpRequest, name: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Calls", **shown}
    return render(request, f"admin/desk/calls/{name}.html", context, status=status)
