"""Finding our mail that an incoming one answers, and only for the person whom we wrote to."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from campaign.mail.inbound.incoming import Incoming
from campaign.mail.models import Email
from clps.addresses import mailbox_of
from motions.models import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a mail answers. `is_somebody_elses`: our mail is known, but its sender never got it from us."""

    email: Email | None = None
    submission: Submission | None = None
    is_somebody_elses: bool = False


def find_answered(mail: Incoming) -> Answered:
    """Return what a mail answers, by In-Reply-To and References against our mails and the threads of submissions.

    Message identifiers travel with every forwarded mail, so one alone lets nobody into a submission.
    """
    if not mail.answers:
        return Answered()
    named = Q(message_id__in=mail.answers) | Q(provider_id__in=[*mail.answers, *_local_parts(mail.answers)])
    rows = Email.objects.filter(named | Q(submission__reference__in=list(_references(mail.answers))))
    known = list(rows.select_related("clp", "submission__clp", "submission__version__motion"))
    # By the mailbox, not by the address: many answer under another name of the same one.
    sender = mailbox_of(mail.sender)
    theirs = [email for email in known if mailbox_of(email.to) == sender]
    if not theirs:
        return Answered(is_somebody_elses=bool(known))
    places = {name: place for place, name in enumerate(mail.answers)}
    exact = [email for email in theirs if email.message_id in places]
    # The thread alone names a submission and no mail: then it is the last we wrote about it.
    email = (
        min(exact, key=lambda email: places[email.message_id]) if exact else max(theirs, key=lambda email: email.pk)
    )
    return Answered(email=email, submission=email.submission)


def _local_parts(identifiers: Iterable[str]) -> Iterator[str]:
    """Yield what stands before the @: some providers put their own name for a mail there, and drop our Message-ID."""
    for identifier in identifiers:
        if local := identifier.strip("<>").partition("@")[0]:
            yield local


def _references(identifiers: Iterable[str]) -> Iterator[uuid.UUID]:
    """Yield the references of the submissions whose threads are named; see `campaign.mail.outbox.compose`."""
    for local in _local_parts(identifiers):
        if len(local) == 32:
            try:
                yield uuid.UUID(hex=local)
            except ValueError:
                continue
