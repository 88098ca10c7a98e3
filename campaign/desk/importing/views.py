"""Importing a spreadsheet: choose the file, see what would change, and let it."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, regions_of
from campaign.desk.importing.actions import Moved, import_file
from campaign.desk.importing.catalogue import KINDS, Kind, plan_of, read_lines
from campaign.desk.importing.forms import Gone, UploadForm, in_words, sign, unsign
from campaign.desk.importing.preview import Plan
from campaign.desk.importing.tables import Table
from clps.importing.csv_files import BadFile
from clps.lib.spreadsheets import Sheet, send
from motions.models import Motion
from motions.queries import conference_motions, current_conference_motion
from motions.workflow import NotAllowed

# So many are enough to see what is wrong with a file.
MOST_SHOWN = 200
TOO_OLD = "That preview can no longer be used. Choose the file again."
MOVED = "Something has changed since you looked, so nothing was imported. This is what the file would do now."


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What can be imported."""
    kinds = [kind for kind in KINDS.values() if _may(request, kind)]
    if not kinds:
        raise PermissionDenied
    return _render(request, "choose", title="Import", kinds=kinds)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("table", "plan", "reader")
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the file; what comes back is what it would do. Nothing is written."""
    chosen = _kind(request, kind)
    if request.method != "POST":
        return _ask(request, chosen, UploadForm(asks_for_motion=chosen.asks_for_motion))
    form = UploadForm(request.POST, request.FILES, asks_for_motion=chosen.asks_for_motion)
    if not form.is_valid():
        return _ask(request, chosen, form, status=422)
    table: Table = form.cleaned_data["file"]
    motion: Motion = form.cleaned_data.get("motion") or _current_motion()
    try:
        reader = read_lines(chosen, table, motion=motion, regions=regions_of(request.user))
    except BadFile as bad:
        form.add_error("file", in_words(bad))
        return _ask(request, chosen, form, status=422)
    plan = plan_of(chosen, reader, motion=motion)
    return _preview(request, chosen, plan, table=table, motion=motion, status=422 if plan.wrong else 200)


@require_POST
@sensitive_post_parameters("file")
@sensitive_variables("table", "moved")
def apply(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Do what the preview showed, all of it; show another preview where it would be anything else by now."""
    chosen, user = _kind(request, kind), cast(User, request.user)
    try:
        table, motion_pk = unsign(request.POST.get("file", ""), kind=chosen.slug, by=user.pk)
    except Gone:
        messages.error(request, TOO_OLD)
        return redirect("admin:desk-import", chosen.slug)
    motion = get_object_or_404(conference_motions(), pk=motion_pk)
    try:
        plan = import_file(chosen, table, motion=motion, seen=request.POST.get("seen", ""), by=user)
    except Moved as moved:
        messages.warning(request, MOVED)
        return _preview(request, chosen, moved.plan, table=table, motion=motion, status=409)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:desk-import", chosen.slug)
    messages.success(
        request, f"{chosen.label}: {plan.added} added, {plan.changed} changed, {plan.unchanged} as before."
    )
    return redirect("admin:desk-imports")


@require_safe
def blank(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give an empty file with our columns, to be filled in."""
    chosen = _kind(request, kind)
    headings = Sheet([(heading, str) for heading, _, _ in chosen.columns], rows=[])
    return send(request.path.rpartition(".")[2], chosen.slug, headings)


def _kind(request: HttpRequest, slug: str) -> Kind:
    """Return the kind at an address; raise PermissionDenied for those who may not import it."""
    if slug not in KINDS:
        raise Http404
    if not _may(request, KINDS[slug]):
        raise PermissionDenied
    return KINDS[slug]


def _may(request: HttpRequest, kind: Kind) -> bool:
    user = request.user
    return isinstance(user, User) and may_see_desk(user) and user.has_perms(kind.rights)


def _current_motion() -> Motion:
    motion = current_conference_motion()
    if motion is None or motion.current_version is None:
        raise Http404("No campaign is shown on the site.")
    return motion


def _ask(request: HttpRequest, kind: Kind, form: UploadForm, *, status: int = 200) -> HttpResponse:
    current = current_conference_motion()
    ready = current is not None and current.current_version is not None
    title = f"Import {kind.label.lower()}"
    return _render(request, "upload", status=status, title=title, kind=kind, form=form, ready=ready)


def _preview(
    request: HttpRequest, kind: Kind, plan: Plan, *, table: Table, motion: Motion, status: int
) -> HttpResponse:
    may_apply = bool(plan.changes) and not plan.wrong
    return _render(
        request,
        "preview",
        status=status,
        title=f"Import {kind.label.lower()}: what would change",
        kind=kind,
        plan=plan,
        wrong=plan.wrong[:MOST_SHOWN],
        more_wrong=max(0, len(plan.wrong) - MOST_SHOWN),
        campaign_of=motion.campaign if kind.asks_for_motion else None,
        file=sign(table, kind=kind.slug, motion=motion, by=cast(User, request.user).pk) if may_apply else "",
    )


def _render(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {**admin.site.each_context(request), **context}
    return render(request, f"admin/desk/import/{name}.html", shown, status=status)
