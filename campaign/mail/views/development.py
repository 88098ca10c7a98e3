"""Development pages: the outbox as a mail app would show it. They exist only while DEBUG is on."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaign.mail.models import Email
from campaign.mail.outbox.stored_mail import framed, read, with_frame
from clps.lib.http import as_file

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
NEWEST = 200


def development_only(view: View[P]) -> View[P]:
    """Answer 404 unless DEBUG is on at the time of the request: these pages hold everybody's mail."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(guarded)


@development_only
def dev_list(request: HttpRequest) -> HttpResponse:
    """Show the newest mail, whatever became of it."""
    return render(request, "mail/dev_list.html", {"emails": Email.objects.defer("message")[:NEWEST]})


@with_frame
@development_only
def dev_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail: its headers, its plain text and, in a frame, its HTML."""
    email = get_object_or_404(Email, pk=pk)
    return render(request, "mail/dev_detail.html", {"email": email, "reading": read(email)})


@development_only
def dev_html(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the HTML part of one mail, and nothing else."""
    return framed(request, read(get_object_or_404(Email, pk=pk)).html)


@development_only
def dev_attachment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Download one file of a mail; `number` counts from 0."""
    attachments = read(get_object_or_404(Email, pk=pk)).attachments
    if number >= len(attachments):
        raise Http404
    file = attachments[number]
    return as_file(file.content, file.mimetype, file.name)
