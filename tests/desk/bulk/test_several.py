"""Doing one thing to several: seen before it is done, done once, and undone where nothing happened since."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry

from campaign.accounts.models import Role
from campaign.desk.models import AttentionMark, BulkAct, Ownership, RegionPlan, Tag, TaggedCLP
from motions.actions.entries import move_entry
from motions.enums import EntryState, RulingGround
from motions.models import ConferenceEntry, Event, RefusalGround
from motions.workflow import EntryAct
from tests.desk.front.pages import HELD, carry
from tests.factories import CLPFactory, RegionFactory, make_submission, with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
THINGS, CLPS, ENTRIES = (f"/admin/several/{sort}/" for sort in ("things", "clps", "entries"))


@pytest.fixture
def team(client, motion):
    """A browser signed in as an organiser of everywhere."""
    person = with_role(Role.ORGANISER, name="Olive Organiser")
    client.force_login(person)
    client.person = person
    return client


@pytest.fixture
def overdue(motion):
    """Three meetings in Wales of which nobody told, and one in Scotland."""
    wales, scotland = RegionFactory(name="Wales"), RegionFactory(name="Scotland")
    for number, region in enumerate([wales, wales, wales, scotland]):
        clp = CLPFactory(name=f"Overdue {number}", slug=f"overdue-{number}", region=region)
        make_submission(motion, clp, sent_on=date(2027, 4, 1), meeting_on=HELD)
    return wales


def keys(client, address, query=""):
    return [row.key for row in client.get(f"{address}{query}").context["rows"]]


def look(client, address, rows, **data):
    return client.post(address, {"row": rows, **data})


def do(client, address, rows, **data):
    response = client.post(address, {"row": rows, **data, "sure": "yes"})
    assert response.status_code == 302
    return BulkAct.objects.first()


def undo(client, act):
    return client.post(f"/admin/several/undo/{act.pk}/")


def test_list_is_narrowed_as_the_front_page_is(team, overdue):
    assert len(keys(team, THINGS)) == 4
    assert len(keys(team, THINGS, "?region=wales")) == 3
    assert keys(team, THINGS, "?owner=me") == []
    assert "/admin/several/things/?region=wales" in team.get("/admin/?region=wales").text


def test_preview_says_what_would_be_done_and_does_nothing(team, overdue):
    page = look(team, THINGS, keys(team, THINGS)[:3], act="snooze", until="2027-06-20")
    assert page.status_code == 200
    assert "Snoozed until 20 June 2027: 3" in page.text
    assert page.text.count('type="hidden" name="row"') == 3
    assert not AttentionMark.objects.exists()
    assert not BulkAct.objects.exists()


def test_things_are_snoozed_together_and_come_back_together(team, overdue):
    rows = keys(team, THINGS)
    act = do(team, THINGS, rows[:3], act="snooze", until="2027-06-20")
    assert (act.said, act.number, act.done_by) == ("Snoozed until 20 June 2027", 3, team.person)
    assert keys(team, THINGS) == rows[3:]
    assert "Undo" in team.get(THINGS).text
    undo(team, act)
    assert keys(team, THINGS) == rows
    # A second time it does nothing, and is not offered.
    undo(team, act)
    assert keys(team, THINGS) == rows
    assert "Undo" not in team.get(THINGS).text


def test_undo_leaves_alone_what_was_changed_since(team, overdue):
    rows = keys(team, THINGS)
    act = do(team, THINGS, rows[:2], act="finish", note="Rang them all.")
    mark = AttentionMark.objects.get(key=rows[0])
    mark.note = "Somebody else’s word"
    mark.save()
    AttentionMark.objects.filter(pk=mark.pk).update(changed_at=mark.changed_at + timedelta(minutes=5))
    page = team.post(f"/admin/several/undo/{act.pk}/", follow=True)
    assert "Undone for 1 of 2. 1 had changed since, and stay as they are." in page.text
    assert set(keys(team, THINGS)) == set(rows) - {rows[0]}


def test_things_are_assigned_to_whoever_looks_after_their_region(team, overdue):
    welsh = with_role(Role.ORGANISER, overdue, name="Wyn Welsh")
    rows = keys(team, THINGS)
    page = look(team, THINGS, rows, act="assign", owner=welsh.pk)
    assert "Assigned to Wyn Welsh: 3" in page.text
    assert "Left out: 1" in page.text
    assert "Wyn Welsh does not look after this region." in page.text
    act = do(team, THINGS, rows, act="assign", owner=welsh.pk)
    assert AttentionMark.objects.filter(assigned_to=welsh).count() == 3
    undo(team, act)
    assert not AttentionMark.objects.filter(assigned_to=welsh).exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"act": "snooze"}, "Give the day on which they are to come back."),
        ({"act": "snooze", "until": "2027-05-01"}, "Give tomorrow or later, within a year."),
        ({"act": ""}, "This field is required."),
    ],
)
def test_mistake_is_said_beside_its_field_and_the_choice_stays(team, overdue, data, said):
    rows = keys(team, THINGS)
    page = look(team, THINGS, rows[:2], **data)
    assert page.status_code == 422
    assert said in page.text
    assert page.text.count(" checked>") == 2


def test_choice_of_no_row_is_asked_for_again(team, overdue):
    assert "Choose at least one." in look(team, THINGS, [], act="finish").text


def test_organiser_of_one_region_reaches_their_own_rows_alone(client, team, overdue):
    everywhere = keys(team, THINGS)
    act = do(team, THINGS, everywhere[:1], act="finish")
    welsh = with_role(Role.ORGANISER, overdue)
    client.force_login(welsh)
    assert len(keys(client, THINGS)) == 2
    client.post(THINGS, {"row": everywhere, "act": "finish", "sure": "yes"})
    assert AttentionMark.objects.filter(done_at__isnull=False, clp__region__name="Scotland").count() == (
        AttentionMark.objects.filter(by=team.person, clp__region__name="Scotland").count()
    )
    assert undo(client, act).status_code == 403


def test_tags_are_put_on_clps_and_taken_off_and_each_is_undone(team, overdue):
    rows = keys(team, CLPS, "?region=wales")
    first = do(team, CLPS, rows[:2], act="tag", tag=" Key   seats ")
    assert list(Tag.objects.values_list("name", flat=True)) == ["Key seats"]
    # In whatever capitals, it is the same tag, and one that has it is left out.
    page = look(team, CLPS, rows, act="tag", tag="key seats")
    assert "Left out: 2" in page.text
    tag = Tag.objects.get()
    assert keys(team, CLPS, f"?tag={tag.pk}") == rows[:2]
    second = do(team, CLPS, rows[:1], act="untag", tag="KEY SEATS")
    assert TaggedCLP.objects.count() == 1
    undo(team, second)
    assert TaggedCLP.objects.count() == 2
    undo(team, first)
    assert TaggedCLP.objects.count() == 0


def test_tag_that_nobody_knows_is_taken_off_nothing_and_not_made_by_it(team, overdue):
    assert do(team, CLPS, keys(team, CLPS, "?region=wales"), act="untag", tag="Nowhere") is None
    assert (Tag.objects.count(), TaggedCLP.objects.count()) == (0, 0)


def test_owner_of_several_clps_is_said_and_undone_unless_said_anew(team, overdue):
    rows = keys(team, CLPS, "?region=wales")
    act = do(team, CLPS, rows, act="owner", owner=team.person.pk)
    assert Ownership.objects.filter(owner=team.person).count() == 3
    team.post("/admin/clps/overdue-0/story/owner/", {"owner": ""})
    page = team.post(f"/admin/several/undo/{act.pk}/", follow=True)
    assert "Undone for 2 of 3." in page.text


def test_entries_are_moved_a_step_and_taken_back_with_the_story(team, motion):
    for number in range(3):
        carry(motion, CLPFactory(name=f"Sent {number}"), send=True)
    rows = keys(team, ENTRIES)
    do(team, ENTRIES, rows[:1], act="ACKNOWLEDGE", on="2027-05-20")
    page = look(team, ENTRIES, rows, act="PUT_IN_BALLOT", on="2027-05-21")
    assert "Left out: 3" in page.text
    act = do(team, ENTRIES, rows, act="RULE_IN_ORDER", on="2027-05-21")
    assert {entry.state for entry in ConferenceEntry.objects.all()} == {EntryState.IN_ORDER}
    assert set(motion.standings.values_list("stage", flat=True)) == {"accepted"}
    undo(team, act)
    assert sorted(ConferenceEntry.objects.values_list("state", flat=True)) == ["acknowledged", "sent", "sent"]
    assert Event.objects.filter(details__reason="Undone: it was recorded for several at once.").count() == 3


def test_entries_are_ruled_out_on_the_same_grounds_and_taken_back(team, motion):
    for number in range(2):
        carry(motion, CLPFactory(name=f"Sent {number}"), send=True)
    rows, given = keys(team, ENTRIES), {"act": "RULE_OUT", "on": "2027-05-21", "grounds": ["not-new", "late"]}
    page = look(team, ENTRIES, rows, **given).text
    assert "Ruled out: Not a new issue, or covered by the policy forum’s report; Late: 2" in page
    assert page.count('name="grounds"') == 2
    act = do(team, ENTRIES, rows, **given)
    entries = ConferenceEntry.objects.all()
    assert [(one.state, {given.ground for given in one.grounds.all()}) for one in entries] == [
        (EntryState.RULED_OUT, {"not-new", "late"})
    ] * 2
    assert set(motion.standings.values_list("stage", flat=True)) == {"ruled_out"}
    undo(team, act)
    assert [one.state for one in ConferenceEntry.objects.all()] == [EntryState.SENT] * 2


def test_grounds_for_several_are_called_as_this_conference_calls_them(team, motion):
    RefusalGround.objects.create(conference=motion.campaign.conference, ground="late", name="Past the NEC’s hour")
    carry(motion, CLPFactory(), send=True)
    rows, given = keys(team, ENTRIES), {"act": "RULE_OUT", "on": "2027-05-21", "grounds": ["late"]}
    offered = dict(team.get(ENTRIES).context["form"].fields["grounds"].choices)
    assert (offered["late"], "other" in offered) == ("Past the NEC’s hour", False)
    assert "Ruled out: Past the NEC’s hour: 1" in look(team, ENTRIES, rows, **given).text
    do(team, ENTRIES, rows, **given)
    assert [one.ground for one in ConferenceEntry.objects.get().grounds.all()] == ["late"]


def test_entry_that_is_ruled_out_already_keeps_its_own_ruling(team, motion):
    out, appealed, fresh = (CLPFactory(name=name) for name in ("Out", "Appealed", "Fresh"))
    for clp in (out, appealed, fresh):
        carry(motion, clp, send=True)
    entries = {entry.clp.name: entry for entry in ConferenceEntry.objects.select_related("clp")}
    ruled = {
        "on": date(2027, 5, 20),
        "by": None,
        "grounds": [RulingGround.SEVERAL_SUBJECTS],
        "letter": "Two subjects.",
    }
    for name in ("Out", "Appealed"):
        move_entry(entries[name], EntryAct.RULE_OUT, **ruled)
    move_entry(entries["Appealed"], EntryAct.APPEAL, on=date(2027, 5, 21), by=None)
    rows, given = keys(team, ENTRIES), {"act": "RULE_OUT", "on": "2027-05-22", "grounds": ["late"]}
    assert look(team, ENTRIES, rows, **given).text.count("That is known of it already. Add to it at its CLP.") == 2
    undo(team, do(team, ENTRIES, rows, **given))
    told = ConferenceEntry.objects.order_by("clp__name")
    assert [(one.state, one.ruling_letter, [its.ground for its in one.grounds.all()]) for one in told] == [
        (EntryState.APPEALED, "Two subjects.", ["several-subjects"]),
        (EntryState.SENT, "", []),
        (EntryState.RULED_OUT, "Two subjects.", ["several-subjects"]),
    ]


@pytest.mark.parametrize(
    ("grounds", "said"),
    [
        ([], "Say what the committee gave as its reason, or tick “None given”."),
        (["late", "none-given"], "Tick the grounds that were given, or “None given”, and not both."),
        (["other"], "Select a valid choice."),
    ],
)
def test_entries_are_not_ruled_out_without_grounds_that_fit_all(team, motion, grounds, said):
    carry(motion, CLPFactory(), send=True)
    rows = keys(team, ENTRIES)
    page = team.post(ENTRIES, {"row": rows, "act": "RULE_OUT", "on": "2027-05-21", "grounds": grounds, "sure": "yes"})
    assert (page.status_code, said in page.text) == (422, True)
    assert ConferenceEntry.objects.get().state == EntryState.SENT


def test_grounds_that_were_ticked_for_another_step_are_left_out(team, motion):
    carry(motion, CLPFactory(), send=True)
    do(team, ENTRIES, keys(team, ENTRIES), act="RULE_IN_ORDER", on="2027-05-21", grounds=["late"])
    assert not ConferenceEntry.objects.get().grounds.exists()


def test_entries_say_which_do_not_fit_and_why(team, motion):
    carry(motion, CLPFactory(), send=True)
    page = look(team, ENTRIES, keys(team, ENTRIES), act="ACKNOWLEDGE", on="2027-05-01")
    assert "That is before it was sent." in page.text
    assert "Do it for" not in page.text


def test_regions_have_targets_and_owners(team, motion, overdue):
    carry(motion, CLPFactory(region=overdue))
    for _ in range(2):
        page = team.post("/admin/regions/wales/", {"target": "12", "owner": team.person.pk}, follow=True)
    plan = LogEntry.objects.get(content_type__model="regionplan")
    assert (plan.user, plan.object_repr, plan.is_addition()) == (team.person, "Plan for Wales", True)
    assert "the regions’ targets make 12 together" in page.text
    assert "Olive Organiser" in page.text
    assert (RegionPlan.objects.get().target, RegionPlan.objects.get().owner) == (12, team.person)
    scot = with_role(Role.ORGANISER, RegionFactory(name="Scotland"))
    assert team.post("/admin/regions/wales/", {"target": "9", "owner": scot.pk}).status_code == 422
    team.force_login(scot)
    assert team.get("/admin/regions/").status_code == 200
    assert team.post("/admin/regions/scotland/", {"target": "1"}).status_code == 403
