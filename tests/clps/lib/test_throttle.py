"""How often something may be tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from clps.lib.throttle import Limit, Throttle, TooMany, forget_old_counts, give_back
from clps.models import Tally

HOUR = timedelta(hours=1)
GUESSES = Throttle(name="guesses", subject=Limit(3, HOUR), network=Limit(5, HOUR), everybody=Limit(8, HOUR))


def admitted(tries):
    """Which of these tries, each a subject and a network, were let through."""
    through = []
    for subject, network in tries:
        try:
            GUESSES.take(subject=subject, network=network)
        except TooMany:
            continue
        through.append((subject, network))
    return through


@pytest.mark.django_db
def test_tries_are_limited_by_subject_by_network_and_in_all():
    assert len(admitted([("one", f"net {n}") for n in range(50)])) == 3
    # What was refused above counts neither for a network nor for everybody.
    assert len(admitted([(f"subject {n}", "one net") for n in range(50)])) == 5
    assert admitted([("another", "another net")]) == []
    assert "one" not in "".join(Tally.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_tries_are_allowed_again_when_the_time_is_over_and_the_counts_go():
    with time_machine.travel("2027-03-01 10:30Z", tick=False) as now:
        assert len(admitted([("one", "net")] * 10)) == 3
        with pytest.raises(TooMany) as refused:
            GUESSES.take(subject="one", network="net")
        assert f"{refused.value.until:%H:%M}" == "11:00"
        now.shift(HOUR)
        assert forget_old_counts() == 3
        assert len(admitted([("one", "net")] * 10)) == 3
        assert forget_old_counts() == 0


@pytest.mark.django_db
def test_try_that_went_well_is_no_guess():
    for _ in range(20):
        give_back(GUESSES.take(subject="one", network="net"))
    assert len(admitted([("one", "net")] * 10)) == 3


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_count_together():
    def guess(_):
        try:
            return admitted([("one", "net")])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sum(map(len, workers.map(guess, range(40)))) == 3
