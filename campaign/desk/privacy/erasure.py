"""Removing a person: whatever is about them goes, and what their branch or CLP decided stays and is nobody's."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import WAS_REMOVED, User
from campaign.accounts.rights_record import record_removals
from campaign.desk.calls.actions import forget_calls_of
from campaign.desk.exports.actions import forget_meetings_feeds_of
from campaign.desk.front.marks import release_all_of
from campaign.desk.models import ImportedLine
from campaign.desk.privacy.leftovers import list_left_overs
from campaign.desk.privacy.mentions import forget_mentions, trace_of
from campaign.mail.erasure import forget_mail
from campaign.sign_in.actions import forget_sign_in
from motions.actions.erasure import (
    Place,
    forget_address,
    forget_what_they_did,
    lock_row,
    lock_standings_touched,
    lock_what_they_did,
    record_removal,
    standings_touched_by,
)
from motions.workflow import NotAllowed

T = TypeVar("T")

STILL_ORGANISES = (
    "They organise for the campaign, and what is done there has a name. Take the role away first; then they can be "
    "removed like anybody else."
)


def may_be_removed(person: User) -> bool:
    """Whether somebody can be removed as things stand: no organiser, and not removed before."""
    return not (person.is_staff or person.is_superuser or person.removed_at)


def forget_person(person: User, *, by: User) -> bool:
    """Remove somebody altogether; return False where that was done before. `by` is themselves, or an admin.

    Raises NotAllowed while they organise. `campaign.desk.privacy.inventory` says of every model what goes and what
    stays.
    Effects: their row is nameless, and nobody can sign in to it or write to it; mail that has not gone is dropped;
    their links end; what they had not confirmed is withdrawn; no stage moves; writes `person_removed` for each CLP
    where they took part; a keyed hash of their address goes onto the list that a restored backup is held to. The
    same address may come back any time, as somebody new.
    """

    def forget(locked: User, places: set[Place]) -> bool:
        if locked.removed_at:
            return False
        if not may_be_removed(locked):
            raise NotAllowed(STILL_ORGANISES)
        # Before anything is blanked: afterwards nobody knows by which names to look for them.
        trace = trace_of(locked, {clp for _, clp in places})
        blank(locked, places)
        list_left_overs(trace)
        record_removal(locked, places, by=by)
        # Outside the database, before this commits. Should that fail, a restore forgets somebody who had asked for it;
        # written afterwards, it could bring somebody back.
        record_removals([(locked.pk, trace.address)])
        if by.pk != locked.pk:
            LogEntry.objects.log_actions(by.pk, [locked], CHANGE, "Removed their details.", single_object=True)
        return True

    return under_locks(person, forget)


def under_locks(person: User, act: Callable[[User, set[Place]], T]) -> T:
    """Do something to all that is somebody's, in one transaction, while nothing else happens to any of it."""
    while True:
        with transaction.atomic():
            places = standings_touched_by(person)
            # In the one order that every action keeps to: standings, then what they told us, then their own row.
            lock_standings_touched(places)
            lock_what_they_did(person)
            lock_row(person)
            # Until that last lock they could report elsewhere. Where they did, begin again with that CLP's lock too.
            if standings_touched_by(person) <= places:
                # Read under the locks: whoever held them before may have removed them.
                return act(User.objects.get(pk=person.pk), places)


def blank(person: User, places: set[Place]) -> None:
    """Leave of somebody an empty row, and of what they did what their branch or CLP decided. A part of other actions.

    Whoever calls this holds the locks of `under_locks`.
    """
    trace = trace_of(person, {clp for _, clp in places})
    forget_mail(person, trace.address)
    forget_what_they_did(person)
    forget_address(trace.address)
    ImportedLine.objects.filter(email__iexact=trace.address).delete()
    forget_people([person])
    forget_mentions(trace)


def forget_people(people: Sequence[User]) -> None:
    """Leave of people an empty row each, and nothing of how they signed in or what they had in hand at the desk.

    A part of removing somebody and of closing a campaign, in whose one transaction it runs.
    """
    forget_sign_in(people)
    forget_meetings_feeds_of(people)
    release_all_of(people)
    forget_calls_of(people)
    User.objects.forget(people, at=timezone.now())
    # The admin's history keeps the name that a row had at the time, so it would go on naming them.
    about_them = {
        "content_type": ContentType.objects.get_for_model(User),
        "object_id__in": [str(person.pk) for person in people],
    }
    LogEntry.objects.filter(**about_them).update(object_repr=WAS_REMOVED)
