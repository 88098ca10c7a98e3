"""The delegates of one CLP: recording them with their agreement, and putting one right or removing them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.desk.conference.committee_file import back_to, entry_of, page_context, user_of
from motions.act_pages import acted
from motions.actions.delegates import change_delegate, record_agreement, record_delegate, remove_delegate
from motions.enums import EntryState
from motions.forms.delegates import AgreementForm, ContactForm, NewDelegateForm
from motions.models import ConferenceEntry, Delegate
from motions.models.rules import rules_of

VIEW, ADD, CHANGE = "motions.view_delegate", "motions.add_delegate", "motions.change_delegate"
OF_CONTACT = ("name", "email", "phone", "how_known")


@require_http_methods(["GET", "HEAD", "POST"])
def delegates(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whom a CLP sends to conference, and record one more."""
    user, entry = _who_and_whose(request, slug, ADD if request.method == "POST" else VIEW)
    # Not so for one delegate, below: whoever was recorded can be forgotten although the motion was taken back.
    if entry.state == EntryState.RETRACTED:
        raise Http404
    form = NewDelegateForm(request.POST if request.method == "POST" else None)
    if acted(request, form, lambda: record_delegate(entry, form.contact(), agreement=form.agreement(), by=user)):
        messages.success(request, f"Recorded as a delegate of {entry.clp.name} CLP.")
        return back_to(request, "admin:desk-delegations")
    known = Delegate.objects.filter(entry=entry, withdrawn_on__isnull=True).order_by("pk")
    most = rules_of(entry.motion.campaign.conference).delegation_most
    context = page_context(request, f"Delegates of {entry.clp.name} CLP", "desk-delegations") | {
        "entry": entry,
        "known": known,
        "most": most,
        "is_full": most is not None and len(known) >= most,
        "form": form,
        "may_add": user.has_perm(ADD),
        "may_change": user.has_perm(CHANGE),
    }
    return render(request, "admin/desk/conference/delegates.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put one delegate’s details right, record that they agreed to hear from us, or remove their details."""
    user, entry = _who_and_whose(request, slug, CHANGE)
    found = get_object_or_404(Delegate, entry=entry, withdrawn_on__isnull=True, pk=pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    details = ContactForm(
        request.POST if act == "change" else None, initial={name: getattr(found, name) for name in OF_CONTACT}
    )
    agreed = AgreementForm(request.POST if act == "agreed" else None)
    removing = forms.Form(request.POST if act == "remove" else None)
    # Only the form whose button was pressed has data, so at most one of the three runs.
    for form, run, words in (
        (details, lambda: change_delegate(found, details.contact(), by=user), "Kept as you wrote it."),
        (agreed, lambda: record_agreement(found, **agreed.cleaned_data, by=user), "Recorded that they agreed."),
        (removing, lambda: remove_delegate(found, on=timezone.localdate(), by=user), "Their details are removed."),
    ):
        if acted(request, form, run):
            messages.success(request, words)
            return back_to(request, "admin:desk-delegations")
    context = page_context(request, f"A delegate of {entry.clp.name} CLP", "desk-delegations") | {
        "entry": entry,
        "delegate": found,
        "details": details,
        "agreed": agreed,
        "removing": removing,
    }
    wrong = details.errors or agreed.errors or removing.errors
    return render(request, "admin/desk/conference/delegate.html", context, status=422 if wrong else 200)


def _who_and_whose(request: HttpRequest, slug: str, permission: str) -> tuple[User, ConferenceEntry]:
    """Return who asks, and what the CLP sent; raise PermissionDenied for who may not, Http404 for nothing."""
    user, entry = user_of(request), entry_of(request, slug)
    if not user.has_perm(permission):
        raise PermissionDenied
    return user, entry
