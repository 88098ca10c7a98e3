"""How long a session lasts, and when its owner last showed who they are."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from campaign.accounts.models import User

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
# Noting each page would write to the database at each page.
SEEN_EVERY = 10 * 60


def note_sign_in(request: HttpRequest, **kwargs: Any) -> None:
    """Remember when this session began. A signal, because only it rings at every way in."""
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())


user_logged_in.connect(note_sign_in)


def is_too_old(request: HttpRequest) -> bool:
    """Whether the session has lasted as long as any may, however busy it is."""
    return bool(time.time() - request.session.get(SIGNED_IN, 0) > settings.SESSION_AT_MOST)


def note_use(request: HttpRequest) -> None:
    """Put off the end that comes when nobody uses it."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) > SEEN_EVERY:
        request.session[SEEN] = now


def has_just_signed_in(request: HttpRequest) -> bool:
    """Whether they signed in, or showed again who they are, a short while ago."""
    user = request.user
    if not isinstance(user, User):
        return False
    shown = [record["at"] for record in get_authentication_records(request, user) if record.get("reauthenticated")]
    latest = max([request.session.get(SIGNED_IN, 0), *shown])
    return bool(time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
