"""What links show where they are shared: cards, pictures, and the feed."""

import re
import struct
import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django.db.models import F

from motions.actions.votes import record_vote
from motions.enums import MotionKind, PublicView, Stage
from motions.models import Campaign, Motion, Standing
from motions.progress.standings import public_standing
from motions.sharing.pictures import FILLS, CampaignPicture, CLPPicture
from motions.texts import typesetting
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, carried_on, make_submission
from tests.servers import ROOT

pytestmark = pytest.mark.django_db
NO_NEWS = set(Stage) - {
    Stage.CARRIED_AS_POLICY,
    Stage.CARRIED_FOR_CONFERENCE,
    Stage.SENT_TO_CONFERENCE,
    Stage.ACCEPTED,
}
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<b>"Brent" & Co #let x = sys.inputs $y$ \\ ŵŷâô – … 🪑'


@pytest.fixture
def motion(time_machine):
    time_machine.move_to("2027-03-10T12:00:00Z", tick=False)
    return MotionFactory(slug="libraries", campaign__target=10, version__title="A library in reach")


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


def stand(motion, clp, stage, since="2027-02-01"):
    Standing.objects.update_or_create(motion=motion, clp=clp, defaults={"stage": stage, "since": since})
    Motion.objects.filter(pk=motion.pk).update(progress_version=F("progress_version") + 1)


class Head(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.card = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("property") or given.get("name") or ""
        if tag == "meta" and name.startswith(("og:", "twitter:")):
            self.card[name] = given["content"]
        if tag == "link" and given.get("rel") in {"canonical", "alternate"}:
            self.card[given["rel"]] = given["href"]


def card(client, address):
    return Head(client.get(address).content.decode()).card


USUAL = {
    "og:type": "website",
    "og:locale": "en_GB",
    "og:site_name": "A library in reach",
    "og:image:type": "image/png",
    "og:image:width": "1200",
    "og:image:height": "630",
    "og:image:alt": "How many CLPs have carried “A library in reach”, and the target",
    "twitter:card": "summary_large_image",
    "alternate": "/progress.atom",
}


@pytest.mark.parametrize(
    ("address", "title", "description"),
    [
        ("/", "A library in reach", "Every child should live within reach of a library."),
        (
            "/progress/",
            "Progress – A library in reach",
            "How far A library in reach has come in every CLP, on a map and in a table.",
        ),
        ("/clps/ynys-mon/", "Ynys Môn CLP – A library in reach", "Nobody has told us of a motion here yet."),
        (
            "/motions/libraries/",
            "A library in reach",
            "The motion to take to your CLP for Annual Conference: read it, copy it, download it.",
        ),
        (
            "/share/",
            "Share – A library in reach",
            "Show how far the motion has come on your own site, in a message or in a feed reader.",
        ),
    ],
)
def test_card_says_what_the_page_is_in_full_addresses(client, motion, clp, address, title, description):
    motion.campaign.conference.name = "Annual Conference"
    motion.campaign.conference.save()
    picture = f"http://testserver{CampaignPicture.read(motion.campaign).path}"
    own = {"og:title": title, "og:description": description, "og:image": picture}
    here = f"http://testserver{address}"
    assert card(client, f"{address}?from=a-message") == {**USUAL, **own, "og:url": here, "canonical": here}


def test_card_of_a_clp_shows_its_own_picture_once_there_is_something_to_say(client, motion, clp):
    stand(motion, clp, Stage.SENT_TO_CONFERENCE)
    shown = card(client, "/clps/ynys-mon/")
    assert re.fullmatch(r"http://testserver/clps/ynys-mon/share-[0-9a-f]{24}\.png", shown["og:image"])
    assert client.get(shown["og:image"]).status_code == 200
    assert shown["og:image:alt"] == "Ynys Môn CLP: Sent to conference"
    assert shown["og:description"] == "The CLP has sent it to conference."


def test_card_and_picture_of_a_clp_give_away_no_more_than_the_public_may_see(client, motion, clp):
    stand(motion, clp, Stage.WITH_CLP)
    Campaign.objects.update(public_view=PublicView.ADOPTED)
    assert "/share/progress-" in card(client, "/clps/ynys-mon/")["og:image"]
    assert client.get("/clps/ynys-mon/share.png").status_code == 302


def test_card_of_a_local_motion_does_not_send_it_to_conference(client, motion):
    MotionFactory(slug="local", kind=MotionKind.LOCAL, campaign=motion.campaign)
    described = card(client, "/motions/local/")["og:description"]
    assert described == "A model motion that your branch or CLP can pass on its own account."


def test_pages_without_a_campaign_have_no_card(client):
    assert card(client, "/") == {}
    assert card(client, "/about/") == {}


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_picture_of_the_campaign_is_drawn_kept_and_answered_304(client, motion, clp, django_assert_num_queries):
    first = client.get("/share/progress.png", headers={"Accept-Encoding": "br, gzip"})
    assert (first["Content-Type"], size_of(first.content)) == ("image/png", (1200, 630))
    assert "Content-Encoding" not in first
    assert first.cookies == {}
    assert len(first.content) < 200_000
    with django_assert_num_queries(1):
        again = client.get("/share/progress.png", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    stand(motion, clp, Stage.CARRIED_FOR_CONFERENCE)
    moved = client.get("/share/progress.png", headers={"If-None-Match": first["ETag"]})
    assert (moved.status_code, moved.content == first.content) == (200, False)


def test_picture_of_a_clp_moves_with_what_it_says_and_with_nothing_else(client, motion, clp):
    stand(motion, clp, Stage.WITH_BRANCH)
    first = client.get("/clps/ynys-mon/share.png")
    assert (first["Content-Type"], size_of(first.content)) == ("image/png", (1200, 630))
    assert first.cookies == {}
    stand(motion, CLPFactory(), Stage.WITH_CLP)
    again = client.get("/clps/ynys-mon/share.png", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "public, no-cache")
    stand(motion, CLPFactory(), Stage.CARRIED_FOR_CONFERENCE)
    moved = client.get("/clps/ynys-mon/share.png", headers={"If-None-Match": first["ETag"]})
    assert (moved.status_code, moved["ETag"] == first["ETag"]) == (200, False)


def test_picture_of_a_clp_with_nothing_to_say_is_the_campaigns(client, motion, clp):
    response = client.get("/clps/ynys-mon/share.png")
    assert (response.status_code, response["Location"]) == (302, "/share/progress.png")


def test_picture_says_how_far_the_campaign_is(motion, clp):
    stand(motion, clp, Stage.CARRIED_FOR_CONFERENCE)
    CLPFactory()
    assert CampaignPicture.read(motion.campaign) == CampaignPicture(
        campaign="A library in reach",
        carried="1",
        carried_size=330,
        label="CLP has carried it for conference",
        out_of="of 2 across the country",
        percent=10.0,
        target="Our target: 10",
        site="testserver",
    )


@pytest.mark.parametrize(
    ("stage", "carried", "count"),
    [
        (Stage.SENT_TO_CONFERENCE, 1, "The first CLP to carry it"),
        (Stage.SENT_TO_CONFERENCE, 12, "One of 12 CLPs that carried it for conference"),
        (Stage.WITH_CLP, 1, "1 CLP has carried it for conference"),
        (Stage.RULED_OUT, 12, "One of 12 CLPs that carried it for conference"),
        (Stage.CARRIED_AS_POLICY, 12, "12 CLPs have carried it for conference"),
    ],
)
def test_picture_says_what_a_clp_is_part_of(motion, clp, stage, carried, count):
    stand(motion, clp, stage)
    standing = public_standing(clp, motion, motion.campaign)
    picture = CLPPicture.of(motion.campaign, standing, carried=carried)
    assert (picture.name, picture.stage, picture.count) == ("Ynys Môn\N{NO-BREAK SPACE}CLP", stage.label, count)


@pytest.mark.parametrize("name", [HOSTILE, "W" * 113, "Ynys\x00Môn", "عربي \u202e כ"])
def test_picture_of_a_hostile_name_is_drawn_as_words(client, motion, name):
    motion.campaign.name = name.replace("\x00", "")
    motion.campaign.save()
    clp = CLPFactory(name=name.replace("\x00", ""), slug="hostile")
    stand(motion, clp, Stage.ANOTHER_MOTION_CHOSEN)
    for address in ("/clps/hostile/share.png", "/share/progress.png"):
        assert size_of(client.get(address).content) == (1200, 630)


def test_picture_is_drawn_in_the_sites_own_colours():
    tokens = (ROOT / "static/css/tokens.css").read_text().partition("@media")[0]
    assert set(FILLS) == set(Stage)
    for fill, _ in FILLS.values():
        assert f": {fill};" in tokens
    look = (typesetting.FOLDER / "look.typ").read_text()
    for name in ("red", "paper", "ink", "carried"):
        assert f'#let {name} = rgb("' + tokens.split(f"--{name}: #")[1][:6] in look


def test_pictures_asked_for_by_a_crawler_are_drawn_only_where_there_is_something_to_say(client, motion, clp):
    stand(motion, clp, Stage.WITH_CLP)
    for number in range(20):
        CLPFactory(slug=f"quiet-{number}")
    typesetting.forget_typesetting()
    for _ in range(2):
        for slug in ["ynys-mon", *(f"quiet-{number}" for number in range(20))]:
            assert size_of(client.get(f"/clps/{slug}/share.png", follow=True).content) == (1200, 630)
    assert typesetting.drawings_kept() == 2


@pytest.mark.parametrize("address", ["/share/progress.png", "/clps/ynys-mon/share.png"])
def test_pictures_without_a_campaign_are_not_there(client, clp, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405


def read_feed(client):
    response = client.get("/progress.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.cookies == {}
    feed = ElementTree.fromstring(response.content)
    return feed, [{child.tag.removeprefix(ATOM): child for child in entry} for entry in feed.iter(f"{ATOM}entry")]


def test_feed_lists_clps_that_carried_it_the_latest_first(client, motion, clp):
    stand(motion, clp, Stage.CARRIED_FOR_CONFERENCE, "2027-03-01")
    stand(motion, CLPFactory(name=HOSTILE, slug="hostile"), Stage.CARRIED_AS_POLICY, "2027-07-02")
    for stage in NO_NEWS:
        stand(motion, CLPFactory(), stage)
    feed, entries = read_feed(client)
    assert feed.find(f"{ATOM}id").text == "http://testserver/progress.atom"
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Friends of the Lending Library"
    assert feed.find(f"{ATOM}updated").text == "2027-07-01T23:00:00+00:00"
    assert [entry["title"].text for entry in entries] == [
        f"{HOSTILE} CLP: Carried as policy",
        "Ynys Môn CLP: Carried for conference",
    ]
    last = entries[1]
    assert last["id"].text == "http://testserver/clps/ynys-mon/#libraries"
    assert last["link"].attrib["href"] == "http://testserver/clps/ynys-mon/"
    assert last["updated"].text == "2027-03-01T00:00:00+00:00"
    # A summary is read as HTML: a name in it must stay words.
    assert entries[0]["summary"].text.startswith("&lt;b&gt;&quot;Brent&quot; &amp; Co ")


def test_feed_entry_keeps_its_id_as_the_clp_goes_on(client, motion, clp):
    stand(motion, clp, Stage.CARRIED_FOR_CONFERENCE)
    before = read_feed(client)[1][0]
    stand(motion, clp, Stage.SENT_TO_CONFERENCE, "2027-03-05")
    after = read_feed(client)[1][0]
    assert after["id"].text == before["id"].text
    assert after["updated"].text > before["updated"].text


def test_feed_that_is_empty_is_as_old_as_its_campaign_and_answers_304(client, motion, time_machine):
    Campaign.objects.update(modified_at=datetime(2027, 1, 2, tzinfo=UTC))
    first = client.get("/progress.atom")
    assert read_feed(client)[0].find(f"{ATOM}updated").text == "2027-01-02T00:00:00+00:00"
    time_machine.shift(3600)
    assert client.get("/progress.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_feed_holds_the_hundred_newest(client, motion):
    for number in range(103):
        stand(motion, CLPFactory(name=f"CLP {number:03}"), Stage.ACCEPTED)
    entries = read_feed(client)[1]
    assert (len(entries), entries[-1]["title"].text) == (100, "CLP 099 CLP: Accepted")


def test_feed_without_a_campaign_is_not_there(client):
    assert client.get("/progress.atom").status_code == 404
    CampaignFactory()
    assert client.get("/progress.atom").status_code == 200


def test_address_of_a_picture_moves_with_its_figures_and_an_old_one_leads_on(client, motion, clp):
    first = card(client, "/progress/")["og:image"]
    stand(motion, clp, Stage.WITH_CLP)
    assert card(client, "/progress/")["og:image"] == first
    own = card(client, "/clps/ynys-mon/")["og:image"]
    stand(motion, CLPFactory(), Stage.CARRIED_FOR_CONFERENCE)
    second = card(client, "/progress/")["og:image"]
    assert second != first
    assert size_of(client.get(second).content) == (1200, 630)
    assert client.get(first)["Location"] == second.removeprefix("http://testserver")
    led = client.get(own, follow=True)
    assert led.status_code == 200
    assert led.request["PATH_INFO"] != own.removeprefix("http://testserver")
    assert f'src="{second.removeprefix("http://testserver")}"' in client.get("/share/").text


@pytest.mark.parametrize("address", ["/share/progress.png", "/embed/progress/", "/embed/progress/?size=small"])
def test_picture_and_block_that_others_show_may_stand_on_isolated_pages(client, motion, address):
    for _ in range(2):
        response = client.get(address)
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response["Cross-Origin-Embedder-Policy"] == "require-corp"


def test_pages_that_nobody_frames_are_held_by_no_other_site(client, motion):
    assert "Cross-Origin-Resource-Policy" not in client.get("/progress/")


def test_feed_entries_have_times_of_their_own_and_stand_by_them(client, motion, time_machine):
    result = carried_on(date(2027, 3, 20))
    for name, hour in (("Anglesey", 9), ("Zeal Monachorum", 10), ("Bath", 11)):
        time_machine.move_to(f"2027-03-25T{hour:02}:30:00+00:00")
        record_vote(
            make_submission(motion, CLPFactory(name=name, slug=name.lower().replace(" ", "-"))), result, by=None
        )
    feed, entries = read_feed(client)
    told = [
        (entry["title"].text.split(" CLP")[0], entry["updated"].text, entry["published"].text) for entry in entries
    ]
    assert told == [
        ("Bath", "2027-03-25T11:30:00+00:00", "2027-03-20T00:00:00+00:00"),
        ("Zeal Monachorum", "2027-03-25T10:30:00+00:00", "2027-03-20T00:00:00+00:00"),
        ("Anglesey", "2027-03-25T09:30:00+00:00", "2027-03-20T00:00:00+00:00"),
    ]
    assert feed.find(f"{ATOM}updated").text == "2027-03-25T11:30:00+00:00"
