"""How long things are kept, as somebody chooses it; and what nobody confirmed goes with its link.

What takes it away are parts of the daily round, `campaign.desk.privacy.expiry`. Whoever calls these holds the locks of
the person's CLPs and rows already, as on removing somebody.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from motions.actions.erasure import (
    forget_champions,
    forget_offers,
    forget_questions,
    forget_reports,
    forget_speakers,
    forget_wishes,
)
from motions.actions.events import record_event
from motions.enums import (
    AdviceState,
    ChampionState,
    EventKind,
    OfferState,
    SpeakerOfferState,
    SpeakerWishState,
    SubmissionState,
)
from motions.models import (
    AdviceRequest,
    Champion,
    Offer,
    PeriodSetting,
    SpeakerOffer,
    SpeakerWish,
    Submission,
    SubmissionLink,
)
from motions.retention import PERIODS, Kept
from motions.workflow import NotAllowed


def set_periods(days: Mapping[Kept, int], *, by: AbstractBaseUser) -> list[Kept]:
    """Keep each of these for so many days from now on; return those that changed. Raises NotAllowed out of bounds.

    Effects: the next daily round takes away what is too old by then; the admin's history says who changed it.
    """
    with transaction.atomic():
        known = PeriodSetting.objects.all_days()
        changed = [kept for kept, number in days.items() if number != known[kept]]
        for kept in changed:
            period = PERIODS[kept]
            if not period.least <= days[kept] <= period.most:
                raise NotAllowed(f"Choose between {period.least} and {period.most} days.")
            values = {"days": days[kept], "changed_at": timezone.now(), "changed_by_id": by.pk}
            setting, _ = PeriodSetting.objects.update_or_create(of=kept.value, defaults=values)
            # No event: it is about no motion. The admin’s history says who changed it.
            LogEntry.objects.log_actions(by.pk, [setting], CHANGE, f"Set to {days[kept]} days.", single_object=True)
    return changed


def unconfirmed_reports(before: datetime) -> QuerySet[Submission]:
    """Return the reports that have waited for their address since before a moment, and whose link is as old."""
    rows = Submission.objects.filter(state=SubmissionState.AWAITING_CONFIRMATION, created_at__lt=before)
    return rows.exclude(links__created_at__gte=before)


def unconfirmed_champions(before: datetime) -> QuerySet[Champion]:
    """Return those who said “I’ll do it”, never confirmed it, and were sent no link since."""
    day = timezone.localdate(before)
    rows = Champion.objects.filter(state=ChampionState.AWAITING_CONFIRMATION, since__lt=day)
    return rows.exclude(links__created_at__gte=before)


def unconfirmed_offers(before: datetime) -> QuerySet[Offer]:
    """Return the offers of help that were never confirmed, and whose link is as old."""
    rows = Offer.objects.filter(state=OfferState.AWAITING_CONFIRMATION, made_at__lt=before)
    return rows.exclude(links__created_at__gte=before)


def unconfirmed_speakers(before: datetime) -> QuerySet[SpeakerOffer]:
    """Return the offers to speak that were never confirmed, and whose link is as old."""
    rows = SpeakerOffer.objects.filter(state=SpeakerOfferState.AWAITING_CONFIRMATION, made_at__lt=before)
    return rows.exclude(links__created_at__gte=before)


def unconfirmed_wishes(before: datetime) -> QuerySet[SpeakerWish]:
    """Return the wishes for a speaker that were never confirmed, and whose link is as old."""
    rows = SpeakerWish.objects.filter(state=SpeakerWishState.AWAITING_CONFIRMATION, made_at__lt=before)
    return rows.exclude(links__created_at__gte=before)


def unconfirmed_questions(before: datetime) -> QuerySet[AdviceRequest]:
    """Return the questions that nobody answered in time, from an address that nobody confirmed."""
    return AdviceRequest.objects.filter(state=AdviceState.AWAITING_CONFIRMATION, waiting_since__lt=before)


def expire_unconfirmed(person: AbstractBaseUser, before: datetime) -> Counter[str]:
    """Take back what somebody did not confirm in time, and blank it; return how much of what went.

    Effects: the reports are withdrawn, the questions closed; their links end; no stage moves, as nothing counted;
    writes `submission_withdrawn` and `champion_withdrawn`, by nobody.
    """
    reports = _by_keys(unconfirmed_reports(before).filter(activist=person.pk))
    champions = _by_keys(unconfirmed_champions(before).filter(activist=person.pk))
    offers = _by_keys(unconfirmed_offers(before).filter(activist=person.pk))
    speakers = _by_keys(unconfirmed_speakers(before).filter(activist=person.pk))
    wishes = _by_keys(unconfirmed_wishes(before).filter(activist=person.pk))
    questions = _by_keys(unconfirmed_questions(before).filter(asker=person.pk))
    # As they were, for the record: afterwards they are withdrawn.
    ended = list(reports.select_related("version__motion", "clp"))
    given_up = list(champions.select_related("motion", "clp"))
    gone = Counter(report=len(ended), champion=len(given_up), offer=offers.count(), question=questions.count())
    gone.update(speaker=speakers.count(), wish=wishes.count())
    SubmissionLink.objects.filter(submission__in=[one.pk for one in ended]).delete()
    SubmissionLink.objects.filter(champion__in=[one.pk for one in given_up]).delete()
    SubmissionLink.objects.filter(Q(offer__in=offers) | Q(speaker_offer__in=speakers)).delete()
    SubmissionLink.objects.filter(speaker_wish__in=wishes).delete()
    forget_reports(reports)
    forget_champions(champions)
    forget_offers(offers)
    forget_speakers(speakers)
    forget_wishes(wishes)
    forget_questions(questions)
    for report in ended:
        motion = report.version.motion
        _record(EventKind.SUBMISSION_WITHDRAWN, motion=motion, clp=report.clp, submission=report)
    for champion in given_up:
        _record(EventKind.CHAMPION_WITHDRAWN, motion=champion.motion, clp=champion.clp, champion=champion)
    # The plus leaves out what there was none of.
    return +gone


def _by_keys(rows: QuerySet) -> QuerySet:
    """Return the same rows by their keys: what is asked of them changes while they are blanked."""
    same: QuerySet = rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
    return same


def _record(kind: EventKind, **about: object) -> None:
    record_event(kind=kind, by=None, details={"expired": True}, **about)  # type: ignore[arg-type]
