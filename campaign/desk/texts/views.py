"""The pages of a motion's text: who holds which version, the draft, its previews, comparing, and publishing.

And the campaign's motions for conference: the first, the others, what they add up to, and opening another.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, who_asks
from campaign.desk.chosen import needed_motion, other_motions
from campaign.desk.models import TextDraft
from campaign.desk.texts.actions import DraftOvertaken, drop_draft, publish_draft, save_draft
from campaign.desk.texts.forms import DraftForm, ElsewhereForm, EmergencyForm
from campaign.desk.texts.holders import read_holders, read_told
from campaign.desk.texts.previews import PREVIEWS, unpublished
from clps.lib.http import key_in
from motions.act_pages import acted
from motions.actions.other_motions import end_other_motion, open_other_motion, resume_other_motion
from motions.actions.texts import NotPublished
from motions.counts import count_campaign, count_motions
from motions.models import Motion, MotionVersion
from motions.texts.differences import differences
from motions.texts.limits import Limits
from motions.workflow import NotAllowed

WRITE = "motions.change_motion"
DRAFT = "draft"
SORTS = {
    "emergency": (EmergencyForm, "Open an emergency motion"),
    "conference": (ElsewhereForm, "Open a motion for another conference"),
}
# What a button does, what is said once it is done, and where it was so already.
ENDS = {
    "end": (end_other_motion, "“{}” is over. Nobody is written to about it any more.", "“{}” was over already."),
    "resume": (resume_other_motion, "“{}” runs again.", "“{}” runs already."),
}


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Each motion of the campaign: its versions, who holds which, and its draft."""
    user = who_asks(request, may_see_desk)
    rows = Motion.objects.select_related("current_version", "campaign__conference").filter(campaign__is_running=True)
    versions = MotionVersion.objects.defer("text").order_by("-number")
    motions = rows.prefetch_related(Prefetch("versions", queryset=versions)).order_by("kind", "pk")
    drafts = {draft.motion_id: draft for draft in TextDraft.objects.select_related("saved_by")}
    shown = [(motion, read_holders(motion, list(motion.versions.all())), drafts.get(motion.pk)) for motion in motions]
    return _render(request, "texts", title="Motions and their texts", motions=shown, may_write=user.has_perm(WRITE))


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write the draft of the next version, or throw it away."""
    user, motion = _writer(request), _motion(pk)
    draft = _draft_of(motion)
    if request.POST.get("act") == "drop":
        if drop_draft(motion=motion, by=user):
            messages.success(request, "The draft is gone. What is published stands.")
        return redirect("admin:desk-texts")
    form = DraftForm(request.POST if request.method == "POST" else None, motion=motion, draft=draft)
    if form.is_valid():
        try:
            save_draft(motion=motion, by=user, **form.cleaned_data)
        except DraftOvertaken as overtaken:
            who = overtaken.draft.saved_by.called if overtaken.draft.saved_by else "Somebody"
            form.begin_after(overtaken.draft)
            form.add_error(
                None, f"{who} saved the draft while you were writing. Save again to put yours in its place."
            )
        else:
            messages.success(request, "The draft is saved. Nobody but organisers who may publish sees it.")
            return redirect("admin:desk-text", pk)
    return _render(
        request,
        "text",
        status=422 if form.errors else 200,
        title=f"Draft: {motion}",
        motion=motion,
        draft=draft,
        form=form,
        versions=list(motion.versions.defer("text").order_by("-number")),
        previews=[(slug, one.name) for slug, one in PREVIEWS.items()],
    )


@require_safe
def preview(request: HttpRequest, pk: int, look: str) -> HttpResponseBase:
    """Show the draft as the public page, the letter or the sheet would have it; without a draft, the current text."""
    _writer(request)
    motion = _motion(pk)
    if look not in PREVIEWS:
        raise Http404("There is no such preview.")
    draft = _draft_of(motion)
    version = unpublished(motion, draft) if draft else motion.current_version
    if version is None:
        return _render(request, "no_draft", title=f"Preview: {motion}", motion=motion)
    version.motion = motion
    response = PREVIEWS[look].draw(request, motion, version)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show word by word what differs between two versions, one of which may be the draft."""
    user = who_asks(request, may_see_desk)
    motion, may_write = _motion(pk), user.has_perm(WRITE)
    # A draft is for those who may publish. Everybody else compares what is published.
    draft = _draft_of(motion) if may_write else None
    choices: dict[str, MotionVersion] = {str(one.number): one for one in motion.versions.order_by("number")}
    if draft:
        choices[DRAFT] = unpublished(motion, draft)
    keys = list(choices)
    new = request.GET.get("new", "")
    new = new if new in choices else (keys[-1] if keys else "")
    before = keys[keys.index(new) - 1] if new and keys.index(new) else new
    old = request.GET.get("old", "")
    old = old if old in choices else before
    sides = (choices.get(old), choices.get(new))
    return _render(
        request,
        "compare",
        title=f"Compare: {motion}",
        motion=motion,
        choices=[(key, "The draft" if key == DRAFT else f"Version {key}") for key in keys],
        old=old,
        new=new,
        title_changes=differences(sides[0].title, sides[1].title) if sides[0] and sides[1] else [],
        text_changes=differences(sides[0].text, sides[1].text) if sides[0] and sides[1] else [],
        is_same=old == new,
        may_write=may_write,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what publishing does, who holds which version and who will be told; then publish the draft."""
    user, motion = _writer(request), _motion(pk)
    draft = _draft_of(motion)
    if draft is None:
        return _render(request, "no_draft", title=f"Publish: {motion}", motion=motion)
    refusals: list[str] = []
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            if motion.current_version and not draft.note:
                raise NotPublished({"note": "Say in the draft what changed, in one line."})
            version = publish_draft(motion=motion, seen=key_in(seen), by=user)
        except DraftOvertaken as overtaken:
            # Shown again as it is now: nobody publishes words that they have not seen.
            draft, refusals = overtaken.draft, ["The draft has changed since. This is what it says now: look again."]
        except TextDraft.DoesNotExist:
            # Somebody published it, or threw it away, a moment ago.
            return redirect("admin:desk-texts")
        except NotPublished as refused:
            refusals = list(refused.messages.values())
        else:
            messages.success(request, f"Version {version.number} is published.")
            return redirect("admin:desk-texts")
    return _publishing(request, motion, draft, refusals)


def _publishing(request: HttpRequest, motion: Motion, draft: TextDraft, refusals: list[str]) -> HttpResponse:
    current = motion.current_version
    versions = list(motion.versions.defer("text").order_by("-number"))
    return _render(
        request,
        "publish",
        status=422 if refusals else 200,
        title=f"Publish version {(current.number if current else 0) + 1}",
        motion=motion,
        draft=draft,
        refusals=refusals,
        counts=list(Limits.on(motion).counts(title=draft.title, text=draft.text).values()),
        title_changes=differences(current.title, draft.title) if current else [],
        text_changes=differences(current.text, draft.text) if current else [],
        holders=read_holders(motion, versions),
        told=read_told(motion) if current else None,
        is_over=timezone.now() >= motion.campaign.conference.deadline,
    )


@require_safe
def several(request: HttpRequest) -> HttpResponse:
    """Show each motion with its conference, its deadline and its counts, and what they add up to."""
    user, first = who_asks(request, may_see_desk), needed_motion({})
    motions = [first, *other_motions(first)]
    context: dict[str, Any] = {
        "title": "Motions for conference",
        "motions": count_motions(motions),
        "together": count_campaign(first.campaign) if len(motions) > 1 else None,
        "may_write": user.has_perm(WRITE),
    }
    return _render(request, "several_motions", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_another(request: HttpRequest, sort: str) -> HttpResponseBase:
    """Open another motion, and go on to its text."""
    user, first = _writer(request), needed_motion({})
    if sort not in SORTS:
        raise Http404("A motion of no such sort is opened here.")
    form_of, title = SORTS[sort]
    form = form_of(request.POST if request.method == "POST" else None, campaign=first.campaign)

    def act() -> Motion:
        named = {name: form.cleaned_data[name] for name in ("slug", "target")}
        return open_other_motion(campaign=first.campaign, conference=form.instance, by=user, **named)

    if done := acted(request, form, act):
        messages.success(request, "The motion is opened. The public sees it once its text is published.")
        return redirect("admin:desk-text", done.result.pk)
    status = 422 if form.errors else 200
    conference = form.instance.part_of
    return _render(request, "open_motion", status=status, title=title, form=form, conference=conference)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End another motion, or take that back."""
    user = _writer(request)
    # Only a motion beside the first can be ended here: the first is the campaign itself.
    motion = get_object_or_404(Motion.objects.select_related("campaign__main"), pk=pk, campaign__main__isnull=False)
    if request.POST.get("act") not in ENDS:
        messages.error(request, "Choose what to do.")
        return redirect("admin:desk-motions")
    run, done, same = ENDS[request.POST["act"]]
    try:
        is_changed = run(motion, by=user)
        messages.success(request, (done if is_changed else same).format(motion))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:desk-motions")


def _writer(request: HttpRequest) -> User:
    return who_asks(request, may_see_desk, WRITE)


def _motion(pk: int) -> Motion:
    return get_object_or_404(Motion.objects.select_related("campaign__conference", "current_version"), pk=pk)


def _draft_of(motion: Motion) -> TextDraft | None:
    return TextDraft.objects.filter(motion=motion).select_related("saved_by").first()


def _render(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {**admin.site.each_context(request), **context}
    return render(request, f"admin/desk/texts/{name}.html", shown, status=status)
