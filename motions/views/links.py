"""The links that reporters were sent: opening them, confirming by them, and asking for them again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import NamedTuple

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.lib.guards import public_form
from motions.actions.links import ask_for_link, ask_for_links
from motions.actions.submissions import confirm_report
from motions.enums import LinkPurpose
from motions.forms.mistyped_addresses import LostLinkForm
from motions.forms.reports import ConfirmForm
from motions.models import Submission, SubmissionLink
from motions.views.clp import page_of
from motions.views.form_throttle import form_page, may_send
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed

BY_LINK = (LinkPurpose.MANAGE, LinkPurpose.OUTCOME)
# A link that confirms an offer opens one question and no page of its holder's own.
ENDED_BY_HOLDER = tuple(purpose for purpose in LinkPurpose if purpose != LinkPurpose.OFFER_CONFIRM)
# The page of whoever has such a link, by what the link is about.
OWN_PAGES: Mapping[str, str] = {
    "submission": "motions:report-manage",
    "champion": "motions:champion-manage",
    "speaker_offer": "motions:speaker-own",
    "speaker_wish": "motions:speaker-wish",
}
LinkView = Callable[[HttpRequest, str], HttpResponseBase]


@contextmanager
def explained_on(form: Form) -> Iterator[None]:
    """Turn a refusal, as when somebody withdrew the report meanwhile, into an error on the form that was filled in."""
    try:
        yield
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))


class OpensNothing(Http404):
    """The link is unknown or has run out. `page` says so, and how to go on."""

    page = "motions/link_lost.html"


class Opened(NamedTuple):
    """What a link opens, and what it lets its holder do."""

    submission: Submission
    purpose: str


def opened(token: str, *purposes: LinkPurpose) -> Opened:
    """Return what a token opens; raise OpensNothing for an expired or unknown one."""
    links = SubmissionLink.objects.opened_by(token, *purposes).select_related(
        "submission__version__motion__campaign__conference",
        "submission__clp__region",
        "submission__branch",
        "submission__activist",
        "submission__follows",
    )
    link = links.first()
    if link is None or link.submission is None:
        raise OpensNothing("This link does not open anything.")
    return Opened(link.submission, link.purpose)


def by_link(view: LinkView) -> LinkView:
    """Show whoever comes with a link that opens nothing how to get another, or how to go on without."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            return view(request, token)
        except OpensNothing as nothing:
            return render(request, nothing.page, {"form": LostLinkForm(), "opens_nothing": True}, status=404)

    return guarded


@public_form
@never_cache
@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Is this your report? The page only asks; its button confirms, with a consent where it came by mail.

    A link that is used or has run out says so.
    """
    links = SubmissionLink.objects.known_by(token, LinkPurpose.CONFIRM)
    link = links.select_related("submission__clp", "submission__version__motion__campaign").first()
    if link is None or link.submission is None:
        raise OpensNothing("This link does not confirm anything.")
    submission = link.submission
    if request.method == "POST" and "again" in request.POST:
        # It goes to the reporter's own address, so whoever else holds an old link learns nothing.
        ask_for_link(submission)
        return redirect("motions:link-asked")
    # An unticked box sends nothing at all, so an empty form is one that was sent too.
    given = request.POST if request.method == "POST" else None
    form = ConfirmForm(given, submission=submission) if submission.lacks_consent else None
    if request.method == "POST" and (form is None or form.is_valid()):
        if confirmed := _confirmed(token, form):
            # They had told us the same before, and it counts once: they come to the report that counts.
            first = confirmed.merged_into
            page = reverse(
                "motions:report-manage", args=[SubmissionLink.objects.mint(first or confirmed, LinkPurpose.MANAGE)]
            )
            return redirect(f"{page}?again=yes" if first else page)
        # Refused or too late: somebody may have pressed a moment ago, and the page says how it stands now.
        submission.refresh_from_db(fields=["state"])
    waits = SUBMISSION_FLOW.may(submission.state, Act.CONFIRM)
    usable = waits and SubmissionLink.objects.usable(token, LinkPurpose.CONFIRM).exists()
    context = {"submission": submission, "usable": usable, "waits": waits, "form": form}
    context["report_page"] = page_of("report", submission.clp, submission.version.motion)
    return render(request, "motions/report_confirm.html", context, status=200 if usable else 410)


def _confirmed(token: str, form: ConfirmForm | None) -> Submission | None:
    try:
        return confirm_report(token, form.confirmation() if form else None)
    except NotAllowed:
        return None


@public_form
@never_cache
def end(request: HttpRequest, token: str) -> HttpResponseBase:
    """End the one link that somebody comes by, after asking: it stands in a browser or a mail that others use."""
    link = SubmissionLink.objects.opened_by(token, *ENDED_BY_HOLDER).first()
    if link is not None and request.method == "POST":
        link.delete()
        return redirect("motions:link-ended")
    own_page = reverse(OWN_PAGES[link.subject], args=[token]) if link else ""
    return render(request, "motions/link_end.html", {"own_page": own_page}, status=200 if link else 404)


@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Say that the link is ended, and how to have another."""
    return render(request, "motions/link_ended.html")


@public_form
@never_cache
def lost(request: HttpRequest) -> HttpResponse:
    """Ask for the link again. The answer is the same for every address, so it tells nobody who reported."""
    form = LostLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and may_send(request, form):
        ask_for_links(form.cleaned_data["email"])
        return redirect("motions:link-asked")
    return form_page(request, "motions/link_lost.html", form, {})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Look in your mail: what to do after asking for a link."""
    return render(request, "motions/link_asked.html", {"mail_stays_here": mail_stays_here()})


def mail_stays_here() -> bool:
    """Whether mail stays on this machine, to be read on the development page: nobody is named to carry it."""
    return settings.DEBUG and not (settings.EMAIL_URL or settings.ANYMAIL_PROVIDER)
