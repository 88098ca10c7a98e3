"""People who say that they will take the motion to their CLP: offering, confirming, withdrawing, introducing."""

import uuid
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from clps.models import CLP
from motions.actions.events import record_event
from motions.actions.links import ASKED_AT_MOST_EVERY
from motions.actions.reports import Report
from motions.actions.standings import lock_standing, move_stage
from motions.actions.submissions import report_confirmed
from motions.enums import ChampionState, EventKind, LinkPurpose
from motions.models import Champion, Event, Introduction, Motion, Submission, SubmissionLink
from motions.workflow import CHAMPION_FLOW, ChampionAct, NotAllowed


def offer_to_take(
    *,
    motion: Motion,
    clp: CLP,
    name: str,
    email: str,
    consent: str,
    may_introduce: bool = False,
    form_key: uuid.UUID | None = None,
) -> Champion:
    """Record that somebody says “I’ll do it”; it counts nowhere until they confirm their address.

    `consent` is the wording they agreed to. A form sent twice (the same `form_key`) is one offer. Offered again by a
    known address, nothing that its owner confirmed changes: anybody may have typed it.
    Effects: makes the person where they are new; writes `champion_offered`, which asks for the mail. A champion who
    counts already gets that once an hour and no oftener.
    """
    with transaction.atomic():
        lock_standing(motion, clp)
        # After the lock: of two presses of one button, the second waits there and finds the row of the first.
        if form_key and (known := Champion.objects.filter(form_key=form_key).first()):
            return known
        activist = get_user_model().objects.for_report(email=email, name=name)
        champion = _of(motion, clp, activist)
        champion.form_key = form_key
        if champion.state == ChampionState.ACTIVE:
            champion.save()
            # Anybody can type a known address, again and again: its owner hears of it once an hour.
            if _asked_lately(champion):
                return champion
        else:
            _begin(champion, name=name, may_introduce=may_introduce)
            activist.record_consent(champion=champion, wording=consent)
        _record(EventKind.CHAMPION_OFFERED, champion, by=None)
    return champion


def _of(motion: Motion, clp: CLP, activist: AbstractBaseUser) -> Champion:
    """Return the row of this person in this CLP, locked, or a new one that is not saved yet."""
    row = {"motion": motion, "clp": clp, "activist_id": activist.pk}
    known = Champion.objects.select_for_update(of=("self",)).select_related("motion", "clp").filter(**row).first()
    return known or Champion(**row)


def _asked_lately(champion: Champion) -> bool:
    since = timezone.now() - ASKED_AT_MOST_EVERY
    return Event.objects.filter(champion=champion, kind=EventKind.CHAMPION_OFFERED, at__gt=since).exists()


def _begin(champion: Champion, *, name: str, may_introduce: bool) -> None:
    """Save an offer that waits for its address: new, asked for again, or made again after it was withdrawn."""
    asked_before = champion.pk is not None and champion.state == ChampionState.AWAITING_CONFIRMATION
    champion.state = CHAMPION_FLOW.after(champion.state, ChampionAct.OFFER)
    # Asked twice, and perhaps once by somebody else: only what was agreed to both times is taken as agreed.
    champion.may_introduce = may_introduce and (champion.may_introduce or not asked_before)
    champion.name, champion.since, champion.confirmed_at = name, timezone.localdate(), None
    champion.version_id = champion.motion.current_version_id
    champion.save()


def confirm_champion(token: str) -> Champion | None:
    """Confirm the address behind a link; return the champion, or None when the link is used, expired or unknown.

    Effects: the champion counts from now on; the CLP's stage moves; writes `champion_found`.
    """
    # Read without a lock, only to know whose standing to lock. Redeeming it below is what decides.
    links = SubmissionLink.objects.opened_by(token, LinkPurpose.CHAMPION_CONFIRM)
    link = links.select_related("champion__motion", "champion__clp").first()
    if link is None or link.champion is None:
        return None
    with transaction.atomic():
        standing = lock_standing(link.champion.motion, link.champion.clp)
        champion = _locked(link.champion)
        state = CHAMPION_FLOW.after(champion.state, ChampionAct.CONFIRM)
        if not SubmissionLink.objects.redeem(token, LinkPurpose.CHAMPION_CONFIRM):
            return None
        champion.state, champion.confirmed_at = state, timezone.now()
        champion.save()
        champion.activist.confirm_address(at=champion.confirmed_at)
        move_stage(standing)
        _record(EventKind.CHAMPION_FOUND, champion, by=champion.activist)
    return champion


def record_champion(
    *, motion: Motion, clp: CLP, activist: AbstractBaseUser, since: date, by: AbstractBaseUser | None, name: str = ""
) -> Champion:
    """Record for an organiser that somebody will take the motion to this CLP. Said twice, the first day stands.

    Effects: the CLP's stage moves; writes `champion_found`.
    """
    with transaction.atomic():
        standing = lock_standing(motion, clp)
        champion = _of(motion, clp, activist)
        if champion.state == ChampionState.ACTIVE:
            return champion
        champion.state = CHAMPION_FLOW.after(champion.state, ChampionAct.RECORD)
        champion.since, champion.version_id = since, motion.current_version_id
        champion.name = name or champion.name
        champion.save()
        move_stage(standing)
        _record(EventKind.CHAMPION_FOUND, champion, by=by)
    return champion


def withdraw_champion(champion: Champion, *, by: AbstractBaseUser | None) -> Champion:
    """Take the offer back: it counts nowhere from now on. Raises NotAllowed for one that is withdrawn already.

    Effects: what they agreed to ends with it; the CLP's stage moves; no more reminders; writes `champion_withdrawn`.
    """
    with transaction.atomic():
        standing = lock_standing(champion.motion, champion.clp)
        changed = _locked(champion)
        changed.state, changed.may_introduce = CHAMPION_FLOW.after(changed.state, ChampionAct.WITHDRAW), False
        changed.save()
        move_stage(standing)
        _record(EventKind.CHAMPION_WITHDRAWN, changed, by=by)
    return changed


def agree_to_introduction(champion: Champion, *, consent: str, by: AbstractBaseUser | None) -> Champion:
    """Record that a champion agrees to be introduced to others in their CLP; `consent` is the wording they saw.

    Effects: keeps the consent; writes `champion_changed`. Raises NotAllowed unless they are active.
    """
    return _change(champion, may_introduce=True, consent=consent, by=by)


def refuse_introduction(champion: Champion, *, by: AbstractBaseUser | None) -> Champion:
    """Record that a champion does not want to be introduced, or no longer.

    Effects: writes `champion_changed`. Raises NotAllowed unless they are active.
    """
    return _change(champion, may_introduce=False, by=by)


def take_current_text(champion: Champion, *, by: AbstractBaseUser | None) -> Champion:
    """Record that a champion has fetched the text that stands now.

    Effects: they hold the motion's current version; writes `champion_changed`. Raises NotAllowed unless they are
    active.
    """
    current = Motion.objects.values_list("current_version", flat=True).get(pk=champion.motion_id)
    return _change(champion, version_id=current, by=by)


def introduce_champions(one: Champion, other: Champion, *, by: AbstractBaseUser | None) -> Introduction:
    """Put two champions in touch. Introduced twice, the first time stands.

    Raises NotAllowed unless they are two, of one motion in one CLP, both active, and both agreed.
    Effects: writes `champions_introduced` once for each of them, which asks for a mail to each.
    """
    if one.pk == other.pk or (one.motion_id, one.clp_id) != (other.motion_id, other.clp_id):
        raise NotAllowed("Only two different champions of one CLP can be introduced.")
    with transaction.atomic():
        lock_standing(one.motion, one.clp)
        rows = Champion.objects.select_for_update(of=("self",)).select_related("motion", "clp", "activist")
        # The lower key is always the first: introduced from either page, a pair is one row.
        first, second = rows.filter(pk__in=(one.pk, other.pk)).order_by("pk")
        if known := Introduction.objects.filter(one=first, other=second).first():
            return known
        for champion in (first, second):
            # Asked for its refusal alone: an introduction changes no state.
            CHAMPION_FLOW.after(champion.state, ChampionAct.INTRODUCE)
            if not champion.may_introduce:
                raise NotAllowed("Both have to agree first.")
        introduction = Introduction.objects.create(one=first, other=second, by_id=by.pk if by else None)
        for champion, met in ((first, second), (second, first)):
            _record(EventKind.CHAMPIONS_INTRODUCED, champion, by=by, introduced_to=met)
    return introduction


def report_as_champion(
    champion: Champion, report: Report, *, name: str, consent: str, form_key: uuid.UUID | None = None
) -> Submission:
    """Record that a champion sent it, by the link in our mail, which shows that the address is theirs.

    Raises NotAllowed unless they are active. A form sent twice (the same `form_key`) is one report.
    Effects: as of reporting and confirming together.
    """
    with transaction.atomic():
        standing = lock_standing(champion.motion, champion.clp)
        sender = _locked(champion)
        # Asked for its refusal alone: who has sent it is a champion still.
        CHAMPION_FLOW.after(sender.state, ChampionAct.REPORT)
        if form_key and (known := Submission.objects.filter(form_key=form_key).first()):
            return known
        return report_confirmed(
            report, standing, activist=sender.activist, name=name, consent=consent, form_key=form_key
        )


def _change(
    champion: Champion, *, by: AbstractBaseUser | None, consent: str = "", **values: bool | int | None
) -> Champion:
    with transaction.atomic():
        lock_standing(champion.motion, champion.clp)
        changed = _locked(champion)
        changed.state = CHAMPION_FLOW.after(changed.state, ChampionAct.CHANGE)
        fields = [name for name, value in values.items() if getattr(changed, name) != value]
        if not fields:
            return changed
        for name in fields:
            setattr(changed, name, values[name])
        changed.save()
        if consent:
            changed.activist.record_consent(champion=changed, wording=consent)
        _record(EventKind.CHAMPION_CHANGED, changed, by=by, details={"fields": fields})
    return changed


def _locked(champion: Champion) -> Champion:
    rows = Champion.objects.select_for_update(of=("self",)).select_related("motion", "clp", "activist")
    return rows.get(pk=champion.pk)


def _record(
    kind: EventKind,
    champion: Champion,
    *,
    by: AbstractBaseUser | None,
    introduced_to: Champion | None = None,
    details: dict[str, object] | None = None,
) -> None:
    record_event(
        kind=kind,
        motion=champion.motion,
        clp=champion.clp,
        champion=champion,
        introduced_to=introduced_to,
        by=by,
        details=details,
    )
