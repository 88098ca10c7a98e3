"""`make soak`: the default set-up for an hour under steady use, while what it stands on is broken at random.

People read pages, report, and confirm by the link in their mail. Meanwhile the files of the broker are emptied, cut
short, filled with rubbish and taken away, and the worker and the scheduler are killed. Afterwards: did the web answer
throughout, and did every mail arrive once?
"""

import argparse
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path

from tests.mail.sink import Server, Sink
from tests.serving import Served, answers, everything, wait_until

PAGES = ["/", "/progress/", "/progress.json", "/clps/{slug}/", "/help/", "/healthz"]
REPORT_EVERY = 8.0  # seconds: below the 600 an hour that the site takes from everybody together
TYPING = 2.2  # seconds
LOOK_EVERY = 0.5
BREAK_EVERY = (2.0, 12.0)
SETTLE = 240.0  # seconds in which what was left undone has to go
WELL_TAKEN = "look in your mail"  # on the page that follows a report
LOST_BY_US = {"sending", "unknown"}


@dataclass
class Figures:
    """What became of it."""

    asked: int = 0
    slowest: float = 0.0
    wrong: Counter = field(default_factory=Counter)
    reported: int = 0
    confirmed: int = 0
    broken: Counter = field(default_factory=Counter)
    once: int = 0
    unknown: int = 0
    twice: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not (self.wrong or self.twice or self.never) and self.once > 0

    def __str__(self) -> str:
        broken = ", ".join(f"{what} {times}" for what, times in sorted(self.broken.items()))
        return "\n".join(
            [
                f"Web:     {self.asked} requests, {sum(self.wrong.values())} unanswered or refused, slowest"
                f" {self.slowest:.1f} s{f': {dict(self.wrong)}' if self.wrong else ''}",
                f"People:  {self.reported} reports, {self.confirmed} confirmed by the link in their mail",
                f"Broken:  {broken}",
                f"Mail:    {self.once} arrived once, {len(self.twice)} twice, {len(self.never)} never;"
                f" {self.unknown} more shown as unknown, because their sender was killed in the middle",
                *(f"         twice: {mail}" for mail in self.twice),
                *(f"         never: {mail}" for mail in self.never),
            ]
        )


class Person:
    """Somebody with a browser: cookies, forms, and a network of their own."""

    def __init__(self, served: Served, figures: Figures) -> None:
        self.site, self.figures = f"http://localhost:{served.port}", figures
        self.network = f"198.{random.randint(0, 255)}.{random.randint(0, 255)}.{random.randint(1, 254)}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        """Ask for a page or send a form; count it, and count what is no answer."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.site + path, data, {"X-Forwarded-For": self.network})
        began = time.monotonic()
        try:
            with self.opener.open(request, timeout=30) as response:
                text = response.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            self.figures.wrong[f"{error.code} {'POST' if data else 'GET'}"] += 1
            return ""
        except OSError as error:
            self.figures.wrong[type(error).__name__] += 1
            return ""
        finally:
            self.figures.asked += 1
            self.figures.slowest = max(self.figures.slowest, time.monotonic() - began)
        return text

    def send(self, path: str, **answers: str) -> str:
        """Fill in the form that stands on a page, and send it."""
        page = self.ask(path)
        form = re.search(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
        if form is None:
            self.figures.wrong["no form"] += 1
            return ""
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
        # A form that comes back at once is a program's.
        time.sleep(TYPING)
        return self.ask(path, {**{name: unescape(value) for name, value in hidden}, **answers})


class Soak:
    """One run, in a folder of its own."""

    def __init__(self, folder: Path, sink: Sink, minutes: float, seed: int) -> None:
        self.served, self.sink, self.figures = Served(folder), sink, Figures()
        self.served.env |= {"SECRET_KEY": "soaked", "DEBUG": "on", "TRUSTED_PROXIES": "127.0.0.1"}
        self.served.env |= {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
        self.messages = folder / "var" / "broker" / "messages"
        self.database = self.served.database
        self.seconds, self.until = minutes * 60, 0.0
        self.random = random.Random(seed)
        self.confirmed: set[str] = set()
        self.reporters: set[str] = set()

    def run(self) -> Figures:
        """Serve, use, break, wait, count."""
        self.served.manage("prepare")
        first = self.rows("SELECT coalesce(max(id), 0) FROM mail_email")[0][0]
        self.slugs = [slug for (slug,) in self.rows("SELECT slug FROM clps_clp ORDER BY slug")]
        self.served.start()
        # Its output has to be read, or it would stand still once the terminal is full.
        threading.Thread(target=self._read_output, daemon=True).start()
        try:
            if not wait_until(lambda: everything(self.served) and answers(self.served)):
                raise RuntimeError("It did not come up.")
            self._use()
            wait_until(lambda: not self._waiting(first), SETTLE)
        finally:
            os.kill(self.served.process.pid, signal.SIGTERM)
            with suppress(Exception):
                self.served.process.wait(30)
            self.served.end_left_over()
        self._count(first)
        return self.figures

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Read the site's database, as nobody who works in it."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def _read_output(self) -> None:
        with suppress(OSError), (self.served.folder / "output.log").open("wb") as log:
            while piece := os.read(self.served.terminal, 65536):
                log.write(piece)
                log.flush()

    def _use(self) -> None:
        self.until = time.monotonic() + self.seconds
        threads = [threading.Thread(target=part) for part in (self._look, self._report, self._break)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _goes_on(self) -> bool:
        return time.monotonic() < self.until

    def _look(self) -> None:
        visitor = Person(self.served, self.figures)
        while self._goes_on():
            visitor.ask(random.choice(PAGES).format(slug=random.choice(self.slugs)))
            time.sleep(LOOK_EVERY)

    def _report(self) -> None:
        number = 0
        while self._goes_on():
            began, number = time.monotonic(), number + 1
            address = f"reporter-{number}@example.org"
            slug, today = self.slugs[number % len(self.slugs)], datetime.now(UTC).date()
            reporter = Person(self.served, self.figures)
            page = reporter.send(
                f"/clps/{slug}/report/",
                body="clp",
                sent_on=str(today),
                meeting_known="yes",
                meeting_on=str(today + timedelta(days=20)),
                name=f"Reporter {number}",
                email=address,
                consent="on",
            )
            if WELL_TAKEN in page:
                self.reporters.add(address)
                self.figures.reported += 1
            elif page:
                self.figures.wrong["report not taken"] += 1
            self._confirm()
            time.sleep(max(0.0, REPORT_EVERY - (time.monotonic() - began)))

    def _confirm(self) -> None:
        """Follow each link that has come, once."""
        for mail in self.sink.mails:
            link = re.search(r"/reports/confirm/[\w-]+/", mail.get_body(("plain",)).get_content())
            if link and link[0] not in self.confirmed:
                self.confirmed.add(link[0])
                self.figures.confirmed += bool(Person(self.served, self.figures).send(link[0]))

    def _break(self) -> None:
        ways = [self._half_written, self._cut_short, self._emptied, self._rubbish, self._gone, self._kill_worker]
        ways.append(self._kill_beat)
        while self._goes_on():
            time.sleep(self.random.uniform(*BREAK_EVERY))
            way = self.random.choice(ways)
            with suppress(OSError):
                way()
                self.figures.broken[way.__name__.strip("_").replace("_", " ")] += 1

    def _half_written(self) -> None:
        (self.messages / f"{time.time_ns()}_x.celery.msg").write_text('{"body": "W1tdLCB7fSwgeyJ')

    def _emptied(self) -> None:
        (self.messages / f"1_{time.time_ns()}.celery.msg").touch()
        for path in self.messages.glob("*.msg"):
            path.write_bytes(b"")

    def _cut_short(self) -> None:
        for path in self.messages.glob("*.msg"):
            path.write_bytes(path.read_bytes()[: self.random.randint(1, 200)])

    def _rubbish(self) -> None:
        (self.messages / f"{time.time_ns()}_y.celery.msg").write_bytes(self.random.randbytes(500))
        (self.messages / f"{time.time_ns()}_z.celery.msg").mkdir()

    def _gone(self) -> None:
        shutil.rmtree(self.messages.parent)

    def _kill_worker(self) -> None:
        self._kill(" worker ")

    def _kill_beat(self) -> None:
        self._kill(" beat ")

    def _kill(self, name: str) -> None:
        for number in self.served.found(name):
            os.kill(number, signal.SIGKILL)

    def _waiting(self, first: int) -> bool:
        """Whether a mail is due and has not gone, or a report has had no mail written for it."""
        due = "SELECT 1 FROM mail_email WHERE id > ? AND state IN ('pending', 'failed')"
        return bool(self.rows(due, first) or self._unwritten(first))

    def _unwritten(self, first: int) -> set[str]:
        """Those whose report was taken and who have had no mail."""
        return self.reporters - {to for (to,) in self.rows('SELECT "to" FROM mail_email WHERE id > ?', first)}

    def _count(self, first: int) -> None:
        arrived = Counter(str(mail["Message-ID"]).strip() for mail in self.sink.mails)
        for number, name, state in self.rows("SELECT id, message_id, state FROM mail_email WHERE id > ?", first):
            times = arrived[name] or arrived[f"<{name}>"]
            if times > 1:
                self.figures.twice.append(self._described(number))
            elif state in LOST_BY_US:
                self.figures.unknown += 1
            elif state == "dropped" and not times:
                continue  # its reason went before it did
            elif times == 1:
                self.figures.once += 1
            else:
                self.figures.never.append(self._described(number))
        self.figures.never += [f"nothing was written to {address}" for address in self._unwritten(first)]

    def _described(self, number: int) -> str:
        """Everything that the database says of a mail, but for its words."""
        names = ("key", "state", "attempts", "last_error", "created_at", "not_before", "leased_until", "claimed_at")
        [values] = self.rows(f"SELECT {', '.join(names)} FROM mail_email WHERE id = ?", number)
        told = ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True) if value is not None)
        return f"{told}; read at {datetime.now(UTC):%F %T}"


def soak(minutes: float, *, seed: int, folder: Path | None = None) -> Figures:
    """Run one; return what became of it."""
    with tempfile.TemporaryDirectory(prefix="carried-soak-") as scratch, Server() as sink:
        return Soak(folder or Path(scratch), sink, minutes, seed).run()


def main() -> int:
    """Run, print the figures, and end with 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    print(f"Soaking for {options.minutes:g} minutes, seed {options.seed}.", flush=True)
    figures = soak(options.minutes, seed=options.seed)
    print(figures)
    return 0 if figures.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
