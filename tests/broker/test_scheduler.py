"""The scheduler rings each minute, also after the clock was set, and keeps no file."""

from datetime import datetime, timedelta

import pytest
import time_machine

from campaign.broker.scheduler import Scheduler
from campaign.celery import app

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2027-06-01T12:00:30+00:00")


class Recording(Scheduler):
    """Notes what it would send."""

    def apply_entry(self, entry, producer=None):
        if entry.name == "mail-round":
            self.sent = getattr(self, "sent", 0) + 1


def ticks(scheduler, traveller, *, minutes):
    """Let so many minutes pass; return how often it rang."""
    before = getattr(scheduler, "sent", 0)
    for _ in range(minutes * 6):
        traveller.shift(timedelta(seconds=10))
        while scheduler.tick() == 0:
            pass
    return getattr(scheduler, "sent", 0) - before


def test_scheduler_rings_each_minute():
    with time_machine.travel(NOON, tick=False) as traveller:
        scheduler = Recording(app)
        scheduler.tick()
        assert ticks(scheduler, traveller, minutes=5) == 5


def test_scheduler_rings_on_after_the_clock_jumped_ahead_and_back(monkeypatch):
    with time_machine.travel(NOON, tick=False) as traveller:
        scheduler = Recording(app)
        scheduler.tick()
        for jump in (timedelta(days=3), timedelta(days=-3), timedelta(days=-400), timedelta(hours=400)):
            traveller.shift(jump)
            assert 2 <= ticks(scheduler, traveller, minutes=3) <= 5
