"""The desk's page of visiting speakers: who wants one, who offers, who suits whom, and asking them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after, may_work_at_desk, regions_of, who_asks
from campaign.desk.calls.views import call_of
from campaign.desk.chosen import chosen_motion, motion_named, needed_motion
from clps.lib.http import address, key_in
from motions.act_pages import acted
from motions.actions.speaker_wishes import close_wish, note_speaker_wanted
from motions.actions.speakers import ask_speaker, withdraw_speaker
from motions.forms.speakers import WantedFields
from motions.models import Motion, SpeakerOffer, SpeakerWish, Submission
from motions.speaker_matching import open_offers, wishes_to_come
from motions.workflow import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def speakers(request: HttpRequest) -> HttpResponseBase:
    """Wishes with whom we could ask for them, and everybody who offers. Its buttons ask, close and take back.

    The wishes are those of one motion; who offers to speak offers it for the whole campaign.
    """
    user = who_asks(request, may_work_at_desk)
    motion = needed_motion(request.GET) if request.method == "POST" else chosen_motion(request.GET)
    if motion is None:
        return _render(request, "speakers", {"motion": None})
    regions = regions_of(user)
    if request.method == "POST":
        try:
            _press(request, user, motion)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(address("admin:desk-speakers", motion=motion_named(request.GET)))
    offers = open_offers(motion, regions)
    shown = {
        "motion": motion,
        "lines": wishes_to_come(motion, timezone.localdate(), regions=regions, offers=offers),
        "offers": offers,
    }
    return _render(request, "speakers", shown)


def _press(request: HttpRequest, user: User, motion: Motion) -> None:
    """Do what the button says; raise NotAllowed where it is too late for that."""
    act = request.POST.get("act", "")
    if act not in {"ask", "close", "withdraw"}:
        raise NotAllowed("Choose what to do.")
    if act == "withdraw":
        offer = _offer(request, user, motion)
        withdraw_speaker(offer, by=user)
        messages.success(request, f"{offer.called} is not asked any more.")
        return
    wish = get_object_or_404(
        SpeakerWish.objects.select_related("clp__region"), motion=motion, pk=key_in(request.POST.get("wish", ""))
    )
    if not looks_after(user, wish.clp):
        raise PermissionDenied
    if act == "ask":
        offer = _offer(request, user, motion)
        ask_speaker(wish, offer, by=user)
        messages.success(
            request, f"{offer.called} is asked by mail about {wish.clp.name} CLP, and once more if silent."
        )
    else:
        close_wish(wish, by=user)
        messages.success(request, f"{wish.clp.name} CLP: closed without a speaker. No mail says so: please tell them.")


def _offer(request: HttpRequest, user: User, motion: Motion) -> SpeakerOffer:
    """Return the offer that a button names, where the organiser may see it."""
    rows = SpeakerOffer.objects.of_campaign(motion.campaign).open().in_regions(regions_of(user))
    return get_object_or_404(rows, pk=key_in(request.POST.get("offer", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wanted(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Somebody whom an organiser called wants a speaker: for which day, and how. The mail asks them to confirm it."""
    user, motion, clp, line = call_of(request, slug, pk)
    if not line.person.is_reachable:
        raise Http404("Nobody like that took part there.")
    known = Submission.objects.filter(pk=line.person.submission_pk or 0, meeting_on__gte=timezone.localdate())
    form = WantedFields(request.POST or None, initial={"on": known.values_list("meeting_on", flat=True).first()})

    def act() -> None:
        person = User.objects.get(pk=pk, removed_at__isnull=True)
        note_speaker_wanted(motion, clp, form.wanted(), person=person, name=line.person.name, by=user)

    if acted(request, form, act):
        messages.success(request, "Noted. A mail asks them to confirm it; then a speaker can be asked.")
        return redirect(address("admin:desk-speakers", motion=motion_named(request.GET)))
    back = address("admin:desk-call", slug, pk, motion=motion_named(request.GET))
    shown = {"line": line, "clp": clp, "form": form, "back": back}
    return _render(request, "wanted", shown, status=422 if form.errors else 200)


def _render(request: HttpRequest, name: str, shown: dict[str, object], *, status: int = 200) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Speakers", **shown}
    return render(request, f"admin/desk/speakers/{name}.html", context, status=status)
