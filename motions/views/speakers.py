"""Visiting speakers: offering to speak, wanting one for a CLP, and what each does on the page that our mail opens."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.lib.guards import public_form
from clps.lib.http import key_in
from motions.actions.speaker_wishes import confirm_wish, want_speaker, want_speaker_by_link, withdraw_wish
from motions.actions.speakers import accept_asking, confirm_speaker, decline_asking, offer_to_speak, withdraw_speaker
from motions.enums import COUNTED_STATES, AskingState, LinkPurpose, SpeakerWishState
from motions.forms.speakers import AgreesToMeet, OfferToSpeakForm, WishByLinkForm, WishForm
from motions.models import SpeakerAsking, SpeakerOffer, SpeakerWish, SubmissionLink
from motions.queries import current_conference_motion
from motions.speaker_workflow import SPEAKER_FLOW, WISH_FLOW, SpeakerAct, WishAct
from motions.views.clp import clps, conference_motion_with_text, pages_of
from motions.views.form_throttle import form_page, may_send
from motions.views.links import OpensNothing, by_link, explained_on, mail_stays_here, opened
from motions.views.progress import NO_CAMPAIGN
from motions.workflow import NotAllowed


class _NothingOfSpeakers(OpensNothing):
    """A link to a page about speaking that opens nothing. No new one is sent: whoever lost it begins anew."""

    page = "motions/speaker_link_lost.html"


def _offer_of(token: str) -> SpeakerOffer:
    links = SubmissionLink.objects.opened_by(token, LinkPurpose.SPEAKER)
    rows = SpeakerOffer.objects.select_related("motion__campaign__conference", "activist")
    offer = rows.filter(links__in=links).prefetch_related("regions").first()
    if offer is None:
        raise _NothingOfSpeakers("This link does not open anything.")
    return offer


def _wish_of(token: str) -> SpeakerWish:
    links = SubmissionLink.objects.opened_by(token, LinkPurpose.SPEAKER_WISH)
    rows = SpeakerWish.objects.select_related("motion__campaign__conference", "clp__region", "activist")
    wish = rows.filter(links__in=links).first()
    if wish is None:
        raise _NothingOfSpeakers("This link does not open anything.")
    return wish


def _to_page_of(wish: SpeakerWish) -> HttpResponseBase:
    token = SubmissionLink.objects.mint(wish, LinkPurpose.SPEAKER_WISH)
    return redirect("motions:speaker-wish", token=token)


@public_form
@never_cache
def speakers(request: HttpRequest) -> HttpResponseBase:
    """I offer to speak: no account; the address is confirmed by mail."""
    motion = current_conference_motion()
    if motion is None:
        if request.method == "POST":
            raise Http404(NO_CAMPAIGN)
        return render(request, "motions/no_campaign.html")
    form = OfferToSpeakForm(request.POST or None, campaign=motion.campaign)
    if request.method == "POST" and form.is_valid() and may_send(request, form):
        offer_to_speak(motion, form.terms(), **form.given())
        return redirect("motions:speaker-look")
    return form_page(request, "motions/speakers.html", form, {"motion": motion})


@require_safe
def look_in_your_mail(request: HttpRequest) -> HttpResponse:
    """Look in your mail: what to do after offering to speak, or asking for a speaker."""
    return render(request, "motions/speaker_look.html", {"mail_stays_here": mail_stays_here()})


@public_form
@never_cache
def want(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """My CLP wants a speaker: no account; the address is confirmed by mail. `motion_slug` is as for the CLP's page."""
    found = get_object_or_404(clps(), slug=slug)
    motion = conference_motion_with_text(motion_slug) if motion_slug else current_conference_motion()
    if motion is None:
        raise Http404(NO_CAMPAIGN)
    form = WishForm(request.POST or None, campaign=motion.campaign)
    if request.method == "POST" and form.is_valid() and may_send(request, form):
        with explained_on(form):
            want_speaker(motion, found, form.wanted(), **form.given())
            return redirect("motions:speaker-look")
    context = {"motion": motion, "clp": found, "pages": pages_of(found, motion)}
    return form_page(request, "motions/speaker_want.html", form, context)


@public_form
@never_cache
@by_link
def want_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """A reporter's CLP wants a speaker. Whoever opens this has shown that the address is theirs.

    “See it” on the receipt leads to the page of a wish that they have made already.
    """
    submission = opened(token, LinkPurpose.MANAGE).submission
    if request.method == "POST" and "open" in request.POST:
        asked = get_object_or_404(SpeakerWish.objects.of_report(submission), pk=key_in(request.POST.get("open", "")))
        return _to_page_of(asked)
    if submission.state not in COUNTED_STATES:
        return redirect("motions:report-manage", token=token)
    day = submission.meeting_on if submission.meeting_on and submission.meeting_on >= timezone.localdate() else None
    campaign = submission.version.motion.campaign
    form = WishByLinkForm(request.POST or None, campaign=campaign, initial={"on": day})
    if request.method == "POST" and form.is_valid():
        with explained_on(form):
            wish = want_speaker_by_link(submission, form.wanted(), consent=form.wording)
            return _to_page_of(wish)
    context = {"clp": submission.clp, "token": token, "form": form}
    return render(request, "motions/report_wants_speaker.html", context)


@public_form
@never_cache
@by_link
def own_speaker_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """A speaker's own page: it asks whether the offer is theirs, and shows what they are asked, with yes and no."""
    offer = _offer_of(token)
    refusal = ""
    if request.method == "POST":
        try:
            _do_what_the_button_says(request, offer)
            return redirect("motions:speaker-own", token=token)
        except NotAllowed as why:
            refusal = str(why)
            offer.refresh_from_db()
    return render(request, "motions/speaker_own.html", {**_of_speaker(offer), "token": token, "refusal": refusal})


def _do_what_the_button_says(request: HttpRequest, offer: SpeakerOffer) -> None:
    """Do what the button says; raise NotAllowed where it is too late for that."""
    act = request.POST.get("act", "")
    if act in ("yes", "no"):
        # Among their own: a key from somebody else's page opens nothing.
        asking = get_object_or_404(SpeakerAsking, offer=offer, pk=key_in(request.POST.get("asking", "")))
        (accept_asking if act == "yes" else decline_asking)(asking)
    elif act == "withdraw":
        withdraw_speaker(offer, by=offer.activist)
    elif act == "confirm":
        confirm_speaker(offer)


def _of_speaker(offer: SpeakerOffer) -> dict[str, object]:
    """Return what a speaker's page shows: what is asked of them, and whom they said yes to."""
    wishes = ("wish__clp__region", "wish__motion__campaign__conference", "wish__motion__current_version")
    rows = offer.askings.select_related(*wishes).order_by("wish__on", "pk")
    askings = [asking for asking in rows if not asking.wish.has_been]

    def those(answer: AskingState, wish: SpeakerWishState) -> list[SpeakerAsking]:
        return [one for one in askings if (one.state, one.wish.state) == (answer, wish)]

    return {
        "offer": offer,
        "is_new": SPEAKER_FLOW.may(offer.state, SpeakerAct.CONFIRM),
        "is_open": SPEAKER_FLOW.may(offer.state, SpeakerAct.ASK),
        "asked": those(AskingState.ASKED, SpeakerWishState.OPEN),
        "agreed": those(AskingState.YES, SpeakerWishState.FOUND),
        "called_off": those(AskingState.YES, SpeakerWishState.WITHDRAWN),
        # Only while nobody is found: until then they may think better of it.
        "declined": those(AskingState.NO, SpeakerWishState.OPEN),
    }


@public_form
@never_cache
@by_link
def wish(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page of whoever wants a speaker: it asks whether that is so, says how it stands, and takes it back."""
    wanted = _wish_of(token)
    campaign = wanted.motion.campaign
    act = request.POST.get("act", "")
    # Where an organiser noted the wish on the telephone, no box was ticked: it is asked for here.
    form = AgreesToMeet(request.POST if act == "confirm" else None, campaign=campaign) if not wanted.consent else None
    refusal = ""
    if request.method == "POST":
        try:
            if act == "withdraw":
                withdraw_wish(wanted, by=wanted.activist)
            elif act == "confirm" and (form is None or form.is_valid()):
                confirm_wish(wanted, consent=form.wording if form else "")
            if form is None or not form.errors:
                return redirect("motions:speaker-wish", token=token)
        except NotAllowed as why:
            refusal = str(why)
            wanted.refresh_from_db()
    shown = {
        "wish": wanted,
        "clp": wanted.clp,
        "pages": pages_of(wanted.clp, wanted.motion),
        "token": token,
        "form": form,
        "is_found": wanted.state == SpeakerWishState.FOUND,
        "is_new": WISH_FLOW.may(wanted.state, WishAct.CONFIRM),
        "is_open": WISH_FLOW.may(wanted.state, WishAct.ASK),
        "can_end": WISH_FLOW.may(wanted.state, WishAct.WITHDRAW),
        "refusal": refusal,
    }
    return render(request, "motions/speaker_wish.html", shown)
