"""Making and ending tokens of the API, and addresses that are called."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.api.models import ApiScope, ApiToken, Webhook
from campaign.api.webhooks import secret_of
from campaign.operations.tombstones import TombstoneKind, remember_all
from clps.lib.tokens import digest_of, new_token
from motions.models import Event


def make_token(*, name: str, scopes: Sequence[ApiScope], by: User) -> str:
    """Return a new token, which is not stored and cannot be had again."""
    token = new_token()
    ApiToken.objects.create(name=name, scopes=[str(scope) for scope in scopes], digest=digest_of(token), made_by=by)
    return token


def end_token(pk: int) -> bool:
    """End a token, in a restored backup too; return False where it had ended already, or never was."""
    token = ApiToken.objects.filter(pk=pk, ended_at__isnull=True)
    with transaction.atomic():
        digests = list(token.values_list("digest", flat=True))
        ended = token.update(ended_at=timezone.now()) == 1
        if ended:
            remember_all(TombstoneKind.ENDED, digests, about="token")
    return ended


def note_use(token: ApiToken) -> None:
    """Note that a token was used today: once a day, so that reading stays reading."""
    today = timezone.localdate()
    ApiToken.objects.filter(pk=token.pk).exclude(used_on=today).update(used_on=today)


def make_webhook(*, name: str, url: str, by: User) -> tuple[Webhook, str]:
    """Return a new webhook and its secret, which is not stored and cannot be had again."""
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    webhook = Webhook.objects.create(name=name, url=url, seed=new_token(), made_by=by, after_event=newest)
    return webhook, secret_of(webhook)


def end_webhook(pk: int) -> bool:
    """Call an address no more, or take note that it was given up; return False where there is nothing to end.

    Effects: a restored backup calls it no more either.
    """
    standing = Webhook.objects.standing().filter(pk=pk)
    with transaction.atomic():
        seeds = list(standing.values_list("seed", flat=True))
        if ended := standing.update(ended_at=timezone.now()):
            remember_all(TombstoneKind.ENDED, seeds, about="webhook")
    return bool(ended or Webhook.objects.filter(pk=pk, given_up=True).update(given_up=False))
