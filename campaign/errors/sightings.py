"""What is kept of an error: its type, its place, and which page or task it was. No word of it."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from celery import current_task
from django.conf import settings

from campaign.logs import redacted, request_id_of


@dataclass(slots=True)
class Sighting:
    """One sort of error, and how often it was seen since it was last written down."""

    kind: str
    place: str
    doing: str
    request_id: str
    last_at: datetime
    first_at: datetime
    times: int = 1

    @property
    def digest(self) -> str:
        """What makes it one sort."""
        return sha256("\n".join((self.kind, self.place, self.doing)).encode()).hexdigest()

    def add(self, other: "Sighting") -> None:
        """Count another of the same sort, which came later."""
        self.times += other.times
        self.last_at, self.request_id = other.last_at, other.request_id or self.request_id


def sighting_of(record: logging.LogRecord) -> Sighting:
    """Return what is kept of a record of the log."""
    at = datetime.fromtimestamp(record.created, UTC)
    error = record.exc_info[1] if record.exc_info else None
    trace = error.__traceback__ if error else None
    kind = f"{type(error).__module__}.{type(error).__qualname__}" if error else f"logged by {record.name}"
    place = _place_of(trace) if trace else f"{_short(record.pathname)}:{record.lineno}"
    # A route can be named by nobody but us; the rest is cut to what fits.
    return Sighting(
        kind=redacted(kind.removeprefix("builtins."))[:200],
        place=place[:300],
        doing=_doing(record)[:200],
        request_id=request_id_of(record)[:36],
        last_at=at,
        first_at=at,
    )


def _place_of(trace: TracebackType) -> str:
    """Return the innermost line that is ours, or the innermost of all."""
    ours = innermost = ""
    step: TracebackType | None = trace
    while step is not None:
        code = step.tb_frame.f_code
        innermost = f"{_short(code.co_filename)}:{step.tb_lineno} in {code.co_name}"
        if _is_ours(code.co_filename):
            ours = innermost
        step = step.tb_next
    return ours or innermost


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(settings.BASE_DIR) and not {".venv", "site-packages"} & set(path.parts)


def _short(filename: str) -> str:
    """Return a file's name within this project, or within the package that it is from."""
    path = Path(filename)
    if _is_ours(filename):
        return str(path.relative_to(settings.BASE_DIR))
    return "/".join(path.parts[-3:])


def _doing(record: logging.LogRecord) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    if match is not None:
        return f"page {match.view_name}"
    task = current_task.name if current_task else ""
    return f"task {task}" if task else ""
