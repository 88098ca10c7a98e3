"""How far an affiliate has come with a motion, and who we know there. The only way that either changes."""

from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clps.models import Affiliate
from motions.actions.erasure import forget_contacts
from motions.actions.events import record_event
from motions.actions.standings import move_progress
from motions.affiliate_workflow import AFFILIATE_FLOWS, AffiliateAct, refuse_route
from motions.enums import AffiliateRoute, AffiliateStage, EventKind
from motions.models import AffiliateContact, Affiliation, AffiliationStep, Motion
from motions.workflow import NotAllowed


def move_affiliate(
    motion: Motion,
    affiliate: Affiliate,
    act: AffiliateAct,
    *,
    on: date,
    by: AbstractBaseUser | None,
    words: str = "",
) -> Affiliation:
    """Record what happened with an affiliate on a day; raise NotAllowed where its route has no such step.

    Effects: adds a step; once it says yes, or does not any more, the motion's progress version moves; writes
    `affiliate_moved`.
    """
    with transaction.atomic():
        moved = lock_affiliation(motion, affiliate)
        before = moved.stage
        moved.stage, moved.since = AFFILIATE_FLOWS[AffiliateRoute(moved.route)].after(moved.stage, act), on
        moved.save()
        AffiliationStep.objects.create(
            affiliation=moved, stage=moved.stage, on=on, words=words, recorded_by_id=by.pk if by else None
        )
        # Public pages show nothing else of an affiliate, so nothing else makes them stale.
        if AffiliateStage.SAID_YES in (before, moved.stage):
            move_progress(motion)
        details = {"from": before, "to": moved.stage}
        record_event(kind=EventKind.AFFILIATE_MOVED, motion=motion, affiliate=affiliate, by=by, details=details)
    return moved


def change_affiliation(
    motion: Motion,
    affiliate: Affiliate,
    *,
    route: AffiliateRoute,
    owner: AbstractBaseUser | None,
    notes: str,
    by: AbstractBaseUser | None,
) -> Affiliation:
    """Change how an affiliate decides, who looks after it and what is noted. The same again changes nothing.

    Raises NotAllowed for a route that lacks the stage it has come to. Effects: writes `affiliate_changed`.
    """
    with transaction.atomic():
        changed = lock_affiliation(motion, affiliate)
        refuse_route(route, changed.stage)
        values = {"route": route, "owner_id": owner.pk if owner else None, "notes": notes}
        names = [name for name, value in values.items() if getattr(changed, name) != value]
        if names:
            for name in names:
                setattr(changed, name, values[name])
            changed.save()
            details = {"fields": names}
            record_event(kind=EventKind.AFFILIATE_CHANGED, motion=motion, affiliate=affiliate, by=by, details=details)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in an affiliate, and how we know them."""

    name: str
    email: str
    how_known: str


def record_contact(
    motion: Motion, affiliate: Affiliate, person: Person, *, by: AbstractBaseUser | None
) -> AffiliateContact:
    """Record somebody we know in an affiliate. Effects: writes `contact_recorded`, without their name."""
    with transaction.atomic():
        lock_affiliation(motion, affiliate)
        contact = AffiliateContact.objects.create(affiliate=affiliate, **asdict(person))
        record_event(kind=EventKind.CONTACT_RECORDED, motion=motion, affiliate=affiliate, by=by)
    return contact


def remove_contact(
    motion: Motion, contact: AffiliateContact, *, on: date, by: AbstractBaseUser | None
) -> AffiliateContact:
    """Forget somebody: everything but the day goes. Raises NotAllowed once they are removed.

    Effects: writes `contact_withdrawn`.
    """
    with transaction.atomic():
        lock_affiliation(motion, contact.affiliate)
        removed = AffiliateContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        if removed.withdrawn_on:
            raise NotAllowed("Their details are removed already.")
        forget_contacts(AffiliateContact.objects.filter(pk=removed.pk), on=on)
        removed.refresh_from_db()
        record_event(kind=EventKind.CONTACT_WITHDRAWN, motion=motion, affiliate=contact.affiliate, by=by)
    return removed


def lock_affiliation(motion: Motion, affiliate: Affiliate) -> Affiliation:
    """Return the row of one affiliate and motion, locked until the transaction ends.

    Every action takes this lock first, so whatever happens with one affiliate happens one after the other.
    """
    # Made first where it is missing: a row that is not there cannot be locked.
    Affiliation.objects.get_or_create(motion=motion, affiliate=affiliate)
    rows = Affiliation.objects.select_for_update(of=("self",)).select_related("motion", "affiliate")
    return rows.get(motion=motion, affiliate=affiliate)
