"""Demonstration data: people who offer to speak, and CLPs that want one, each at another point of the way."""

from datetime import timedelta

from clps.models import CLP
from motions.actions.speaker_wishes import Wanted, confirm_wish, want_speaker
from motions.actions.speakers import Talks, accept_asking, ask_speaker, confirm_speaker, decline_asking, offer_to_speak
from motions.consent import speaker_wish_wording, speaker_wording
from motions.demo.world import World
from motions.enums import SpeakerWay
from motions.models import SpeakerOffer, SpeakerWish

# The evenings of each, and whether they also speak by video.
SPEAKERS = (((1, 3), True), ((0, 1, 2, 3), False), ((3, 4), True), ((5, 6), True))


def seed_speakers(world: World) -> None:
    """Have four people offer to speak in the regions of three CLPs: one CLP has one, one was refused, one waits."""
    clps = world.chance.sample(list(CLP.objects.select_related("region").order_by("pk")), k=3)
    regions = tuple({clp.region.pk: clp.region for clp in clps}.values())
    consent = speaker_wording(world.motion.campaign)
    offers: list[SpeakerOffer] = []
    for evenings, by_video in SPEAKERS:
        name, email = world.person()
        talks = Talks(regions=regions, evenings=evenings, in_person=True, by_video=by_video)
        offers.append(confirm_speaker(offer_to_speak(world.motion, talks, name=name, email=email, consent=consent)))
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
