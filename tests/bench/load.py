"""Requests a second of one address: by wrk where it is installed, else by a small client of our own."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 4


def measure(url, seconds):
    """Return the requests a second that `url` answers over a few connections that stay open."""
    return by_wrk(url, seconds) if shutil.which("wrk") else by_threads(url, seconds)


def by_wrk(url, seconds):
    """Ask wrk."""
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def by_threads(url, seconds):
    """Ask over http.client. It costs more than wrk, so shares come out nearer to 1 than they are."""
    parts = urlsplit(url)
    until = time.monotonic() + seconds
    answered = []

    def ask():
        number, connection = 0, http.client.HTTPConnection(parts.netloc)
        while time.monotonic() < until:
            connection.request("GET", parts.path)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{url}: {response.status}")
            number += 1
        answered.append(number)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / seconds
