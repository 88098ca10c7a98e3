"""People of the demonstration: those who said “I’ll do it”, alone and in pairs, and those who offer to speak."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model

from clps.models import CLP
from motions.actions.champions import (
    agree_to_introduction,
    introduce_champions,
    offer_to_take,
    record_champion,
    report_as_champion,
    withdraw_champion,
)
from motions.actions.reports import Report
from motions.actions.speaker_wishes import Wanted, confirm_wish, want_speaker
from motions.actions.speakers import (
    SpeakerTerms,
    accept_asking,
    ask_speaker,
    confirm_speaker,
    decline_asking,
    offer_to_speak,
)
from motions.consent import champion_wording, introduction_wording, speaker_wish_wording, speaker_wording
from motions.demo.world import World
from motions.enums import Body, SpeakerWay
from motions.models import Champion, SpeakerOffer, SpeakerWish

# The evenings of each, and whether they also speak by video.
SPEAKERS = (((1, 3), True), ((0, 1, 2, 3), False), ((3, 4), True), ((5, 6), True))


def _somebody(world: World, clp: CLP, *, since: date, agrees: bool = False) -> Champion:
    """Have somebody new say some days ago that they take it; some of them agree to be introduced."""
    name, email = world.person()
    activist = get_user_model().objects.for_report(email=email, name=name)
    champion = record_champion(
        motion=world.motion, clp=clp, activist=activist, name=name, since=since, by=world.organiser
    )
    if agrees:
        agree_to_introduction(champion, consent=introduction_wording(world.motion.campaign), by=activist)
    return champion


def champion(world: World, clp: CLP) -> None:
    """Somebody said they would take it."""
    _somebody(world, clp, since=world.days_ago(1, 30))


def champion_who_agreed(world: World, clp: CLP) -> None:
    """Somebody said they would take it, and would like company."""
    _somebody(world, clp, since=world.days_ago(1, 30), agrees=True)


def two_who_agreed(world: World, clp: CLP) -> None:
    """Two would take it and like company, and nobody has introduced them yet."""
    for _ in range(2):
        _somebody(world, clp, since=world.days_ago(1, 30), agrees=True)


def two_of_whom_one_agreed(world: World, clp: CLP) -> None:
    """Two would take it; one of them wants to be left alone."""
    for agrees in (True, False):
        _somebody(world, clp, since=world.days_ago(1, 30), agrees=agrees)


def two_who_met(world: World, clp: CLP) -> None:
    """Two would take it, and an organiser introduced them."""
    one, other = (_somebody(world, clp, since=world.days_ago(1, 30), agrees=True) for _ in range(2))
    introduce_champions(one, other, by=world.organiser)


def champion_who_sent_it(world: World, clp: CLP) -> None:
    """Somebody said they would take it, and did."""
    sender = _somebody(world, clp, since=world.days_ago(12, 30))
    if sender.version is None:
        return
    report = Report(clp=clp, version=sender.version, body=Body.CLP, sent_on=world.days_ago(1, 10))
    report_as_champion(sender, report, name=sender.name, consent=world.wording)


def champion_who_withdrew(world: World, clp: CLP) -> None:
    """Somebody said they would take it, and cannot after all."""
    gone = _somebody(world, clp, since=world.days_ago(5, 30))
    withdraw_champion(gone, by=gone.activist)


def unconfirmed_champion(world: World, clp: CLP) -> None:
    """Somebody said it today and has not pressed the button yet."""
    name, email = world.person()
    wording = champion_wording(world.motion.campaign)
    offer_to_take(motion=world.motion, clp=clp, name=name, email=email, consent=wording)


def seed_speakers(world: World) -> None:
    """Have four people offer to speak in the regions of three CLPs: one CLP has one, one was refused, one waits."""
    clps = world.chance.sample(list(CLP.objects.select_related("region").order_by("pk")), k=3)
    regions = tuple({clp.region.pk: clp.region for clp in clps}.values())
    consent = speaker_wording(world.motion.campaign)
    offers: list[SpeakerOffer] = []
    for evenings, by_video in SPEAKERS:
        name, email = world.person()
        terms = SpeakerTerms(regions=regions, evenings=evenings, in_person=True, by_video=by_video)
        offers.append(confirm_speaker(offer_to_speak(world.motion, terms, name=name, email=email, consent=consent)))
    wishes = [_wish(world, clp, weeks=place + 3) for place, clp in enumerate(clps)]
    accept_asking(ask_speaker(wishes[0], offers[0], by=world.organiser))
    decline_asking(ask_speaker(wishes[1], offers[1], by=world.organiser))


def _wish(world: World, clp: CLP, *, weeks: int) -> SpeakerWish:
    """Have somebody there want a speaker on a Thursday, and confirm it."""
    name, email = world.person()
    day = world.today + timedelta(weeks=weeks)
    wanted = Wanted(on=day + timedelta(days=(3 - day.weekday()) % 7), way=SpeakerWay.EITHER)
    consent = speaker_wish_wording(world.motion.campaign)
    return confirm_wish(want_speaker(world.motion, clp, wanted, name=name, email=email, consent=consent))
