"""Making and ending tokens of the API."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.api.models import ApiScope, ApiToken
from campaign.operations.tombstones import TombstoneKind, remember_all
from clps.lib.tokens import digest_of, new_token


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
