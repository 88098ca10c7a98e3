"""Unions, societies and groups that support the motion, and the members who offer to help in theirs."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.lib.guards import public_form
from motions.actions.offers import confirm_offer, make_offer
from motions.affiliate_letters import write_affiliate_letter
from motions.affiliate_workflow import OFFER_FLOW, OfferAct
from motions.enums import AffiliateLetterRoute, LinkPurpose
from motions.forms.offers import AffiliateLetterForm, OfferForm
from motions.models import SubmissionLink
from motions.progress.affiliates import supporters
from motions.queries import current_conference_motion, local_motions
from motions.views.clp import letter_context, motion_with_text
from motions.views.form_throttle import form_page, may_send
from motions.views.links import mail_stays_here
from motions.views.progress import NO_CAMPAIGN
from motions.workflow import NotAllowed


@public_form
def affiliates(request: HttpRequest) -> HttpResponseBase:
    """Show who said yes, and take an offer of help; the address is confirmed by mail."""
    motion = current_conference_motion()
    if motion is None:
        if request.method == "POST":
            raise Http404(NO_CAMPAIGN)
        return render(request, "motions/no_campaign.html")
    form = OfferForm(request.POST or None, campaign=motion.campaign)
    if request.method == "POST" and form.is_valid() and may_send(request, form):
        make_offer(motion, form.help(), **form.given())
        return redirect("motions:offered")
    groups = supporters(motion)
    return form_page(
        request,
        "motions/affiliates.html",
        form,
        {"motion": motion, "groups": groups, "local_motions": local_motions(), "section": "affiliates"},
    )


@public_form
def letter(request: HttpRequest, motion_slug: str = "") -> HttpResponseBase:
    """The question which body it goes to and, once it is answered, the email for that case."""
    motion = motion_with_text(motion_slug)
    version = motion.current_version
    assert version is not None  # noqa: S101 - motion_with_text has made sure
    # Unbound before there is an answer: else the page would greet everybody with mistakes.
    asked = request.GET if {"affiliate", "route"} & set(request.GET) else None
    known = {"affiliate": request.GET.get("in", "")}
    form = AffiliateLetterForm(asked, for_conference=motion.for_conference, initial=known)
    context: dict[str, object] = {"motion": motion, "form": form, "section": "affiliates"}
    if form.is_valid():
        given = form.cleaned_data
        written = write_affiliate_letter(
            AffiliateLetterRoute(given["route"]),
            version=version,
            affiliate=given["affiliate"],
            branch=given["branch"],
        )
        context |= {**letter_context(request, written), "given": given}
    return render(request, "motions/affiliate_letter.html", context)


@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """Look in your mail: what to do after offering."""
    return render(request, "motions/offered.html", {"mail_stays_here": mail_stays_here()})


@public_form
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Is this your offer? The page only asks; its button confirms."""
    if request.method == "POST":
        try:
            offer = confirm_offer(token)
        except NotAllowed:
            offer = None
        if offer:
            return render(request, "motions/offer_confirm.html", {"offer": offer, "is_confirmed": True})
    links = SubmissionLink.objects.usable(token, LinkPurpose.OFFER_CONFIRM)
    link = links.select_related("offer__affiliate").first()
    offer = link.offer if link is not None else None
    usable = offer is not None and OFFER_FLOW.may(offer.state, OfferAct.CONFIRM)
    shown = {"offer": offer if usable else None, "is_confirmed": False}
    return render(request, "motions/offer_confirm.html", shown, status=200 if usable else 410)
