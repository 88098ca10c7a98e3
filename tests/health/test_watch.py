"""The alarm: whoever looks tells the owners that mail has stopped, once in six hours, and the desk says it too."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from campaign.health.signs import read_signs
from campaign.vitals import pulses
from campaign.vitals.models import Part
from motions.models import Event
from tests.factories import UserFactory, make_submission

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owners(clock):
    UserFactory(is_staff=True, email="organiser@example.org")
    UserFactory(is_superuser=True, is_active=False, email="left@example.org")
    return [UserFactory(is_superuser=True, email=f"{name}@example.org") for name in ("one", "two")]


def work():
    for part in (Part.ROUND, Part.SCHEDULER):
        pulses.note_end(part, datetime.now(UTC))


def test_watch_says_that_all_is_well(owners, capsys):
    work()
    call_command("watch")
    assert capsys.readouterr().out == "All is well: mail goes.\n"
    assert mail.outbox == []


def test_owners_are_told_once_in_six_hours_and_anew_after_it_was_well(owners, clock):
    work()
    # Minutes that pass, whether it worked in between, and how many mails the owners have had then.
    for minutes, works, told in [(9, 0, 0), (2, 0, 2), (1, 0, 2), (361, 0, 4), (0, 1, 4), (11, 0, 6)]:
        clock.shift(timedelta(minutes=minutes))
        if works:
            work()
        try:
            call_command("watch")
        except CommandError as error:
            assert str(error) == "Neither the worker nor the scheduler has given a sign of life."  # noqa: PT017
        assert len(mail.outbox) == told, minutes
    assert {tuple(one.to) for one in mail.outbox} == {("one@example.org",), ("two@example.org",)}
    assert "No mail has gone since 1 June, 13:00" in mail.outbox[0].body


def test_owners_who_could_not_be_told_are_told_by_the_next_look(owners, clock, settings):
    work()
    clock.shift(timedelta(minutes=11))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("campaign.health.watch.EmailMessage.send", lambda self: 1 / 0)
        with pytest.raises(CommandError):
            call_command("watch")
    assert mail.outbox == []
    with pytest.raises(CommandError):
        call_command("watch")
    assert len(mail.outbox) == 2


def test_watch_says_in_one_line_that_the_database_is_away(monkeypatch):
    def gone(now):
        raise OperationalError("somebody@example.org")

    monkeypatch.setattr("campaign.health.watch.read_signs", gone)
    with pytest.raises(CommandError, match=r"^The database does not answer \(OperationalError\)\.$"):
        call_command("watch")


def test_demonstration_of_months_in_a_database_made_just_now_alarms_nobody(motion, clp):
    made = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    make_submission(motion, clp)
    Event.objects.update(at=made - timedelta(days=60))
    assert read_signs(made + timedelta(minutes=9)).is_well
    late = read_signs(made + timedelta(minutes=11))
    assert (late.is_well, late.silent_since, late.scheduler_silent_since) == (False, made, made)
