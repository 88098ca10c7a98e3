"""The help page, and asking for advice where it does not help."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.lib.guards import public_form
from clps.models import CLP
from motions.actions.advice import ask_advice
from motions.enums import AdviceStep
from motions.forms.advice import AskForm, QuestionFields, ReportAskForm
from motions.models import AdviceRequest, SavedAnswer
from motions.queries import current_conference_motion
from motions.response_times import response_times
from motions.texts.markdown import to_html
from motions.views.form_throttle import form_page, may_send
from motions.views.links import BY_LINK, by_link, explained_on, opened


@dataclass(frozen=True, slots=True)
class Chapter:
    """The answers of one step: each with the heading and the text to show."""

    step: AdviceStep
    answers: list[tuple[SavedAnswer, SafeString]]


def chapters() -> Iterator[Chapter]:
    """Yield the steps that have published answers, in the order in which people get there."""
    published = [(saved, to_html(saved.answer)) for saved in SavedAnswer.objects.published()]
    for step in AdviceStep:
        if answers := [(saved, html) for saved, html in published if saved.step == step]:
            yield Chapter(step, answers)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Everything that was asked often enough to be answered once."""
    return render(request, "motions/help.html", {"chapters": list(chapters()), "section": "help"})


@public_form
@never_cache
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for advice. The step and the CLP come in the address from the page where the person was stuck."""
    if current_conference_motion() is None:
        raise Http404("There is nobody to ask yet.")
    # PostgreSQL refuses a NUL.
    clp = CLP.objects.filter(slug=request.GET.get("clp", "").replace("\0", "")).first()
    form = AskForm(request.POST or None, initial={**step_in(request), "clp": clp.name if clp else ""})
    if request.method == "POST" and form.is_valid() and may_send(request, form):
        with explained_on(form):
            ask_advice(**form.cleaned_data)
            return redirect("motions:asked")
    return form_page(request, "motions/ask.html", form, {"section": "help", **way_to_answers(form)})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Thank you, and when to expect an answer."""
    times = response_times(AdviceRequest.objects.all(), timezone.now())
    return render(request, "motions/asked.html", {"times": times, "section": "help"})


@public_form
@never_cache
@by_link
def report_ask(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask for advice about one's own report."""
    submission = opened(token, *BY_LINK).submission
    # Not counted by `may_send`: whoever comes by a link is known, and the action limits questions by their address.
    form = ReportAskForm(request.POST or None, initial=step_in(request))
    if request.method == "POST" and form.is_valid():
        with explained_on(form):
            ask_advice(
                email=submission.activist.email,
                name=submission.reporter_name,
                submission=submission,
                **form.cleaned_data,
            )
            return redirect("motions:report-asked", token=token)
    context = {"form": form, "submission": submission, "token": token, **way_to_answers(form)}
    return render(request, "motions/ask.html", context)


@require_safe
@never_cache
@by_link
def report_asked(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you, with the way back to the report."""
    submission = opened(token, *BY_LINK).submission
    times = response_times(AdviceRequest.objects.all(), timezone.now())
    return render(request, "motions/asked.html", {"times": times, "submission": submission, "token": token})


def step_in(request: HttpRequest) -> dict[str, str]:
    """Return the step that the address names, as a form begins with it; nothing for one that we do not know."""
    step = request.GET.get("step", "")
    return {"step": step} if step in AdviceStep else {}


def way_to_answers(form: QuestionFields) -> dict[str, object]:
    """Return the step that the form stands at, where the help page says something about it."""
    step = form["step"].value()
    answered = step in AdviceStep and SavedAnswer.objects.published().filter(step=step).exists()
    return {"answered_step": AdviceStep(step) if answered else None}
