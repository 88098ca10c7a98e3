"""Champions in the admin: noted, withdrawn and introduced through the actions, and by nobody else."""

from datetime import date

import pytest
from zeal import zeal_ignore

from motions.actions.champions import record_champion, withdraw_champion
from motions.models import Champion, Event, Introduction, Standing
from tests.factories import CLPFactory, UserFactory, make_champion, make_submission, sign_in_with

pytestmark = pytest.mark.django_db
CHAMPIONS = "/admin/motions/champion/"


@pytest.fixture
def organiser(client):
    rights = ("view_champion", "add_champion", "change_champion", "view_introduction")
    return sign_in_with(client, *rights, name="Olive Organiser")


def tool(champion, name):
    return f"{CHAMPIONS}{champion.pk}/tools/{name}/"


def test_champion_is_noted_as_the_organiser_and_counts(client, organiser, motion, clp):
    member = UserFactory()
    data = {"motion": motion.pk, "clp": clp.pk, "activist": member.pk, "name": "Sam", "since": "2027-02-02"}
    # One query for who is signed in and one for who is noted are no loop.
    with zeal_ignore([{"model": "accounts.User", "field": "get()"}]):
        assert client.post(f"{CHAMPIONS}add/", data).status_code == 302
    champion = Champion.objects.get()
    assert (champion.state, champion.name, champion.since, champion.version) == (
        "active",
        "Sam",
        date(2027, 2, 2),
        motion.current_version,
    )
    assert Standing.objects.get().stage == "champion_found"
    assert Event.objects.get(kind="champion_found").by == organiser


def test_champion_page_shows_everything_and_takes_nothing(client, organiser, motion, clp):
    champion = make_champion(motion, clp, email="robin@example.org")
    make_submission(motion, clp, email="robin@example.org")
    address = f"{CHAMPIONS}{champion.pk}/change/"
    shown = client.get(address).text
    assert "Robin Reader" in shown
    assert 'alt="True"' in shown
    assert client.post(address, {"state": "withdrawn"}).status_code == 403
    champion.refresh_from_db()
    assert champion.state == "active"


def test_champion_page_offers_the_tools_that_make_sense(client, organiser, motion, clp):
    agreed, alone = make_champion(motion, clp, may_introduce=True), make_champion(motion, clp)
    gone = withdraw_champion(make_champion(motion, clp), by=None)
    offered = {
        champion: [
            name
            for name in ("introduce", "withdraw")
            if tool(champion, name) in client.get(f"{CHAMPIONS}{champion.pk}/change/").text
        ]
        for champion in (agreed, alone, gone)
    }
    assert offered == {agreed: ["introduce", "withdraw"], alone: ["withdraw"], gone: []}


def test_withdraw_tool_asks_and_withdraws_once(client, organiser, motion, clp):
    champion = make_champion(motion, clp)
    assert "Withdraw Robin Reader?" in client.get(tool(champion, "withdraw")).text
    assert client.post(tool(champion, "withdraw")).status_code == 302
    assert Standing.objects.get().stage == "not_started"
    assert Event.objects.get(kind="champion_withdrawn").by == organiser
    assert "You cannot withdraw here: withdrawn." in client.post(tool(champion, "withdraw")).text


def test_introduce_tool_offers_those_who_agreed_and_have_not_met(client, organiser, motion, clp):
    one = make_champion(motion, clp, may_introduce=True)
    other = make_champion(motion, clp, may_introduce=True, name="Asha Agreed")
    make_champion(motion, clp, name="Silent Sam")
    make_champion(motion, CLPFactory(), may_introduce=True, name="Far Away")
    make_champion(motion, clp, may_introduce=True, confirmed=False, name="Not Confirmed")
    asked = client.get(tool(one, "introduce")).text
    assert "Asha Agreed, since" in asked
    assert not any(name in asked for name in ("Silent Sam", "Far Away", "Not Confirmed", ">Robin Reader, since"))
    assert client.post(tool(one, "introduce"), {"other": other.pk}).status_code == 302
    assert [(row.one, row.other, row.by) for row in Introduction.objects.all()] == [(one, other, organiser)]
    assert "or they have met already" in client.get(tool(other, "introduce")).text


def test_introduce_tool_refuses_everybody_else(client, organiser, motion, clp):
    one, silent = make_champion(motion, clp, may_introduce=True), make_champion(motion, clp)
    far = make_champion(motion, CLPFactory(), may_introduce=True)
    for other in (silent.pk, far.pk, one.pk, "", "nobody"):
        refused = client.post(tool(one, "introduce"), {"other": other})
        assert "Choose somebody in this CLP who agreed too." in refused.text
    agreed = make_champion(motion, clp, may_introduce=True)
    assert "Both have to agree first." in client.post(tool(silent, "introduce"), {"other": agreed.pk}).text
    assert not Introduction.objects.exists()


@pytest.mark.parametrize("name", ["withdraw", "introduce"])
def test_tools_are_closed_to_staff_without_the_permission(client, motion, clp, name):
    one, other = (make_champion(motion, clp, may_introduce=True) for _ in range(2))
    client.force_login(UserFactory(is_staff=True))
    assert client.post(tool(one, name), {"other": other.pk}).status_code == 403
    client.logout()
    assert client.post(tool(one, name), {"other": other.pk}).status_code == 302
    one.refresh_from_db()
    assert (one.state, Introduction.objects.count()) == ("active", 0)


def test_lists_cost_the_same_for_one_champion_and_for_many(client, organiser, motion, django_assert_num_queries):
    def add_a_pair():
        clp, members = CLPFactory(), [UserFactory(), UserFactory()]
        for member in members:
            champion = record_champion(motion=motion, clp=clp, activist=member, since=date(2027, 2, 2), by=None)
            Champion.objects.filter(pk=champion.pk).update(may_introduce=True)
        one, other = Champion.objects.filter(clp=clp)
        client.post(tool(one, "introduce"), {"other": other.pk})

    for _ in range(5):
        add_a_pair()
        for address, count in ((CHAMPIONS, 14), ("/admin/motions/introduction/", 14)):
            with django_assert_num_queries(count):
                client.get(address)


def test_introductions_are_shown_and_never_typed(client, organiser, motion, clp):
    one = make_champion(motion, clp, may_introduce=True, name="Asha Agreed")
    other = make_champion(motion, clp, may_introduce=True, name="Bryn Agreed")
    client.post(tool(one, "introduce"), {"other": other.pk})
    shown = client.get("/admin/motions/introduction/").text
    assert "Asha Agreed" in shown
    assert "Bryn Agreed" in shown
    assert client.get("/admin/motions/introduction/add/").status_code == 403
