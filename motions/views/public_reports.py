"""Reports that anybody can make without an account: it was sent, I know it too, it has been voted on."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from clps.lib.guards import public_form
from motions.actions.links import correct_address
from motions.actions.submissions import report_submission, second_report
from motions.enums import Body, Stage, SubmissionState
from motions.forms.mistyped_addresses import CorrectAddressForm
from motions.forms.reports import PersonFields, ReportForm, SecondForm, VotedForm
from motions.models import Motion, Submission
from motions.next_steps import late_meeting
from motions.progress.standings import public_standing
from motions.queries import report_behind
from motions.views.clp import can_second, clps, conference_motion_with_text, motion_with_text, page_of, pages_of
from motions.views.form_throttle import form_page, may_send
from motions.views.links import explained_on, mail_stays_here

SALT = "reported"
# For as long as somebody sits before the page that says where our mail went.
SHOWN_FOR = 60 * 60


@public_form
@never_cache
def report(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """I have sent it: no account first; the address is confirmed by mail."""
    found, motion = get_object_or_404(clps(), slug=slug), motion_with_text(motion_slug)
    version = motion.current_version
    assert version is not None  # noqa: S101 - motion_with_text has made sure
    wanted = {name: request.GET[name] for name in ("body", "branch", "version", "meets") if request.GET.get(name)}
    form = ReportForm(request.POST or None, clp=found, version=version, initial=wanted)
    if taken := _taken(request, form, motion, lambda: report_submission(form.report(), **_person_in(form))):
        return taken
    return form_page(request, "motions/report.html", form, {"clp": found, "motion": motion})


@public_form
@never_cache
def second(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """I can say so too: with a second person behind it, what was reported is checked."""
    found, motion = get_object_or_404(clps(), slug=slug), conference_motion_with_text(motion_slug)
    standing = public_standing(found, motion, motion.campaign)
    # By what the public sees: nobody is asked to confirm what the campaign does not show.
    behind = report_behind(motion, found, standing.stage) if can_second(standing) else None
    if behind is None:
        return redirect(page_of("clp", found, motion))
    submission, met_on = behind
    form = SecondForm(request.POST or None, campaign=motion.campaign)
    if taken := _taken(request, form, motion, lambda: second_report(submission, met_on=met_on, **_person_in(form))):
        return taken
    context = {"clp": found, "motion": motion, "standing": standing, "met_on": met_on}
    context["pages"] = pages_of(found, motion)
    return form_page(request, "motions/second.html", form, context)


@public_form
@never_cache
def voted(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """It has been voted on: the way to one's own link and, for whoever has none, a report of the meeting."""
    found, motion = get_object_or_404(clps(), slug=slug), conference_motion_with_text(motion_slug)
    version = motion.current_version
    assert version is not None  # noqa: S101 - motion_with_text has made sure
    standing = public_standing(found, motion, motion.campaign)
    of_branch = standing.stage in (Stage.WITH_BRANCH, Stage.BRANCH_CARRIED)
    initial = {"body": Body.BRANCH if of_branch else Body.CLP} if standing.stage != Stage.NOT_STARTED else {}
    form = VotedForm(request.POST or None, clp=found, version=version, initial=initial)
    if taken := _taken(request, form, motion, lambda: report_submission(form.report(), **_person_in(form))):
        return taken
    return form_page(request, "motions/voted.html", form, {"clp": found, "motion": motion})


@public_form
@never_cache
def reported(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """Look in your mail: what to do after reporting, where our mail went, and how to have it sent elsewhere.

    The address is shown to whoever has just typed it, for an hour and until it is confirmed.
    """
    found = get_object_or_404(clps(), slug=slug)
    told, again = _told_in(request, slug)
    form = CorrectAddressForm(request.POST or None) if told else None
    if told and form and request.method == "POST" and form.is_valid() and may_send(request, form):
        with explained_on(form):
            corrected = correct_address(told, email=form.cleaned_data["email"])
            return _lead_to_reported(corrected, corrected.version.motion, again=False)
    context = {
        "clp": found,
        "told": told,
        "again": again,
        "late": late_meeting(told) if told else "",
        "report_page": reverse("motions:report", args=[slug, motion_slug] if motion_slug else [slug]),
        "mail_stays_here": mail_stays_here(),
    }
    response = form_page(request, "motions/reported.html", form or CorrectAddressForm(), context)
    # Its address opens somebody's, for an hour: nothing that is asked for from here learns it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _person_in(form: ReportForm | SecondForm | VotedForm) -> dict[str, Any]:
    """Return who tells us, from a valid form, as the actions take them."""
    given = form.cleaned_data
    names = ("name", "email", "form_key")
    return {**{name: given[name] for name in names}, "consent": form.wording, "phone": form.given_number()}


def _taken(
    request: HttpRequest, form: PersonFields, motion: Motion, record: Callable[[], Submission]
) -> HttpResponseRedirect | None:
    """Record a valid form and lead on; return None where the page is to be drawn, empty or with what is wrong."""
    # `may_send` comes last because it counts, and only what would be taken is counted.
    if request.method != "POST" or not form.is_valid() or not may_send(request, form):
        return None
    # Asked before it is recorded: the form may come back by the back button, and the page then says so.
    again = Submission.objects.filter(form_key=form.cleaned_data["form_key"]).exists()
    return _lead_to_reported(record(), motion, again=again)


def _lead_to_reported(told: Submission, motion: Motion, *, again: bool) -> HttpResponseRedirect:
    """Lead on to the page that says where our mail went. Its address names the report to nobody but us."""
    named = signing.dumps({"told": told.reference.hex, "again": again}, salt=SALT)
    return redirect(f"{page_of('reported', told.clp, motion)}?{urlencode({'of': named})}")


def _told_in(request: HttpRequest, slug: str) -> tuple[Submission | None, bool]:
    """Return the report that the page's address names, while it waits to be confirmed, and if it was told twice."""
    try:
        named = signing.loads(request.GET.get("of", ""), salt=SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return None, False
    rows = Submission.objects.select_related("activist", "clp", "version__motion__campaign__conference")
    waiting = rows.filter(state=SubmissionState.AWAITING_CONFIRMATION, clp__slug=slug)
    return waiting.filter(reference=named["told"]).first(), named["again"]
