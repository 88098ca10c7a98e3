"""Telling addresses elsewhere what moved in public: signed, tried again with longer pauses, given up at last.

Each call has its event's number: one that came twice, because an answer was lost, is known by it.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.crypto import salted_hmac

from campaign.api.answers import ABOUT_EVENT, about_event, moved_in_public, public_news
from campaign.api.models import Webhook, WebhookCall
from campaign.api.outgoing import NotTaken, post
from campaign.mail.outbox.pausing import waits_after_restore
from motions.models import Event
from motions.queries import motions_running

logger = logging.getLogger(__name__)

SALT = "campaign.api.webhooks"
SIGNATURE = "X-Carried-Signature"
AT_ONCE = 50
# While one calls, no other does; whoever is killed half-way calls again after this.
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
SETTLED = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)
# Long enough for whoever is called to ask what came when.
KEPT_FOR = timedelta(days=90)
EVENT = tuple(f"event__{name}" for name in ABOUT_EVENT)
Post = Callable[[str, bytes, dict[str, str]], None]


def secret_of(webhook: Webhook) -> str:
    """Return what calls to a webhook are signed with."""
    return salted_hmac(SALT, webhook.seed, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def signed(webhook: Webhook, body: bytes, now: datetime) -> str:
    """Return the signature of a body: HMAC with SHA-256 of the time and the body, by the webhook's secret."""
    at = str(int(now.timestamp()))
    code = salted_signature(secret_of(webhook), at, body)
    return f"t={at},v1={code}"


def salted_signature(secret: str, at: str, body: bytes) -> str:
    """Return what whoever is called works out too, and compares."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def tell(now: datetime, send: Post = post) -> int:
    """Plan what has moved, and make the calls that are due; return how many were taken. Any number may run at once.

    None is made while a site that was brought back waits for somebody to look at it.
    """
    if waits_after_restore():
        return 0
    _plan(now)
    due = WebhookCall.objects.filter(sent_at__isnull=True, not_before__lte=now, webhook__ended_at__isnull=True)
    taken = 0
    for call in due.select_related("webhook", *EVENT).order_by("not_before", "pk")[:AT_ONCE]:
        mine = WebhookCall.objects.filter(pk=call.pk, sent_at__isnull=True, not_before=call.not_before)
        # The UPDATE is the claim: of many rounds at once, one has the call.
        if mine.update(not_before=now + LEASE, attempts=F("attempts") + 1) == 1:
            taken += _call(call, now, send)
    return taken


def forget_calls(now: datetime) -> int:
    """Delete calls that were made long ago, and those that an address which ended never had; return how many.

    Effects: each address is told only of what happened after them, or planning would make them anew.
    """
    gone = 0
    for webhook in Webhook.objects.all():
        old = Q(sent_at__lt=now - KEPT_FOR)
        if webhook.ended_at:
            old |= Q(sent_at__isnull=True, not_before__lt=now - KEPT_FOR)
        with transaction.atomic():
            calls = webhook.calls.filter(old)
            newest = calls.aggregate(newest=Max("event"))["newest"]
            if newest is not None:
                Webhook.objects.filter(pk=webhook.pk, after_event__lt=newest).update(after_event=newest)
                gone += calls.delete()[0]
    return gone


def _plan(now: datetime) -> None:
    motions = motions_running()
    for webhook in Webhook.objects.standing():
        untold = public_news(motions).filter(pk__gt=webhook.after_event).exclude(webhook_calls__webhook=webhook)
        # The oldest first: where more happened at once than one round plans, the next goes on from there.
        news = list(untold.order_by("pk")[:AT_ONCE])
        calls = [WebhookCall(webhook=webhook, event=event, not_before=now) for event in news]
        # Another round may plan the same at this moment.
        WebhookCall.objects.bulk_create(calls, ignore_conflicts=True)
        if len(news) < AT_ONCE:
            _pass_by(webhook, now)


def _pass_by(webhook: Webhook, now: datetime) -> None:
    """Look no more at what has been told of, or was nothing to tell, so that a round costs the same after years.

    Only at what is older than an hour: numbers are given out before a transaction ends, so one that comes to its end
    later may bring an event with a lower number than the newest that is seen now. And nothing that moved with a motion
    which rests at the moment: it is told when that motion is taken up again.
    """
    old = Event.objects.filter(pk__gt=webhook.after_event, at__lt=now - SETTLED).order_by("-pk")
    resting = moved_in_public().filter(pk__gt=webhook.after_event, motion__campaign__closed_at__isnull=True)
    first = resting.exclude(webhook_calls__webhook=webhook).order_by("pk").values_list("pk", flat=True).first()
    if first:
        old = old.filter(pk__lt=first)
    newest = old.values_list("pk", flat=True).first()
    if newest:
        Webhook.objects.filter(pk=webhook.pk, after_event__lt=newest).update(after_event=newest)


def _call(call: WebhookCall, now: datetime, send: Post) -> bool:
    webhook = call.webhook
    body = json.dumps(about_event(call.event), ensure_ascii=False).encode()
    try:
        send(webhook.url, body, {SIGNATURE: signed(webhook, body, now), "User-Agent": "Carried"})
    except NotTaken as refusal:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(call.attempts, 10))
        WebhookCall.objects.filter(pk=call.pk).update(not_before=now + pause, last_error=str(refusal)[:200])
        _note_failure(webhook, now)
        return False
    WebhookCall.objects.filter(pk=call.pk).update(sent_at=now, last_error="")
    Webhook.objects.filter(pk=webhook.pk).update(failing_since=None)
    return True


def _note_failure(webhook: Webhook, now: datetime) -> None:
    """Note since when nothing is taken; give an address up that has taken nothing for days."""
    Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=True).update(failing_since=now)
    long_ago = Webhook.objects.standing().filter(pk=webhook.pk, failing_since__lte=now - GIVEN_UP_AFTER)
    if long_ago.update(ended_at=now, given_up=True):
        logger.warning("Webhook %d has taken nothing for days and is called no more.", webhook.pk)
