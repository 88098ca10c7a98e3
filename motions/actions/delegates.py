"""Delegates of CLPs that sent the motion: whom the campaign may brief."""

from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.erasure import forget_delegates
from motions.actions.events import record_event
from motions.enums import DelegateStep, EntryState, EventKind
from motions.models import ConferenceEntry, Delegate
from motions.models.delegates import DAY_OF_STEP
from motions.workflow import NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateContact:
    """How to reach somebody, and how we know it."""

    name: str
    email: str = ""
    phone: str = ""
    how_known: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """That somebody agreed to be written to: on which day, and how they said so."""

    on: date
    how: str


def record_delegate(
    entry: ConferenceEntry,
    contact: DelegateContact,
    *,
    agreement: Agreement | None = None,
    by: AbstractBaseUser | None,
) -> Delegate:
    """Record a delegate of a CLP; raise NotAllowed where the CLP has not sent the motion after all.

    Without `agreement` they agreed to nothing yet: see `record_agreement`.
    Effects: writes `delegate_recorded`, and `delegate_agreed` where they have.
    """
    with transaction.atomic():
        # Locked: the CLP must not take its motion back while its delegate is written down.
        sent = ConferenceEntry.objects.select_for_update(of=("self",)).select_related("motion", "clp").get(pk=entry.pk)
        if sent.state == EntryState.RETRACTED:
            raise NotAllowed("This CLP has not sent the motion after all.")
        delegate = Delegate.objects.create(entry=sent, **asdict(contact))
        _record(EventKind.DELEGATE_RECORDED, delegate, by=by)
        if agreement:
            delegate = record_agreement(delegate, on=agreement.on, how=agreement.how, by=by)
    return delegate


def change_delegate(delegate: Delegate, contact: DelegateContact, *, by: AbstractBaseUser | None) -> Delegate:
    """Put a delegate's details right. The same again changes nothing; another address needs their agreement anew.

    Raises NotAllowed once they are removed. Effects: writes `delegate_changed`.
    """
    with transaction.atomic():
        changed = _locked(delegate)
        values = asdict(contact)
        names = [name for name, value in values.items() if getattr(changed, name) != value]
        if not names:
            return changed
        for name in names:
            setattr(changed, name, values[name])
        # They agreed to be written to at the address that they had then.
        if "email" in names:
            changed.agreed_on, changed.how_agreed = None, ""
        changed.save()
        _record(EventKind.DELEGATE_CHANGED, changed, by=by, details={"fields": names})
    return changed


def record_agreement(delegate: Delegate, *, on: date, how: str, by: AbstractBaseUser | None) -> Delegate:
    """Record that a delegate agreed to be written to, and how they said so. Said twice, the first day stands.

    Raises NotAllowed once they are removed. Effects: writes `delegate_agreed`.
    """
    with transaction.atomic():
        changed = _locked(delegate)
        if changed.agreed_on is None:
            changed.agreed_on, changed.how_agreed = on, how
            changed.save()
            _record(EventKind.DELEGATE_AGREED, changed, by=by)
    return changed


def record_delegate_step(delegate: Delegate, step: DelegateStep, *, on: date, by: AbstractBaseUser | None) -> Delegate:
    """Record how far it is with a delegate. Said twice, the first day stands.

    Raises NotAllowed once they are removed, and for a briefing of somebody who has not agreed to hear from us.
    Effects: writes `delegate_moved`.
    """
    with transaction.atomic():
        changed = _locked(delegate)
        if step == DelegateStep.BRIEFED and changed.agreed_on is None:
            raise NotAllowed("They have not agreed to hear from us. Record first that they did, and how.")
        if getattr(changed, DAY_OF_STEP[step]) is None:
            setattr(changed, DAY_OF_STEP[step], on)
            changed.save()
            _record(EventKind.DELEGATE_MOVED, changed, by=by, details={"step": step.value, "on": on.isoformat()})
    return changed


def take_delegate_step_back(delegate: Delegate, step: DelegateStep, *, by: AbstractBaseUser | None) -> Delegate:
    """Take back a step that was recorded wrongly; one that is not there changes nothing.

    Raises NotAllowed once they are removed. Effects: writes `delegate_moved`.
    """
    with transaction.atomic():
        changed = _locked(delegate)
        if getattr(changed, DAY_OF_STEP[step]) is not None:
            setattr(changed, DAY_OF_STEP[step], None)
            changed.save()
            _record(EventKind.DELEGATE_MOVED, changed, by=by, details={"step": step.value, "taken_back": True})
    return changed


def remove_delegate(delegate: Delegate, *, on: date, by: AbstractBaseUser | None) -> Delegate:
    """Forget a delegate who does not want to be written to: everything but the day goes.

    Raises NotAllowed once they are removed. Effects: writes `delegate_withdrawn`.
    """
    with transaction.atomic():
        changed = _locked(delegate)
        forget_delegates(Delegate.objects.filter(pk=changed.pk), on=on)
        # Read anew: the row in hand still has the name that was just forgotten.
        changed = Delegate.objects.select_related("entry__motion", "entry__clp").get(pk=changed.pk)
        _record(EventKind.DELEGATE_WITHDRAWN, changed, by=by)
    return changed


def _locked(delegate: Delegate) -> Delegate:
    rows = Delegate.objects.select_for_update(of=("self",)).select_related("entry__motion", "entry__clp")
    locked = rows.get(pk=delegate.pk)
    if locked.withdrawn_on:
        raise NotAllowed("Their details are removed.")
    return locked


def _record(
    kind: EventKind, delegate: Delegate, *, by: AbstractBaseUser | None, details: dict[str, object] | None = None
) -> None:
    # The key alone: events are only ever added, so a name in one could not be forgotten.
    told = {"delegate": delegate.pk, **(details or {})}
    record_event(kind=kind, motion=delegate.entry.motion, clp=delegate.entry.clp, by=by, details=told)
