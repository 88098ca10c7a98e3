"""The site as gunicorn serves it, in processes of their own, on the test database. What a test writes is committed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import urlencode

from tests.servers import ROOT, WITH_US, current_database_url

PATIENCE = 240  # seconds, on a machine that may be busy


class Stay(urllib.request.HTTPRedirectHandler):
    """Shows where an answer leads, and does not go there."""

    def redirect_request(self, *_):
        return None


class Site:
    """One server of the site."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(Stay)

    def get(self, path, **headers):
        """Return what is at a path, as text."""
        return self._ask(urllib.request.Request(self.address + path, headers=headers))[1]

    def status_of(self, path, **headers):
        """Ask for a path; return the status of the answer."""
        return self._ask(urllib.request.Request(self.address + path, headers=headers))[0]

    def post(self, path, form=None, **headers):
        """Send a form; return the status and the text."""
        return self._ask(urllib.request.Request(self.address + path, urlencode(form or {}).encode(), headers))

    def _ask(self, request):
        try:
            with self.opener.open(request, timeout=PATIENCE) as response:
                return response.status, response.read().decode()
        except HTTPError as answer:
            return answer.code, answer.read().decode()


@contextmanager
def site(folder, *options, code=ROOT, **environment):
    """Serve the site by one gunicorn from a checkout; `options` are gunicorn's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*WITH_US, sys.executable, "-m", "gunicorn", "campaign.wsgi", "--bind", f"127.0.0.1:{port}", *options]
    given = {"DJANGO_SETTINGS_MODULE": "campaign.settings", "DATABASE_URL": current_database_url()}
    given |= {"VAR_DIR": str(folder / f"var-{port}"), "ALLOWED_HOSTS": "127.0.0.1", **environment}
    with (folder / f"gunicorn-{port}.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=code, env={**os.environ, **given}, stdout=log, stderr=log)
    try:
        _wait_for(server, port, folder / f"gunicorn-{port}.log")
        yield Site(port)
    finally:
        # At once: whoever still waits for an answer is of a test that has failed.
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _wait_for(server, port, log):
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text())
