"""Forgetting somebody: what their branch or CLP decided stays, as a fact about it, and is nobody's from then on.

Parts of removing a person, `campaign.desk.privacy.erasure`, whose one transaction they run in. No stage moves: what
counts goes on counting, and what they had not confirmed counted nowhere.
"""

from collections import defaultdict
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, F, Model, QuerySet, Value, When
from django.utils import timezone

from clps.models import CLP, Secretary
from motions.actions.events import record_event
from motions.actions.reports import forget_numbers
from motions.actions.speakers import open_again
from motions.actions.standings import lock_standings
from motions.affiliate_workflow import OFFER_FLOW, OfferAct
from motions.enums import (
    WAITING_STATES,
    ChampionState,
    EventKind,
    OfferState,
    Outcome,
    SpeakerOfferState,
    SpeakerWishState,
    SubmissionState,
)
from motions.models import (
    AdviceReply,
    AdviceRequest,
    AffiliateContact,
    Affiliation,
    Champion,
    ConferenceEntry,
    Delegate,
    Event,
    Motion,
    Offer,
    SavedAnswer,
    SpeakerOffer,
    SpeakerWish,
    Submission,
    SubmissionLink,
    Vote,
)
from motions.queries import current_conference_motion
from motions.speaker_workflow import SPEAKER_FLOW, WISH_FLOW, SpeakerAct, WishAct
from motions.workflow import ADVICE_FLOW, CHAMPION_FLOW, SUBMISSION_FLOW, Act, AdviceAct, ChampionAct

# What stands where their words were and something has to.
REMOVED = "[removed]"

# A motion and a CLP, by their keys.
Place = tuple[int, int]


def standings_touched_by(person: AbstractBaseUser) -> set[Place]:
    """Return where somebody takes part, with which motion: by a report, an “I’ll do it” or a wish for a speaker."""
    reports = Submission.objects.filter(activist_id=person.pk).order_by()
    offers = Champion.objects.filter(activist_id=person.pk).order_by()
    wishes = SpeakerWish.objects.filter(activist_id=person.pk).order_by().values_list("motion", "clp")
    return {*reports.values_list("version__motion", "clp"), *offers.values_list("motion", "clp"), *wishes}


def lock_standings_touched(places: set[Place]) -> None:
    """Lock where somebody takes part: before anything else, as every action does, and in the one order."""
    by_motion = defaultdict(set)
    for motion_pk, clp_pk in places:
        by_motion[motion_pk].add(clp_pk)
    clps = CLP.objects.in_bulk({clp for _, clp in places})
    for motion in Motion.objects.filter(pk__in=by_motion).order_by("pk"):
        lock_standings(motion, [clps[clp] for clp in by_motion[motion.pk]])


def lock_what_they_did(person: AbstractBaseUser) -> None:
    """Lock what somebody told and asked us, the oldest first, as every action does; then comes their own row."""
    of_theirs: tuple[tuple[type[Model], str], ...] = (
        (Submission, "activist"),
        (Champion, "activist"),
        (Offer, "activist"),
        (SpeakerOffer, "activist"),
        (SpeakerWish, "activist"),
        (AdviceRequest, "asker"),
    )
    for model, whose in of_theirs:
        # Without their keys: mail that is filed meanwhile may go on pointing at them.
        rows = model._default_manager.select_for_update(of=("self",), no_key=True).filter(**{whose: person.pk})
        list(rows.order_by("pk").values_list("pk", flat=True))


def lock_row(person: AbstractBaseUser) -> AbstractBaseUser:
    """Lock somebody's own row, after what they did, as every action does; return it as it stands then."""
    return get_user_model().objects.select_for_update(of=("self",)).get(pk=person.pk)


def forget_what_they_did(person: AbstractBaseUser) -> None:
    """Take back what somebody had not confirmed, and blank their name and words wherever they told us something.

    What was asked and not answered is closed. Their links end.
    """
    SubmissionLink.objects.of_person(person).delete()
    forget_reports(Submission.objects.filter(activist=person.pk))
    forget_champions(Champion.objects.filter(activist=person.pk))
    forget_offers(Offer.objects.filter(activist=person.pk))
    forget_speakers(SpeakerOffer.objects.filter(activist=person.pk))
    forget_wishes(SpeakerWish.objects.filter(activist=person.pk))
    forget_questions(AdviceRequest.objects.filter(asker=person.pk))
    # What they looked after while they organised is nobody's.
    AdviceRequest.objects.filter(owner=person.pk).update(owner=None)
    Affiliation.objects.filter(owner=person.pk).update(owner=None)


def forget_reports(reports: QuerySet[Submission]) -> None:
    """Blank the names, numbers and words of reports; those that are not confirmed are withdrawn."""
    unconfirmed = SubmissionState.AWAITING_CONFIRMATION
    reports.filter(state=unconfirmed).update(
        state=SUBMISSION_FLOW.after(unconfirmed, Act.WITHDRAW), calendar_sequence=F("calendar_sequence") + 1
    )
    # "Other" has to be in words.
    words = Case(When(outcome=Outcome.OTHER, then=Value(REMOVED)), default=Value(""))
    Vote.objects.filter(submission__in=reports).exclude(words="").update(words=words)
    forget_numbers(reports)
    reports.update(reporter_name="")


def forget_champions(champions: QuerySet[Champion]) -> None:
    """Blank the names of champions; those that are not confirmed are withdrawn."""
    unconfirmed = ChampionState.AWAITING_CONFIRMATION
    champions.filter(state=unconfirmed).update(state=CHAMPION_FLOW.after(unconfirmed, ChampionAct.WITHDRAW))
    champions.update(name="", may_introduce=False)


def forget_offers(offers: QuerySet[Offer]) -> None:
    """Withdraw offers of help and blank what they say."""
    for state in (OfferState.AWAITING_CONFIRMATION, OfferState.OPEN, OfferState.ANSWERED):
        offers.filter(state=state).update(state=OFFER_FLOW.after(state, OfferAct.WITHDRAW))
    offers.exclude(other_affiliate="").update(other_affiliate=REMOVED)
    offers.update(name="", message="", consent="")


def forget_speakers(offers: QuerySet[SpeakerOffer]) -> None:
    """Withdraw offers to speak and blank what they say; whom they had said yes to looks for another."""
    # Offers are locked before the wishes that they were asked for, as by whoever says yes meanwhile.
    for offer in list(offers.order_by("pk").select_for_update(of=("self",))):
        open_again(offer)
    for state in SpeakerOfferState:
        if SPEAKER_FLOW.may(state, SpeakerAct.WITHDRAW):
            offers.filter(state=state).update(state=SPEAKER_FLOW.after(state, SpeakerAct.WITHDRAW))
    offers.update(name="", message="", consent="")


def forget_wishes(wishes: QuerySet[SpeakerWish]) -> None:
    """Take wishes for a speaker back and blank what they say; nobody is asked for them any more."""
    for state in SpeakerWishState:
        if WISH_FLOW.may(state, WishAct.WITHDRAW):
            wishes.filter(state=state).update(state=WISH_FLOW.after(state, WishAct.WITHDRAW))
    wishes.update(name="", message="", consent="")


def forget_questions(questions: QuerySet[AdviceRequest]) -> None:
    """Blank questions, and answers too, which may repeat them. An answer kept for others has words of its own."""
    for state in sorted(WAITING_STATES):
        closed = ADVICE_FLOW.after(state, AdviceAct.CLOSE)
        questions.filter(state=state).update(state=closed, waiting_since=None)
    replies = AdviceReply.objects.filter(request__in=questions)
    for kept in SavedAnswer.objects.filter(kept_from__in=replies).select_related("kept_from__request"):
        _part_from_question(kept)
    replies.update(words=REMOVED)
    questions.update(name="", question=REMOVED)


def forget_delegates(delegates: QuerySet[Delegate], *, on: date | None = None) -> int:
    """Blank delegates but for the day, today or `on`, and say of no hearing that they go; return how many."""
    ConferenceEntry.objects.filter(hearing_delegate__in=delegates).update(hearing_delegate=None)
    return delegates.update(
        name="",
        email="",
        phone="",
        how_known="",
        how_agreed="",
        agreed_on=None,
        withdrawn_on=on or timezone.localdate(),
    )


def forget_contacts(contacts: QuerySet[AffiliateContact], *, on: date | None = None) -> int:
    """Blank people known in unions and societies but for the day, today or `on`; return how many."""
    return contacts.update(name="", email="", how_known="", withdrawn_on=on or timezone.localdate())


def forget_reasons(events: QuerySet[Event]) -> int:
    """Take the reasons that organisers gave out of the record; return of how many events."""
    went = 0
    for event in events.filter(details__has_key="reason"):
        kept = {name: value for name, value in event.details.items() if name != "reason"}
        went += Event.objects.filter(pk=event.pk).update(details=kept)
    return went


def _part_from_question(kept: SavedAnswer) -> None:
    """Keep a saved answer, without where it came from and without a heading that is the person's own words."""
    asked = kept.kept_from.request.question if kept.kept_from else ""
    if " ".join(asked.split()).startswith(kept.question):
        kept.question = f"A question about: {kept.get_step_display()}"
    kept.kept_from = None
    kept.save()


def forget_address(address: str) -> None:
    """Empty what organisers recorded of somebody under an address: as a delegate, as a contact, as a secretary."""
    forget_delegates(Delegate.objects.filter(email__iexact=address))
    forget_contacts(AffiliateContact.objects.filter(email__iexact=address))
    Secretary.objects.filter(email__iexact=address).delete()


def record_removal(person: AbstractBaseUser, places: set[Place], *, by: AbstractBaseUser | None) -> None:
    """Write `person_removed` wherever they took part, naming nobody; for who did nowhere, once about no CLP.

    `by` is nobody where their time was over. `details` says whether they asked for it, by the link in a mail.
    """
    details = {"by_themselves": by is not None and by.pk == person.pk}
    motions = Motion.objects.in_bulk({motion for motion, _ in places})
    clps = CLP.objects.in_bulk({clp for _, clp in places})
    for motion, clp in sorted(places):
        record_event(kind=EventKind.PERSON_REMOVED, motion=motions[motion], clp=clps[clp], by=by, details=details)
    if not places and (current := current_conference_motion()):
        record_event(kind=EventKind.PERSON_REMOVED, motion=current, by=by, details=details)
