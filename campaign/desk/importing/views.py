"""Importing a spreadsheet: choose the file, see what would change, and let it. Every import can be taken back."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, regions_of
from campaign.desk.importing.actions import (
    MAY_BE_TAKEN_BACK_FOR,
    PreviewOutdated,
    import_file,
    remember_headings,
    take_import_back,
)
from campaign.desk.importing.catalogue import KINDS, Kind, plan_of, read_lines
from campaign.desk.importing.columns import Unmatched, match_columns
from campaign.desk.importing.files import ChosenFile, Gone
from campaign.desk.importing.forms import ColumnsForm, UploadForm, in_words
from campaign.desk.importing.preview import Plan
from campaign.desk.models import Import, RememberedHeading
from clps.lib.exporting import as_spreadsheet
from clps.lib.http import key_in
from clps.lib.spreadsheets import Table as Sheet
from motions.actions.suspensions import NO_CAMPAIGN
from motions.models import Motion
from motions.queries import current_conference_motion
from motions.workflow import NotAllowed

# So many are enough to see what is wrong with a file.
MOST_SHOWN = 200
MOST_IMPORTS = 20
TOO_OLD = "That preview can no longer be used. Choose the file again."
MOVED = "Something has changed since you looked, so nothing was imported. This is what the file would do now."
# What to mend stands beside the line, where whoever mends it looks.
REASON = "What to mend"


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What can be imported, and what was lately."""
    kinds = [kind for kind in KINDS.values() if _may(request, kind)]
    if not kinds:
        raise PermissionDenied
    made = _imports_for(request).filter(kind__in=[kind.slug for kind in kinds]).select_related("by", "taken_back_by")
    imports = [(one, KINDS[one.kind].label, _may_take_back(one)) for one in made[:MOST_IMPORTS]]
    return _render(request, "choose", title="Import", kinds=kinds, imports=imports)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("table", "file", "form")
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the file; what comes back is what it would do. Nothing is written."""
    chosen = _kind(request, kind)
    remembered = dict(RememberedHeading.objects.filter(kind=kind).values_list("heading", "column"))
    if request.method != "POST":
        return _ask(request, chosen, UploadForm(kind=chosen, remembered=remembered))
    form = UploadForm(request.POST, request.FILES, kind=chosen, remembered=remembered)
    if not form.is_valid():
        return _ask(request, chosen, form, status=422)
    table = form.cleaned_data["file"]
    motion: Motion = form.cleaned_data.get("motion") or _current_motion()
    try:
        columns = match_columns(table.header, chosen.row, remembered=remembered)
    except Unmatched as unmatched:
        file = ChosenFile(chosen, motion, table, unmatched.places)
        return _ask_for_columns(request, file, said=in_words(unmatched), status=422)
    return _preview(request, ChosenFile(chosen, motion, table, columns.places))


@require_POST
@sensitive_post_parameters("file")
@sensitive_variables("file", "form")
def columns(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Ask which column is which, or take the answer and show what the file would do. The answer is remembered."""
    file = _file(request, kind)
    if file is None:
        return _too_old(request, kind)
    if "ask" in request.POST:
        return _ask_for_columns(request, file)
    form = ColumnsForm(request.POST, kind=file.kind, table=file.table, places=file.places)
    if not form.is_valid():
        return _ask_for_columns(request, file, form=form, status=422)
    remember_headings(kind, form.to_remember())
    return _preview(request, ChosenFile(file.kind, file.motion, file.table, form.places(), file.answers))


@require_POST
@sensitive_post_parameters("file", "is")
@sensitive_variables("file", "text", "name")
def answer(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Take one suggestion for a CLP that the file calls by another name; all lines that call it so follow."""
    file = _file(request, kind)
    if file is None:
        return _too_old(request, kind)
    line, _, name = request.POST.get("is", "").partition(":")
    texts = dict(file.table.rows).get(key_in(line))
    if not texts or not name:
        raise Http404
    return _preview(request, file.answered(texts[file.places["clp"]], name))


@require_POST
@sensitive_post_parameters("file")
@sensitive_variables("file", "moved")
def apply(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Do what the preview showed; show another preview where it would be anything else by now."""
    file, user = _file(request, kind), cast(User, request.user)
    if file is None:
        return _too_old(request, kind)
    try:
        made = import_file(
            file, seen=request.POST.get("seen", ""), without_wrong="without_wrong" in request.POST, by=user
        )
    except PreviewOutdated as outdated:
        messages.warning(request, MOVED)
        return _preview(request, file, plan=outdated.plan, status=409)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:desk-import", kind)
    left_out = f" {made.left_out} left out." if made.left_out else ""
    messages.success(
        request,
        f"{file.kind.label}: {made.added} added, {made.changed} changed, {made.unchanged} as before.{left_out}",
    )
    return redirect("admin:desk-imports")


@require_POST
@sensitive_post_parameters("file")
@sensitive_variables("file", "plan", "reasons")
def wrong_lines_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the lines that are wrong back as a file, each with what to mend."""
    file = _file(request, kind)
    if file is None:
        return _too_old(request, kind)
    plan = _plan(request, file)
    reasons: dict[int, list[str]] = {}
    for one in plan.wrong:
        where = f"{one.column}: " if one.column else ""
        reasons.setdefault(one.line, []).append(f"{where}{one.reason}")
    rows = [[*values, " ".join(reasons[line])] for line, values in file.table.rows if line in reasons]
    headings = [*file.table.header, REASON]
    table = Sheet([(heading, _value_at(place)) for place, heading in enumerate(headings)], rows)
    return as_spreadsheet("csv", f"{kind}-to-mend", table)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Undo one import."""
    made = get_object_or_404(_imports_for(request), pk=pk)
    if made.kind not in KINDS or not _may(request, KINDS[made.kind]):
        raise PermissionDenied
    try:
        made = take_import_back(made, by=cast(User, request.user))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        kept = f" {made.kept} changed since, and stay as they are." if made.kept else ""
        messages.success(request, f"{KINDS[made.kind].label}: the import was taken back.{kept}")
    return redirect("admin:desk-imports")


@require_safe
def blank(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give an empty file with our columns, to be filled in."""
    chosen = _kind(request, kind)
    headings = Sheet([(heading, str) for heading, _, _ in chosen.columns], rows=[])
    return as_spreadsheet(request.path.rpartition(".")[2], chosen.slug, headings)


def _imports_for(request: HttpRequest) -> QuerySet[Import]:
    """Return what somebody may see and take back: what others imported may be about CLPs of other regions."""
    imports = Import.objects.all()
    return imports if regions_of(request.user) is None else imports.filter(by_id=request.user.pk)


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


def _may_take_back(made: Import) -> bool:
    return made.taken_back_at is None and timezone.now() <= made.at + MAY_BE_TAKEN_BACK_FOR


def _file(request: HttpRequest, slug: str) -> ChosenFile | None:
    """Return the file that a page kept; None where it is too old or somebody else's."""
    kind = _kind(request, slug)
    try:
        return ChosenFile.unsigned(request.POST.get("file", ""), kind=kind.slug, by=cast(User, request.user).pk)
    except Gone:
        return None


def _too_old(request: HttpRequest, kind: str) -> HttpResponseBase:
    messages.error(request, TOO_OLD)
    return redirect("admin:desk-import", kind)


def _value_at(place: int) -> Any:  # noqa: ANN401 - a way to a value, as tables take them
    return lambda values: values[place]


def _current_motion() -> Motion:
    motion = current_conference_motion()
    if motion is None or motion.current_version is None:
        raise Http404(NO_CAMPAIGN)
    return motion


def _plan(request: HttpRequest, file: ChosenFile) -> Plan:
    regions = regions_of(request.user)
    reader = read_lines(file.kind, file.table, file.columns, motion=file.motion, regions=regions, answers=file.answers)
    return plan_of(file.kind, reader, motion=file.motion)


def _ask(request: HttpRequest, kind: Kind, form: UploadForm, *, status: int = 200) -> HttpResponse:
    current = current_conference_motion()
    ready = current is not None and current.current_version is not None
    title = f"Import {kind.label.lower()}"
    return _render(request, "upload", status=status, title=title, kind=kind, form=form, ready=ready)


def _ask_for_columns(
    request: HttpRequest,
    file: ChosenFile,
    *,
    form: ColumnsForm | None = None,
    said: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    return _render(
        request,
        "columns",
        status=status,
        title="Which column is which?",
        kind=file.kind,
        said=said or [],
        remarks=file.table.remarks,
        form=form or ColumnsForm(kind=file.kind, table=file.table, places=file.places),
        file=file.signed(by=cast(User, request.user).pk),
    )


def _preview(
    request: HttpRequest, file: ChosenFile, *, plan: Plan | None = None, status: int | None = None
) -> HttpResponse:
    shown = plan or _plan(request, file)
    return _render(
        request,
        "preview",
        status=status or (422 if shown.wrong else 200),
        title=f"Import {file.kind.label.lower()}: what would change",
        kind=file.kind,
        plan=shown,
        remarks=file.table.remarks,
        wrong=shown.wrong[:MOST_SHOWN],
        more_wrong=max(0, len(shown.wrong) - MOST_SHOWN),
        wrong_lines=len({one.line for one in shown.wrong}),
        campaign_of=file.motion.campaign if file.kind.asks_for_motion else None,
        file=file.signed(by=cast(User, request.user).pk),
    )


def _render(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {**admin.site.each_context(request), **context}
    return render(request, f"admin/desk/import/{name}.html", shown, status=status)
