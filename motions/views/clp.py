"""One CLP's page, the email to its secretary, and the report that it was sent."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.enums import MeetingStructure
from clps.guards import public_form
from clps.models import CLP
from motions.actions.submissions import report_submission
from motions.enums import Body, Route
from motions.forms.reports import STRUCTURE_CHOICES, LetterForm, MeetsForm, ReportForm
from motions.models import Motion
from motions.progress.standings import public_standing
from motions.queries import current_conference_motion
from motions.secretary_emails import Letter, write_letter
from motions.steps import next_step, public_steps, stuck_at

ROUTES = {
    MeetingStructure.ALL_MEMBER: Route.CLP,
    MeetingStructure.GENERAL_COMMITTEE: Route.BRANCH,
    MeetingStructure.UNKNOWN: Route.ASK,
}


def clps() -> QuerySet[CLP]:
    """Return CLPs with what their pages show."""
    return CLP.objects.select_related("region")


def motion_with_text() -> Motion:
    """Return the conference motion that people can take to their CLP; raise Http404 while there is none."""
    motion = current_conference_motion()
    if motion is None or motion.current_version is None:
        raise Http404("There is no motion to take to a CLP yet.")
    motion.current_version.motion = motion
    return motion


@require_safe
def clp(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the motion stands in one CLP, and what to do next there."""
    found = get_object_or_404(clps(), slug=slug)
    motion = current_conference_motion()
    context: dict[str, object] = {"clp": found, "motion": motion}
    if motion is not None:
        standing = public_standing(found, motion, motion.campaign)
        context["standing"] = standing
        context["steps"] = public_steps(motion, found, standing)
        context["next"] = next_step(standing.stage, motion, timezone.now())
        context["stuck_at"] = stuck_at(standing.stage)
    return render(request, "motions/clp.html", context)


@public_form
def send(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The question how the CLP meets and, once it is answered, the email for that case."""
    found, motion = get_object_or_404(clps(), slug=slug), motion_with_text()
    known = found.structure if found.structure != MeetingStructure.UNKNOWN else None
    question = MeetsForm(request.GET if "meets" in request.GET else None, initial={"meets": known})
    context = {"clp": found, "motion": motion, "question": question, "structures": STRUCTURE_CHOICES}
    if not question.is_bound or not question.is_valid():
        return render(request, "motions/send_question.html", context)
    branch = question.cleaned_data["branch"]
    route = ROUTES[MeetingStructure(question.cleaned_data["meets"])]
    assert motion.current_version is not None  # noqa: S101 - motion_with_text has made sure
    letter = write_letter(route, clp=found, version=motion.current_version, branch=branch)
    return render(
        request,
        "motions/send.html",
        {
            **context,
            **letter_context(request, letter),
            "route": route,
            "branch": branch,
            "body": Body.BRANCH if route == Route.BRANCH else Body.CLP,
        },
    )


def letter_context(request: HttpRequest, letter: Letter) -> dict[str, object]:
    """Return the letter as it was written, or as the person changed it, with the form that changes it."""
    changed = request.POST if request.POST.get("action") == "letter" else None
    initial = {"to": letter.to, "subject": letter.subject, "body": letter.body}
    form = LetterForm(changed, initial=initial, auto_id="letter-%s")
    if changed and form.is_valid():
        letter = Letter(**form.cleaned_data)
    return {"letter_form": form, "letter": letter, "letter_changed": bool(changed)}


@public_form
@never_cache
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """I have sent it: no account first; the address is confirmed by mail."""
    found, motion = get_object_or_404(clps(), slug=slug), motion_with_text()
    version = motion.current_version
    assert version is not None  # noqa: S101 - motion_with_text has made sure
    wanted = {name: request.GET[name] for name in ("body", "branch", "version") if request.GET.get(name)}
    form = ReportForm(request.POST or None, clp=found, version=version, initial=wanted)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        report_submission(
            form.report(), name=given["name"], email=given["email"], consent=form.wording, form_key=given["form_key"]
        )
        return redirect("motions:reported", slug=found.slug)
    return render(request, "motions/report.html", {"clp": found, "motion": motion, "form": form})


@require_safe
def reported(request: HttpRequest, slug: str) -> HttpResponse:
    """Look in your mail: what to do after reporting."""
    found = get_object_or_404(clps(), slug=slug)
    # With no mail server named, mail stays on the machine and can be read on the development page.
    mail_stays_here = settings.DEBUG and not settings.EMAIL_URL
    return render(request, "motions/reported.html", {"clp": found, "mail_stays_here": mail_stays_here})
