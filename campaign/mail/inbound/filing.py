"""Filing a mail that came in: what it answers, and whether it is a copy, a reply, a question, or nobody's writing.

A mail answers ours only for the person whom we wrote to.
"""

import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import TO_PUT_AWAY, Filed
from campaign.mail.inbound.automatic import WINMAIL, came_as_winmail, why_automatic
from campaign.mail.inbound.copies import Copy, file_copy, read_copies
from campaign.mail.inbound.incoming import Incoming, cleaned
from campaign.mail.inbound.quoting import split_reply
from campaign.mail.inbound.suggesting import suggest
from campaign.mail.models import Email, InboundMail
from campaign.mail.outbox.stored_mail import read
from clps.addresses import mailbox_of, plain_address
from motions.actions.advice import ask_advice
from motions.enums import AdviceStep, Body
from motions.models import Motion, Submission
from motions.queries import motions_running

logger = logging.getLogger(__name__)

OURS = "It came from the campaign’s own address."
SOMEBODY_ELSES = "It answers a mail that went to somebody else, so it was put with no report."
ASKED_TOO = "It came to the campaign’s own address as well, so it stands among the questions too."
NO_CAMPAIGN = "No campaign is running, so nobody was asked to answer it."
NO_WORDS = "(The mail has no words of its own.)"
LONGEST_QUESTION = 20_000


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


def file_mail(mail: Incoming) -> InboundMail:
    """Clean a mail and file it once; brought again, the first row is returned, with only what it lacked done.

    Nothing it says is believed: a report is confirmed by its sender, and a vote recorded by an organiser.
    Effects: a copy of the email to a secretary makes a report; a reply keeps what its words seem to say of the vote;
    every other mail that a person wrote asks for advice. One mail comes once for each of its addresses, so a copy that
    comes behind a question still makes its report, and one for a second CLP makes the second.
    """
    mail = cleaned(mail)
    try:
        with transaction.atomic():
            row, is_new = InboundMail.objects.get_or_create(message_id=mail.message_id, defaults=_columns(mail))
            if is_new:
                _file(row, mail)
                row.save()
            else:
                _file_other_purpose(row, mail)
    except DatabaseError as error:
        # The words of the error hold the row, and with it an address. The provider calls again.
        raise RuntimeError(f"A mail could not be filed: {type(error).__name__}.") from None
    if is_new:
        logger.info("A mail came in and was filed as %s.", row.filed)
    return row


def mark_dealt_with(mail: InboundMail, *, by: User) -> bool:
    """Put away what an organiser has dealt with, a reply or what could not be read; return False where it was put."""
    waiting = InboundMail.objects.filter(pk=mail.pk, filed__in=TO_PUT_AWAY, dealt_with_at__isnull=True)
    return waiting.update(dealt_with_at=timezone.now(), dealt_with_by=by) == 1


def _columns(mail: Incoming) -> dict[str, Any]:
    names = ("sender", "sender_name", "subject", "text", "html", "sent_at", "received_at")
    values: dict[str, Any] = {name: getattr(mail, name) for name in names}
    return {**values, "attachments": list(mail.attachments), "filed": Filed.IGNORED}


def _file(row: InboundMail, mail: Incoming) -> None:
    """Fill in what a new row was taken for, and do what follows from it, in its transaction."""
    motions = motions_running()
    motion = motions[0] if motions else None
    why = why_automatic(mail) or (OURS if _is_ours(mail, motion) else "")
    notes = [why, *mail.notes]
    if came_as_winmail(mail) and WINMAIL not in why:
        notes.append(WINMAIL)
    if why:
        row.filed = Filed.IGNORED
    elif copies := read_copies(mail, motions):
        notes += _file_copies(row, copies, mail)
    else:
        notes += _file_answer(row, mail, motion)
    row.note = " ".join(filter(None, notes))


def _file_copies(row: InboundMail, copies: list[Copy], mail: Incoming) -> list[str]:
    """Report what the copies say, each once; return what there is to note."""
    notes = []
    for copy in copies:
        purpose = f"{copy.clp.pk}.{copy.body}"
        if purpose in row.purposes.split():
            continue
        report = file_copy(copy, mail)
        if row.submission is None:
            row.filed, row.submission = Filed.REPORT, report
        else:
            notes.append(f"It is a report for {copy.clp.name} as well.")
        row.purposes = f"{row.purposes} {purpose}".strip()
    return notes


def _file_other_purpose(known: InboundMail, mail: Incoming) -> None:
    """Report what a mail that is filed already was also a copy of, by the address that it was brought for this time.

    Anybody may write under an identifier that they have seen: only the same words of the same sender count.
    """
    motions = motions_running()
    is_copy = not why_automatic(mail) and not _is_ours(mail, motions[0] if motions else None)
    copies = read_copies(mail, motions) if is_copy else []
    if not copies:
        return
    # Locked: one mail can come for two addresses at the same moment, and both add to what it was taken for.
    row = InboundMail.objects.select_for_update(of=("self",), no_key=True).get(pk=known.pk)
    if (row.sender, row.subject, row.text) != (mail.sender, mail.subject, mail.text):
        return
    notes = [row.note, ASKED_TOO if row.filed == Filed.ADVICE and row.submission is None else ""]
    row.note = " ".join(filter(None, [*notes, *_file_copies(row, copies, mail)]))
    row.save(update_fields=["filed", "submission", "purposes", "note"])


def _file_answer(row: InboundMail, mail: Incoming, motion: Motion | None) -> list[str]:
    """File a reply or a question; return what there is to note. A reply that tells of no vote is a question too."""
    answered = find_answered(mail)
    row.email, row.submission = answered.email, answered.submission
    row.filed = Filed.REPLY if row.submission else Filed.ADVICE
    words = split_reply(mail.text, words_of_ours(row)).words
    suggestion = None
    if row.submission:
        suggestion = suggest(words, on=timezone.localdate(mail.received_at), body=Body(row.submission.body))
    if suggestion:
        row.suggestion = suggestion.plain()
        return []
    if motion is None:
        return [NO_CAMPAIGN]
    ask_advice(
        email=mail.sender,
        name=mail.sender_name,
        question="\n\n".join(filter(None, (mail.subject, words[:LONGEST_QUESTION] or NO_WORDS))),
        step=AdviceStep.OTHER,
        # What answers our mail about a CLP is for those who look after that one.
        clp=answered.email.clp if answered.email else None,
        submission=row.submission,
        by_mail=True,
    )
    return [SOMEBODY_ELSES] if answered.is_somebody_elses else []


def words_of_ours(row: InboundMail) -> str:
    """Return the words of our mail that one which came in answers; "" where it answers none."""
    if row.email is None or not row.email.message:
        return ""
    reading = read(row.email)
    return f"{row.email.subject}\n{reading.text}"


def _is_ours(mail: Incoming, motion: Motion | None) -> bool:
    return motion is not None and plain_address(mail.sender) == plain_address(motion.campaign.email)
