"""The page, its map, the JSON and the sheet say one and the same thing of every CLP."""

import json
import re
from collections import Counter
from datetime import date
from html import unescape

import pytest

from motions.enums import ADOPTED_STAGES, PublicView, Stage
from motions.models import Standing
from motions.progress.standings import stage_label
from tests.factories import CLPFactory, MotionFactory
from tests.reading import records_of

pytestmark = pytest.mark.django_db
ROW = re.compile(r'<tr><th scope="row"><a href="/clps/([\w-]+)/">([^<]+)</a><td>(.*?)<td>(.*?)\n')
CELL = re.compile(r'<a href="/clps/([\w-]+)/"><title>([^<]+)</title><use href="#s(\d+)"')


@pytest.fixture(params=PublicView)
def view(request):
    """A CLP at every stage, one without a row, and what the public may see of them."""
    motion = MotionFactory(campaign__public_view=request.param)
    for number, stage in enumerate(Stage):
        clp = CLPFactory(name=f"Mid & {number}", slug=f"mid-{number}", hex_q=number, hex_r=0)
        since = None if stage == Stage.NOT_STARTED else date(2027, 3, number + 1)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since=since)
    CLPFactory(name="Untold", slug="untold", hex_q=0, hex_r=1)
    return request.param


def expected(view):
    """What each CLP's row should be: address, name, stage, since."""
    rows = [("untold", "Untold", Stage.NOT_STARTED, None)]
    for number, stage in enumerate(Stage):
        hidden = stage == Stage.NOT_STARTED or (view == PublicView.ADOPTED and stage not in ADOPTED_STAGES)
        shown = (Stage.NOT_STARTED, None) if hidden else (stage, f"2027-03-{number + 1:02}")
        rows.append((f"mid-{number}", f"Mid & {number}", *shown))
    return sorted(rows)


def label(stage, view):
    return stage_label(stage, adopted_only=view == PublicView.ADOPTED)


def test_json_and_sheet_say_the_same(client, view):
    rows = [
        (row["slug"], row["name"], row["stage"], row["since"]) for row in client.get("/progress.json").json()["clps"]
    ]
    assert sorted(rows) == expected(view)
    sheet = records_of(client.get("/progress.csv"))
    assert sorted((row["slug"], row["name"], row["stage"], row["since"] or None) for row in sheet) == expected(view)


def test_json_counts_what_it_lists(client, view):
    told = json.loads(client.get("/progress.json").content)
    counted = Counter(row["stage"] for row in told["clps"])
    assert told["counts"] == {stage.value: counted[stage.value] for stage in Stage}
    assert sum(told["counts"].values()) == len(told["clps"]) == len(Stage) + 1


def test_table_and_maps_say_the_same(client, view):
    page = client.get("/progress/").text
    table = []
    for slug, name, pill, since in ROW.findall(page):
        shown = re.sub(r'<span class="stage-pill__mark".*?</span>|<[^>]+>', "", pill)
        day = re.search(r'datetime="([\d-]+)"', since)
        table.append((slug, unescape(name), unescape(shown), day and day[1]))
    assert sorted(table) == [(slug, name, label(stage, view), since) for slug, name, stage, since in expected(view)]
    for drawn in (page, client.get("/").text):
        cells = [(slug, unescape(title), list(Stage)[int(key)]) for slug, title, key in CELL.findall(drawn)]
        assert sorted(cells) == [
            (slug, f"{name}: {label(stage, view)}", stage) for slug, name, stage, _ in expected(view)
        ]
