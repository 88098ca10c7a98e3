"""How far affiliates have come, who we know there, and members who offer to help."""

from datetime import date
from itertools import product
from uuid import uuid4

import pytest

from motions.actions.affiliates import (
    Person,
    change_affiliation,
    move_affiliate,
    record_contact,
    remove_contact,
)
from motions.actions.offers import Help, answer_offer, confirm_offer, make_offer, withdraw_offer
from motions.affiliate_workflow import AFFILIATE_FLOWS, AffiliateAct
from motions.enums import AffiliateRoute, AffiliateStage, EventKind, LinkPurpose
from motions.models import (
    AffiliateContact,
    Affiliation,
    AffiliationStep,
    Event,
    Motion,
    Offer,
    Standing,
    SubmissionLink,
)
from motions.workflow import NotAllowed
from tests.factories import UserFactory, undone
from tests.motions.helpers import event_kinds

pytestmark = pytest.mark.django_db
ON = date(2027, 4, 1)
A, S = AffiliateAct, AffiliateStage
BY_STEPS, ONE_DECISION = AffiliateRoute.BY_STEPS, AffiliateRoute.ONE_DECISION


def move(motion, affiliate, *acts):
    for act in acts:
        way = move_affiliate(motion, affiliate, act, on=ON, by=None)
    return way


def offer_of(motion, **values):
    given = {"name": "Alex Activist", "email": "alex@example.org", "consent": "I agree.", **values}
    return make_offer(motion, given.pop("help", Help(other_affiliate="Ramblers")), **given)


def test_routes_allow_these_steps_and_no_others():
    steps = {
        (route, act, stage): to
        for route, flow in AFFILIATE_FLOWS.items()
        for act, changes in flow.table.items()
        for stage, to in changes.items()
    }
    on_the_way = (S.APPROACHED, S.WITH_BRANCH, S.WITH_REGION, S.WITH_EXECUTIVE)
    assert steps == {
        **{(route, A.APPROACH, S.NOT_APPROACHED): S.APPROACHED for route in AffiliateRoute},
        **{(route, A.OPEN_AGAIN, said): S.APPROACHED for route in AffiliateRoute for said in (S.SAID_YES, S.SAID_NO)},
        **{(BY_STEPS, A.REACH_BRANCH, stage): S.WITH_BRANCH for stage in (S.NOT_APPROACHED, S.APPROACHED)},
        **{(BY_STEPS, A.REACH_REGION, stage): S.WITH_REGION for stage in on_the_way[:2]},
        **{(BY_STEPS, A.REACH_EXECUTIVE, stage): S.WITH_EXECUTIVE for stage in on_the_way[:3]},
        **{(BY_STEPS, A.SAY_NO, stage): S.SAID_NO for stage in on_the_way},
        (BY_STEPS, A.SAY_YES, S.WITH_EXECUTIVE): S.SAID_YES,
        (ONE_DECISION, A.SAY_YES, S.APPROACHED): S.SAID_YES,
        (ONE_DECISION, A.SAY_NO, S.APPROACHED): S.SAID_NO,
    }


def test_move_affiliate_refuses_what_its_route_does_not_have(motion, union):
    for route, act, stage in product(AffiliateRoute, AffiliateAct, AffiliateStage):
        with undone():
            Affiliation.objects.create(motion=motion, affiliate=union, route=route, stage=stage)
            try:
                moved = move(motion, union, act).stage
            except NotAllowed as refusal:
                moved, said = None, str(refusal)
                left = (Affiliation.objects.get().stage, AffiliationStep.objects.count(), event_kinds())
                assert (act in said, left) == (True, (stage, 0, [])), (route, act, stage)
            assert moved == AFFILIATE_FLOWS[route].table.get(act, {}).get(stage), (route, act, stage)


def test_move_affiliate_adds_a_step_and_an_event_each_time(motion, union):
    organiser = UserFactory()
    move_affiliate(motion, union, A.REACH_BRANCH, on=ON, words="The Hull branch has it.", by=organiser)
    way = move_affiliate(motion, union, A.REACH_REGION, on=date(2027, 5, 1), by=None)
    assert (way.stage, way.since) == ("with-region", date(2027, 5, 1))
    assert list(AffiliationStep.objects.values_list("stage", "on", "words", "recorded_by")) == [
        ("with-branch", ON, "The Hull branch has it.", organiser.pk),
        ("with-region", date(2027, 5, 1), "", None),
    ]
    assert list(Event.objects.order_by("pk").values_list("kind", "affiliate", "clp", "details")) == [
        ("affiliate_moved", union.pk, None, {"from": "not-approached", "to": "with-branch"}),
        ("affiliate_moved", union.pk, None, {"from": "with-branch", "to": "with-region"}),
    ]


def test_affiliate_that_says_yes_moves_the_progress_version_and_no_clp(motion, union):
    move(motion, union, A.APPROACH, A.REACH_EXECUTIVE)
    assert Motion.objects.get().progress_version == 0
    move(motion, union, A.SAY_YES)
    assert Motion.objects.get().progress_version == 1
    move(motion, union, A.OPEN_AGAIN)
    assert Motion.objects.get().progress_version == 2
    assert not Standing.objects.exists()


def test_change_affiliation_twice_writes_once(motion, union):
    organiser = UserFactory(is_staff=True)
    for _ in range(2):
        way = change_affiliation(motion, union, route=ONE_DECISION, owner=organiser, notes="Ask Jo.", by=organiser)
    assert (way.route, way.owner, way.notes) == ("one-decision", organiser, "Ask Jo.")
    assert list(Event.objects.values_list("kind", "details")) == [
        ("affiliate_changed", {"fields": ["route", "owner_id", "notes"]})
    ]


def test_change_affiliation_refuses_a_route_without_its_stage(motion, union):
    move(motion, union, A.REACH_BRANCH)
    with pytest.raises(NotAllowed, match="with a branch"):
        change_affiliation(motion, union, route=ONE_DECISION, owner=None, notes="", by=None)
    assert Affiliation.objects.get().route == BY_STEPS


def test_contact_that_is_removed_is_forgotten_once_and_for_all(motion, union):
    person = Person(name="Jo Quill", email="jo@example.org", how_known="Wrote to us.")
    contact = record_contact(motion, union, person, by=None)
    remove_contact(motion, contact, on=ON, by=None)
    assert list(AffiliateContact.objects.values_list("name", "email", "how_known", "withdrawn_on")) == [
        ("", "", "", ON)
    ]
    with pytest.raises(NotAllowed, match="removed already"):
        remove_contact(motion, contact, on=ON, by=None)
    assert event_kinds() == [EventKind.CONTACT_RECORDED, EventKind.CONTACT_WITHDRAWN]
    assert "Quill" not in str(list(Event.objects.values()))


def test_make_offer_with_one_key_is_one_offer_and_nobody_is_renamed(motion, union):
    UserFactory(email="alex@example.org", name="Alex the First")
    key = uuid4()
    first, second = (offer_of(motion, help=Help(affiliate=union), form_key=key) for _ in range(2))
    assert first == second
    assert (first.state, first.name, first.activist.name) == (
        "awaiting-confirmation",
        "Alex Activist",
        "Alex the First",
    )
    assert list(Event.objects.values_list("kind", "affiliate", "offer", "details")) == [
        ("offer_made", union.pk, first.pk, {})
    ]


def test_confirm_offer_works_once(motion):
    offer = offer_of(motion)
    token = SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)
    assert confirm_offer(token) == offer
    with pytest.raises(NotAllowed):
        confirm_offer(token)
    offer.refresh_from_db()
    assert (offer.state, offer.is_confirmed) == ("open", True)
    assert offer.activist.email_confirmed_at
    assert event_kinds() == [EventKind.OFFER_MADE, EventKind.OFFER_CONFIRMED]


def test_confirm_offer_refuses_an_unknown_or_expired_link(motion):
    token = SubmissionLink.objects.mint(offer_of(motion), LinkPurpose.OFFER_CONFIRM)
    assert confirm_offer("nothing") is None
    SubmissionLink.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert confirm_offer(token) is None
    assert Offer.objects.get().state == "awaiting-confirmation"


def test_offer_is_answered_after_its_address_is_confirmed_and_can_be_taken_back(motion):
    organiser, offer = UserFactory(is_staff=True), offer_of(motion)
    with pytest.raises(NotAllowed, match="address not confirmed"):
        answer_offer(offer, by=organiser)
    confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
    assert answer_offer(offer, by=organiser).state == "answered"
    assert withdraw_offer(offer, by=organiser).state == "withdrawn"
    with pytest.raises(NotAllowed, match="withdrawn"):
        withdraw_offer(offer, by=organiser)
