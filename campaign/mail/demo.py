"""Mail of the demonstration: what went wrong on its way, and what people wrote back."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import EmailState, MailKind
from campaign.mail.inbound.filing import file_mail, mark_dealt_with
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.models import Email
from campaign.mail.outbox.compose import compose
from campaign.mail.outbox.links import own_link
from campaign.mail.outbox.queue import queue
from campaign.mail.outbox.sender import SENT, Verdict
from campaign.mail.reminders.kinds import KINDS
from campaign.mail.reminders.schedules import TEN, clock
from clps.lib.clock import LONDON
from clps.models import CLP
from motions.enums import Body, LinkPurpose, Route, SubmissionState
from motions.letters import report_address, write_letter
from motions.models import Motion, Standing, Submission

TROUBLES = (
    (EmailState.FAILED, "550: there is no such mailbox."),
    (EmailState.UNKNOWN, "The sender was stopped half-way: it may have gone, or not."),
)
# What people answered when we asked how it went: two wait for an organiser, and one is dealt with.
ANSWERS = (
    "It passed 23 to 4! The chair asked everybody over seventy to put a hand up first, and that settled it.",
    "Deferred to {later}, because the rule changes took the whole evening. I will be there again.",
    "Carried, nobody against. Sorry that I am late with this.",
)
QUOTED = "\n\nOn {asked}, {sender} wrote:\n> How did it go?\n> Carried, lost or put off: please tell us.\n"
OUT_OF_OFFICE = "Thank you for your mail. I am away until Monday and read it then."
SENDER = "Morgan Member", "morgan@example.org"


def seed_mail(motion: Motion, organiser: User) -> None:
    """Make mail that failed, answers of every sort, and a report that came as a copy of an email to a secretary."""
    for submission, (state, error) in zip(_decided(motion), TROUBLES, strict=False):
        _fail_mail(submission, state, error)
    evening = timezone.now() - timedelta(hours=14)
    *answering, away = _that_met(motion, len(ANSWERS) + 1)
    for number, (submission, words) in enumerate(zip(answering, ANSWERS, strict=True)):
        _answer(_ask(submission), words, number=number, at=evening, by=organiser)
    _answer_automatically(_ask(away), at=evening)
    _report_by_copy(motion, at=evening)


def _decided(motion: Motion) -> list[Submission]:
    """Return reports about which a mail may have gone wrong: the last that were decided."""
    rows = Submission.objects.filter(version__motion=motion, state=SubmissionState.DECIDED).order_by("-pk")
    return list(rows.select_related("activist", "version__motion__campaign")[: len(TROUBLES)])


def _fail_mail(submission: Submission, state: EmailState, error: str) -> None:
    """Put a mail into the outbox as a sender leaves one that went wrong."""
    email = _about(submission, MailKind.RECEIPT, key=f"demonstration:{submission.reference}", at=timezone.now())
    _put(email, LinkPurpose.MANAGE, Verdict(state, error))


def _about(submission: Submission, kind: MailKind, *, key: str, at: datetime) -> Email:
    """Return a mail to whoever made a report, tried once: without its words, and not stored yet."""
    return Email(
        key=key,
        kind=kind,
        campaign=submission.version.motion.campaign,
        clp_id=submission.clp_id,
        submission=submission,
        recipient=submission.activist,
        not_before=at,
        created_at=at,
        until=at + timedelta(days=7),
        attempts=1,
    )


def _put(email: Email, purpose: LinkPurpose, verdict: Verdict) -> None:
    """Write a mail, and put it into the outbox with what became of it."""
    assert email.submission  # noqa: S101 - all of these are about one
    link = own_link(email.submission, purpose, route=KINDS[MailKind(email.kind)].link.route)
    queue(email, compose(email, email.recipient, link=link), verdict)


def _that_met(motion: Motion, number: int) -> list[Submission]:
    """Return reports whose meeting was of late, with no outcome told: each was asked about before last evening."""
    met = Submission.objects.filter(
        version__motion=motion,
        state=SubmissionState.AWAITING_OUTCOME,
        meeting_on__lt=timezone.localdate(timezone.now(), LONDON) - timedelta(days=1),
    )
    return list(met.select_related("activist", "version__motion__campaign").order_by("-meeting_on", "pk")[:number])


def _ask(submission: Submission) -> Email:
    """Put the mail that asked how it went into the outbox, as it was sent the day after the meeting."""
    assert submission.meeting_on  # noqa: S101 - only such are asked about
    asked_at = clock(submission.meeting_on + timedelta(days=1), TEN)
    # As the planner would say it: nobody is asked again.
    key = f"{MailKind.OUTCOME_DUE}:{submission.reference}:{submission.meeting_on}"
    email = _about(submission, MailKind.OUTCOME_DUE, key=key, at=asked_at)
    email.meeting_on, email.sent_at = submission.meeting_on, asked_at
    _put(email, LinkPurpose.OUTCOME, SENT)
    return email


def _answer(email: Email, words: str, *, number: int, at: datetime, by: User) -> None:
    """Have its reader answer a mail; the last of the answers is dealt with."""
    later = timezone.localdate(at, LONDON) + timedelta(days=21)
    quoted = QUOTED.format(asked=f"{email.not_before:%a, %-d %b %Y at %H:%M}", sender=email.sender)
    row = file_mail(
        Incoming(
            message_id=f"<demonstration-answer-{number}@example.org>",
            sender=email.to,
            sender_name=email.recipient.name,
            subject=f"Re: {email.subject}",
            text=words.format(later=f"{later:%-d %B}") + quoted,
            sent_at=at,
            received_at=at + timedelta(minutes=1),
            answers=(email.message_id,),
        )
    )
    if number == len(ANSWERS) - 1:
        mark_dealt_with(row, by=by)


def _answer_automatically(email: Email, *, at: datetime) -> None:
    file_mail(
        Incoming(
            message_id="<demonstration-away@example.org>",
            sender=email.to,
            subject=f"Automatic reply: {email.subject}",
            text=OUT_OF_OFFICE,
            received_at=at,
            answers=(email.message_id,),
            headers={"auto-submitted": "auto-replied"},
        )
    )


def _report_by_copy(motion: Motion, *, at: datetime) -> None:
    """Let somebody send the email to the secretary of a CLP that nobody has spoken of, with a copy to us."""
    assert motion.current_version  # noqa: S101 - the demonstration has a text
    known = Standing.objects.filter(motion=motion).values("clp")
    clp = CLP.objects.exclude(pk__in=known).order_by("slug")[0]
    letter, (name, address) = write_letter(Route.CLP, clp=clp, version=motion.current_version), SENDER
    file_mail(
        Incoming(
            message_id="<demonstration-copy@example.org>",
            sender=address,
            sender_name=name,
            recipients=(report_address(motion.campaign.email, clp=clp, body=Body.CLP),),
            subject=letter.subject,
            text=letter.body,
            sent_at=at,
            received_at=at,
        )
    )
