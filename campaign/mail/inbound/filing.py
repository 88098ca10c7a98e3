"""Filing a mail that came in: a copy, a reply, a question, or nothing that a person wrote."""

import logging
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import Filed
from campaign.mail.inbound.automatic import why_automatic
from campaign.mail.inbound.copies import file_copy, read_copy
from campaign.mail.inbound.incoming import Incoming, cleaned
from campaign.mail.inbound.matching import find_answered, plain_address
from campaign.mail.inbound.quoting import split_reply
from campaign.mail.inbound.suggesting import suggest
from campaign.mail.models import InboundMail
from motions.actions.advice import ask_advice
from motions.enums import AdviceStep
from motions.models import Motion
from motions.queries import current_conference_motion

logger = logging.getLogger(__name__)

OURS = "It came from the campaign’s own address."
SOMEBODY_ELSES = "It answers a mail that went to somebody else, so it was put with no report."
NO_CAMPAIGN = "No campaign is running, so nobody was asked to answer it."
NO_WORDS = "(The mail has no words of its own.)"
LONGEST_QUESTION = 20_000


def file_mail(mail: Incoming) -> InboundMail:
    """Clean a mail and file it once; brought again, the first row is returned and nothing happens.

    Nothing it says is believed: a report is confirmed by its sender, and a vote recorded by an organiser.
    Effects: a copy of the email to a secretary makes a report; a reply keeps what its words seem to say of the vote;
    every other mail that a person wrote asks for advice.
    """
    mail = cleaned(mail)
    try:
        with transaction.atomic():
            row, is_new = InboundMail.objects.get_or_create(message_id=mail.message_id, defaults=_columns(mail))
            if is_new:
                _file(row, mail)
                row.save()
    except DatabaseError as error:
        # The words of the error hold the row, and with it an address. The provider calls again.
        raise RuntimeError(f"A mail could not be filed: {type(error).__name__}.") from None
    if is_new:
        logger.info("A mail came in and was filed as %s.", row.filed)
    return row


def mark_dealt_with(mail: InboundMail, *, by: User) -> bool:
    """Put a reply away, because an organiser has dealt with it; return False where somebody had already."""
    waiting = InboundMail.objects.filter(pk=mail.pk, filed=Filed.REPLY, dealt_with_at__isnull=True)
    return waiting.update(dealt_with_at=timezone.now(), dealt_with_by=by) == 1


def _columns(mail: Incoming) -> dict[str, Any]:
    names = ("sender", "sender_name", "subject", "text", "html", "sent_at", "received_at")
    values: dict[str, Any] = {name: getattr(mail, name) for name in names}
    return {**values, "attachments": list(mail.attachments), "filed": Filed.IGNORED}


def _file(row: InboundMail, mail: Incoming) -> None:
    """Fill in what a new row was taken for, and do what follows from it, in its transaction."""
    motion = current_conference_motion()
    why = why_automatic(mail) or (OURS if _is_ours(mail, motion) else "")
    notes = [why, *mail.notes]
    if why:
        row.filed = Filed.IGNORED
    elif copy := read_copy(mail, motion):
        row.filed, row.submission = Filed.REPORT, file_copy(copy, mail)
    else:
        notes += _file_answer(row, mail, motion)
    row.note = " ".join(filter(None, notes))


def _file_answer(row: InboundMail, mail: Incoming, motion: Motion | None) -> list[str]:
    """File a reply or a question; return what there is to note. A reply that tells of no vote is a question too."""
    answered = find_answered(mail)
    row.email, row.submission = answered.email, answered.submission
    row.filed = Filed.REPLY if row.submission else Filed.ADVICE
    words = split_reply(mail.text).words
    suggestion = suggest(words, on=timezone.localdate(mail.received_at)) if row.submission else None
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
        submission=row.submission,
        by_mail=True,
    )
    return [SOMEBODY_ELSES] if answered.is_somebody_elses else []


def _is_ours(mail: Incoming, motion: Motion | None) -> bool:
    return motion is not None and plain_address(mail.sender) == plain_address(motion.campaign.email)
