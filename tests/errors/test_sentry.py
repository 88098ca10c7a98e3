"""What goes to a Sentry: the code's part of an error, and nobody's words."""

import json

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from campaign.errors import sentry

DSN = "https://key@sentry.example.org/1"


class Caught(Transport):
    """Takes what would have been sent."""

    envelopes = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope)


@pytest.fixture
def sent(monkeypatch):
    real = sentry_sdk.init
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: real(**options, transport=Caught))
    Caught.envelopes.clear()
    sentry.start(DSN)
    yield Caught.envelopes
    real()


def test_error_is_sent_without_what_was_typed(sent, rf):
    name = "Rosaria"
    try:
        raise LookupError(f"alex@example.org asked for /reports/Zx81nQ0aPl2mK9sT3vB7/\nDETAIL: ({name})")
    except LookupError as error:
        sentry_sdk.set_user({"email": "alex@example.org"})
        sentry_sdk.set_extra("form", {"name": name})
        sentry_sdk.add_breadcrumb(message=name)
        sentry_sdk.capture_exception(error)
    sentry_sdk.flush()
    (event,) = [item.payload.json for envelope in sent for item in envelope.items if item.type == "event"]
    assert event["exception"]["values"][0]["value"] == "[address] asked for /reports/[token]/"
    said = json.dumps(event)
    for never in ("alex", "Zx81nQ0a", name, '"vars"', '"request"', '"user"', '"breadcrumbs"', '"extra"'):
        assert never not in said


def test_without_an_address_nothing_is_started(monkeypatch):
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: 1 / 0)
    sentry.start("")


def test_check_says_when_the_package_is_missing(settings, monkeypatch):
    assert sentry.check_sentry(None) == []
    settings.SENTRY_DSN = DSN
    assert sentry.check_sentry(None) == []
    monkeypatch.setattr("campaign.errors.sentry.is_installed", lambda: False)
    (message,) = sentry.check_sentry(None)
    assert (message.id, "sentry-sdk" in message.hint) == ("carried.W005", True)
    monkeypatch.setattr(sentry, "is_installed", lambda: False)
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: 1 / 0)
    sentry.start(DSN)
