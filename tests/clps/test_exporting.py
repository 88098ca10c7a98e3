"""What the lists in the admin show, as spreadsheets."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from zeal import zeal_ignore

from clps.exporting import cell
from motions.models import ConferenceEntry, Standing
from tests.factories import CLPFactory, MotionFactory, RegionFactory, UserFactory, make_champion, make_submission

pytestmark = pytest.mark.django_db
KINDS = ["clps/clp", "motions/champion", "motions/submission", "motions/standing", "motions/conferenceentry"]


@pytest.fixture
def organiser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def table(response):
    return list(csv.reader(response.getvalue().decode().splitlines()))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_that_starts_a_formula_is_text(start):
    assert cell(f"{start}1") == f"'{start}1"


def test_cell_is_local_across_clock_changes():
    assert cell(datetime(2027, 3, 28, 0, 59, tzinfo=UTC)) == "2027-03-28 00:59"
    assert cell(datetime(2027, 3, 28, 1, 0, tzinfo=UTC)) == "2027-03-28 02:00"
    assert cell(datetime(2027, 10, 31, 1, 0, tzinfo=UTC)) == "2027-10-31 01:00"


@pytest.fixture(autouse=True)
def filters_name_each_motion():
    # As on the list itself: Django's filter by motion asks for the version of each motion, of which there are few.
    with zeal_ignore([{"model": "motions.Motion", "field": "current_version"}]):
        yield


@pytest.fixture
def motion():
    return MotionFactory()


def fill(motion, clp):
    make_champion(motion, clp)
    make_submission(motion, clp)
    Standing.objects.get_or_create(motion=motion, clp=clp)
    ConferenceEntry.objects.create(motion=motion, clp=clp, sent_on=date(2027, 3, 18))


@pytest.mark.parametrize("kind", KINDS)
def test_list_offers_its_export_and_outsider_is_refused(client, organiser, motion, kind):
    clp = CLPFactory()
    fill(motion, clp)
    page = client.get(f"/admin/{kind}/")
    assert b"export.csv" in page.content
    assert b"export.xlsx" in page.content
    assert [line[0] for line in table(client.get(f"/admin/{kind}/export.csv"))] == ["CLP", clp.name]
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/admin/{kind}/export.csv").status_code == 403
    client.logout()
    assert client.get(f"/admin/{kind}/export.csv").status_code == 302


@pytest.mark.parametrize("kind", KINDS)
def test_export_asks_no_more_for_many_rows(client, organiser, motion, kind):
    fill(motion, CLPFactory())
    client.get(f"/admin/{kind}/export.xlsx")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/admin/{kind}/export.xlsx")
    for _ in range(4):
        fill(motion, CLPFactory())
    with CaptureQueriesContext(connection) as many:
        client.get(f"/admin/{kind}/export.xlsx")
    assert len(many) == len(one)


@pytest.mark.parametrize("kind", KINDS)
def test_export_leaves_out_other_regions(client, motion, kind):
    mine, other = (CLPFactory(region=RegionFactory(name=name)) for name in ("Wales", "Scotland"))
    fill(motion, mine)
    fill(motion, other)
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=f"view_{kind.split('/')[1]}"))
    user.regions.set([mine.region])
    client.force_login(user)
    assert [line[0] for line in table(client.get(f"/admin/{kind}/export.csv"))] == ["CLP", mine.name]


def test_export_holds_the_search_and_xlsx_is_the_same(client, organiser):
    CLPFactory(name="=Hostile")
    CLPFactory(name="Elsewhere")
    found = table(client.get("/admin/clps/clp/export.csv?q=Hostile"))
    assert [line[0] for line in found] == ["CLP", "'=Hostile"]
    sheet = load_workbook(BytesIO(client.get("/admin/clps/clp/export.xlsx?q=Hostile").content)).active
    assert [[value or "" for value in line] for line in sheet.iter_rows(values_only=True)] == found
