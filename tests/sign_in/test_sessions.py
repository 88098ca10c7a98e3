"""How long a session lasts, how it is ended, and what takes a recent sign-in."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.privacy.sweeps import sweep_sessions
from campaign.sign_in.middleware import STEP_UP, STEP_UP_TO_PRESS
from tests.guards.routes import ROUTES
from tests.sign_in.conftest import PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db
START = "2027-03-01 10:00Z"
AGAIN = "/sign-in/again/"


def test_session_ends_when_nobody_uses_it_for_twelve_hours(client, olive):
    with time_machine.travel(START, tick=False) as now:
        sign_in(client, olive)
        for _ in range(5):
            now.shift(timedelta(hours=11))
            assert is_in(client)
        now.shift(timedelta(hours=12, minutes=1))
        assert not is_in(client)


def test_session_ends_after_fourteen_days_however_busy(client, olive):
    with time_machine.travel(START, tick=False) as now:
        sign_in(client, olive)
        for hour in range(10, 14 * 24 + 10, 10):
            now.move_to("2027-03-01 10:00Z") if hour == 0 else now.shift(timedelta(hours=10))
            assert is_in(client) is (hour < 14 * 24), hour
        assert client.get("/admin/").status_code == 302


def test_sessions_are_listed_and_ended_by_their_owner_alone(client, olive, ada):
    elsewhere, third, adas = Client(headers={"user-agent": "Telephone"}), Client(), Client()
    for one in (client, elsewhere, third):
        sign_in(one, olive)
    sign_in(adas, ada)
    page = client.get("/account/sessions/").text
    assert ("Telephone" in page, page.count("Elsewhere"), page.count(">Here<")) == (True, 2, 1)
    telephone = UserSession.objects.get(user_agent="Telephone")
    assert telephone.ip == "127.0.0.0", "Only the network is kept."
    adas.post("/account/sessions/", {"one": telephone.pk})
    assert is_in(elsewhere)
    client.post("/account/sessions/", {"one": telephone.pk})
    assert [is_in(one) for one in (client, elsewhere, third, adas)] == [True, False, True, True]
    client.post("/account/sessions/")
    assert [is_in(one) for one in (client, third, adas)] == [True, False, True]
    assert "Elsewhere" not in client.get("/account/sessions/").text
    assert client.get("/account/sessions/").status_code == 200, "Looking at it ends nothing."


@pytest.mark.parametrize(
    "address",
    [
        "/admin/people/invite/",
        "/admin/desk/progress.csv",
        "/admin/clps/clp/export.csv",
        "/admin/motions/campaign/add/",
        "/admin/mail/remindersetting/",
    ],
)
def test_files_people_and_settings_take_a_recent_sign_in(client, ada, address):
    address = address.replace("/desk/progress", "/progress")
    with time_machine.travel(START, tick=False) as now:
        sign_in(client, ada)
        now.shift(timedelta(minutes=29))
        assert client.get(address).status_code in (200, 302, 404)
        now.shift(timedelta(minutes=2))
        asked = client.get(address)
        assert asked["Location"].startswith(f"{AGAIN}?next=")
        assert client.get("/admin/clps/clp/").status_code == 200
        where = asked["Location"]
        assert "This is not your password" in client.post(where, {"password": "a wrong one"}).text
        assert client.post(where, {"password": PASSWORD})["Location"] == address
        assert AGAIN not in client.get(address).get("Location", "")


def test_press_that_had_to_wait_for_a_sign_in_is_done_afterwards(client, ada):
    with time_machine.travel(START, tick=False) as now:
        sign_in(client, ada)
        now.shift(timedelta(minutes=31))
        sent = {"email": "robin@carried.test", "name": "Robin", "role": "Organisers", "reach": "all"}
        where = client.post("/admin/people/invite/", sent)["Location"]
        assert where.startswith(AGAIN)
        done = client.post(where, {"password": PASSWORD, "next": "/admin/people/invite/"}, follow=True)
        assert "An invitation went to robin@carried.test" in done.text


def test_patterns_of_what_takes_a_recent_sign_in_name_real_pages():
    from fnmatch import fnmatch

    names = {route.name for route in ROUTES}
    dead = [pattern for pattern in STEP_UP + STEP_UP_TO_PRESS if not any(fnmatch(name, pattern) for name in names)]
    assert dead == []


def test_public_pages_do_not_look_who_asks(client, olive, django_assert_max_num_queries):
    sign_in(client, olive)
    with django_assert_max_num_queries(20) as asked:
        page = client.get("/about/")
    assert "Cookie" not in page.get("Vary", "")
    assert [query["sql"] for query in asked.captured_queries if "django_session" in query["sql"]] == []


def test_deactivated_and_let_in_again_does_not_revive(client, olive, ada):
    sign_in(client, olive)
    admin = Client()
    sign_in(admin, ada)
    page = f"/admin/accounts/user/{olive.pk}/change/"
    form = {
        "name": "Olive",
        "role": "Organisers",
        "all_regions": "on",
        "consents-TOTAL_FORMS": 0,
        "consents-INITIAL_FORMS": 0,
    }
    admin.post(page, form)
    assert not is_in(client)
    admin.post(page, {**form, "is_active": "on"})
    assert User.objects.get(pk=olive.pk).is_active
    assert not is_in(client)


def test_session_that_ends_takes_what_is_kept_of_it(client, olive, ada):
    with time_machine.travel(START, tick=False) as now:
        for one in (client, Client()):
            sign_in(one, olive)
        client.post("/account/address/", {"email": "new@carried.test"})
        now.shift(timedelta(hours=11))
        assert is_in(client)
        now.shift(timedelta(hours=2))
        assert dict(sweep_sessions(timezone.now(), 100)) == {"session": 1, "place": 1, "address": 0}
        assert is_in(client)
        now.shift(timedelta(days=3))
        assert dict(sweep_sessions(timezone.now(), 100)) == {"session": 1, "place": 1, "address": 1}
        assert dict(sweep_sessions(timezone.now(), 100)) == {"session": 0, "place": 0, "address": 0}
