"""“I’ll do it”: saying so, and what a champion does by the links they were sent."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.lib.guards import public_form
from motions.actions.champions import (
    agree_to_introduction,
    confirm_champion,
    offer_to_take,
    refuse_introduction,
    report_as_champion,
    take_current_text,
    withdraw_champion,
)
from motions.actions.reports import change_number
from motions.consent import introduction_wording
from motions.enums import LinkPurpose
from motions.forms.champions import BecomeChampionForm, ChampionReportForm
from motions.models import Champion, SubmissionLink
from motions.progress.deadline import read_deadline
from motions.queries import introductions_of
from motions.suspensions import held_up_words
from motions.texts.differences import differences
from motions.views.clp import clps, conference_motion_with_text, letter_page, page_of, pages_of
from motions.views.form_throttle import form_page, may_send
from motions.views.links import explained_on, mail_stays_here
from motions.workflow import CHAMPION_FLOW, ChampionAct, NotAllowed


def champion_of(token: str) -> Champion:
    """Return the champion whose page a token opens; raise Http404 for an unknown one."""
    links = SubmissionLink.objects.opened_by(token, LinkPurpose.CHAMPION_MANAGE)
    champions = Champion.objects.with_sent().select_related(
        "motion__campaign__conference", "motion__current_version", "clp__region", "activist", "version"
    )
    champion = champions.filter(links__in=links).first()
    if champion is None:
        raise Http404("This link does not open anything.")
    return champion


def _allowed(act: Callable[[], object]) -> None:
    """Do it; what the champion's state does not allow, as from a page that had grown old, is refused with a 403."""
    try:
        act()
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal


@public_form
@never_cache
def offer(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """I’ll do it: no account; the address is confirmed by mail."""
    found, motion = get_object_or_404(clps(), slug=slug), conference_motion_with_text(motion_slug)
    if timezone.now() >= motion.campaign.conference.deadline:
        # The CLP's page says that it is too late, and what can still be done.
        return redirect(page_of("clp", found, motion))
    form = BecomeChampionForm(request.POST or None, campaign=motion.campaign)
    if request.method == "POST" and form.is_valid() and may_send(request, form):
        given = form.cleaned_data
        offer_to_take(
            motion=motion,
            clp=found,
            name=given["name"],
            email=given["email"],
            consent=form.consent_given,
            may_introduce=given["may_introduce"],
            form_key=given["form_key"],
        )
        return redirect(page_of("champion-offered", found, motion))
    context = {"clp": found, "motion": motion, "pages": pages_of(found, motion)}
    return form_page(request, "motions/champion_offer.html", form, context)


@require_safe
def offered(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponse:
    """Look in your mail: what to do after saying it. The same words for an address that we know and one we do not."""
    found = get_object_or_404(clps(), slug=slug)
    again = reverse("motions:champion-offer", args=[slug, motion_slug] if motion_slug else [slug])
    context = {"clp": found, "offer_page": again, "mail_stays_here": mail_stays_here()}
    return render(request, "motions/champion_offered.html", context)


@public_form
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Was this you? The page only asks; its button confirms."""
    if request.method == "POST":
        try:
            champion = confirm_champion(token)
        except NotAllowed:
            champion = None
        if champion:
            # A new link, as no old one can be shown: the database has digests alone.
            own_link = SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_MANAGE)
            return redirect("motions:champion-manage", token=own_link)
    links = SubmissionLink.objects.opened_by(token, LinkPurpose.CHAMPION_CONFIRM)
    link = links.select_related("champion__clp", "champion__motion__campaign").first()
    champion = link.champion if link is not None and link.redeemed_at is None else None
    if champion is not None and CHAMPION_FLOW.may(champion.state, ChampionAct.CONFIRM):
        return render(request, "motions/champion_confirm.html", {"champion": champion})
    return render(request, "motions/champion_confirm.html", status=410)


@require_safe
@never_cache
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show a champion's own page: what they said, and everything that can be done about it."""
    champion = champion_of(token)
    newest = champion.motion.current_version
    context = {
        "champion": champion,
        "clp": champion.clp,
        "token": token,
        "newest": newest if newest and newest.pk != champion.version_id else None,
        "is_active": CHAMPION_FLOW.may(champion.state, ChampionAct.CHANGE),
        "introductions": introductions_of(champion),
        "offer_page": page_of("champion-offer", champion.clp, champion.motion),
        "too_late": read_deadline(champion.motion.campaign, now=timezone.now()).has_passed,
        "held_up": held_up_words(champion.clp, champion.motion, timezone.localdate()),
    }
    return render(request, "motions/champion_manage.html", context)


@public_form
@never_cache
def send(request: HttpRequest, token: str) -> HttpResponseBase:
    """The email to the secretary, from the champion's page: it leads back to a report that is filled in already."""
    champion = champion_of(token)
    version = champion.motion.current_version
    if version is None or not CHAMPION_FLOW.may(champion.state, ChampionAct.REPORT):
        return redirect("motions:champion-manage", token=token)
    version.motion = champion.motion
    return letter_page(
        request,
        champion.clp,
        champion.motion,
        report_at=reverse("motions:champion-report", args=[token]),
        name=champion.name,
    )


@public_form
@never_cache
def report(request: HttpRequest, token: str) -> HttpResponseBase:
    """Yes, I have sent it. It counts at once: whoever opens this has shown that the address is theirs."""
    champion = champion_of(token)
    # They have sent the text that they hold, which need not be the newest.
    version = champion.version or champion.motion.current_version
    if version is None or not CHAMPION_FLOW.may(champion.state, ChampionAct.REPORT):
        return redirect("motions:champion-manage", token=token)
    version.motion = champion.motion
    wanted = {name: request.GET[name] for name in ("body", "branch", "version", "meets") if request.GET.get(name)}
    form = ChampionReportForm(request.POST or None, champion=champion, version=version, initial=wanted)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with explained_on(form):
            submission = report_as_champion(
                champion, form.report(), name=given["name"], consent=form.wording, form_key=given["form_key"]
            )
            change_number(submission, form.given_number())
            own_link = SubmissionLink.objects.mint(submission, LinkPurpose.MANAGE)
            return redirect("motions:report-manage", token=own_link)
    context = {"champion": champion, "clp": champion.clp, "motion": champion.motion, "form": form, "token": token}
    return render(request, "motions/champion_report.html", context)


@public_form
@never_cache
def text(request: HttpRequest, token: str) -> HttpResponseBase:
    """Which text the champion holds, what changed since, and the button that says they have the new one."""
    champion = champion_of(token)
    newest = champion.motion.current_version
    if newest is None or not CHAMPION_FLOW.may(champion.state, ChampionAct.CHANGE):
        return redirect("motions:champion-manage", token=token)
    if request.method == "POST":
        _allowed(lambda: take_current_text(champion, by=champion.activist))
        return redirect("motions:champion-text", token=token)
    held = champion.version if champion.version_id != newest.pk else None
    newest.motion = champion.motion
    context = {
        "champion": champion,
        "clp": champion.clp,
        "token": token,
        "newest": newest,
        "held": held,
        "title_changes": differences(held.title, newest.title) if held else [],
        "text_changes": differences(held.text, newest.text) if held else [],
    }
    return render(request, "motions/champion_text.html", context)


@public_form
@never_cache
def introduction(request: HttpRequest, token: str) -> HttpResponseBase:
    """May we put you in touch? Asked and taken back on the same page."""
    champion = champion_of(token)
    wording = introduction_wording(champion.motion.campaign)
    if request.method == "POST":
        if request.POST.get("agree") == "yes":
            _allowed(lambda: agree_to_introduction(champion, consent=wording, by=champion.activist))
        else:
            _allowed(lambda: refuse_introduction(champion, by=champion.activist))
        return redirect("motions:champion-manage", token=token)
    if not CHAMPION_FLOW.may(champion.state, ChampionAct.CHANGE):
        return redirect("motions:champion-manage", token=token)
    context = {"champion": champion, "clp": champion.clp, "token": token, "wording": wording}
    return render(request, "motions/champion_introduction.html", context)


@public_form
@never_cache
def withdraw(request: HttpRequest, token: str) -> HttpResponseBase:
    """I can’t after all: asks, and then takes the offer back."""
    champion = champion_of(token)
    if request.method == "POST":
        _allowed(lambda: withdraw_champion(champion, by=champion.activist))
        return redirect("motions:champion-manage", token=token)
    if not CHAMPION_FLOW.may(champion.state, ChampionAct.WITHDRAW):
        return redirect("motions:champion-manage", token=token)
    return render(
        request, "motions/champion_withdraw.html", {"champion": champion, "clp": champion.clp, "token": token}
    )
