"""Moving to another address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.sign_in.addresses import ChangeOver, ask_to_move, confirm_move
from campaign.sign_in.forms import AddressForm
from campaign.sign_in.models import AddressChange
from campaign.sign_in.views.invitations import by_link
from clps.lib.guards import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def change(request: HttpRequest) -> HttpResponseBase:
    """Ask which address it is to be, and write to both."""
    person = request.user
    if not isinstance(person, User):
        return redirect("account_login")
    form = AddressForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        ask_to_move(email=form.cleaned_data["email"], by=person)
        words = "Look at your mail, at both addresses: each has a link. Nothing changes until both are pressed."
        messages.success(request, words)
        return redirect("account_index")
    return render(request, "account/address.html", {"form": form}, status=422 if form.errors else 200)


@public_form
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what the link is for; note the agreement when the button is pressed."""
    wish = AddressChange.objects.opened_by(token).select_related("person").first()
    if wish is None:
        return by_link(render(request, "account/address_over.html", status=410))
    context = {"change": wish, "pressed": False}
    if request.method == "POST":
        try:
            context |= {"pressed": True, "is_done": confirm_move(token)}
        except ChangeOver:
            return by_link(render(request, "account/address_over.html", status=410))
    return by_link(render(request, "account/address_confirm.html", context))
