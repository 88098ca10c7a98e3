"""A CLP's whole story on one page, the page of each thing that can be done there, conflicts, and its own rules."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.roles import looks_after, may_see_desk, may_work_at_desk, who_asks
from campaign.desk.chosen import chosen_motion, motion_named, needed_motion
from campaign.desk.enums import TimelineKind
from campaign.desk.front.addresses import action_address, clp_addresses
from campaign.desk.story.acts import ABOUT_A_REPORT, ACTS, ON_ANY_MOTION, Place
from campaign.desk.story.clp_story import StoryReport, read_reports, read_story
from clps.lib.http import address
from clps.models import CLP
from motions.act_pages import acted
from motions.actions.rules import FIELDS, tell_body_rules
from motions.enums import ADOPTED, EVER_SENT_STAGES, REFUSED, RULED_OUT_STATES, Body, EntryState, SubmissionState
from motions.models import BodyRules, Standing, Submission
from motions.organiser_acts import LAST_STEP, NEXT_STEP


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that happened in one CLP, what is next, and what can be done."""
    place = place_of(request, slug)
    told = read_story(place.clp, place.motion, place.user)
    kind = request.GET.get("kind", "")
    chosen = kind if kind in TimelineKind else ""
    address_of = clp_addresses()
    may_act = may_work_at_desk(place.user)
    return render_story(
        request,
        "story",
        place,
        story=told,
        kind=chosen,
        lines=[line for line in told.lines if chosen in ("", line.kind)],
        todo=[(item, action_address(item, place.motion, address_of)) for item in told.todo],
        may_act=may_act,
        may_send=may_act
        and told.standing.stage not in EVER_SENT_STAGES
        and place.user.has_perm("motions.add_conferenceentry"),
        may_step=may_act
        and place.user.has_perm("motions.change_conferenceentry")
        and told.entry is not None
        and NEXT_STEP.fits(told.entry),
        may_correct=may_act
        and place.user.has_perm("motions.change_conferenceentry")
        and told.entry is not None
        and LAST_STEP.fits(told.entry),
        was_ruled_out=told.entry is not None
        and (told.entry.state in RULED_OUT_STATES or told.entry.ruled_out_on is not None),
        may_add_delegate=told.entry is not None
        and told.entry.state != EntryState.RETRACTED
        and place.user.has_perm("motions.add_delegate"),
        may_change_delegate=place.user.has_perm("motions.change_delegate"),
        may_know=place.user.has_perm("clps.view_secretary"),
        may_add_secretary=place.user.has_perm("clps.add_secretary"),
        may_correct_secretary=place.user.has_perm("clps.change_secretary"),
        may_change_clp=place.user.has_perm("clps.change_clp"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, slug: str, act: str, pk: int | None = None) -> HttpResponseBase:
    """Ask, then act; a refusal comes back beside what was typed."""
    if act not in ACTS or (act in ABOUT_A_REPORT) != (pk is not None):
        raise Http404
    place = place_of(request, slug, report=pk, any_motion=act in ON_ANY_MOTION)
    page = ACTS[act]
    if not may_work_at_desk(place.user) or not place.user.has_perm(page.right):
        raise PermissionDenied
    form = page.form_for(request, place)
    if acted(request, form, lambda: page.run(place, form, place.user)):
        messages.success(request, page.words_when_done)
        return redirect(_way_back(request, place))
    status = 422 if request.method == "POST" else 200
    # Its form stands on the page of the conflict, beside what the others say: the refusal has to stand there too.
    if act == "settle":
        return _conflict(request, place, refused=form, status=status)
    shown = {"act": page, "explained": page.explained(place), "form": form, "way_back": _way_back(request, place)}
    return render_story(request, "act", place, status=status, **shown)


@require_safe
def conflict(request: HttpRequest, slug: str) -> HttpResponse:
    """What the reports say, side by side."""
    return _conflict(request, place_of(request, slug))


def _conflict(request: HttpRequest, place: Place, *, refused: Form | None = None, status: int = 200) -> HttpResponse:
    # Settled meanwhile, there are no sides any more, and nothing is left to be chosen.
    standing = Standing.objects.filter(motion=place.motion, clp=place.clp, is_conflicting=True).exists()
    may_settle = standing and may_work_at_desk(place.user)
    sides = [report for report in read_reports(place.clp, place.motion) if standing and _is_a_side(report)]
    wrong = place.submission.pk if refused and place.submission else None
    columns = [
        (
            one,
            refused
            if one.submission.pk == wrong
            else ACTS["settle"].form(None, Place(place.clp, place.motion, place.user, one.submission)),
        )
        for one in sides
    ]
    return render_story(
        request, "conflict", place, status=status, columns=columns, may_settle=may_settle, refused=refused
    )


def _is_a_side(report: StoryReport) -> bool:
    """Whether a report says that the CLP carried it, or refused it."""
    return bool(
        report.submission.state == SubmissionState.DECIDED
        and report.submission.body == Body.CLP
        and report.vote
        and report.vote.outcome in ADOPTED | REFUSED
    )


def place_of(request: HttpRequest, slug: str, *, report: int | None = None, any_motion: bool = False) -> Place:
    """Return where this is; raise PermissionDenied for an organiser of other regions.

    Without a report it is about the motion that the address names, or the first; and so it is with one, unless
    `any_motion`.
    """
    user = who_asks(request, may_see_desk)
    clp = get_object_or_404(CLP.objects.select_related("region"), slug=slug)
    if not looks_after(user, clp):
        raise PermissionDenied
    rows = Submission.objects.select_related("clp", "branch", "activist", "version__motion__campaign").filter(clp=clp)
    if report is not None and any_motion:
        submission = get_object_or_404(rows, pk=report)
        return Place(clp, submission.version.motion, user, submission)
    motion = needed_motion(request.GET)
    if report is None:
        return Place(clp, motion, user)
    return Place(clp, motion, user, get_object_or_404(rows, pk=report, version__motion=motion))


def _way_back(request: HttpRequest, place: Place) -> str:
    """Return where somebody came from: the story, or the page of a report that is on another motion."""
    if place.submission is not None and place.motion != chosen_motion(request.GET):
        return reverse("admin:motions_submission_change", args=[place.submission.pk])
    return address("admin:desk-clp", place.clp.slug, motion=motion_named(request.GET))


def render_story(request: HttpRequest, name: str, place: Place, *, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page of one CLP on the desk."""
    shown = {**admin.site.each_context(request), "clp": place.clp, "motion": place.motion, "report": place.submission}
    return render(
        request,
        f"admin/desk/story/{name}.html",
        {**shown, "title": f"{place.clp.name} CLP", **context},
        status=status,
    )


class BodyRulesForm(ModelForm):
    """What a CLP or a branch asks of motions."""

    class Meta:
        model = BodyRules
        fields = FIELDS

    def __init__(self, *args: object, of_branch: bool, **kwargs: object) -> None:
        """Ask of a branch what a branch can say: the notice is the CLP's."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if of_branch:
            del self.fields["notice_days"]
            self.fields["branch_days"].label = "How many days it takes"


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, slug: str, branch: int | None = None) -> HttpResponseBase:
    """Show what is known of a body's rules, and take what somebody has told us."""
    place = place_of(request, slug)
    if not may_work_at_desk(place.user):
        raise PermissionDenied
    of_branch = get_object_or_404(place.clp.branches, pk=branch) if branch else None
    known = BodyRules.objects.filter(clp=place.clp, branch=of_branch).first()
    blank = known or BodyRules(clp=place.clp, branch=of_branch)
    form = BodyRulesForm(request.POST or None, instance=blank, of_branch=of_branch is not None)
    if request.method == "POST" and form.is_valid():
        # Only what this form asked: of a branch it asks for no notice. And no `form.save()`: the action alone writes.
        told = {name: form.cleaned_data[name] for name in form.fields}
        tell_body_rules(motion=place.motion, clp=place.clp, branch=of_branch, told=told, by=place.user)
        messages.success(request, f"Written down for {of_branch.name if of_branch else place.clp.name}.")
        return redirect(address("admin:desk-clp", slug, motion=motion_named(request.GET)))
    return render_story(
        request,
        "rules",
        place,
        status=422 if form.errors else 200,
        form=form,
        branch=of_branch,
        branches=place.clp.branches.all(),
    )
