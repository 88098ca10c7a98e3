"""The block for other sites: who may frame it, what it shows, and that it is kept for each look."""

import re

import pytest
from django.utils.html import escape

from motions.enums import PublicView
from motions.models import Campaign, Standing
from motions.sharing.embedding import HEIGHTS, Look, Size, Theme
from tests.factories import CLPFactory, MotionFactory
from tests.reading import plain
from tests.servers import ROOT

pytestmark = pytest.mark.django_db
ADDRESS = "/embed/progress/"
HOSTILE = '<script>alert("1")</script> & Co'


@pytest.fixture
def motion(time_machine):
    time_machine.move_to("2027-09-01T12:00:00+01:00", tick=False)
    motion = MotionFactory(campaign__name=HOSTILE, campaign__target=4)
    for place, stage in enumerate(["carried_for_conference", "sent_to_conference", "with_clp"]):
        clp = CLPFactory(name=f"{HOSTILE} {place}", slug=f"clp-{place}", hex_q=place, hex_r=0)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since="2027-03-01")
    CLPFactory(hex_q=9, hex_r=9)
    return motion


def read(client, **look):
    response = client.get(ADDRESS, look)
    assert response.status_code == 200
    return response.content.decode()


def policy(response):
    return dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))


def test_embed_may_be_framed_and_nothing_else_may(client, motion):
    for _ in ("drawn", "kept"):
        response = client.get(ADDRESS)
        assert "X-Frame-Options" not in response
        assert policy(response)["frame-ancestors"] == "*"
        assert policy(response)["script-src"] == "'self'"
    for other in ("/", "/progress/", "/share/", "/motions/", "/clps/clp-0/"):
        response = client.get(other)
        assert response["X-Frame-Options"] == "DENY"
        assert policy(response)["frame-ancestors"] == "'none'"


def test_embed_without_a_campaign_says_so_and_may_be_framed(client):
    response = client.get(ADDRESS)
    assert "No campaign is set up here yet" in response.content.decode()
    assert "X-Frame-Options" not in response


def test_embed_says_counts_with_what_they_are_out_of(client, motion):
    said = plain(read(client))
    for part in (
        "2 carried it for conference of 4 CLPs",
        "1 sent it to conference of 2 that carried it",
        "1 before a branch or CLP now of 4 CLPs",
        "2 of our target of 4 2 to go",
        "Motions close at 5pm on Thursday 16 September 2027: 15 days left .",
    ):
        assert part in said


def test_embed_sets_no_cookie_runs_no_script_and_opens_links_in_a_new_tab(client, motion):
    response = client.get(ADDRESS, {"size": "large"})
    page = response.content.decode()
    assert response.cookies == {}
    assert "<script" not in page
    assert escape(HOSTILE) in page
    links = re.findall(r"<a [^>]*>", page)
    assert len(links) == 4
    for link in links:
        assert 'href="http://testserver/' in link
        assert 'target="_blank" rel="noopener"' in link


@pytest.mark.parametrize(
    ("size", "has_map", "has_legend"), [("small", False, False), ("medium", True, False), ("large", True, True)]
)
def test_embed_shows_as_much_as_its_size_has_room_for(client, motion, size, has_map, has_legend):
    page = read(client, size=size)
    assert ("<svg viewBox" in page and "hex-borders" in page) == has_map
    assert ('class="legend"' in page) == has_legend
    if has_map:
        assert 'role="img" aria-label="Map of 4 CLPs: 2 have carried it for conference"' in page
        assert f"<title>{escape(HOSTILE)} 2: With the CLP</title>" in page


@pytest.mark.parametrize(("theme", "dark"), [("auto", False), ("light", False), ("dark", True)])
def test_embed_takes_the_colours_it_is_asked_for(client, motion, theme, dark):
    page = read(client, theme=theme)
    assert f'data-theme="{theme}"' in page
    assert ("css/dark.css" in page) == dark


@pytest.mark.parametrize("query", [{"theme": "pink", "size": "huge"}, {"theme": "", "size": "MEDIUM"}, {"other": "x"}])
def test_embed_takes_what_it_does_not_know_as_usual(client, motion, query):
    assert read(client, **query) == read(client)
    assert Look.of(query) == Look(Theme.AUTO, Size.MEDIUM)


def test_embed_is_kept_for_each_look_and_one_never_stands_for_another(client, motion, django_assert_num_queries):
    looks = [{"theme": theme.value, "size": size.value} for theme in Theme for size in Size]
    pages = [client.get(ADDRESS, look) for look in [{}, *looks]]
    assert len({page["ETag"] for page in pages}) == 9
    for look, first in zip([{}, *looks], pages, strict=True):
        with django_assert_num_queries(1):
            again = client.get(ADDRESS, look, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "X-Frame-Options" not in again
        assert policy(again)["frame-ancestors"] == "*"
        assert client.get(ADDRESS, look).content == first.content


def test_embed_moves_with_a_stage_and_respects_what_the_public_may_see(client, motion):
    before = client.get(ADDRESS)
    Campaign.objects.update(public_view=PublicView.ADOPTED)
    after = client.get(ADDRESS, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "With the CLP" not in after.content.decode()
    assert "before a branch or CLP now" not in after.content.decode()


def test_embed_at_650_clps_weighs_less_than_100_kb(client, motion):
    for number in range(650):
        CLPFactory(name=f"Middlesbrough South and East Cleveland {number}", hex_q=number % 26, hex_r=20 + number // 26)
    assert len(client.get(ADDRESS, {"size": "large"}).content) < 100_000


def test_embed_colours_when_dark_are_the_sites_own():
    values = re.compile(r"(--[\w-]+): ([^;]+);")
    tokens = (ROOT / "static/css/tokens.css").read_text().partition("prefers-color-scheme: dark")[2]
    assert dict(values.findall((ROOT / "static/css/dark.css").read_text())) == dict(values.findall(tokens))


def test_share_gives_the_code_of_the_look_that_was_chosen(client, motion):
    page = client.get("/share/", {"theme": "dark", "size": "small"})
    shown = page.content.decode()
    code = (
        "<!-- It may stand on pages with Cross-Origin-Embedder-Policy: require-corp or credentialless. -->\n"
        '<iframe src="http://testserver/embed/progress/?theme=dark&amp;size=small" '
        f'title="Progress of {escape(HOSTILE)}" width="100%" height="{HEIGHTS[Size.SMALL]}" loading="lazy" '
        'frameborder="0"></iframe>'
    )
    assert f'spellcheck="false">{escape(code)}</textarea>' in shown
    assert '<iframe src="/embed/progress/?theme=dark&amp;size=small"' in shown
    assert '<option value="dark" selected>' in shown
    assert policy(page)["frame-src"] == "'self'"
    assert page.cookies == {}


def test_share_without_a_campaign_says_so(client):
    assert "No campaign is set up here yet" in client.get("/share/").content.decode()


@pytest.mark.parametrize("address", [ADDRESS, "/share/"])
def test_sharing_pages_take_reading_only(client, address):
    assert client.post(address).status_code == 405
