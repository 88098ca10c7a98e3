import gzip
from datetime import UTC, date, datetime

import brotli
import pytest
import time_machine
from django.db.models import F
from django.test import Client

from clps.models import CLP
from motions.enums import PublicView
from motions.models import Campaign, Conference, Motion, Standing, Submission
from motions.progress.page_cache import preferred_coding
from tests.factories import CLPFactory, MotionFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESSES = ["/", "/progress/", "/progress.json", "/progress.csv"]
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    """A clock that stands still, so that only what a test does makes a page stale."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def motion(clock):
    motion = MotionFactory()
    clp = CLPFactory(name="Brent East", slug="brent-east", hex_q=0, hex_r=0)
    Standing.objects.create(motion=motion, clp=clp, stage="with_clp", since=date(2027, 2, 1))
    return motion


def move_stage(motion):
    Standing.objects.update(stage="carried_for_conference")
    Motion.objects.filter(pk=motion.pk).update(progress_version=F("progress_version") + 1)


def rename_clp(motion):
    clp = CLP.objects.get()
    clp.name = "Brent West"
    clp.modified_at = NOW
    with time_machine.travel(NOW.replace(second=1)):
        clp.save()


def hide_all_but_adopted(motion):
    Campaign.objects.update(public_view=PublicView.ADOPTED)


@pytest.mark.parametrize("address", ADDRESSES)
def test_kept_page_answers_304_to_a_reader_who_has_it(client, motion, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("change", [move_stage, rename_clp, hide_all_but_adopted])
def test_kept_page_is_drawn_anew_when_it_changes(client, motion, address, change):
    before = client.get(address)
    change(motion)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert after.content != before.content


@pytest.mark.parametrize("address", ["/", "/progress/", "/progress.json"])
def test_kept_page_follows_the_deadline_and_the_target(client, motion, address):
    etags = [client.get(address)["ETag"]]
    Conference.objects.update(deadline=datetime(2027, 9, 15, 16, 0, tzinfo=UTC))
    etags.append(client.get(address)["ETag"])
    Campaign.objects.update(target=7)
    etags.append(client.get(address)["ETag"])
    assert len(set(etags)) == 3


def test_kept_page_counts_the_days_anew_each_day(client, motion, clock):
    assert "<b>199</b> days left" in client.get("/").content.decode()
    clock.move_to(datetime(2027, 3, 2, 0, 0, 1, tzinfo=UTC))
    assert "<b>198</b> days left" in client.get("/").content.decode()


def test_kept_page_drawn_anew_with_nothing_changed_keeps_its_etag(client, motion, clock):
    first = client.get("/progress/")
    clock.shift(600)
    assert client.get("/progress/", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
def test_kept_page_costs_one_query(client, motion, address, django_assert_num_queries):
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_kept_page_drawn_costs_the_same_at_any_number_of_submissions(
    client, motion, address, django_assert_num_queries
):
    # The page of progress names what conference did, and how many affiliates said yes. Both pages name their picture
    # by its two figures.
    queries = {"/progress/": 11, "/": 11}.get(address, 7)
    version, clp, activist = motion.current_version, CLP.objects.get(), UserFactory()
    reports = {"version": version, "clp": clp, "body": "clp", "activist": activist, "sent_on": date(2027, 2, 1)}
    client.get(address)
    for more in (0, 650, 9_350):
        Submission.objects.bulk_create(Submission(**reports) for _ in range(more))
        move_stage(motion)
        # Freshness asked twice, the campaign, its motion, and three for the standings.
        with django_assert_num_queries(queries):
            client.get(address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_kept_page_is_the_same_in_every_coding(client, motion, address):
    plain = client.get(address)
    assert "Content-Encoding" not in plain
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
    etags = {plain["ETag"]}
    for coding, unpacked in unpack.items():
        packed = client.get(address, headers={"Accept-Encoding": coding})
        assert (packed["Content-Encoding"], packed["Vary"]) == (coding, "Accept-Encoding")
        assert int(packed["Content-Length"]) == len(packed.content)
        assert unpacked(packed.content) == plain.content
        etags.add(packed["ETag"])
    assert len(etags) == 3


@pytest.mark.parametrize("address", ADDRESSES)
def test_kept_page_carries_the_headers_of_a_drawn_one(client, motion, address):
    drawn, kept = client.get(address), client.get(address)
    # Each request has a number of its own.
    assert kept.headers.pop("X-Request-ID") != drawn.headers.pop("X-Request-ID")
    assert dict(kept.items()) == dict(drawn.items())
    assert kept["X-Frame-Options"] == "DENY"
    assert kept["Cache-Control"] == "no-cache"


def test_kept_page_is_the_same_for_an_organiser(motion):
    reader, organiser = Client(), Client()
    organiser.force_login(UserFactory(name="Olive Organiser", is_staff=True))
    drawn_for_organiser = organiser.get("/")
    assert b"Olive" not in drawn_for_organiser.content
    assert reader.get("/").content == drawn_for_organiser.content


def test_kept_page_refuses_a_host_that_is_not_ours(client, motion):
    client.get("/")
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip ;q=0", "identity"),
        ("*", "identity"),
    ],
)
def test_preferred_coding_is_one_the_reader_takes(accepted, coding):
    assert preferred_coding(accepted) == coding
