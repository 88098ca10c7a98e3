"""What a provider calls: the guard before its webhooks, by setting and secret, and what each call does.

What nobody can read is kept and shown, because it may be somebody's mail: answered with an error it would come again
for some days and then be lost, with a line in a log.
"""

import hashlib
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, inbound, tracking
from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from campaign.mail.enums import Filed
from campaign.mail.inbound.charsets import storable
from campaign.mail.inbound.delivery_reports import note_report
from campaign.mail.inbound.incoming import read_incoming
from campaign.mail.inbound.tracking import note_delivery
from campaign.mail.inbound.waiting import keep
from campaign.mail.models import InboundMail
from clps.lib.http import KEY_DIGITS

logger = logging.getLogger(__name__)
UNREAD_SUBJECT = "A mail that could not be read"
UNREAD_NOTE = "The company that carries our mail brought it in a form that could not be read. Here is what it sent."
LONGEST_UNREAD = 100_000
# Files, and what only machines read: of no use to whoever looks for somebody's words.
LONGEST_VALUE = 20_000

# Django takes 2.5 MB of JSON, and photos are larger. Providers stop at 25 to 35 MB.
LARGEST_CALL = 36 * 1024 * 1024
INBOUND = "_inbound_webhook"
# What reading a malformed message raises, here and in the standard library's parsers.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def keep_unread(request: HttpRequest) -> InboundMail | None:
    """Keep what a call brought, once however often it is made, for an organiser to look at; None without words.

    Call it only for who has shown the secret.
    """
    said = "\n".join(_lines(_content(request)))[:LONGEST_UNREAD]
    if not said:
        return None
    name = f"<{hashlib.sha256(said.encode()).hexdigest()}@unread.invalid>"
    values = {"subject": UNREAD_SUBJECT, "text": said, "filed": Filed.UNREAD, "note": UNREAD_NOTE}
    row, is_new = InboundMail.objects.get_or_create(message_id=name, defaults=values)
    if is_new:
        logger.error("A mail came in that could not be read. It is kept among the mail that came in.")
    return row


def without_odd_names(request: HttpRequest) -> bytes | None:
    """Return the body of a call with the names and types of its attachments on one line each; None where it has none.

    A line end in one of them is what some mail apps write and no header can hold.
    """
    content = _content(request)
    for name in ("Attachments", "attachments"):
        files = content.get(name) if isinstance(content, dict) else None
        if isinstance(files, list) and all(isinstance(file, dict) for file in files):
            tidy = [{key: _one_line(value) for key, value in file.items()} for file in files]
            return json.dumps({**content, name: tidy}).encode()
    return None


def _content(request: HttpRequest) -> Any:  # noqa: ANN401 - whatever a stranger's JSON holds
    if request.content_type == "multipart/form-data":
        return {name: request.POST.get(name) for name in request.POST}
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) and len(value) < LONGEST_VALUE else value


def _lines(content: object, name: str = "", depth: int = 0) -> Iterator[str]:
    """Yield what a call holds as lines that a person can read, as deep as mail goes."""
    if depth > 5:
        return
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _lines(value, str(key), depth + 1)
    elif isinstance(content, list):
        for value in content:
            yield from _lines(value, name, depth + 1)
    elif isinstance(content, str) and name and 0 < len(content) <= LONGEST_VALUE:
        yield f"{name}: {storable(content)}"


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
