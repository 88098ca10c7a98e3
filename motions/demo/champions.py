"""People of the demonstration who said “I’ll do it”: alone and in pairs, agreed to be introduced or not."""

from datetime import date

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
from motions.consent import champion_wording, introduction_wording
from motions.demo.world import World
from motions.enums import Body
from motions.models import Champion


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
