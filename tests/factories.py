"""Rows for tests. Everything that has an action is made through it, so that stages and events are true."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

import factory
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone
from factory.django import DjangoModelFactory

from campaign.accounts.models import User
from clps.models import CLP, Region
from clps.names import slug_of
from motions.actions.advice import ask_advice
from motions.actions.champions import confirm_champion, offer_to_take
from motions.actions.other_motions import open_other_motion
from motions.actions.reports import Report
from motions.actions.speaker_wishes import Wanted, confirm_wish, want_speaker
from motions.actions.speakers import SpeakerTerms, confirm_speaker, offer_to_speak
from motions.actions.submissions import confirm_report, report_submission
from motions.actions.texts import publish_version
from motions.actions.votes import Result, record_vote
from motions.enums import AdviceStep, Body, LinkPurpose, MotionKind, Outcome, Purpose
from motions.models import (
    AdviceRequest,
    Campaign,
    Champion,
    Conference,
    Motion,
    MotionVersion,
    SpeakerOffer,
    SpeakerWish,
    Submission,
    SubmissionLink,
)

numbers = count(1)


@contextmanager
def undone():
    """Take back whatever is written meanwhile, so that one test can begin again from the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["name"]

    name = "North West"
    slug = factory.LazyAttribute(lambda region: region.name.lower().replace(" ", "-"))
    nation = "england"


class CLPFactory(DjangoModelFactory):
    class Meta:
        model = CLP

    name = factory.Sequence(lambda n: f"Little Mickering {n}")
    slug = factory.LazyAttribute(lambda clp: slug_of(clp.name))
    region = factory.SubFactory(RegionFactory)


class ConferenceFactory(DjangoModelFactory):
    class Meta:
        model = Conference

    name = factory.Sequence(lambda n: f"Annual Conference {2027 + n}")
    starts_on = date(2027, 9, 26)
    ends_on = date(2027, 9, 29)
    deadline = datetime(2027, 9, 16, 16, 0, tzinfo=UTC)
    title_word_limit = 10
    text_word_limit = 250


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    name = "A library in reach"
    group = "Friends of the Lending Library"
    summary = "Every child should live within reach of a library."
    conference = factory.SubFactory(ConferenceFactory)
    email = "motions@example.org"
    target = 100
    is_current = True


class MotionFactory(DjangoModelFactory):
    """A motion with its first version published."""

    class Meta:
        model = Motion
        skip_postgeneration_save = True

    campaign = factory.SubFactory(CampaignFactory)
    kind = MotionKind.CONFERENCE
    slug = factory.Sequence(lambda n: f"libraries-{n}")

    @factory.post_generation
    def version(motion, create, extracted, **kwargs):
        if create and extracted is not False:
            values = {
                "title": "A library in reach of every child",
                "text": "Conference notes libraries.\n\nIt resolves.",
            }
            motion.current_version = MotionVersion.objects.create(motion=motion, number=1, **{**values, **kwargs})
            motion.save()


def open_another(motion: Motion, *, slug: str = "emergency", emergency: bool = True, target: int = 20, **of) -> Motion:
    """Open another motion of the campaign, with a text: an emergency one, or for another conference."""
    held = motion.campaign.conference
    values = {"starts_on": held.starts_on, "ends_on": held.ends_on, "deadline": held.deadline, "text_word_limit": 100}
    name = f"{held.name}: emergency motions" if emergency else "Women’s Conference 2027"
    part_of = held if emergency else None
    conference = ConferenceFactory.build(**{"name": name, **values, "title_word_limit": 10, "part_of": part_of, **of})
    opened = open_other_motion(campaign=motion.campaign, conference=conference, slug=slug, target=target, by=None)
    title, text = "Books now, this winter", "Conference notes that libraries closed this week."
    publish_version(motion=opened, title=title, text=text, note="", by=None)
    return Motion.objects.select_related("campaign__conference").get(pk=opened.pk)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"member{n}@example.org")
    name = "Sam Member"
    # Whoever a test lets into the admin organises everywhere, unless it says otherwise.
    all_regions = factory.LazyAttribute(lambda person: getattr(person, "is_staff", False))


def with_role(role: str, *regions: Region, **values) -> User:
    """Make somebody who has this role: in these regions, or everywhere where none is named."""
    person = UserFactory(**values)
    person.give_role(role, regions=regions or None)
    return person


def allow(person: User, *rights: str) -> User:
    """Give somebody these rights in the admin, by their code names, and no others; return them."""
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return person


def sign_in_with(client: Client, *rights: str, **values) -> User:
    """Make somebody who has these rights in the admin and no role, and sign them in."""
    person = allow(UserFactory(is_staff=True, **values), *rights)
    client.force_login(person)
    return person


def look_after(person: User, regions) -> None:
    """Make somebody an organiser of these regions only."""
    person.all_regions = False
    person.save(update_fields=["all_regions"])
    person.regions.set([regions] if isinstance(regions, Region) else regions)
    person.__dict__.pop("region_keys", None)


def make_report(motion: Motion, clp: CLP, **values) -> Report:
    """Return a report of the motion's current text sent to this CLP."""
    given = {"version": motion.current_version, "clp": clp, "body": Body.CLP, "sent_on": date(2027, 3, 1)}
    return Report(**{**given, **values})


def make_submission(motion: Motion, clp: CLP, *, confirmed: bool = True, email: str = "", **values) -> Submission:
    """Report a motion sent, and confirm the address unless told otherwise."""
    email = email or f"activist{next(numbers)}@example.org"
    report = make_report(motion, clp, **values)
    submission = report_submission(report, name="Alex Activist", email=email, consent="I agree.")
    if confirmed:
        confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
        submission.refresh_from_db()
    return submission


def carried_on(day: date, **told) -> Result:
    """Return what a meeting of this day did that carried the motion and chose it for conference."""
    return Result(outcome=Outcome.CARRIED, purpose=Purpose.CONFERENCE, held_on=day, **told)


def make_carried(motion: Motion, clp: CLP, *, on: date = date(2027, 3, 24), **values) -> Submission:
    """Report a motion sent, and then that the meeting of this day carried it for conference."""
    submission = make_submission(motion, clp, **values)
    record_vote(submission, carried_on(on), by=None)
    return submission


def make_question(**values) -> AdviceRequest:
    """Ask for advice, as somebody new unless told otherwise. A campaign has to be running."""
    given = {
        "email": f"asker{next(numbers)}@example.org",
        "name": "Sam Member",
        "question": "Who is our secretary?",
        "step": AdviceStep.FINDING_SECRETARY,
    }
    return ask_advice(**{**given, **values})


def make_champion(motion: Motion, clp: CLP, *, confirmed: bool = True, email: str = "", **values) -> Champion:
    """Say “I’ll do it” for this CLP, and confirm the address unless told otherwise."""
    email = email or f"champion{next(numbers)}@example.org"
    given = {"name": "Robin Reader", "consent": "I agree.", **values}
    champion = offer_to_take(motion=motion, clp=clp, email=email, **given)
    if confirmed:
        confirm_champion(SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_CONFIRM))
        champion.refresh_from_db()
    return champion


def make_speaker(motion: Motion, regions, *, confirmed: bool = True, email: str = "", **values) -> SpeakerOffer:
    """Offer to speak in these regions on any evening, and confirm the address unless told otherwise."""
    terms = SpeakerTerms(regions=tuple(regions), evenings=tuple(range(7)), in_person=True, by_video=True)
    email = email or f"speaker{next(numbers)}@example.org"
    offer = offer_to_speak(motion, terms, email=email, **{"name": "Robin Reader", "consent": "I agree.", **values})
    return confirm_speaker(offer) if confirmed else offer


def make_wish(
    motion: Motion, clp: CLP, *, confirmed: bool = True, email: str = "", on: date | None = None, **values
) -> SpeakerWish:
    """Ask for a speaker, in three weeks unless told otherwise, and confirm the address likewise."""
    email = email or f"wisher{next(numbers)}@example.org"
    wanted = Wanted(on=on or timezone.localdate() + timedelta(days=21))
    wish = want_speaker(motion, clp, wanted, email=email, **{"name": "Alex Asker", "consent": "I agree.", **values})
    return confirm_wish(wish) if confirmed else wish
