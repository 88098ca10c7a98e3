"""Steady use of a site through its proxy, and how many requests failed meanwhile."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

THREADS = 12


@dataclass
class Load:
    """What came of the requests: how many of each answer, those that failed, and the longest that one took."""

    domain: str
    answers: Counter = field(default_factory=Counter)
    failures: Counter = field(default_factory=Counter)
    slowest: float = 0.0
    stopping: bool = False

    def client(self) -> httpx.Client:
        # The certificate is one that the machine made for itself.
        return httpx.Client(verify=False, timeout=60, headers={"Host": self.domain}, base_url="https://127.0.0.1")

    def ask(self, client: httpx.Client, method: str, path: str, **kwargs) -> httpx.Response:
        return client.request(method, path, extensions={"sni_hostname": self.domain}, **kwargs)

    def use(self, number: int) -> None:
        """Read the front page or send a form, over one connection or a new one each time, until told to stop."""
        client = self.client()
        while not self.stopping:
            began = time.monotonic()
            try:
                if number % 2:
                    client.close()
                    client = self.client()
                if number % 3:
                    status = self.ask(client, "GET", "/").status_code
                else:
                    status = self.ask(client, "POST", "/reports/lost/", data={"email": ""}).status_code
                (self.answers if status == 200 else self.failures)[status] += 1
            except httpx.HTTPError as error:
                self.failures[type(error).__name__] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.1)
        client.close()

    def __str__(self) -> str:
        failed = dict(self.failures) or "none"
        return f"{sum(self.answers.values())} answered, failed: {failed}, the slowest took {self.slowest:.1f} s"


@contextmanager
def load(domain: str) -> Iterator[Load]:
    """Use a site for as long as the block lasts, and a little before and after."""
    made = Load(domain)
    threads = [threading.Thread(target=made.use, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    try:
        yield made
        time.sleep(2)
    finally:
        made.stopping = True
        for thread in threads:
            thread.join()
