"""Requests a second of one address: by wrk where it is installed, else by a small client of our own."""

import http.client
import re
import shutil
import subprocess
import threading
import time
import urllib.request
import uuid
from urllib.parse import urlencode, urlsplit

CONNECTIONS = 4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(url):
    """Return a page's bytes and how long it took, in seconds."""
    began = time.perf_counter()
    with urllib.request.urlopen(url) as response:
        return response.read(), time.perf_counter() - began


def measure(url, seconds):
    """Return the requests a second that `url` answers over a few connections that stay open."""
    return by_wrk(url, seconds) if shutil.which("wrk") and seconds >= 1 else by_threads(url, seconds)


def by_wrk(url, seconds):
    """Ask wrk."""
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds:.0f}s", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def by_threads(url, seconds):
    """Ask over http.client. It costs more than wrk, so shares come out nearer to 1 than they are."""
    return over_connections(url, seconds, lambda: ("GET", None, {}), expected=200)


def measure_posts(url, form, seconds):
    """Return how often a second `url` takes the form and leads on, each time as somebody else's."""

    def one():
        own = {"form_key": uuid.uuid4(), "email": f"{uuid.uuid4().hex}@example.org"}
        return "POST", urlencode({**form, **own}), FORM

    return over_connections(url, seconds, one, expected=302)


def over_connections(url, seconds, make, *, expected):
    """Ask what `make` says, again and again; return the answers a second."""
    parts = urlsplit(url)
    until = time.monotonic() + seconds
    answered, wrong = [], []

    def go_on():
        number, connection = 0, http.client.HTTPConnection(parts.netloc)
        while time.monotonic() < until and not wrong:
            method, body, headers = make()
            connection.request(method, parts.path, body, headers)
            response = connection.getresponse()
            response.read()
            if response.status != expected:
                wrong.append(f"{url}: {response.status}")
            number += 1
        answered.append(number)

    threads = [threading.Thread(target=go_on) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return sum(answered) / seconds
