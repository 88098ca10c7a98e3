"""Moving to another address: asked for by whoever is signed in, and confirmed at both."""

import logging

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.mails import send_behind, tell_of_change
from campaign.accounts.models import User
from campaign.sign_in.models import LIFETIME, AddressChange
from clps.lib.tokens import digest_of, new_token

logger = logging.getLogger(__name__)


class ChangeOver(Exception):
    """The change was made, has run out, or cannot be made any more."""


def ask_to_move(*, email: str, by: User) -> None:
    """Send a link to the address that somebody has and one to that they want; an earlier wish is forgotten.

    Where somebody else has that address, nothing goes there and nobody is told: it would say who takes part.
    """
    old, new = new_token(), new_token()
    wish = {
        "new_email": email,
        "old_digest": digest_of(old),
        "new_digest": digest_of(new),
        "old_confirmed_at": None,
        "new_confirmed_at": None,
        "until": timezone.now() + LIFETIME,
    }
    change, _ = AddressChange.objects.update_or_create(person=by, defaults=wish)
    for to, token in ((by.email, old), (email, new)):
        if to == by.email or not _is_taken(email):
            send_behind("address-change", to=to, link=reverse("address_confirm", args=[token]), change=change, at=to)


def confirm_move(token: str) -> bool:
    """Note that one of the two mailboxes agrees; return whether both have, and the address is another now.

    Raises ChangeOver where the link opens nothing. Every session ends, and the old address is told.
    """
    with transaction.atomic():
        # Locked: of two links pressed at once, the second waits and sees what the first wrote.
        change = AddressChange.objects.opened_by(token).select_for_update(of=("self",)).first()
        if change is None:
            raise ChangeOver
        column = "new_confirmed_at" if change.is_from_new(token) else "old_confirmed_at"
        setattr(change, column, timezone.now())
        change.save(update_fields=[column])
        if not (change.old_confirmed_at and change.new_confirmed_at):
            return False
        person, old = change.person, change.person.email
        # Asked again: somebody may have taken the address since the mail went.
        if _is_taken(change.new_email) or not person.is_active:
            raise ChangeOver
        person.email, person.email_confirmed_at = change.new_email, timezone.now()
        person.save(update_fields=["email", "email_confirmed_at"])
        person.end_sessions()
        change.delete()
    logger.info("Person %s changed their address.", person.pk)
    # After the commit: nobody is told of what was rolled back.
    tell_of_change(person, "You sign in with another address from now on, and not with this one.", at=old)
    return True


def _is_taken(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()
