"""The rest of the demonstration: affiliates, model local motions, and conference to its last day."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from clps.models import CLP, Affiliate
from motions.actions.affiliates import Person, change_affiliation, move_affiliate, record_contact
from motions.actions.ballots import HeadingTerms, PastVotes, record_heading, record_past_votes
from motions.actions.committee_lists import keep_list
from motions.actions.composites import CompositeWords, record_composite, show_composite
from motions.actions.dated_notes import DatedWords, add_dated_note
from motions.actions.delegates import DelegateContact, record_agreement, record_delegate, remove_delegate
from motions.actions.entries import CardVote, move_entry, record_sent
from motions.actions.offers import Help, answer_offer, confirm_offer, make_offer
from motions.actions.texts import publish_version
from motions.affiliate_workflow import AffiliateAct
from motions.committee.reading import ListedMotion
from motions.consent import offer_wording
from motions.demo.texts import COMPOSITE_TEXT, EARLIER_TEXT, EARLIER_TITLE
from motions.demo.world import World
from motions.enums import (
    ACCEPTED_STATES,
    RULED_OUT_STATES,
    AffiliateRoute,
    BallotHalf,
    Body,
    CommitteeRuling,
    DatedNoteKind,
    EntryState,
    LinkPurpose,
    MotionKind,
    Outcome,
    Purpose,
)
from motions.models import Campaign, Conference, ConferenceEntry, Motion, MotionVersion, SubmissionLink
from motions.workflow import EntryAct

_A = AffiliateAct
# Whom each way was gone with, by what they are called; every stage is there.
WAYS: dict[str, tuple[AffiliateRoute, tuple[AffiliateAct, ...]]] = {
    "ASLEF": (AffiliateRoute.BY_STEPS, (_A.REACH_BRANCH, _A.REACH_REGION, _A.REACH_EXECUTIVE, _A.SAY_YES)),
    "TSSA": (AffiliateRoute.BY_STEPS, (_A.APPROACH, _A.REACH_EXECUTIVE, _A.SAY_YES)),
    "UNISON": (AffiliateRoute.BY_STEPS, (_A.APPROACH, _A.REACH_BRANCH, _A.REACH_REGION, _A.REACH_EXECUTIVE)),
    "Unite": (AffiliateRoute.BY_STEPS, (_A.REACH_BRANCH, _A.REACH_REGION)),
    "GMB": (AffiliateRoute.BY_STEPS, (_A.REACH_BRANCH,)),
    "CWU": (AffiliateRoute.BY_STEPS, (_A.APPROACH,)),
    "Usdaw": (AffiliateRoute.BY_STEPS, (_A.APPROACH, _A.REACH_EXECUTIVE, _A.SAY_NO)),
    "Disability Labour": (AffiliateRoute.ONE_DECISION, (_A.APPROACH, _A.SAY_YES)),
    "Fabian Society": (AffiliateRoute.ONE_DECISION, (_A.APPROACH,)),
    "SERA": (AffiliateRoute.ONE_DECISION, (_A.APPROACH, _A.SAY_NO)),
}


def seed_affiliates(world: World) -> None:
    """Bring affiliates to every stage, with a contact, notes, and offers of help in each state."""
    known = {affiliate.called: affiliate for affiliate in Affiliate.objects.all()}
    organiser, motion = world.organiser, world.motion
    for name, (route, acts) in WAYS.items():
        if name not in known:
            continue
        change_affiliation(motion, known[name], route=route, owner=organiser, notes="", by=organiser)
        for step, act in enumerate(acts):
            on = world.today - timedelta(days=12 * (len(acts) - step))
            move_affiliate(motion, known[name], act, on=on, by=organiser)
    offers = [Help(affiliate=known[name]) for name in ("UNISON", "GMB", "CWU") if name in known]
    offers.append(Help(other_affiliate="Friends of the Footpath"))
    for place, offered in enumerate(offers):
        name, email = world.person()
        offer = make_offer(motion, offered, name=name, email=email, consent=offer_wording(motion.campaign))
        # The last one has not pressed the button yet, and the first has had an answer.
        if place < len(offers) - 1:
            confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
        if place == 0:
            answer_offer(offer, by=organiser)
    if "UNISON" in known:
        name, email = world.person()
        person = Person(name=name, email=email, how_known="Chairs the region; spoke to Olive after the rally.")
        record_contact(motion, known["UNISON"], person, by=organiser)


def seed_local_motion(world: World) -> None:
    """Have the model local motion passed by some branches and CLPs, lost by one, and before others now."""
    clps = iter(world.chance.sample(list(CLP.objects.all()), k=9))
    for body in (Body.BRANCH, Body.BRANCH, Body.BRANCH, Body.CLP, Body.CLP):
        world.heard(next(clps), Outcome.CARRIED, body=body)
    world.heard(next(clps), Outcome.LOST, body=Body.BRANCH)
    for body in (Body.BRANCH, Body.CLP):
        ahead = world.today + timedelta(days=9)
        world.report(next(clps), body=body, sent_on=world.days_ago(2, 9), meeting_on=ahead, confirm=True)


HAPPENED = (
    (96, "A council took the last seats out of its market hall.", "Mickering Mercury, front page of that day."),
    (40, "A minister said in a speech that seats are for councils alone.", "The government’s record of the speech."),
    (
        12,
        "A survey found that a third of people over seventy plan their walks by where they can sit.",
        "Rest for All.",
    ),
)


def seed_conference(world: World) -> None:
    """Give accepted entries headings, a ballot and a composite, and record delegates of CLPs that sent theirs."""
    for days, happened, source in HAPPENED:
        told = DatedWords(on=world.today - timedelta(days=days), words=happened, source=source)
        add_dated_note(world.motion, DatedNoteKind.NEW_MATTER, told, by=world.organiser)
    accepted = list(_entries(world.motion, EntryState.IN_ORDER))
    for place, entry in enumerate(accepted):
        heading = "Public space" if place % 4 else "Local government"
        move_entry(entry, EntryAct.GIVE_HEADING, on=world.today, heading=heading, by=world.organiser)
        move_entry(entry, EntryAct.PUT_IN_BALLOT, on=world.today, by=world.organiser)
        chosen = EntryAct.CHOOSE if place % 4 else EntryAct.LEAVE_OUT
        # One waits for its result.
        if place != 1:
            move_entry(entry, chosen, on=world.today, by=world.organiser)
    chosen_entries = list(_entries(world.motion, EntryState.CHOSEN))
    if len(chosen_entries) > 1:
        words = CompositeWords(
            name="Composite 4", subject_heading="Public space", text=COMPOSITE_TEXT, agreed_on=world.today
        )
        record_composite(world.motion, words, chosen_entries[:-1], by=world.organiser)
    _publish_list(world)
    _plan_ballot(world)
    sent = _entries(world.motion, EntryState.COMPOSITED, EntryState.NOT_CHOSEN, EntryState.SENT)
    for place, entry in enumerate(sorted(sent, key=lambda one: one.state)[:16]):
        name, email = world.person()
        phone = f"07700 900{place:03}"
        contact = DelegateContact(name=name, email=email, phone=phone, how_known="The CLP’s secretary told us.")
        delegate = record_delegate(entry, contact, by=world.organiser)
        if place == 7:
            remove_delegate(delegate, on=world.today, by=world.organiser)
        elif place % 3:
            record_agreement(delegate, on=world.today, how="By email.", by=world.organiser)


def _publish_list(world: World) -> None:
    """Have the committee publish its list, as it is except for one CLP that sent the motion and is not on it."""
    rows = ConferenceEntry.objects.standing().filter(motion=world.motion).select_related("clp", "composite")
    listed = []
    for entry in rows.order_by("clp__name"):
        ruling = CommitteeRuling.IN_ORDER if entry.state in ACCEPTED_STATES else None
        if entry.state in RULED_OUT_STATES:
            ruling = CommitteeRuling.OUT
        sender, title = f"{entry.clp.name} CLP", str(world.motion)
        listed.append(ListedMotion(sender=sender, title=title, heading=entry.subject, ruling=ruling))
    missed = next((place for place, one in enumerate(listed) if one.ruling is None), 0)
    del listed[missed]
    listed.append(ListedMotion(sender="UNISON", title="Park keepers", heading="Local government"))
    source = "First report of the Conference Arrangements Committee, page 12. Made up."
    keep_list(world.motion, listed, published_on=world.today, source=source, by=world.organiser)


PAST = (
    ("Public space", BallotHalf.CLPS, "41.3", True),
    ("Local government", BallotHalf.CLPS, "38.2", False),
    ("Public space", BallotHalf.AFFILIATES, "22.0", False),
    ("Local government", BallotHalf.AFFILIATES, "57.5", True),
)


def _plan_ballot(world: World) -> None:
    """Plan the ballot, with how the last one went."""
    for name, is_ours in (("Public space", True), ("Local government", False)):
        terms = HeadingTerms(name=name, clps_vote=True, affiliates_vote=not is_ours, is_ours=is_ours)
        record_heading(world.motion, terms, by=world.organiser)
    year = world.today.year - 1
    votes = [
        PastVotes(year=year, heading=name, half=half, votes=Decimal(share), was_chosen=chosen)
        for name, half, share, chosen in PAST
    ]
    record_past_votes(world.motion, votes, source="Made up for this demonstration.", by=world.organiser)


def make_earlier_motion(campaign: Campaign, today: date, *, by: AbstractBaseUser) -> Motion:
    """Make the campaign of the year before last, over and off the site, and return its motion with its text."""
    deadline = datetime.combine(today - timedelta(days=645), time(17), tzinfo=timezone.get_default_timezone())
    conference = Conference.objects.create(
        name="Demonstration Conference of the year before last",
        starts_on=today - timedelta(days=629),
        ends_on=today - timedelta(days=626),
        deadline=deadline.astimezone(UTC),
        title_word_limit=10,
        text_word_limit=250,
        rules_source=campaign.conference.rules_source,
    )
    earlier = Campaign.objects.create(
        name="Shelter at Every Stop",
        group=campaign.group,
        summary="We asked for a shelter at every bus stop. This is a demonstration: nothing in it is real.",
        conference=conference,
        email=campaign.email,
        target=20,
    )
    motion = Motion.objects.create(campaign=earlier, kind=MotionKind.CONFERENCE, slug="shelters")
    publish_version(motion=motion, title=EARLIER_TITLE, text=EARLIER_TEXT, note="", by=by)
    MotionVersion.objects.filter(motion=motion).update(published_at=deadline - timedelta(days=120))
    motion.refresh_from_db()
    return motion


def seed_floor(world: World) -> None:
    """Take a motion of some CLPs to the floor: a composite by card vote, and each other result once."""
    clps = world.chance.sample(list(CLP.objects.all()), k=9)
    conference = world.motion.campaign.conference
    entries = [_accepted(world, clp) for clp in clps]
    words = CompositeWords(
        name="Composite 2", subject_heading="Buses", text=EARLIER_TEXT, agreed_on=conference.starts_on
    )
    composite = record_composite(world.motion, words, entries[:6], by=world.organiser)
    show_composite(composite, shown=True, by=world.organiser)
    halves = {"clps_for": Decimal("71.2"), "affiliates_for": Decimal("53.6")}
    card = CardVote(votes_for=Decimal("62.41"), votes_against=Decimal("37.59"), **halves)
    on = conference.ends_on
    move_entry(entries[0], EntryAct.CARRY, on=on, card=card, by=world.organiser)
    for entry, act in zip(entries[6:], (EntryAct.LOSE, EntryAct.REMIT, EntryAct.NOT_TAKE), strict=True):
        move_entry(entry, act, on=on, by=world.organiser)
    for days, done in ((60, "The party’s executive put it into its programme."), (400, "A council built the first.")):
        told = DatedWords(on=on + timedelta(days=days), words=done, source="Mickering Mercury. Made up.")
        add_dated_note(world.motion, DatedNoteKind.PARTY_DID, told, by=world.organiser)


def _accepted(world: World, clp: CLP) -> ConferenceEntry:
    submission = world.heard(clp, Outcome.CARRIED, purpose=Purpose.CONFERENCE)
    entry = record_sent(motion=world.motion, clp=clp, sent_on=world.today, by=world.organiser, submission=submission)
    return move_entry(entry, EntryAct.RULE_IN_ORDER, on=world.today + timedelta(days=20), by=world.organiser)


def _entries(motion: Motion, *states: EntryState) -> list[ConferenceEntry]:
    rows = ConferenceEntry.objects.filter(motion=motion, state__in=states)
    return list(rows.select_related("clp", "motion").order_by("pk"))
