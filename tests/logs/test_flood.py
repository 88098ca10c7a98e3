"""Of one error a few are written and the rest counted; everything else is written as ever."""

import logging

import pytest
from django.db import OperationalError

from campaign import logs
from campaign.logs import Few


@pytest.fixture
def log():
    """A log of its own, and the lines that get through."""
    lines = []

    class Lines(logging.Handler):
        def emit(self, record):
            lines.append(record.getMessage())

    logger, handler = logging.getLogger(f"tests.flood.{id(lines)}"), Lines()
    handler.addFilter(Few())
    logger.addHandler(handler)
    return logger, lines


def fail(logger, error, words="Service Unavailable: /"):
    try:
        raise error
    except type(error):
        logger.exception(words)


def test_thousand_errors_of_a_kind_are_three_lines_and_a_number(log, monkeypatch):
    logger, lines = log
    now = 100.0
    monkeypatch.setattr(logs.time, "monotonic", lambda: now)
    for _ in range(1000):
        fail(logger, OperationalError("server closed the connection"))
    fail(logger, ValueError("another"), "Another")
    logger.error("Without an error")
    assert lines == ["Service Unavailable: /"] * 3 + ["Another", "Without an error"]
    lines.clear()
    now += logs.SPAN
    for _ in range(2):
        fail(logger, OperationalError("server closed the connection"))
    assert lines == ["Service Unavailable: / (997 more like this before it)", "Service Unavailable: /"]
