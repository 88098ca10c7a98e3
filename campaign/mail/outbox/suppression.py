"""Addresses that we no longer write to, or not now: who gets onto the list, and who comes off it.

Mail that came back three times within a month, though none for good, has its address rest. That is a pause, not a
stop: what is for it waits, and goes once a mail arrives there after all, its owner does something here, or an
organiser says so; and an organiser is asked.
"""

from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import SuppressionReason
from campaign.mail.models import DeliveryNote, Email, InboundMail, Refusal, Suppression
from campaign.mail.outbox.refusals import digests_of_mailbox
from campaign.operations.tombstones import TombstoneKind, remember
from clps.addresses import mailbox_of
from motions.enums import EventKind
from motions.models import Event

MOST_SOFT, WITHIN = 3, timedelta(days=30)
# What somebody does themselves, though the record names nobody: they have not confirmed yet, or lost their link.
BY_THEMSELVES = (
    EventKind.SUBMISSION_REPORTED,
    EventKind.CONFIRM_LINK_ASKED,
    EventKind.REPORT_LINK_ASKED,
    EventKind.CHAMPION_OFFERED,
)


class Barred:
    """To which addresses no mail may go, read once for many of them. What a person stopped is not in it."""

    def __init__(self) -> None:
        """Read both lists whole: a look-up for each address would be many."""
        self._suppressed = set(Suppression.objects.standing().values_list("address", flat=True))
        self._refused = set(Refusal.objects.values_list("mailbox", flat=True))

    def is_suppressed(self, address: str) -> bool:
        """Whether mail to it came back, or was complained of."""
        return listed_address(address) in self._suppressed

    def is_refused(self, address: str) -> bool:
        """Whether its reader asked that we never write there, by whichever name of the mailbox."""
        # A mailbox is hashed under several keys: not at all where nobody asked.
        return bool(self._refused) and not self._refused.isdisjoint(digests_of_mailbox(address))

    def holds(self, address: str) -> bool:
        """Whether no mail may go there, for either reason."""
        return self.is_suppressed(address) or self.is_refused(address)


def suppress(address: str, *, reason: SuppressionReason, detail: str, email: Email | None = None) -> Suppression:
    """Write to an address no more; one that stands on the list already stays as it is.

    `email` is the mail that showed it. One that was lifted before is on the list anew, for the new reason.
    """
    values = {"reason": reason, "detail": detail, "by_email": email, "since": timezone.now()}
    with transaction.atomic():
        suppression, made = Suppression.objects.get_or_create(address=listed_address(address), defaults=values)
        if not made:
            # A pause is no stop: what says that it is for good takes its place.
            over = Q(lifted_at__isnull=False) | (Q(reason=RESTING) & ~Q(reason=reason))
            again = Suppression.objects.filter(over, pk=suppression.pk)
            if again.update(**values, lifted_at=None, lifted_by=None):
                made = True
                suppression.refresh_from_db()
        # Outside the database too: a backup from before would write there again.
        if made:
            remember(TombstoneKind.SUPPRESSED, address, about=reason)
    return suppression


RESTING = SuppressionReason.RESTING


def is_resting(address: str) -> bool:
    """Whether mail to an address waits, because it came back too often lately."""
    standing = standing_against(address)
    return standing is not None and standing.reason == RESTING


def stop_for_good(suppression: Suppression, *, by: User) -> bool:
    """Leave an address alone that rests, because an organiser says so; return False where it does not rest.

    Effects: its history in the admin says who.
    """
    with transaction.atomic():
        resting = Suppression.objects.standing().filter(pk=suppression.pk, reason=RESTING)
        stopped = resting.update(reason=SuppressionReason.BY_HAND) == 1
        if stopped:
            remember(TombstoneKind.SUPPRESSED, suppression.address, about=SuppressionReason.BY_HAND)
            LogEntry.objects.log_actions(by.pk, [suppression], CHANGE, "Left it alone.", single_object=True)
    return stopped


def is_suppressed(address: str) -> bool:
    """Whether we no longer write to an address, however it is capitalised."""
    return standing_against(address) is not None


def standing_against(address: str) -> Suppression | None:
    """Return what keeps us from writing to an address; None where nothing does."""
    return Suppression.objects.standing().filter(address=listed_address(address)).first()


def why_suppressed(address: str) -> str:
    """Return why we do not write to an address, in words for an organiser; "" where we do."""
    suppression = standing_against(address)
    if suppression is None:
        return ""
    reason, since = suppression.get_reason_display(), timezone.localdate(suppression.since)
    return f"We no longer write to this address: {reason[:1].lower()}{reason[1:]} on {since:%-d %B %Y}."


def lift(suppression: Suppression, *, by: User | None) -> bool:
    """Write to an address again, because an organiser says so; return False where somebody had lifted it already.

    `by` is nobody where a restore does again what an organiser did.
    Effects: its history in the admin says who. Mail that was not sent meanwhile stays unsent.
    """
    with transaction.atomic():
        standing = Suppression.objects.standing().filter(pk=suppression.pk)
        lifted = standing.update(lifted_at=timezone.now(), lifted_by=by) == 1
        if lifted:
            remember(TombstoneKind.LIFTED, suppression.address)
            if by:
                LogEntry.objects.log_actions(by.pk, [suppression], CHANGE, "Lifted it.", single_object=True)
    return lifted


def forget_address(address: str) -> None:
    """Take an address off the list without a trace. A part of removing a person: nobody is left to be written to."""
    Suppression.objects.filter(address=listed_address(address)).delete()


def listed_address(address: str) -> str:
    """Return an address as the list has it: in small letters, and otherwise as its owner gave it.

    Not `clps.addresses.plain_address`, which writes the domain in the letters of servers: the list is compared with
    people's own addresses inside the database too, which cannot do that. What somebody refused holds for a mailbox
    however it is written.
    """
    return address.strip().lower()


def rest_if_often(email: Email, *, detail: str) -> bool:
    """Let an address rest after its third soft bounce within a month; return whether it does from now on.

    A mail that arrived between two of them, or an organiser who said to try again, begins the count anew.
    """
    now = timezone.now()
    mine = Email.objects.filter(to__iexact=email.to).order_by()
    arrived = mine.aggregate(last=Max("delivered_at"))["last"]
    lifted = Suppression.objects.filter(address=listed_address(email.to)).aggregate(last=Max("lifted_at"))["last"]
    since = max([now - WITHIN, *(at for at in (arrived, lifted) if at)])
    # A provider may tell of one mail several times.
    back = DeliveryNote.objects.filter(email__to__iexact=email.to, is_soft=True, at__gt=since).order_by()
    if back.values("email").distinct().count() < MOST_SOFT:
        return False
    suppress(email.to, reason=SuppressionReason.RESTING, detail=detail, email=email)
    return True


def end_rest(address: str) -> bool:
    """Write to an address that rested again: a mail arrived there. Return False where it did not rest."""
    resting = (
        Suppression.objects.standing()
        .filter(address=listed_address(address), reason=SuppressionReason.RESTING)
        .first()
    )
    return resting is not None and lift(resting, by=None)


def wake_if_they_acted(email: Email) -> bool:
    """Write to a resting address again where its owner has done anything here since; return whether that is so."""
    address = listed_address(email.to)
    resting = Suppression.objects.standing().filter(address=address, reason=SuppressionReason.RESTING).first()
    if resting is None or not _acted(email.recipient, resting.since):
        return False
    return lift(resting, by=None)


def _acted(person: User, since: datetime) -> bool:
    """Whether somebody has done anything here since, or written to us."""
    unnamed = Q(kind__in=BY_THEMSELVES) & (Q(submission__activist=person) | Q(champion__activist=person))
    if Event.objects.filter(Q(by=person) | unnamed, at__gt=since).exists():
        return True
    wrote = InboundMail.objects.filter(received_at__gt=since).order_by().values_list("sender", flat=True)
    domains = Q(sender__iexact=person.email) | Q(email__recipient=person)
    return mailbox_of(person.email) in {mailbox_of(sender) for sender in wrote.filter(domains)}
