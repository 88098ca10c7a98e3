"""What programs elsewhere read: each answer is as described, respects what the public may see, and names nobody."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.api.actions import end_token, make_token
from campaign.api.models import ApiScope, ApiToken
from campaign.api.openapi import PATHS, SCHEMAS, describe
from clps.models import Constituency
from motions.actions.entries import move_entry, record_sent
from motions.actions.votes import record_vote
from motions.models import Campaign
from motions.workflow import EntryAct
from tests.factories import (
    CLPFactory,
    MotionFactory,
    carried_on,
    make_carried,
    make_submission,
    open_another,
)

pytestmark = pytest.mark.django_db
TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}


@pytest.fixture
def world():
    motion = MotionFactory(slug="libraries")
    clps = [CLPFactory(name=name, slug=name.lower()) for name in ("Begun", "Carried", "Accepted")]
    for number, clp in enumerate(clps):
        clp.constituencies.add(Constituency.objects.create(gss_code=f"E1400000{number}", name=clp.name))
    _begun, won, last = (
        make_submission(motion, clp, meeting_on=timezone.localdate() + timedelta(days=5)) for clp in clps
    )
    for told in (won, last):
        record_vote(
            told,
            carried_on(date(2027, 3, 9)),
            by=told.activist,
        )
    entry = record_sent(motion=motion, clp=last.clp, sent_on=date(2027, 3, 12), by=None, submission=last)
    move_entry(entry, EntryAct.RULE_IN_ORDER, on=date(2027, 3, 20), by=None)
    return motion


def bearer(owner, *scopes):
    return {"HTTP_AUTHORIZATION": f"Bearer {make_token(name='Map', scopes=scopes, by=owner)}"}


def faults(value, schema, where="answer"):
    """What of a value is not as its schema says: a checker of as much of JSON Schema as the document uses."""
    if "anyOf" in schema:
        return [] if any(not faults(value, one) for one in schema["anyOf"]) else [f"{where}: none fits"]
    if "const" in schema:
        return [] if value == schema["const"] else [f"{where}: {value}"]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(type(value) is TYPES[one] for one in types):
        return [f"{where}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value}"]
    if isinstance(value, dict):
        wrong = [f"{where}: {name}" for name in value.keys() ^ set(schema["required"])]
        known = value.keys() & schema["properties"].keys()
        return wrong + [one for name in known for one in faults(value[name], schema["properties"][name], name)]
    if isinstance(value, list):
        return [one for item in value for one in faults(item, schema["items"], where)]
    return []


@pytest.mark.parametrize(("path", "schema", "scope"), [(path, schema, scope) for path, _, schema, scope in PATHS])
def test_real_answers_are_as_described_and_name_nobody(client, world, owner, path, schema, scope):
    response = client.get(path.replace("{slug}", "carried"), **(bearer(owner, scope) if scope else {}))
    assert response.status_code == 200
    answer = response.json()
    assert faults(answer, SCHEMAS[schema]) == []
    assert any(answer.values())
    assert not [word for word in ("Alex", "@") if word in response.content.decode()]
    media = describe()["paths"][path]["get"]["responses"]["200"]["content"]
    assert response["Content-Type"] in media


def test_checker_finds_what_is_not_as_described():
    good = {"slug": "a", "name": "A", "region": "R", "gss_codes": [], "stage": "accepted", "label": "Accepted"}
    good |= {"since": None, "checked": True, "page": "https://x"}
    assert faults(good, SCHEMAS["CLP"]) == []
    for name, value in (("stage", "won"), ("checked", 1), ("since", 3), ("gss_codes", [1]), ("extra", "x")):
        assert faults({**good, name: value}, SCHEMAS["CLP"])
    del good["page"]
    assert faults(good, SCHEMAS["CLP"])


def test_every_address_of_the_api_is_described(client):
    from campaign.api.urls import urlpatterns

    known = {f"/api/v1/{str(one.pattern).replace('<slug:slug>', '{slug}')}" for one in urlpatterns}
    assert known == {path for path, *_ in PATHS} | {"/api/v1/openapi.json"}
    assert client.get("/api/v1/openapi.json").json() == describe()


def stages(answer):
    return {clp["name"]: clp["stage"] for clp in answer["clps"]}


def test_address_of_what_is_not_public_takes_a_token(client, world, owner):
    Campaign.objects.update(public_view="adopted")
    from motions.progress.page_cache import forget_kept_pages

    forget_kept_pages()
    shown = {"Begun": "not_started", "Carried": "carried_for_conference", "Accepted": "accepted"}
    assert stages(client.get("/api/v1/clps/").json()) == shown
    assert client.get("/api/v1/clps/begun/").json()["stage"] == "not_started"
    codes = {
        one["id"]: one["properties"]["stage"]
        for one in client.get("/api/v1/constituencies.geojson").json()["features"]
    }
    assert codes == {"E14000000": "not_started", "E14000001": "carried_for_conference", "E14000002": "accepted"}
    assert "Begun" not in client.get("/api/v1/events/").content.decode()
    opened = client.get("/api/v1/all/clps/", **bearer(owner, ApiScope.STAGES))
    assert stages(opened.json()) == {**shown, "Begun": "with_clp"}
    # A token makes no public answer say more.
    assert stages(client.get("/api/v1/clps/", **bearer(owner, ApiScope.STAGES)).json()) == shown


def test_events_tell_what_was_carried_sent_and_accepted(client, world):
    events = client.get("/api/v1/events/").json()["events"]
    assert [(one["event"], one["clp"]["name"]) for one in events] == [
        ("accepted", "Accepted"), ("sent", "Accepted"), ("carried", "Accepted"), ("carried", "Carried"),
    ]  # fmt: skip


def test_token_opens_its_scope_alone_and_nothing_once_it_ended(client, world, owner):
    token = bearer(owner, ApiScope.MEETINGS)
    assert client.get("/api/v1/all/clps/", **token).status_code == 401
    assert client.get("/api/v1/all/meetings/", **token).status_code == 200
    assert ApiToken.objects.get().used_on is not None
    assert end_token(ApiToken.objects.get().pk) is True
    assert end_token(ApiToken.objects.get().pk) is False
    for given in (token, {}, {"HTTP_AUTHORIZATION": "Bearer "}, {"HTTP_AUTHORIZATION": "Basic YTpi"}):
        refused = client.get("/api/v1/all/meetings/", **given)
        assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer scope="meetings"')
    assert client.post("/api/v1/clps/").status_code == 405


def test_pages_elsewhere_may_read_what_is_public_and_nothing_else(client, world, owner):
    assert client.get("/api/v1/clps/")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/all/clps/", **bearer(owner, ApiScope.STAGES))


def test_without_a_campaign_there_is_nothing_to_read(client, db):
    for path in ("campaign/", "clps/", "clps/x/", "constituencies.geojson", "events/"):
        assert client.get(f"/api/v1/{path}").status_code == 404


def test_owner_makes_a_token_that_is_shown_once_and_stored_nowhere(client, owner):
    client.force_login(owner)
    page = client.post("/admin/api/", {"name": "The map", "scopes": ["stages"]})
    token = page.context["made"]
    assert token in page.content.decode()
    assert token not in client.get("/admin/api/").content.decode() + str(ApiToken.objects.values())
    assert client.post("/admin/api/", {"name": "", "scopes": []}).status_code == 422
    client.post("/admin/api/", {"end": str(ApiToken.objects.get().pk)})
    assert ApiToken.objects.get().ended_at is not None


def test_motion_is_read_by_its_name(client, world, owner):
    emergency = open_another(world)
    make_carried(
        emergency, CLPFactory(name="Winter", slug="winter"), meeting_on=timezone.localdate(), on=date(2027, 3, 9)
    )
    own, first = "?motion=emergency", "?motion=libraries"
    assert client.get("/api/v1/campaign/").json()["motions"] == [
        {"slug": "libraries", "title": "A library in reach of every child"},
        {"slug": "emergency", "title": "Books now, this winter"},
    ]
    counted = [
        client.get(f"/api/v1/campaign/{query}").json()["counts"]["carried_for_conference"]
        for query in ("", first, own)
    ]
    assert counted == [2, 2, 1]
    one = client.get(f"/api/v1/clps/winter/{own}").json()
    assert one["stage"] == "carried_for_conference"
    assert one["page"].endswith("/clps/winter/motions/emergency/")
    assert client.get("/api/v1/clps/winter/").json()["stage"] == "not_started"
    assert stages(client.get(f"/api/v1/clps/{own}").json())["Winter"] == "carried_for_conference"
    assert stages(client.get("/api/v1/clps/").json())["Winter"] == "not_started"
    newest = client.get("/api/v1/events/").json()["events"][0]
    assert (newest["motion"], newest["clp"]["page"]) == (
        {"slug": "emergency", "title": "Books now, this winter"}, one["page"],
    )  # fmt: skip
    assert [event["clp"]["name"] for event in client.get(f"/api/v1/events/{own}").json()["events"]] == ["Winter"]
    opened = client.get(f"/api/v1/all/clps/{own}", **bearer(owner, ApiScope.STAGES)).json()
    assert stages(opened)["Winter"] == "carried_for_conference"


@pytest.mark.parametrize("path", ["campaign/", "clps/", "constituencies.geojson", "events/"])
@pytest.mark.parametrize("query", ["", "?motion=emergency"])
def test_motions_that_run_are_read_once_for_an_answer(client, world, path, query):
    open_another(world)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/api/v1/{path}{query}").status_code == 200
    assert sum("has_others" in asked["sql"] for asked in captured) == 1


@pytest.mark.parametrize("path", ["campaign/", "clps/", "clps/begun/", "events/", "all/clps/"])
def test_motion_that_the_campaign_has_not_is_refused(client, world, owner, path):
    refused = client.get(f"/api/v1/{path}?motion=nothing", **bearer(owner, ApiScope.STAGES))
    assert (refused.status_code, refused.json()) == (404, {"detail": "The campaign has no such motion."})
