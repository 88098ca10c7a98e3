"""Giving a kind of mail other words, and its own ones back."""

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import IntegrityError, transaction

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import MailWording
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.faults import faults_of
from campaign.mail.wording.filling import Draft, draft_of, own_draft


class ChangedMeanwhile(Exception):
    """Somebody else gave the mail other words since the writer looked."""


def change_wording(kind: MailKind, draft: Draft, *, by: User, after: int) -> MailWording | None:
    """Give a kind of mail these words from now on; return None, and write nothing, where it has them already.

    `after` is the number of the wording that the writer had before them, 0 for none. Raises ChangedMeanwhile where
    there is a later one, and ValueError where anything is wrong with the words.
    Effects: mail that is written from now on has them; what is written and waits goes as it is. The wordings before
    stay as history, and the admin's history says who changed it. Our own words, typed again, are our own.
    """
    if faults := faults_of(kind, draft):
        raise ValueError(f"Words with faults are never kept: {', '.join(faults)}.")
    own = built_in(kind)
    as_typed = Draft(draft.subject, draft.body, draft.button or own.button)
    if as_typed == own_draft(own):
        return restore_built_in(kind, by=by, after=after)
    if draft == draft_of(MailWording.objects.current(kind)):
        return None
    values = {"subject": draft.subject, "body": draft.body, "button": draft.button}
    return _add(MailWording(kind=kind, **values), after, "Gave this mail other words.", by=by)


def restore_built_in(kind: MailKind, *, by: User, after: int) -> MailWording | None:
    """Give a kind of mail our own words back; return None, and write nothing, where it has them.

    Effects and errors as of `change_wording`. Later releases may better them, and those go out then.
    """
    if draft_of(MailWording.objects.current(kind)) is None:
        return None
    return _add(MailWording(kind=kind, is_built_in=True), after, "Went back to the built-in words.", by=by)


def _add(row: MailWording, after: int, words: str, *, by: User) -> MailWording:
    """Store a wording as the next of its kind: whoever comes second to that number is told so."""
    row.number, row.changed_by = after + 1, by
    try:
        with transaction.atomic():
            latest = MailWording.objects.current(row.kind)
            if (latest.number if latest else 0) != after:
                raise ChangedMeanwhile
            row.save(force_insert=True)
            LogEntry.objects.log_actions(by.pk, [row], ADDITION, words, single_object=True)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    return row
