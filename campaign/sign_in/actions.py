"""Letting people in: inviting, taking it back, and what happens when somebody comes."""

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.mails import send
from campaign.accounts.models import Role, User
from campaign.accounts.rights_record import record_rights
from campaign.operations.tombstones import TombstoneKind, remember, remember_all
from campaign.sign_in.models import AddressChange, Invitation
from clps.lib.audit import note_role
from clps.models import Region

logger = logging.getLogger(__name__)

# A link that is printed is used at once, by whoever sits at the machine.
OWNERS_LIFETIME = timedelta(days=1)


class InvitationOver(Exception):
    """The invitation was used, taken back, or has run out; or there is no use for it any more."""


def invite(
    *, email: str, name: str, role: Role, regions: Iterable[Region] | None, by: User | None
) -> tuple[Invitation, str]:
    """Invite somebody, of these regions or, with None, of all; return the invitation and the token of its link.

    Whoever was invited before is invited anew: the earlier link ends.
    """
    with transaction.atomic():
        invitation = Invitation.objects.filter(email=email).first() or Invitation(email=email)
        if invitation.pk:
            # Before the new token takes the old digest's place.
            _remember_ends([invitation])
        invitation.name, invitation.role, invitation.invited_by = name, role, by
        invitation.all_regions = role == Role.ORGANISER and regions is None
        invitation.makes_owner = False
        token = invitation.new_token()
        invitation.save()
        invitation.regions.set(list(regions or []) if role == Role.ORGANISER else [])
    logger.info("Person %s invited somebody.", by.pk if by else "at the machine")
    return invitation, token


def invite_again(invitation: Invitation, *, by: User) -> str:
    """End the earlier link, in a restored backup too, and return the token of a new one."""
    with transaction.atomic():
        _remember_ends([invitation])
        token = invitation.new_token()
        invitation.invited_by = by
        invitation.save(update_fields=["digest", "invited_at", "until", "invited_by"])
    return token


def _remember_ends(invitations: Iterable[Invitation]) -> None:
    """Add to the list that these links open nothing any more: by digest, as a later one to the mailbox is another."""
    remember_all(TombstoneKind.ENDED, [one.digest for one in invitations], about="invitation")


def _end_invitations(invitations: QuerySet[Invitation]) -> None:
    """Delete invitations, so that a restored backup does not open their links either."""
    _remember_ends(invitations)
    invitations.delete()


def forget_sign_in(people: Collection[User]) -> None:
    """Delete how people signed in and where, and what invited them. A part of removing a person.

    Belongs before their addresses go.
    """
    Authenticator.objects.filter(user__in=people).delete()
    AddressChange.objects.filter(person__in=people).delete()
    UserSession.objects.filter(user__in=people).delete()
    addresses = [one.email.lower() for one in people]
    _end_invitations(Invitation.objects.annotate(plain=Lower("email")).filter(plain__in=addresses))


def revoke(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back: its link opens nothing from now on, in a restored backup neither."""
    with transaction.atomic():
        invitation.delete()
        remember(TombstoneKind.ENDED, invitation.email, about="invitation")
    logger.info("Person %s took an invitation back.", by.pk)


def send_invitation(invitation: Invitation, token: str) -> bool:
    """Send the link; return whether a mail server took it."""
    by = invitation.invited_by
    return send(
        "invitation",
        to=invitation.email,
        link=reverse("invitation", args=[token]),
        invitation=invitation,
        inviter=by.called if by else "",
    )


def accept(token: str, *, name: str, password: str) -> User:
    """Let somebody in by their link, with the password they chose; return them. The link is used up,
    in a restored backup too.

    Raises InvitationOver, with nothing changed, where the link opens nothing. Their mailbox has just been read, so the
    address counts as confirmed. Whoever comes by an owner's link may have lost their second factor: they begin anew.
    """
    with transaction.atomic():
        invitation = Invitation.objects.opened_by(token).select_for_update(of=("self",)).first()
        if invitation is None:
            raise InvitationOver
        person = _person_of(invitation)
        regions = None if invitation.all_regions else list(invitation.regions.all())
        person.name = name or person.name
        person.set_password(password)
        person.save()
        person.confirm_address(at=timezone.now())
        if invitation.makes_owner:
            Authenticator.objects.filter(user=person).delete()
            person.end_sessions()
        else:
            person.give_role(Role(invitation.role), regions=regions, by=invitation.invited_by)
        # Whoever comes second by the same link finds none to delete.
        if not Invitation.objects.filter(pk=invitation.pk, digest=invitation.digest).delete()[0]:
            raise InvitationOver
        _remember_ends([invitation])
    logger.info("Person %s came in by an invitation.", person.pk)
    return person


def _person_of(invitation: Invitation) -> User:
    """Return the person who is invited, new or known."""
    person = User.objects.filter(email=invitation.email).first()
    if person is None:
        return User(email=invitation.email)
    # An invitation gives nobody back what was taken from them, and no organiser another role.
    if not person.is_active or (person.is_staff and not invitation.makes_owner):
        raise InvitationOver
    return person


def make_owner(email: str) -> tuple[User, str]:
    """Make somebody an owner, new or known, and return them with the token of a link to choose a password by.

    For whoever has the machine itself: nobody needs to be signed in.
    """
    email = email.strip().lower()
    with transaction.atomic():
        person = User.objects.filter(email=email).first() or User.objects.create_user(email)
        person.is_active = person.is_staff = person.is_superuser = True
        person.save()
        _end_invitations(Invitation.objects.filter(email=email))
        note_role(person, before="", after="Owner", by=None)
        # Before the invitation: what is older than this line is not to be opened after a restore.
        record_rights(person)
        invitation = Invitation(email=email, name=person.name, makes_owner=True)
        token = invitation.new_token(lifetime=OWNERS_LIFETIME)
        invitation.save()
    logger.warning("Person %s was made an owner at the machine.", person.pk)
    return person, token
