"""The front page: how far the campaign is, what to do next and the buttons for it; and the pages beside it.

Beside it stand the desk of an earlier campaign, where nothing is left to be done, and a test mail to oneself.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, may_work_at_desk, regions_of, who_asks
from campaign.desk.chosen import NAME, chosen_motion
from campaign.desk.enums import MarkAct
from campaign.desk.front import marks
from campaign.desk.front.addresses import action_address, call_address, clp_addresses, clp_page
from campaign.desk.front.attention import AttentionList, Item, kinds_for, read_list
from campaign.desk.front.filters import AWAY, MINE, NOBODYS, Filters
from campaign.desk.front.marks import MarkForm
from campaign.desk.front.progress import read_progress
from campaign.desk.front.setting_up import MAY_TRY_MAIL, read_set_up, set_up_facts
from campaign.desk.menu_entries import WORK_AT_DESK
from campaign.desk.models import TrialMail
from campaign.desk.navigation import SECTIONS
from campaign.health.signs import read_backup_sign, read_signs
from campaign.mail.models import Email
from campaign.mail.outbox.trial_mail import NotSent, try_mail
from campaign.mail.reminders.settings import days_asked
from clps.lib.throttle import Limit, Throttle, TooMany
from motions.attention import Attention, find_attention
from motions.models import Campaign, Conference, Motion
from motions.queries import conference_motion_of
from motions.variants import texts_among

ITEMS_ON_A_PAGE = 20
USUAL_SNOOZE = timedelta(days=7)
SAID = {
    MarkAct.TAKE: "It is yours.",
    MarkAct.RELEASE: "It is nobody’s now.",
    MarkAct.SNOOZE: "Put away until that day.",
    MarkAct.FINISH: "Done. It comes back only if something happens there.",
    MarkAct.BRING_BACK: "It is back on the list.",
}
# What there is to read of it, list by list: each keeps to that campaign.
LISTS = (
    ("Reports", "motions_submission"),
    ("Votes", "motions_vote"),
    ("Where each CLP stood", "motions_standing"),
    ("Sent to conference", "motions_conferenceentry"),
    ("Composites", "motions_composite"),
    ("Champions", "motions_champion"),
    ("Versions of the text", "motions_motionversion"),
)
# A test mail goes past the outbox and its limits.
NOT_OFTEN = Throttle(name="trial mail", subject=Limit(10, timedelta(hours=1)))


def front_page(request: HttpRequest, user: User, *, refused: MarkForm | None = None) -> dict[str, Any]:
    """Return everything that the front page shows to this organiser; `refused` is a form that comes back.

    Without a campaign there is nothing to show but the way to one.
    """
    motion = chosen_motion(request.GET, **set_up_facts())
    if motion is None:
        return {"motion": None, "backups": read_backup_sign(timezone.now())}
    kinds = [kind.key for kind in kinds_for(user)]
    progress = read_progress(request.GET, motion, user, now=timezone.now(), kinds=kinds)
    filters, overview = progress.filters, progress.overview
    attention = read_list(motion, user, filters, progress.everywhere)
    page = Paginator(attention.items, ITEMS_ON_A_PAGE).get_page(filters.page or 1)
    return {
        **progress.as_context(),
        "by_text": texts_among(motion, overview.clps),
        "attention": attention,
        "rows": _rows(page, motion, refused),
        "page": page,
        "signs": read_signs(timezone.now()),
        "backups": read_backup_sign(timezone.now()),
        "may_work": may_work_at_desk(user),
        "set_up": read_set_up(motion, user),
        "usual_snooze": overview.today + USUAL_SNOOZE,
        "desk_address": reverse("admin:index"),
        "kind_choices": [(line.kind.key, line.kind.label) for line in attention.kinds],
        "owner_choices": _owners(attention, filters, user),
        **_links(filters, attention, page),
    }


def _rows(page: Sequence[Item], motion: Motion, refused: MarkForm | None) -> list[dict[str, Any]]:
    """Return the lines of the list, each with where it leads and, where it was refused, what was typed into it."""
    address_of = clp_addresses()
    wrong = refused.data.get("key") if refused else None
    return [
        {
            "item": item,
            "address": action_address(item.attention, motion, address_of),
            "call_address": call_address(item.attention),
            "clp_address": clp_page(item.attention, address_of),
            "refused": refused if wrong == item.attention.key else None,
        }
        for item in page
    ]


def _owners(attention: AttentionList, filters: Filters, user: User) -> list[tuple[str, str]]:
    """Return whose things the list can be narrowed to."""
    others = [(str(owner.pk), owner.name) for owner in attention.owners if owner.pk != user.pk]
    if filters.owner.isdecimal() and filters.owner not in dict(others):
        others.append((filters.owner, "Somebody with nothing here"))
    return [(MINE, "Mine"), (NOBODYS, "Nobody’s"), *others]


def _links(filters: Filters, attention: AttentionList, page: Page) -> dict[str, Any]:
    """Return the addresses that keep what is chosen and change one thing of it."""
    return {
        "query_now": filters.query(page=filters.page),
        "query_of_clps": filters.query(kind="", owner="", show=""),
        "query_mine": filters.query(owner="" if filters.owner == MINE else MINE),
        "query_away": filters.query(show="" if filters.shows_away else AWAY),
        "query_any_kind": filters.query(kind=""),
        "kind_links": [
            (line, filters.query(kind=line.kind.key), filters.kind == line.kind.key) for line in attention.kinds
        ],
        "query_before": filters.query(page=str(page.previous_page_number())) if page.has_previous() else "",
        "query_after": filters.query(page=str(page.next_page_number())) if page.has_next() else "",
    }


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Show the lists and the acts of a section, to whoever may open any of them."""
    user = who_asks(request, may_see_desk)
    found = next((one for one in SECTIONS if one.slug == section and not one.page), None)
    if found is None:
        raise Http404("There is no such section.")
    links = found.open_links(request)
    if not links:
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": found.name,
        "section": found,
        "acts": [link for link in links if link.is_act],
        "lists": [(link, link.number(request)) for link in links if not link.is_act],
        "may_work": user.has_perm(WORK_AT_DESK),
    }
    return render(request, "admin/desk/section.html", context)


@require_POST
def mark(request: HttpRequest) -> HttpResponseBase:
    """Say something of one item, and go back to the list as it was."""
    user = who_asks(request, may_work_at_desk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _come_back(request, form)
    motion = _motion_of(form.cleaned_data["key"])
    item = _find(motion, form.cleaned_data["key"], user) if motion else None
    if motion is None or item is None:
        messages.info(request, "That has been settled meanwhile: there is nothing to do there.")
    elif _act(item, form.cleaned_data, motion=motion, by=user):
        messages.success(request, SAID[MarkAct(form.cleaned_data["act"])])
    query = request.GET.urlencode()
    return redirect(reverse("admin:index") + (f"?{query}" if query else "") + "#attention")


def _motion_of(key: str) -> Motion | None:
    """Return the motion whose name stands in an item's key, one that has ended too; None for no such."""
    slug = key.split(":")[1] if key.count(":") > 1 else ""
    if not slug:
        return None
    try:
        return chosen_motion({NAME: slug})
    except Http404:
        return None


def _find(motion: Motion, key: str, user: User) -> Attention | None:
    """Return the item of this name, if it needs attention still and is in the organiser's regions."""
    kinds = [kind for kind in kinds_for(user) if key.startswith(f"{kind.key}:")]
    day, asks_after = timezone.localdate(), days_asked(motion.campaign)
    found = find_attention(motion, day=day, asks_after=asks_after, regions=regions_of(user), kinds=kinds)
    return next((item for item in found if item.key == key), None)


def _act(item: Attention, given: dict[str, Any], *, motion: Motion, by: User) -> bool:
    match MarkAct(given["act"]):
        case MarkAct.TAKE:
            return marks.take(item, motion=motion, by=by)
        case MarkAct.RELEASE:
            return marks.release(item, motion=motion, by=by)
        case MarkAct.SNOOZE:
            return marks.snooze(item, until=given["until"], note=given["note"], motion=motion, by=by)
        case MarkAct.FINISH:
            return marks.finish(item, note=given["note"], motion=motion, by=by)
        case MarkAct.BRING_BACK:
            return marks.bring_back(item, motion=motion, by=by)


def _come_back(request: HttpRequest, form: MarkForm) -> HttpResponse:
    """Show the front page again, with what was wrong beside what was typed."""
    response = admin.site.index(request, {"refused": form})
    response.status_code = 422
    return response


@require_safe
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a campaign stood when its conference was over; the one on the site, as it stands now."""
    user = who_asks(request, may_see_desk)
    campaign = get_object_or_404(Campaign.objects.select_related("conference"), pk=pk)
    context = {**admin.site.each_context(request), "title": campaign.name, "shown": campaign, "is_earlier": True}
    if motion := conference_motion_of(campaign):
        context |= _front(request, user, motion)
    return render(request, "admin/desk/earlier.html", context)


def _front(request: HttpRequest, user: User, motion: Motion) -> dict[str, Any]:
    """Return what the front page would show of it, besides what needs attention."""
    now = min(timezone.now(), _end_of(motion.campaign.conference))
    return {
        **read_progress(request.GET, motion, user, now=now).as_context(),
        "desk_address": reverse("admin:desk-earlier", args=[motion.campaign_id]),
        "lists": [
            (name, f"{reverse(f'admin:{model}_changelist')}?of_campaign={motion.campaign_id}") for name, model in LISTS
        ],
    }


def _end_of(conference: Conference) -> datetime:
    """Return the last moment of a conference, on the UK's clock."""
    day = datetime.combine(conference.ends_on, time(), tzinfo=timezone.get_default_timezone())
    return day + timedelta(days=1, microseconds=-1)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def trial_mail(request: HttpRequest) -> HttpResponseBase:
    """Say whereto a test mail would go; send it where the button is pressed, and say what became of it."""
    user = who_asks(request, MAY_TRY_MAIL)
    if request.method == "POST":
        _try(request, user)
        return redirect("admin:desk-trial-mail")
    kept = Email.objects.filter(state="kept").count()
    context = {**admin.site.each_context(request), "title": "Send a test mail to yourself", "to": user.email}
    return render(request, "admin/desk/trial_mail.html", {**context, "kept": kept})


def _try(request: HttpRequest, user: User) -> None:
    try:
        NOT_OFTEN.take(network="", subject=str(user.pk))
        try_mail(user.email)
    except TooMany as refusal:
        messages.error(request, f"No mail left. You have tried often; try again after {refusal.until:%H:%M}.")
    except NotSent as refusal:
        messages.error(request, f"No mail left. {refusal}")
    else:
        TrialMail.objects.create(sent_by=user)
        words = f"A mail to {user.email} left: the mail server took it. See that it arrives; look among spam too."
        messages.success(request, words)
