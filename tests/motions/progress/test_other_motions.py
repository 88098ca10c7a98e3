"""How far a campaign's other motion has come: its own map, table, files and feed, and where mail leads."""

import json
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from motions.actions.other_motions import end_other_motion
from tests.factories import CLPFactory, UserFactory, make_carried, make_submission, open_another
from tests.mail.helpers import at, london, round_at

pytestmark = pytest.mark.django_db
PAGE = "/motions/emergency/progress/"
FILES = [f"/motions/emergency/progress.{kind}" for kind in ("json", "csv", "atom")]


def stages_in(answer):
    return {one["slug"]: one["stage"] for one in json.loads(answer.content)["clps"]}


def test_other_motion_has_its_own_map_table_files_and_feed(client, motion, emergency):
    mine, yours = CLPFactory(slug="mine"), CLPFactory(slug="yours")
    assert "Carried for conference" not in client.get(PAGE).text.partition("Every CLP</h2>")[2].partition("<tbody")[2]
    make_carried(emergency, mine)
    make_carried(motion, yours)
    page = client.get(PAGE).text
    assert "<h1>Progress: Books now, this winter</h1>" in page
    assert ('href="/clps/mine/motions/emergency/"' in page, 'href="/clps/mine/"' in page) == (True, False)
    assert f'href="/progress/">{motion}</a>' in page
    assert [f'href="{address}"' in page for address in FILES] == [True] * 3
    ours, others = (client.get(address) for address in ("/progress.json", FILES[0]))
    started = {"mine": "not_started", "yours": "not_started"}
    assert stages_in(ours) == started | {"yours": "carried_for_conference"}
    assert stages_in(others) == started | {"mine": "carried_for_conference"}
    assert json.loads(others.content)["target"] == 20
    sheet = client.get(FILES[1])
    assert sheet["Content-Disposition"] == 'attachment; filename="progress-emergency.csv"'
    assert [line.split(",")[1] for line in sheet.text.splitlines() if "carried" in line] == ['"mine"']
    feed = client.get(FILES[2]).text
    assert ("Books now, this winter: CLPs that carried it" in feed, "/clps/mine/motions/emergency/" in feed) == (
        True,
    ) * 2
    assert "/clps/yours/" not in feed


def test_first_motion_says_where_the_other_stands_and_goes_by_its_name_too(client, motion, emergency):
    assert f'href="{PAGE}">Books now, this winter</a>, for {emergency.campaign.conference.name}.' in (
        client.get("/progress/").text
    )
    assert f'href="{PAGE}"' in client.get("/").text
    assert f'href="{PAGE}"' in client.get(reverse("motions:motion", args=["emergency"])).text
    assert "<h1>Progress</h1>" in client.get("/motions/libraries/progress/").text


def test_motion_alone_tells_of_no_other(client, motion):
    assert "another motion" not in client.get("/progress/").text


def test_motion_that_has_ended_leads_to_what_became_of_it_and_its_files_are_gone(client, motion, emergency):
    assert client.get(FILES[0]).status_code == 200
    end_other_motion(emergency, by=UserFactory(is_superuser=True))
    gone = client.get(PAGE)
    assert (gone.status_code, gone.headers["Location"]) == (302, "/motions/emergency/afterwards/")
    assert [client.get(address).status_code for address in FILES] == [404] * 3
    assert client.get("/motions/nonsense/progress/", follow=True).status_code == 404


def test_mail_about_another_conference_leads_to_the_progress_of_its_motion(motion, clp):
    womens = open_another(motion, slug="womens", emergency=False)
    with at(london(2027, 9, 1, 12)):
        make_submission(womens, clp, email="robin@example.org", meeting_on=date(2027, 7, 1))
    round_at(london(2027, 9, 1, 13))
    before = len(mail.outbox)
    round_at(london(2027, 9, 19, 10))
    assert ["http://testserver/motions/womens/progress/\n" in sent.body for sent in mail.outbox[before:]] == [True]
