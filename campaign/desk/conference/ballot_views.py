"""The ballot planner, the delegations, and the papers that they take to conference."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after
from campaign.desk.conference.committee_file import (
    back_to,
    entries_of,
    entry_of,
    motion_of_file,
    page_context,
    user_of,
)
from campaign.desk.conference.forms import HeadingForm, PastBallotsForm
from clps.lib.http import as_file, key_in
from motions.actions.ballots import record_heading, record_past_votes, remove_heading
from motions.actions.delegates import record_delegate_step, take_delegate_step_back
from motions.ballots import briefing_of, delegations_of, plan_ballot, sheets_of
from motions.enums import DelegateStep, EntryState, WindowKind
from motions.models import BallotHeading, Delegate
from motions.texts.papers import Paper
from motions.texts.sheets import PDF_TYPE
from motions.workflow import NotAllowed

CHANGE = "motions.change_ballotheading"


@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest) -> HttpResponse:
    """Show the headings, who may vote for which, and what was needed; put headings and past ballots into it."""
    user, motion = user_of(request), motion_of_file(request)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if request.method == "POST" and not user.has_perm(CHANGE):
        raise PermissionDenied
    heading = HeadingForm(request.POST if act == "heading" else None, prefix="heading")
    past = PastBallotsForm(request.POST if act == "past" else None, prefix="past")
    if act == "heading" and heading.is_valid():
        record_heading(motion, heading.terms(), by=user)
        messages.success(request, "The heading is in the plan.")
        return back_to(request, "admin:desk-ballot")
    if act == "past" and past.is_valid():
        changed = record_past_votes(motion, past.votes, source=past.cleaned_data["source"], by=user)
        messages.success(request, f"{changed} line{'' if changed == 1 else 's'} recorded.")
        return back_to(request, "admin:desk-ballot")
    if act == "remove":
        return _remove(request, user)
    context = page_context(request, "Priorities ballot", "desk-ballot") | {
        "motion": motion,
        "plan": plan_ballot(motion.campaign.conference, entries_of(user, motion)),
        "heading_form": heading,
        "past_form": past,
        "may_change": user.has_perm(CHANGE),
    }
    wrong = heading.errors or past.errors
    return render(request, "admin/desk/conference/ballot.html", context, status=422 if wrong else 200)


def _remove(request: HttpRequest, user: User) -> HttpResponse:
    motion, pk = motion_of_file(request), request.POST.get("heading", "")
    rows = BallotHeading.objects.filter(conference=motion.campaign.conference, pk=key_in(pk))
    if heading := rows.first():
        remove_heading(motion, heading, by=user)
    messages.success(request, "It is out of the plan.")
    return back_to(request, "admin:desk-ballot")


@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """Show whom each CLP sends, and how far it is with them."""
    user, motion = user_of(request), motion_of_file(request)
    if not user.has_perm("motions.view_delegate"):
        raise PermissionDenied
    found = delegations_of(entries_of(user, motion))
    window = motion.campaign.conference.ruled_by.windows.filter(kind=WindowKind.DELEGATE).first()
    counted = [delegate for each in found for delegate in each.delegates]
    context = page_context(request, "Delegations", "desk-delegations") | {
        "delegations": found,
        "window": window,
        "known": sum(bool(each.delegates) for each in found),
        "agreed": sum(delegate.may_be_written_to for delegate in counted),
        "counts": [(step, sum(dict(one.steps)[step] is not None for one in counted)) for step in DelegateStep],
        "may_change": user.has_perm("motions.change_delegate"),
        "may_add": user.has_perm("motions.add_delegate"),
    }
    return render(request, "admin/desk/conference/delegations.html", context)


@require_POST
def delegate_step(request: HttpRequest) -> HttpResponse:
    """Record today how far it is with a delegate, or take that back."""
    user, pk = user_of(request), request.POST.get("delegate", "")
    if not user.has_perm("motions.change_delegate"):
        raise PermissionDenied
    rows = Delegate.objects.select_related("entry__clp").filter(entry__motion=motion_of_file(request))
    delegate = get_object_or_404(rows, pk=key_in(pk))
    if not looks_after(user, delegate.entry.clp):
        raise PermissionDenied
    name, _, back = request.POST.get("step", "").partition(":")
    if name not in DelegateStep.values:
        raise Http404
    step = DelegateStep(name)
    try:
        if back:
            take_delegate_step_back(delegate, step, by=user)
        else:
            record_delegate_step(delegate, step, on=timezone.localdate(), by=user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return back_to(request, "admin:desk-delegations")


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """Give a sheet for each delegation, to print: one PDF, a page for each."""
    user, motion = user_of(request), motion_of_file(request)
    entries = entries_of(user, motion)
    if not entries:
        raise Http404("Nothing was sent to conference yet.")
    plan = plan_ballot(motion.campaign.conference, entries)
    return _pdf(sheets_of(motion, entries, plan, now=timezone.now()), "sheets-for-delegations")


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Give one delegation's sheet."""
    entry = entry_of(request, slug)
    if entry.state == EntryState.RETRACTED:
        raise Http404
    plan = plan_ballot(entry.motion.campaign.conference, entries_of(user_of(request), entry.motion))
    return _pdf(sheets_of(entry.motion, [entry], plan, now=timezone.now()), f"delegation-{slug}")


@require_safe
def briefing(request: HttpRequest) -> HttpResponse:
    """Give the briefing for delegates as one PDF."""
    user, motion = user_of(request), motion_of_file(request)
    plan = plan_ballot(motion.campaign.conference, entries_of(user, motion))
    return _pdf(briefing_of(motion, plan, now=timezone.now()), "briefing-for-delegates")


def _pdf(paper: Paper, name: str) -> HttpResponse:
    return as_file(paper.pdf(), PDF_TYPE, f"{name}.pdf")
