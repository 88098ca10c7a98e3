"""Noting who took what away, who looked at whom, and who changed a role; owners read it, and it goes after a year."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils import timezone

from clps.models import CLP, AuditAct, AuditEntry

Person = AbstractBaseUser | AnonymousUser
# Whoever goes to and fro on one page has opened it once.
ONE_VISIT = timedelta(hours=1)
PERSON, PLACE = "accounts.user", "clps.clp"


def note_export(by: Person, *, file: str, rows: int) -> None:
    """Note that somebody took a file away, with how many rows; never what stood in them."""
    AuditEntry.objects.create(act=AuditAct.EXPORT, by=by.pk, words=file[:200], rows=rows)


def note_opened_person(by: Person, key: int | str) -> None:
    """Note that somebody looked at a person's page; several times within an hour are once."""
    _note_visit(AuditAct.OPEN_PERSON, by, PERSON, str(key))


def note_opened_row(by: Person, model: str, key: int | str) -> None:
    """Note that somebody looked at the page of a person who is in a table of their own, such as a secretary."""
    _note_visit(AuditAct.OPEN_PERSON, by, model, str(key))


def note_opened_clp(by: Person, clp: CLP) -> None:
    """Note that somebody looked at a CLP's story; several times within an hour are once."""
    _note_visit(AuditAct.OPEN_CLP, by, PLACE, clp.slug)


def note_role(person: Person, *, before: str, after: str, by: Person | None) -> None:
    """Note that somebody's role was changed, and by whom; by nobody where a command did it."""
    words = f"{before or 'no role'} → {after or 'no role'}"
    AuditEntry.objects.create(
        act=AuditAct.ROLE, by=by.pk if by else None, about_model=PERSON, about_key=str(person.pk), words=words
    )


def forget_old_entries(before: datetime, limit: int) -> int:
    """Delete entries older than this, and note how many; the database lets nothing younger than a year go."""
    keys = list(AuditEntry.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:limit])
    if not keys:
        return 0
    AuditEntry.objects.create(act=AuditAct.FORGET, rows=len(keys))
    return AuditEntry.objects.all().forget(keys)


def _note_visit(act: AuditAct, by: Person, model: str, key: str) -> None:
    since = timezone.now() - ONE_VISIT
    about = {"act": act, "by": by.pk, "about_model": model, "about_key": key[:120]}
    if not AuditEntry.objects.filter(**about, at__gt=since).exists():
        AuditEntry.objects.create(**about)
