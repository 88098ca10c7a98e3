"""The advice inbox and one question's page, where it is answered."""

import uuid
from collections.abc import Callable
from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import regions_looked_after_by, regions_of
from campaign.desk.advice.inbox import OWNERS, STATES, InboxFilters, inbox_figures, situation_of
from clps.lib.http import key_in
from motions.actions.advice import answer_advice, close_advice, keep_answer, reopen_advice, take_advice
from motions.enums import AdviceStep
from motions.forms.advice import AnswerForm
from motions.models import AdviceReply, AdviceRequest, SavedAnswer
from motions.models.advice import AdviceQuerySet
from motions.workflow import ADVICE_FLOW, AdviceAct, NotAllowed

ON_A_PAGE = 50


def may_see(user: User) -> bool:
    """Say whether somebody may read what people asked."""
    return user.has_perm("motions.view_advicerequest")


def may_answer(user: User) -> bool:
    """Say whether somebody may also answer, take, close and reopen."""
    return may_see(user) and user.has_perm("motions.change_advicerequest")


def questions_for(user: User) -> AdviceQuerySet:
    """Return what an organiser may see: their regions' questions, and those of no CLP."""
    if not may_see(user):
        raise PermissionDenied
    return AdviceRequest.objects.all().in_regions(regions_of(user))


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Who asked what, who waits for how long, and who answers."""
    user = cast(User, request.user)
    questions = questions_for(user)
    regions = list(regions_looked_after_by(user).values_list("slug", "name"))
    filters = InboxFilters.of(request.GET, regions=[slug for slug, _ in regions])
    found = Paginator(filters.narrow(questions, user), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": "Advice",
        "figures": inbox_figures(questions, user, timezone.now()),
        "filters": filters,
        "states": STATES,
        "steps": AdviceStep.choices,
        "owners": OWNERS,
        "regions": regions,
        "questions": found,
        "page_query": filters.query(),
        "may_save": user.has_perm("motions.view_savedanswer"),
    }
    return render(request, "admin/desk/advice_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, reference: uuid.UUID) -> HttpResponseBase:
    """One question with the person's situation beside it, and everything that can be done about it."""
    user = cast(User, request.user)
    rows = questions_for(user).select_related(
        "asker", "owner", "clp__region", "submission__version__motion", "submission__branch", "submission__clp"
    )
    asked = get_object_or_404(rows, reference=reference)
    form = None
    if request.method == "POST":
        if not _may_act(asked, user):
            raise PermissionDenied
        act = request.POST.get("act", "")
        if act in SIMPLE_ACTS:
            return _do(request, asked, act, user)
        if act == "keep":
            return _keep(request, asked, user)
        if act == "insert":
            form = AnswerForm(request.POST).with_saved_answer()
        elif (form := _answer(request, asked, user)) is None:
            # Without a place of its own it would open where the form led, below the word that it is done.
            return redirect(reverse("admin:desk-advice-question", args=[reference]) + "#content-start")
    form = form or AnswerForm(initial={"after": asked.replies.count()})
    return render(request, "admin/desk/advice.html", _shown(request, asked, form, user))


def _may_act(asked: AdviceRequest, user: User) -> bool:
    """Whether there is anything to do for somebody: of whoever was removed, neither words nor an address are left."""
    return may_answer(user) and asked.asker.removed_at is None


def _shown(request: HttpRequest, asked: AdviceRequest, form: AnswerForm, user: User) -> dict[str, object]:
    """Return what the page of one question shows, with the acts that its state and the person's rights allow."""
    may_act = _may_act(asked, user)
    return {
        **admin.site.each_context(request),
        "title": f"Question: {asked.get_step_display()}",
        "asked": asked,
        "form": form,
        "situation": situation_of(asked, user, regions_of(user)),
        "may_act": may_act,
        "may_keep": may_act and user.has_perms(KEEPING),
        **{f"may_{act.name.lower()}": may_act and ADVICE_FLOW.may(asked.state, act) for act in AdviceAct},
    }


KEEPING = ("motions.add_savedanswer", "motions.change_savedanswer")
SIMPLE_ACTS: dict[str, tuple[Callable[..., AdviceRequest], str]] = {
    "take": (take_advice, "It is yours now."),
    "close": (close_advice, "Closed."),
    "reopen": (reopen_advice, "It waits for an answer again."),
}


def _do(request: HttpRequest, asked: AdviceRequest, act: str, user: User) -> HttpResponse:
    """Take, close or reopen it; where somebody was quicker, say so."""
    run, words = SIMPLE_ACTS[act]
    try:
        run(asked, by=user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("admin:desk-advice-question", asked.reference)


def _keep(request: HttpRequest, asked: AdviceRequest, user: User) -> HttpResponse:
    """Keep one of its answers for others, and go on to where it is edited and published."""
    if not user.has_perms(KEEPING):
        raise PermissionDenied
    number = request.POST.get("reply", "")
    replies = AdviceReply.objects.select_related("request")
    reply = get_object_or_404(replies, request=asked, pk=key_in(number))
    saved: SavedAnswer = keep_answer(reply)
    messages.success(request, "Kept as a draft. Take out whatever is about one person, then put it on the help page.")
    return redirect("admin:motions_savedanswer_change", saved.pk)


def _answer(request: HttpRequest, asked: AdviceRequest, user: User) -> AnswerForm | None:
    """Give the answer; where it cannot be given, return the form with the words and the reason."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return form
    try:
        answer_advice(asked, form.cleaned_data["words"], by=user, after=form.cleaned_data["after"])
    except NotAllowed as refusal:
        # They have now what they had not seen, so the next press is their last word.
        form = AnswerForm({**request.POST.dict(), "after": asked.replies.count()})
        form.add_error(None, str(refusal))
        return form
    messages.success(request, "Answered. It goes out by mail.")
    return None
