"""Forgetting somebody's mail: what we wrote to them, what they wrote to us, and what they asked of our mail.

A part of removing a person, `campaign.desk.privacy.erasure`, in whose one transaction it runs.
"""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from campaign.accounts.models import NOWHERE, User
from campaign.mail.enums import MailKind
from campaign.mail.models import (
    DeliveryNote,
    Email,
    GroupLetter,
    InboundMail,
    LetterRecipient,
    Reminder,
    Stop,
    WaitingMail,
)
from campaign.mail.outbox import queue
from campaign.mail.outbox.refusals import digests_of_mailbox
from campaign.mail.outbox.suppression import forget_address
from campaign.mail.reminders.stranger_limits import has_answered
from motions.models import Campaign, Champion, SpeakerAsking


def forget_mail(person: User, address: str) -> None:
    """Keep of somebody's mail no word and no address, and write to them no more.

    Their wishes about our mail go too, and so does a bounce or a complaint: there is no address left to write to, and
    a keyed hash of it would be a mark on a political opinion. Should they come back, they come back as somebody new.
    Two hashes stay: of a mailbox whose reader asked that we never write there again, and of one that never answered,
    whose address anybody may have typed. Without it, strangers would get their ten mails anew each time.
    """
    answered = has_answered(person, digests_of_mailbox(address))
    written = mails_to(person)
    DeliveryNote.objects.filter(email__in=written).update(words="")
    queue.forget(written)
    written.update(to=f"removed@{NOWHERE}", **({"mailbox": ""} if answered else {}))
    queue.forget(mails_that_introduce(person))
    mails_from(person, address).delete()
    mails_unread_from(address).delete()
    Reminder.objects.filter(recipient=person).delete()
    LetterRecipient.objects.filter(person=person).delete()
    Stop.objects.filter(person=person).delete()
    forget_address(address)


def forget_mails_of(campaign: Campaign, people: Sequence[User]) -> None:
    """Keep of a campaign's mail, and of all that was ever sent to these people, no word and no address."""
    mails = Email.objects.filter(Q(campaign=campaign) | Q(recipient__in=people))
    DeliveryNote.objects.filter(email__in=mails).update(words="")
    queue.forget(mails)
    mails.update(to=f"removed@{NOWHERE}", mailbox="")
    Reminder.objects.filter(Q(campaign=campaign) | Q(recipient__in=people)).delete()
    LetterRecipient.objects.filter(Q(letter__motion__campaign=campaign) | Q(person__in=people)).delete()
    GroupLetter.objects.filter(motion__campaign=campaign).update(subject="", body="")


def mails_to(person: User) -> QuerySet[Email]:
    """Return what was and will be sent to somebody."""
    return Email.objects.filter(recipient=person)


def mails_that_introduce(person: User) -> QuerySet[Email]:
    """Return what was sent to others with somebody's name and address in it, because both had agreed."""
    theirs = Champion.objects.filter(activist=person)
    champions = Q(kind=MailKind.INTRODUCTION, event__introduced_to__in=theirs)
    spoke = SpeakerAsking.objects.filter(Q(offer__activist=person) | Q(wish__activist=person))
    speakers = Q(kind=MailKind.SPEAKER_MET, event__asking__in=spoke) & ~Q(recipient=person)
    return Email.objects.filter(champions | speakers)


def mails_from(person: User, address: str) -> QuerySet[InboundMail]:
    """Return what came in from somebody: from their address, or in answer to what we wrote to them."""
    answers = Q(email__recipient=person) | Q(submission__activist=person)
    return InboundMail.objects.filter(answers | Q(sender__iexact=address))


def mails_unread_from(address: str) -> QuerySet[WaitingMail]:
    """Return what came in from an address a moment ago, and waits to be read."""
    return WaitingMail.objects.filter(content__sender__iexact=address)
