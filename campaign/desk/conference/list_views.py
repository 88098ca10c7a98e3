"""The committee's list beside ours: reading it, every difference named, and recording it by one press."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from campaign.accounts.roles import looks_after, regions_of
from campaign.desk.conference.committee_file import back_to, motion_of_file, page_context, user_of
from campaign.desk.conference.forms import CommitteeListForm
from clps.directory import Directory
from clps.lib.http import key_in
from clps.models import CLP
from motions.actions.committee_lists import keep_list, may_record, place_line, record_difference
from motions.committee.differences import ListedDifference, Reconciled, newest_list, reconcile
from motions.committee.reading import bare_name
from motions.models import CommitteeListLine
from motions.workflow import NotAllowed

ADD, CHANGE = "motions.add_committeelist", "motions.change_committeelist"
RECORD = ("motions.add_conferenceentry", "motions.change_conferenceentry")
# Looking for names that come near costs some milliseconds each.
MOST_SUGGESTIONS = 20


@require_http_methods(["GET", "HEAD", "POST"])
def committee_list(request: HttpRequest) -> HttpResponse:
    """Show how the committee's newest list differs from ours, and take a newer one."""
    user, motion = user_of(request), motion_of_file(request)
    form = CommitteeListForm(request.POST, request.FILES) if request.method == "POST" else CommitteeListForm()
    if request.method == "POST":
        if not user.has_perm(ADD):
            raise PermissionDenied
        if form.is_valid():
            given = form.cleaned_data
            kept = keep_list(motion, form.listed, published_on=given["published_on"], source=given["source"], by=user)
            messages.success(request, f"{kept.lines.count()} lines read.")
            return back_to(request, "admin:desk-committee-list")
    found = reconcile(motion, regions=regions_of(user))
    directory = Directory.read() if found else None
    shown = [
        (
            one,
            may_record(one) and user.has_perms(RECORD),
            directory.suggest(bare_name(one.theirs))
            if directory and one.clp is None and at < MOST_SUGGESTIONS
            else [],
        )
        for at, one in enumerate(found.differences if found else [])
    ]
    context = page_context(request, "The committee’s list", "desk-committee-list") | {
        "found": found,
        "shown": shown,
        "form": form,
        "may_add": user.has_perm(ADD),
        "may_place": user.has_perm(CHANGE),
        "older": motion.committee_lists.all()[1:],
    }
    return render(
        request,
        "admin/desk/conference/committee_list.html",
        context,
        status=422 if form.errors else 200,
    )


@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Record what one line says of one CLP's motion."""
    user, motion = user_of(request), motion_of_file(request)
    if not user.has_perms(RECORD):
        raise PermissionDenied
    clp = get_object_or_404(CLP, slug=request.POST.get("clp", ""))
    if not looks_after(user, clp):
        raise PermissionDenied
    # Compared anew, and not taken from the page: it may be recorded by now, or the list be a newer one.
    found = _difference(request.POST.get("kind", ""), clp, reconcile(motion))
    if found is None:
        # Pressed twice, or somebody was quicker.
        messages.info(request, f"{clp.name} CLP: there is no such difference any more.")
        return back_to(request, "admin:desk-committee-list")
    try:
        record_difference(found, by=user)
    except NotAllowed as refusal:
        messages.error(request, f"{clp.name} CLP: {refusal}")
    else:
        messages.success(request, f"{clp.name} CLP: recorded as the list has it.")
    return back_to(request, "admin:desk-committee-list")


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Say which CLP a name on the list means."""
    user, motion = user_of(request), motion_of_file(request)
    if not user.has_perm(CHANGE):
        raise PermissionDenied
    # Only of the newest list: on a page that was left open, a line of an older one is not found.
    listed, number = newest_list(motion), request.POST.get("line", "")
    rows = CommitteeListLine.objects.filter(listed_in=listed, number=key_in(number))
    line = get_object_or_404(rows.select_related("listed_in__motion"))
    called = Directory.read().find(request.POST.get("is", ""))
    if len(called) != 1:
        messages.error(request, "We know no CLP of that name. Write it as our list has it.")
        return back_to(request, "admin:desk-committee-list")
    place_line(line, called[0], by=user)
    messages.success(request, f"“{line.sender}” is {called[0].name} CLP.")
    return back_to(request, "admin:desk-committee-list")


def _difference(kind: str, clp: CLP, found: Reconciled | None) -> ListedDifference | None:
    differences = found.differences if found else ()
    return next((one for one in differences if one.kind == kind and one.clp == clp), None)
