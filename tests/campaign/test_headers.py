"""Headers of pages and of files: what no page asks a browser for, and what a file opened by itself may not do."""

import json

import pytest
from django.test import Client

from campaign.headers import PERMISSIONS
from tests.factories import MotionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/", "/progress.json", "/admin/", "/nothing-here/", "/healthz", "/static/css/base.css"]
)
def test_every_answer_says_what_no_page_asks_for(client, address):
    MotionFactory()
    for _ in range(2):  # drawn, and kept
        headers = client.get(address).headers
        assert headers["Permissions-Policy"] == PERMISSIONS
        assert headers["X-Content-Type-Options"] == "nosniff"
    for forbidden in ("camera=()", "geolocation=()", "microphone=()", "browsing-topics=()"):
        assert forbidden in PERMISSIONS
    # Signing in with a passkey.
    assert "publickey-credentials-get=(self)" in PERMISSIONS


@pytest.mark.parametrize("file", ["css/base.css", "js/hexmap.js", "img/favicon.svg"])
def test_static_file_loads_and_runs_nothing_by_itself(file):
    response = Client().get(f"/static/{file}")
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_look_for_known_holes_fails_for_a_hole_and_not_for_being_offline(monkeypatch, capsys):
    from tests import known_holes

    def says(stdout, stderr=""):
        program = f"import sys; print({stdout!r}); print({stderr!r}, file=sys.stderr)"
        monkeypatch.setattr(known_holes, "COMMAND", [known_holes.sys.executable, "-c", program])
        return known_holes.look()

    hole = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    assert says(json.dumps({"dependencies": [{"name": "old", "version": "1.0", "vulns": [hole]}]})) == 1
    assert says(json.dumps({"dependencies": [{"name": "new", "version": "2.0", "vulns": []}]})) == 0
    assert says("", "ConnectionError: no route to host") == 0
    assert capsys.readouterr().out.splitlines() == [
        "old 1.0 has a known hole, PYSEC-1; mended in 2.0.",
        "No known hole in the 1 packages of requirements.txt.",
        known_holes.LEFT_OUT.format(why="ConnectionError: no route to host"),
    ]
