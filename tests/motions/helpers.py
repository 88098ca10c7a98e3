"""Short ways to make and to read what tests of motions often need."""

from motions.models import Event, Standing


def event_kinds():
    """What happened, the first first."""
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def stage_of(clp):
    return Standing.objects.get(clp=clp).stage


def words(number):
    """A text of so many words."""
    return " ".join(["word"] * number)


class NoEvent(RuntimeError):
    """No event could be written."""


def let_events_fail(monkeypatch):
    """Let every action fail at its last write, the event of what it did."""

    def refuse(*args, **kwargs):
        raise NoEvent

    monkeypatch.setattr(Event, "save", refuse)
