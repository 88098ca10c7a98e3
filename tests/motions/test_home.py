import gzip
import re
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from clps.models import CLP
from motions.models import Standing
from tests.factories import CampaignFactory, CLPFactory, MotionFactory

pytestmark = pytest.mark.django_db
PAGES = ["/", "/progress/", "/about/", "/privacy/", "/help/", "/help/ask/", "/help/asked/", "/nowhere/"]
MOST_BYTES = 100_000  # of one public page with its styles and scripts, as it is sent


@pytest.fixture
def motion():
    motion = MotionFactory(campaign__name="Libraries <now>")
    carried = CLPFactory(name="Brent East", slug="brent-east", hex_q=0, hex_r=0)
    Standing.objects.create(motion=motion, clp=carried, stage="sent_to_conference", since=date(2027, 2, 1))
    return motion


def test_home_asks_one_question_and_counts(client, motion):
    with time_machine.travel("2027-08-20T12:00:00Z"):
        page = client.get("/").content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Find your CLP"]
    assert "<b>27</b> days left" in page
    assert "5pm on Thursday 16 September 2027, UK time." in page
    assert "<strong>Thursday 2 September 2027</strong>" in page
    assert '<span class="figure__number">1</span>' in page
    assert '<span class="figure__label">carried it for conference</span>' in page
    assert "1 of our target of 100" in page
    assert f'href="/motions/{motion.slug}/"' in page


@pytest.mark.parametrize(
    ("service", "words"),
    [("", "By its name. Its page says"), ("https://postcodes.test", "By its name or your postcode. Its page says")],
)
def test_home_speaks_of_a_postcode_only_where_one_is_looked_up(client, motion, settings, service, words):
    settings.POSTCODES_URL = service
    assert words in client.get("/").text


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2027-09-10T12:00:00Z", "The last safe day was Thursday 2 September 2027."),
        ("2027-09-15T12:00:00Z", "<b>1</b> day left"),
        ("2027-09-16T12:00:00Z", "<b>Today</b>"),
        ("2027-09-16T16:00:01Z", "Motions closed at 5pm on Thursday 16 September 2027."),
    ],
)
def test_home_words_follow_the_deadline(client, motion, now, words):
    with time_machine.travel(now):
        assert words in client.get("/").content.decode()


def test_home_without_a_campaign_says_how_to_set_one_up(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "manage.py setup_link" in page.content.decode()


def test_home_before_the_motion_has_a_text_says_so(client):
    CampaignFactory()
    assert "The motion’s text is not published yet." in client.get("/").content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_public_page_sets_no_cookie_and_asks_nobody_else(client, motion, address):
    response = client.get(address)
    assert not response.cookies
    # The page's own address, which is said in full, is nothing to load.
    page = response.content.decode().replace('<link rel="canonical" href="http://testserver/', "<link ")
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page)
    assert " style=" not in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_public_page_escapes_the_campaigns_name(client, motion, address):
    page = client.get(address).content.decode()
    assert "Libraries &lt;now&gt;" in page
    assert "<now>" not in page


# What is kept for how long, and who has it, the notice reads from the tables that it tells of.
@pytest.mark.parametrize(("address", "queries"), [("/about/", 1), ("/privacy/", 3)])
def test_plain_page_costs_few_queries(client, motion, address, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/progress/"])
def test_public_page_with_every_clp_weighs_under_100_kb(client, address):
    call_command("import_clps", settings.BASE_DIR / "clps/data/clps.csv", verbosity=0)
    motion = MotionFactory()
    stages = ["with_clp", "carried_for_conference", "accepted", "with_branch"]
    Standing.objects.bulk_create(
        Standing(motion=motion, clp=clp, stage=stages[number % 4], since=date(2027, 1, 1 + number % 28))
        for number, clp in enumerate(CLP.objects.all())
    )
    page = client.get(address, headers={"Accept-Encoding": "gzip"})
    weight = len(page.content)
    for path in set(re.findall(r'"/static/([^"]+)"', gzip.decompress(page.content).decode())):
        weight += len(gzip.compress((Path(settings.BASE_DIR) / "static" / path).read_bytes()))
    assert weight < MOST_BYTES


def test_about_page_gives_the_attribution(client, motion):
    page = client.get("/about/").content.decode()
    assert (
        "Constituency names, codes and positions: Source: Office for National Statistics licensed under the Open "
        "Government Licence v3.0. Contains OS data © Crown copyright and database right 2026. Scottish Parliament "
        "constituencies: Boundaries Scotland, © Crown copyright. One hexagon for each CLP, not to scale."
    ) in page


def test_missing_page_is_in_our_words(client, motion):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()


def test_failing_page_needs_no_database(rf, django_assert_num_queries):
    from django.views.defaults import server_error

    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"Something went wrong" in response.content
