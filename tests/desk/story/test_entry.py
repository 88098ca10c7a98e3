"""What conference said, recorded from a CLP's story: each step through its page, in its order, by those who may."""

from datetime import date, time
from decimal import Decimal

import pytest

from campaign.accounts.models import Role
from motions.actions.composites import CompositeWords, record_composite
from motions.actions.entries import Hearing, move_entry, record_sent
from motions.enums import EntryState
from motions.models import ConferenceEntry, Event, Standing
from motions.workflow import COMPOSITE_ACTS, ENTRY_FLOW, EntryAct
from tests.desk.reports import CARRIED, HELD, STORY, told
from tests.factories import CLPFactory, RegionFactory, UserFactory, with_role

pytestmark = pytest.mark.usefixtures("two_people")
SENT_ON, ON = date(2027, 5, 21), date(2027, 5, 25)
ENTRY, CORRECT = f"{STORY}entry/", f"{STORY}entry-correct/"
HEARING = Hearing(on=date(2027, 9, 24))


@pytest.fixture
def organiser(clock):
    """An organiser by role, of every region."""
    return with_role(Role.ORGANISER, name="Olive Organiser")


@pytest.fixture
def entry(motion, clp):
    submission = told(motion, clp, CARRIED)
    return record_sent(motion=motion, clp=clp, sent_on=SENT_ON, by=None, submission=submission)


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (ConferenceEntry, Standing, Event)]


def brought_to(entry, *acts):
    """Take an entry through steps, whoever recorded them."""
    for act in acts:
        given = {EntryAct.GIVE_HEADING: {"heading": "Public space"}, EntryAct.ARRANGE_HEARING: {"hearing": HEARING}}
        given = given.get(act, {})
        entry = move_entry(entry, act, on=SENT_ON, by=None, **given)
    return entry


A = EntryAct
# What came before, the step, what it takes besides, and what the row then says.
STEPS = [
    ((), A.ACKNOWLEDGE, {}, {"state": "acknowledged", "acknowledged_on": ON}),
    ((), A.RETRACT, {}, {"state": "retracted"}),
    ((A.RETRACT,), A.SEND_AGAIN, {}, {"state": "sent", "sent_on": ON}),
    ((A.ACKNOWLEDGE,), A.RULE_IN_ORDER, {}, {"state": "in-order", "ruled_on": ON}),
    (
        (A.ACKNOWLEDGE,),
        A.RULE_OUT,
        {"grounds": ["late", "not-new"], "reason": "It came at six.", "letter": "Dear Secretary, it is late."},
        {
            "state": "ruled-out",
            "ruled_on": ON,
            "ruled_out_on": ON,
            "ruling_reason": "It came at six.",
            "ruling_letter": "Dear Secretary, it is late.",
        },
    ),
    (
        (A.RULE_OUT, A.APPEAL),
        A.ARRANGE_HEARING,
        {"hearing_on": "2027-09-24", "hearing_time": "10:30", "hearing_place": "Room 4"},
        {
            "state": "appealed",
            "hearing_on": date(2027, 9, 24),
            "hearing_time": time(10, 30),
            "hearing_place": "Room 4",
            "hearing_delegate_id": None,
        },
    ),
    (
        (A.RULE_OUT,),
        A.APPEAL,
        {"reason": "The post was slow."},
        {"state": "appealed", "appealed_on": ON, "appeal_words": "The post was slow."},
    ),
    ((A.RULE_OUT, A.APPEAL), A.WIN_APPEAL, {}, {"state": "in-order", "ruled_on": ON}),
    ((A.RULE_OUT, A.APPEAL), A.LOSE_APPEAL, {}, {"state": "appeal-lost", "ruled_on": ON, "appeal_decided_on": ON}),
    (
        (A.RULE_OUT, A.APPEAL, A.LOSE_APPEAL),
        A.MOVE_REFERENCE_BACK,
        {"reason": "On the first morning."},
        {"state": "reference-back", "reference_back_on": ON, "reference_back_words": "On the first morning."},
    ),
    (
        (A.RULE_OUT, A.MOVE_REFERENCE_BACK),
        A.WIN_REFERENCE_BACK,
        {},
        {"state": "in-order", "ruled_on": ON, "reference_decided_on": ON},
    ),
    (
        (A.RULE_OUT, A.MOVE_REFERENCE_BACK),
        A.LOSE_REFERENCE_BACK,
        {},
        {"state": "reference-lost", "ruled_on": ON, "reference_decided_on": ON},
    ),
    (
        (A.RULE_IN_ORDER,),
        A.GIVE_HEADING,
        {"heading": "Libraries"},
        {"state": "in-order", "subject_heading": "Libraries", "headed_on": ON},
    ),
    ((A.RULE_IN_ORDER,), A.PUT_IN_BALLOT, {}, {"state": "in-ballot", "in_ballot_on": ON}),
    ((A.RULE_IN_ORDER, A.PUT_IN_BALLOT), A.CHOOSE, {}, {"state": "chosen", "ballot_on": ON}),
    ((A.RULE_IN_ORDER, A.PUT_IN_BALLOT), A.LEAVE_OUT, {}, {"state": "not-chosen", "ballot_on": ON}),
    (
        (A.RULE_IN_ORDER,),
        A.CARRY,
        {"card_for": "62.10", "card_against": "37.90"},
        {
            "state": "floor-carried",
            "floor_on": ON,
            "card_for": Decimal("62.10"),
            "card_against": Decimal("37.90"),
        },
    ),
    ((A.RULE_IN_ORDER,), A.LOSE, {}, {"state": "floor-lost", "floor_on": ON, "card_for": None}),
    ((A.RULE_IN_ORDER,), A.REMIT, {}, {"state": "floor-remitted", "floor_on": ON}),
    ((A.RULE_IN_ORDER,), A.NOT_TAKE, {}, {"state": "floor-not-taken", "floor_on": ON}),
]


def test_every_step_but_those_of_a_composite_is_tried():
    assert {act for _, act, _, _ in STEPS} == set(EntryAct) - COMPOSITE_ACTS


@pytest.mark.parametrize(("before", "act", "given", "expected"), STEPS, ids=[act.name for _, act, _, _ in STEPS])
def test_step_is_recorded_through_its_page_once(desk, entry, organiser, before, act, given, expected):
    brought_to(entry, *before)
    offered = desk.get(ENTRY)
    assert f'value="{act.value}"' in offered.text
    data = {"act": act.value, "on": str(ON), **given}
    response = desk.post(ENTRY, data)
    assert (response.status_code, response.get("Location")) == (302, STORY)
    row = ConferenceEntry.objects.values().get()
    assert {name: row[name] for name in expected} == expected
    event = Event.objects.filter(kind="entry_changed").first()
    assert (event.by, event.details["act"], event.details["on"]) == (organiser, act.name, str(ON))
    # Pressed again, nothing is written: the form says what can come next, or takes the same word for what it is.
    kept = rows()
    assert desk.post(ENTRY, data).status_code == (302 if ENTRY_FLOW.may(row["state"], act) else 422)
    assert rows() == kept


def test_grounds_are_kept_each_and_a_later_letter_adds_to_them(desk, entry):
    desk.post(ENTRY, {"act": A.RULE_OUT, "on": str(ON), "grounds": ["several-subjects", "not-new"]})
    assert list(entry.grounds.values_list("ground", flat=True)) == ["several-subjects", "not-new"]
    form = desk.get(ENTRY).context["form"]
    assert form.initial["grounds"] == ["several-subjects", "not-new"]
    again = {"act": A.RULE_OUT, "on": str(ON), "grounds": ["not-new", "too-long"], "letter": "251 words."}
    assert desk.post(ENTRY, again).status_code == 302
    entry.refresh_from_db()
    assert set(entry.grounds.values_list("ground", flat=True)) == {"not-new", "too-long"}
    assert (entry.state, entry.ruling_letter) == ("ruled-out", "251 words.")
    story = desk.get(STORY).text
    assert "Not a new issue, or covered by the policy forum’s report. Over length." in story
    assert "The committee’s letter is kept with it." in story


def test_wrong_ruling_is_taken_back_with_its_reason_and_the_right_one_recorded(desk, entry, organiser):
    desk.post(ENTRY, {"act": A.RULE_OUT, "on": str(ON), "grounds": ["late"], "letter": "Of another CLP."})
    page = desk.get(CORRECT)
    assert "It is “ruled out” now, and will be “sent” again. Why?" in page.text
    refused = desk.post(CORRECT, {"reason": " "})
    assert (refused.status_code, "Say why: the next organiser will ask." in refused.text) == (422, True)
    assert desk.post(CORRECT, {"reason": "The letter was of another CLP."}).status_code == 302
    entry.refresh_from_db()
    names = ("state", "ruled_on", "ruled_out_on", "ruling_letter", "sent_on")
    assert [getattr(entry, name) for name in names] == ["sent", None, None, "", SENT_ON]
    assert not entry.grounds.exists()
    assert Standing.objects.get().stage == "sent_to_conference"
    event = Event.objects.filter(kind="entry_changed").first()
    assert (event.by, event.details["was"], event.details["reason"]) == (
        organiser,
        "ruled-out",
        "The letter was of another CLP.",
    )
    kept = rows()
    again = desk.post(CORRECT, {"reason": "Twice."})
    assert (again.status_code, "There is no step here" in again.text) == (422, True)
    assert rows() == kept
    assert desk.post(ENTRY, {"act": A.RULE_IN_ORDER, "on": str(ON)}).status_code == 302
    assert Standing.objects.get().stage == "accepted"
    assert "It was not “ruled out”." in desk.get(STORY).text


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ((), A.APPEAL),
        ((), A.WIN_APPEAL),
        ((A.ACKNOWLEDGE,), A.ACKNOWLEDGE),
        ((A.RULE_IN_ORDER,), A.APPEAL),
        ((A.RULE_OUT,), A.WIN_APPEAL),
        ((A.RULE_OUT,), A.CARRY),
        ((A.RULE_IN_ORDER,), A.CHOOSE),
        ((A.RULE_IN_ORDER,), A.COMPOSITE),
    ],
)
def test_step_out_of_order_is_refused_in_words_and_nothing_typed_is_lost(desk, entry, before, act):
    brought_to(entry, *before)
    kept = rows()
    page = desk.post(ENTRY, {"act": act.value, "on": str(ON), "reason": "They told us on the telephone."})
    assert page.status_code == 422
    state = EntryState(ConferenceEntry.objects.get().state).label.lower()
    assert f"That cannot come next: it is “{state}” now. Choose one of these steps." in page.text
    assert "They told us on the telephone." in page.text
    assert f'value="{ON}"' in page.text
    assert rows() == kept


@pytest.mark.parametrize(
    ("before", "given", "field", "reason"),
    [
        ((), {}, "act", "Say what happened."),
        ((), {"act": A.ACKNOWLEDGE, "on": "2027-06-02"}, "on", "That day is still to come."),
        ((), {"act": A.ACKNOWLEDGE, "on": "2027-05-20"}, "on", "It was sent on 21 May 2027. This cannot be before."),
        ((), {"act": A.RULE_OUT}, "grounds", "Say what the committee gave as its reason, or tick “None given”."),
        ((), {"act": A.RULE_OUT, "grounds": ["other"], "reason": ""}, "reason", "Give the reason in words."),
        ((), {"act": A.RULE_OUT, "grounds": ["late", "none-given"]}, "grounds", "and not both."),
        ((A.RULE_OUT, A.APPEAL), {"act": A.ARRANGE_HEARING}, "hearing_on", "Give the day of the hearing."),
        ((A.RULE_IN_ORDER,), {"act": A.GIVE_HEADING, "heading": ""}, "heading", "Give the subject heading."),
        ((A.RULE_IN_ORDER,), {"act": A.CARRY, "card_for": "62"}, "card_against", "Give both figures"),
        ((A.RULE_IN_ORDER,), {"act": A.CARRY, "card_for": "-1", "card_against": "3"}, "card_for", "greater than"),
    ],
)
def test_step_without_what_it_needs_says_so_beside_the_field_and_loses_nothing(
    desk, entry, before, given, field, reason
):
    brought_to(entry, *before)
    kept = rows()
    page = desk.post(ENTRY, {"on": str(ON), "reason": "Asha rang.", **given})
    assert page.status_code == 422
    assert reason in page.context["form"].errors[field][0]
    assert f'id="id_{field}_error"' in page.text
    assert reason in page.text
    if given.get("reason") != "":
        assert "Asha rang." in page.text
    assert rows() == kept


def test_entry_that_ended_offers_no_step_and_takes_none(desk, entry):
    brought_to(entry, A.RULE_OUT, A.APPEAL, A.LOSE_APPEAL, A.MOVE_REFERENCE_BACK, A.LOSE_REFERENCE_BACK)
    assert "Record what conference said" not in desk.get(STORY).text
    kept = rows()
    page = desk.get(ENTRY)
    assert page.status_code == 200
    assert "Nothing more can be recorded: ruled out, reference back lost." in page.text
    refused = desk.post(ENTRY, {"act": A.APPEAL, "on": str(ON)})
    assert refused.status_code == 422
    assert rows() == kept


def test_clp_that_sent_nothing_has_no_page_for_conference(desk, motion, clp):
    assert desk.get(ENTRY).status_code == desk.post(ENTRY, {"act": A.ACKNOWLEDGE, "on": str(ON)}).status_code == 404


def test_sending_is_recorded_once_and_rests_on_the_vote(desk, motion, clp, organiser):
    submission = told(motion, clp, CARRIED)
    data = {"sent_on": str(SENT_ON)}
    for _ in range(2):
        assert desk.post(f"{STORY}sent/", data).status_code == 302
    row = ConferenceEntry.objects.get()
    assert (row.sent_on, row.submission, row.state) == (SENT_ON, submission, "sent")
    assert list(Event.objects.filter(kind="entry_sent").values_list("by", "details")) == [
        (organiser.pk, {"on": str(SENT_ON)})
    ]
    assert Standing.objects.get().stage == "sent_to_conference"


@pytest.mark.parametrize("who", ["in the region", "out of the region", "no organiser", "nobody"])
def test_only_organisers_of_the_region_record_what_conference_said(client, entry, clp, who):
    person = UserFactory()
    if who.endswith("region"):
        region = clp.region if who == "in the region" else RegionFactory(name="Wales")
        person.give_role(Role.ORGANISER, regions=[region])
    if who != "nobody":
        client.force_login(person)
    kept = rows()
    answers = [client.get(ENTRY).status_code, client.post(ENTRY, {"act": A.ACKNOWLEDGE, "on": str(ON)}).status_code]
    expected = {"in the region": [200, 302], "out of the region": [403, 403]}.get(who, [302, 302])
    assert answers == expected
    assert (rows() != kept) == (who == "in the region")


def test_vote_on_a_composite_is_for_organisers_of_every_region_in_it(client, motion, entry, clp, organiser):
    far = CLPFactory(region=RegionFactory(name="Wales"))
    other = record_sent(motion=motion, clp=far, sent_on=HELD, by=None)
    entries = [brought_to(one, A.RULE_IN_ORDER) for one in (entry, other)]
    words = CompositeWords(name="Composite 4", subject_heading="Libraries", text="Words.", agreed_on=ON)
    record_composite(motion, words, entries, by=None)
    rhian = with_role(Role.ORGANISER, far.region)
    client.force_login(rhian)
    kept = rows()
    story = f"/admin/clps/{far.slug}/story/entry/"
    refused = client.post(story, {"act": A.CARRY, "on": str(ON)})
    assert refused.status_code == 422
    assert "CLPs of other regions are in the composite too" in refused.text
    step = client.get(f"/admin/motions/conferenceentry/{other.pk}/tools/step/")
    assert (step.status_code, step.url) == (302, story)
    assert rows() == kept
    client.force_login(organiser)
    assert client.post(story, {"act": A.CARRY, "on": str(ON)}).status_code == 302
    assert set(ConferenceEntry.objects.values_list("state", flat=True)) == {"floor-carried"}
