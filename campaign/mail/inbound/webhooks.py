"""What a provider calls: the guard before its webhooks, by setting and secret, and what each call does."""

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, inbound, tracking
from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from campaign.mail.inbound.delivery_reports import note_report
from campaign.mail.inbound.incoming import read_incoming
from campaign.mail.inbound.tracking import note_delivery
from campaign.mail.inbound.unread import keep_unread, without_odd_names
from campaign.mail.inbound.waiting import keep
from clps.lib.http import KEY_DIGITS

logger = logging.getLogger(__name__)

# Django takes 2.5 MB of JSON, and photos are larger. Providers stop at 25 to 35 MB.
LARGEST_CALL = 36 * 1024 * 1024
INBOUND = "_inbound_webhook"
# What reading a malformed message raises, here and in the standard library's parsers.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def provider_only(view: Callable[..., HttpResponseBase], *, name: str) -> Callable[..., HttpResponseBase]:
    """Answer 404 unless this webhook is the chosen provider's and has a secret to show.

    Anymail leaves a webhook open where no secret is set, so we shut it; asked at the time of the request. It asks for
    the secret once it has the body; we ask before. What nobody can read is kept where it may be somebody's mail, and
    is answered 400 otherwise.
    """

    @require_http_methods(["HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_open(name):
            raise Http404
        if request.method == "POST" and not shows_secret(request):
            # Before a byte of what a stranger sends is read. Amazon shows its secret only where it is asked for it.
            if "Authorization" in request.headers or not name.startswith("amazon_ses"):
                return HttpResponse(status=400)
            return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Webhooks"'})
        # A form's files are spooled to disk and have no limit in Django; everything else is read here.
        if request.content_type != "multipart/form-data":
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal():
                return HttpResponse(status=400)
            if len(length) > KEY_DIGITS or int(length) > LARGEST_CALL:
                return HttpResponse(status=413)
            request._body = request.read(LARGEST_CALL)
        try:
            return view(request, *args, **kwargs)
        except UNREADABLE as error:
            _log(name, error)
            if not name.endswith(INBOUND):
                return HttpResponse(status=400)
        return _rescued(view, request)

    return guarded


def _rescued(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """Answer a call that brings a mail in a form that nobody can read: without what is odd in it, or by keeping it."""
    if tidied := without_odd_names(request):
        request._body = tidied
        try:
            return view(request, *args, **kwargs)
        except UNREADABLE:
            pass
    return HttpResponse(status=200 if keep_unread(request) else 400)


def _log(name: str, error: Exception) -> None:
    # Where it went wrong, and not in which words: they may hold an address.
    where = traceback.extract_tb(error.__traceback__)[-1]
    logger.error("Webhook %s: %s in %s:%s.", name, type(error).__name__, where.filename, where.lineno)


def shows_secret(request: HttpRequest) -> bool:
    """Whether the call shows the name and the password that the settings name; all that are named are compared."""
    secret = settings.ANYMAIL["WEBHOOK_SECRET"]
    shown = get_request_basic_auth(request) or ""
    secrets = [secret] if isinstance(secret, str) else secret
    return any([constant_time_compare(shown, one) for one in secrets])  # noqa: C419 - all, whichever fits


def is_open(name: str) -> bool:
    """Say whether the webhook of this name may be called at all."""
    provider = settings.ANYMAIL_PROVIDER
    if not provider or not settings.ANYMAIL.get("WEBHOOK_SECRET") or not name.startswith(f"{provider}_"):
        return False
    return settings.INBOUND_MAIL or not name.endswith(INBOUND)


@receiver(tracking)
def on_tracking(sender: object, event: AnymailTrackingEvent, esp_name: str, **kwargs: object) -> None:
    """Note what became of a mail of ours."""
    note_delivery(event, provider=esp_name)


@receiver(inbound)
def on_inbound(sender: object, event: AnymailInboundEvent, esp_name: str, **kwargs: object) -> None:
    """Note what a mail server reports of a mail of ours, and keep what came in for the worker to read.

    A provider with one webhook for everything is only heard where we asked for mail.
    """
    if settings.INBOUND_MAIL:
        note_report(event.message)
        keep(read_incoming(event, provider=esp_name))
