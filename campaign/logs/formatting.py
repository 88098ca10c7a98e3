"""The two shapes of a log: lines for people, and one JSON object a line for machines. Both are redacted."""

import logging
from datetime import UTC, datetime
from typing import Any

from django_guid import get_guid
from pythonjsonlogger.json import JsonFormatter

from campaign.logs import redacted, redacted_exception

# What a JSON line holds besides the message; whatever else hangs on a record, such as the request, stays out.
FIELDS = ("time", "level", "logger", "message", "request_id", "status_code", "exc_info", "stack_info")


def cleaned(record: logging.LogRecord) -> logging.LogRecord:
    """Return a copy of a record whose words are redacted, with the number of the request that it belongs to."""
    copy = logging.makeLogRecord(record.__dict__)
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):
        # Logging itself would print the values that do not fit, to a place that nobody redacts.
        message = f"{record.msg} (its values do not fit)"
    copy.msg, copy.args = redacted(message), ()
    if record.exc_info and record.exc_info[1] is not None:
        copy.exc_text = redacted_exception(*record.exc_info)
    elif record.exc_text:
        copy.exc_text = redacted(record.exc_text)
    copy.exc_info = None
    copy.stack_info = redacted(record.stack_info) if record.stack_info else None
    copy.request_id = request_id_of(record)
    return copy


def request_id_of(record: logging.LogRecord) -> str:
    """Return the number of the request, or of the task, that a record belongs to; empty for what is neither."""
    request = getattr(record, "request", None)
    return getattr(request, "correlation_id", None) or get_guid() or ""


class Lines(logging.Formatter):
    """A line that a person reads: when, how bad, who says so, in which request, and what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line, and a traceback below it."""
        copy = cleaned(record)
        copy.within = f" [{copy.request_id}]" if copy.request_id else ""  # type: ignore[attr-defined]
        return super().format(copy)


class Json(JsonFormatter):
    """One JSON object in each line, as collectors of logs read it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        return super().format(cleaned(record))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Keep the fields that are known to hold nobody's secrets."""
        return {name: log_data[name] for name in FIELDS if log_data.get(name) not in {None, ""}}

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Add when, how bad and who says so, under names that most collectors know."""
        super().add_fields(log_data, record, message_dict)
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"], log_data["logger"] = record.levelname, record.name
