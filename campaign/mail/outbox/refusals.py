"""“Never write here again”: a mailbox is left alone for ever, whoever types its address into a form.

What is kept is a keyed hash of the mailbox (`clps.addresses`), so the wish outlives everything else that is known
of its reader, and one address of theirs stands for all. Only the link in our own mail takes it back: it shows that
somebody reads that mailbox, and asking for a new mail would be the way round it for everybody else.
"""

from django.conf import settings
from django.db import transaction

from campaign.accounts.models import User
from campaign.mail.models import Email, Refusal
from campaign.operations.tombstones import TombstoneKind, hash_of, remember, secrets
from clps.addresses import mailbox_of

WHY = "Whoever reads this mailbox asked that we never write there again."


def digest_of_mailbox(address: str) -> str:
    """Return what a mailbox is known by: the hash that the list of what people took back has too."""
    return hash_of(mailbox_of(address), settings.SECRET_KEY)


def digests_of_mailbox(address: str) -> list[str]:
    """Return everything that a mailbox may be known by: today's key made one, and earlier keys the others."""
    return [hash_of(mailbox_of(address), secret) for secret in secrets()]


def may_refuse(person: User) -> bool:
    """Whether a mail to somebody offers the choice: nobody has shown yet that they asked for it."""
    return person.email_confirmed_at is None and not person.is_staff


def is_refused(address: str) -> bool:
    """Whether no mail may go to an address, by whichever name of its mailbox."""
    return Refusal.objects.filter(mailbox__in=digests_of_mailbox(address)).exists()


def why_refused(address: str) -> str:
    """Return why no mail may go to an address, in words for an organiser; "" where it may."""
    return WHY if is_refused(address) else ""


def refuse(address: str) -> bool:
    """Never write to a mailbox again; return False where that was so already.

    Effects: what waits for it is not sent; a restored backup leaves it alone too.
    """
    with transaction.atomic():
        # Written down outside the database too: a backup from before must not write there again.
        made = Refusal.objects.get_or_create(mailbox=digest_of_mailbox(address))[1]
        if made:
            remember(TombstoneKind.NEVER_AGAIN, mailbox_of(address))
    return made


def refuse_again(digest: str) -> bool:
    """Do a refusal again after a restore, by what the list has of it; return False where it stands."""
    return Refusal.objects.get_or_create(mailbox=digest)[1]


def take_refusal_back(email: Email) -> None:
    """Write to a mailbox again, as its reader asks by the link of a mail that it got."""
    with transaction.atomic():
        refusals = Refusal.objects.filter(mailbox__in=digests_of_mailbox(email.to))
        if refusals.delete()[0]:
            remember(TombstoneKind.WELCOME_AGAIN, mailbox_of(email.to))


def forget_refusal(digest: str) -> bool:
    """Do the taking back again after a restore; return False where nothing stands."""
    return bool(Refusal.objects.filter(mailbox=digest).delete()[0])
