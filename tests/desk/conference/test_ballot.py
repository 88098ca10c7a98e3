"""The ballot planner and the delegations: what is put in, what was needed, how far delegates are, and their papers."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from motions.actions.composites import CompositeWords, record_composite
from motions.actions.compositing import open_meeting
from motions.actions.delegates import (
    DelegateContact,
    record_agreement,
    record_delegate,
    record_delegate_step,
    remove_delegate,
)
from motions.actions.entries import move_entry
from motions.actions.erasure import forget_delegates
from motions.actions.offers import Help, make_offer
from motions.ballots import briefing_of, needed_in_last_ballots, plan_ballot
from motions.enums import DelegateStep
from motions.models import BallotHeading, ConferenceEntry, Delegate, Event, PastBallot, RuleSet, SpeakerNotes
from motions.workflow import EntryAct, NotAllowed
from tests.desk.conference.conftest import RULED, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
BALLOT, SHEETS, DELEGATIONS = "/admin/ballot/", "/admin/ballot/sheets.pdf", "/admin/delegations/"
OF_CLP = f"{DELEGATIONS}little-mickering/"
STEP, BRIEFING = "/admin/delegations/step/", "/admin/delegations/briefing.pdf"
PAST = """2024; Public transport; CLPs; 61.2; chosen
2024; Libraries; CLPs; 40; Chosen
2024; Housing; CLPs; 38.5%; not chosen

2024; Libraries; affiliates; 1,204,000; no
2019; Libraries; CLPs; 99; yes"""


@pytest.fixture
def entry(motion, clp):
    entry = sent(motion, clp, EntryAct.RULE_IN_ORDER)
    ConferenceEntry.objects.filter(pk=entry.pk).update(subject_heading="Libraries")
    return entry


@pytest.fixture
def delegate(entry):
    contact = DelegateContact(name="Jo Quill", email="jo@example.org", how_known="Wrote to us.")
    return record_delegate(entry, contact, by=None)


def test_headings_are_put_in_put_right_and_taken_out_once(desk, entry):
    assert "“Libraries” (1 CLP)" in desk.get(BALLOT).text
    typed = {"act": "heading", "heading-name": "Libraries", "heading-clps_vote": "on", "heading-is_ours": "on"}
    for _ in range(2):
        assert desk.post(BALLOT, typed).status_code == 302
    desk.post(BALLOT, {**typed, "heading-affiliates_vote": "on"})
    heading = BallotHeading.objects.get()
    assert (heading.name, heading.clps_vote, heading.affiliates_vote, heading.is_ours) == (
        "Libraries",
        True,
        True,
        True,
    )
    page = desk.get(BALLOT).text
    assert "CLPs and affiliates may vote for it." in page
    assert "Our motions also stand under" not in page
    refused = desk.post(BALLOT, {"act": "heading", "heading-name": "Nobody’s"})
    assert (refused.status_code, "Somebody has to be able to vote for it." in refused.text) == (422, True)
    for _ in range(2):
        assert desk.post(BALLOT, {"act": "remove", "heading": heading.pk}).status_code == 302
    assert not BallotHeading.objects.exists()
    assert Event.objects.filter(kind="ballot_planned").count() == 3


@pytest.mark.parametrize("address", [BALLOT, BRIEFING, SHEETS, "/admin/motions/delegate/", "/admin/motions/offer/"])
def test_several_rows_of_a_composite_are_read_at_once(admin, client, motion, entry, address):
    """A query for each row is an error wherever tests run: so these pages would answer 500."""
    entries = [entry, *(sent(motion, None, EntryAct.RULE_IN_ORDER) for _ in range(2))]
    words = CompositeWords(name="Composite 4", subject_heading="Libraries", text="It acts.", agreed_on=RULED)
    record_composite(motion, words, entries, by=None)
    for number, each in enumerate(entries):
        told = DelegateContact(name=f"Jo {number}", email=f"jo{number}@example.org", how_known="Wrote to us.")
        record_delegate(each, told, by=None)
        help_offered = Help(other_affiliate=f"Ramblers {number}")
        make_offer(motion, help_offered, name="Al", email=f"al{number}@example.org", consent="Yes.")
    client.force_login(admin)
    assert client.get(address).status_code == 200


def test_past_ballots_say_what_was_needed(desk, entry):
    typed = {"act": "past", "past-lines": PAST, "past-source": "The Mercury, 2024."}
    for _ in range(2):
        assert desk.post(BALLOT, typed).status_code == 302
    assert PastBallot.objects.count() == 5
    assert Event.objects.filter(kind="ballot_planned").count() == 1
    assert [needed.words for needed in needed_in_last_ballots(PastBallot.objects.all())] == [
        "CLPs, 2024: the last one chosen had 40 and the first one left out had 38.5.",
        "Affiliates, 2024: the first one left out had 1,204,000.",
    ]
    assert "the last one chosen had 40" in desk.get(BALLOT).text
    wrong = desk.post(
        BALLOT, {**typed, "past-lines": "2024; Housing; CLPs; many; yes\n2024; Housing\n2024; X; CLPs; NaN; yes"}
    )
    assert wrong.status_code == 422
    assert [f"Line {number} cannot be read." in wrong.text for number in (1, 2, 3)] == [True, True, True]
    assert PastBallot.objects.get(heading="Housing").votes == Decimal("38.50")


def test_delegate_is_followed_step_by_step_each_once(desk, delegate):
    assert "has not agreed to hear from us yet" in desk.get(DELEGATIONS).text
    step = {"delegate": delegate.pk, "step": "elected"}
    for _ in range(2):
        assert desk.post(STEP, step).status_code == 302
    refused = desk.post(STEP, {**step, "step": "briefed"}, follow=True)
    assert "They have not agreed to hear from us." in refused.text
    record_agreement(delegate, on=RULED, how="By email.", by=None)
    for name in ("briefed", "present", "at-meeting"):
        desk.post(STEP, {**step, "step": name})
    delegate.refresh_from_db()
    today = date(2027, 6, 1)
    names = ("elected_on", "briefed_on", "present_on", "at_meeting_on")
    assert [getattr(delegate, name) for name in names] == [today] * 4
    page = desk.get(DELEGATIONS).text
    assert "1 has agreed to hear from us; elected 1, briefed 1, present at conference 1" in page
    for _ in range(2):
        desk.post(STEP, {**step, "step": "present:back"})
    delegate.refresh_from_db()
    assert delegate.present_on is None
    assert Event.objects.filter(kind="delegate_moved").count() == 5
    assert desk.post(STEP, {**step, "step": "elsewhere"}).status_code == 404
    assert "Jo Quill: elected." in desk.get("/admin/clps/little-mickering/story/").text


def test_delegate_who_is_removed_takes_no_step(delegate):
    remove_delegate(delegate, on=RULED, by=None)
    with pytest.raises(NotAllowed, match="removed"):
        record_delegate_step(delegate, DelegateStep.ELECTED, on=RULED, by=None)
    assert Delegate.objects.get().elected_on is None


def test_papers_are_for_everybody_to_read_and_name_nobody(desk, motion, entry, delegate):
    sent(motion, None, name="Edgeley")
    open_meeting(motion, subject_heading="Libraries", held_on=date(2027, 9, 26), by=None)
    for address in (SHEETS, BRIEFING, "/admin/clps/little-mickering/delegation.pdf"):
        response = desk.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf"), address
        assert b"pdfuaid" in response.content
    both, one = (desk.get(address).content for address in (SHEETS, "/admin/clps/little-mickering/delegation.pdf"))
    assert (both.count(b"/Type /Page\n") or both.count(b"/Type/Page/")) != 1
    assert len(both) > len(one)


def test_briefing_asks_delegates_for_nothing_that_a_clp_decides(motion, entry):
    def words():
        paper = briefing_of(motion, plan_ballot(motion.campaign.conference, [entry]), now=timezone.now())
        return str(paper.parts)

    assert ("What to say for it" in words(), "send it to conference" in words()) == (True, False)
    SpeakerNotes.objects.create(motion=motion, speech="Chair, delegates: two branches closed this week.")
    assert "two branches closed this week" in words()


def test_delegations_and_sheets_are_for_who_looks_after_the_clp(client, of_wales, delegate):
    client.force_login(of_wales)
    assert "Jo Quill" not in client.get(DELEGATIONS).text
    assert client.post(STEP, {"delegate": delegate.pk, "step": "elected"}).status_code == 403
    assert client.get("/admin/clps/little-mickering/delegation.pdf").status_code == 403
    assert client.get(SHEETS).status_code == 404
    assert client.post(BALLOT, {"act": "remove", "heading": "1"}).status_code == 403
    client.logout()
    assert [client.get(address).status_code for address in (BALLOT, DELEGATIONS, SHEETS, BRIEFING)] == [302] * 4


NEW = {"name": "Jo Quill", "email": "jo@example.org", "how_known": "The secretary told us."}


def test_delegate_is_recorded_on_the_desk_with_their_word_that_we_may_write(desk, entry):
    assert f'href="{OF_CLP}"' in desk.get(DELEGATIONS).text
    half = desk.post(OF_CLP, {**NEW, "agreed_on": "2027-05-30"})
    assert (half.status_code, "Say on which day they agreed and how" in half.text) == (422, True)
    assert 'value="jo@example.org"' in half.text
    assert not Delegate.objects.exists()
    assert desk.post(OF_CLP, {**NEW, "agreed_on": "2027-05-30", "how_agreed": "By email."}).status_code == 302
    delegate = Delegate.objects.get()
    assert (delegate.name, delegate.email, delegate.how_known) == tuple(NEW.values())
    assert (delegate.agreed_on, delegate.how_agreed) == (date(2027, 5, 30), "By email.")
    kinds = list(Event.objects.filter(kind__startswith="delegate").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["delegate_recorded", "delegate_agreed"]
    assert "agreed to hear from us on 30 May 2027" in desk.get(DELEGATIONS).text


def test_delegate_without_a_word_of_theirs_is_asked_for_it_put_right_and_forgotten(desk, entry):
    RuleSet.objects.create(conference=entry.motion.campaign.conference, delegation_most=1)
    desk.post(OF_CLP, NEW)
    delegate = Delegate.objects.get()
    assert delegate.agreed_on is None
    assert "We know as many as a delegation may have." in desk.get(OF_CLP).text
    theirs = f"{OF_CLP}{delegate.pk}/"
    assert f'href="{theirs}"' in desk.get(DELEGATIONS).text
    assert "so nothing is sent to them" in desk.get(theirs).text
    wrong = desk.post(theirs, {"act": "agreed", "on": "2027-05-30", "how": ""})
    assert wrong.status_code == 422
    desk.post(theirs, {"act": "agreed", "on": "2027-05-30", "how": "On the telephone."})
    desk.post(theirs, {"act": "change", **NEW, "phone": "01632 960000"})
    delegate.refresh_from_db()
    assert (delegate.phone, delegate.how_agreed) == ("01632 960000", "On the telephone.")
    desk.post(theirs, {"act": "change", **NEW, "email": "other@example.org"})
    delegate.refresh_from_db()
    assert (delegate.email, delegate.agreed_on) == ("other@example.org", None)
    assert desk.post(theirs, {"act": "remove"}).status_code == 302
    delegate.refresh_from_db()
    assert (delegate.name, delegate.email, delegate.withdrawn_on) == ("", "", date(2027, 6, 1))
    assert desk.post(theirs, {"act": "remove"}).status_code == 404


def test_delegate_whom_somebody_else_removes_meanwhile_leaves_what_was_typed(desk, delegate):
    asked = []

    def remove_meanwhile(execute, sql, *given):
        if sql.startswith("SELECT") and 'FROM "motions_delegate"' in sql:
            asked.append(sql)
            if len(asked) == 2:
                forget_delegates(Delegate.objects.all())
        return execute(sql, *given)

    with connection.execute_wrapper(remove_meanwhile):
        page = desk.post(f"{OF_CLP}{delegate.pk}/", {"act": "change", **NEW, "phone": "01632 960000"})
    assert page.status_code == 422
    assert 'value="01632 960000"' in page.text
    assert "Their details are removed." in page.text
    assert not Event.objects.filter(kind="delegate_changed").exists()


def test_delegate_of_a_clp_that_takes_its_motion_back_can_still_be_forgotten(desk, motion, clp):
    entry = sent(motion, clp)
    delegate = record_delegate(entry, DelegateContact(name="Jo Quill", how_known="Wrote to us."), by=None)
    move_entry(entry, EntryAct.RETRACT, on=RULED, by=None)
    theirs = f"{OF_CLP}{delegate.pk}/"
    assert f'href="{theirs}"' in desk.get("/admin/clps/little-mickering/story/").text
    assert [desk.get(theirs).status_code, desk.get(OF_CLP).status_code] == [200, 404]
    desk.post(theirs, {"act": "remove"})
    delegate.refresh_from_db()
    assert (delegate.name, delegate.withdrawn_on) == ("", date(2027, 6, 1))


def test_delegates_pages_are_for_who_looks_after_the_clp(client, of_wales, delegate):
    client.force_login(of_wales)
    for address in (OF_CLP, f"{OF_CLP}{delegate.pk}/"):
        assert [client.get(address).status_code, client.post(address, NEW).status_code] == [403, 403]
    client.logout()
    assert client.get(OF_CLP).status_code == 302
    assert Delegate.objects.count() == 1
