"""What two providers' webhooks call with. Postmark shows a name and a password; Mailgun signs as well."""

import base64
import hashlib
import hmac
import json
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from urllib.parse import urlencode

from django.utils import timezone

from campaign.mail.inbound.waiting import read_waiting
from tests.mail.helpers import london

SECRET = "postie:a-long-password"
SIGNING_KEY = "mailgun-signs-with-this"
numbers = count(1)


def basic(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


class Postmark:
    """Calls Postmark's two webhooks through Django's client."""

    def __init__(self, client):
        self.client = client

    def call(self, hook, payload, headers=None):
        body = payload if isinstance(payload, str) else json.dumps(payload)
        return self.client.post(
            f"/hooks/postmark/{hook}/",
            body,
            content_type="application/json",
            headers=basic() if headers is None else headers,
        )

    def track(self, kind, message_id, *, at="2027-03-02T09:00:00Z", **more):
        when = {"Delivery": "DeliveredAt"}.get(kind, "BouncedAt")
        payload = {"RecordType": kind, "MessageID": message_id, when: at, **more}
        return self.call("tracking", payload)

    def bounce(self, message_id, kind="HardBounce", *, number=1, **more):
        words = {"Type": kind, "ID": number, "Description": "The server was unable to deliver your message."}
        record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
        return self.track(record, message_id, **{**words, **more})

    def bring(self, raw, *, envelope="sender@example.org", to="motions@example.org", headers=None):
        """Bring a mail as it came, with Postmark's raw content."""
        raw = raw.as_bytes() if isinstance(raw, EmailMessage) else raw
        payload = {
            "FromFull": {"Email": "sender@example.org", "Name": ""},
            "Headers": [{"Name": "Return-Path", "Value": f"<{envelope}>"}],
            "OriginalRecipient": to,
            "MessageID": f"postmark-{next(numbers)}",
            "RawEmail": raw.decode("utf-8", "surrogateescape"),
        }
        answer = self.call("inbound", payload, headers)
        # What the worker does when the doorbell rings.
        read_waiting(timezone.now())
        return answer


def signed(timestamp: str = "1803981600", token: str = "token", key: str = SIGNING_KEY) -> dict[str, str]:
    digest = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": digest}


class Mailgun:
    """Calls Mailgun's two webhooks through Django's client."""

    def __init__(self, client):
        self.client = client

    def track(self, event, message_id, *, signature=None, **more):
        data = {
            "event": event,
            "timestamp": 1803981600.5,
            "recipient": "alex@example.org",
            "message": {"headers": {"message-id": message_id.strip("<>")}},
            **more,
        }
        payload = {"signature": signature or signed(), "event-data": data}
        return self.client.post(
            "/hooks/mailgun/tracking/", json.dumps(payload), content_type="application/json", headers=basic()
        )

    def bring(self, *, text, html="", signature=None, **headers):
        fields = {
            **(signature or signed()),
            "recipient": "motions@example.org",
            "sender": "alex@example.org",
            "message-headers": json.dumps([[name.replace("_", "-"), value] for name, value in headers.items()]),
            "body-plain": text,
            "body-html": html,
        }
        answer = self.client.post(
            "/hooks/mailgun/inbound/",
            urlencode(fields),
            content_type="application/x-www-form-urlencoded",
            headers=basic(),
        )
        read_waiting(timezone.now())
        return answer


def letter(text="Passed 23 to 4.", *, sender="Alex Activist <alex@example.org>", to="motions@example.org", **headers):
    """A mail as a person's mail app writes it. Headers are named with underscores."""
    message = EmailMessage()
    given = {
        "From": sender,
        "To": to,
        "Subject": "Our meeting",
        "Date": format_datetime(london(2027, 3, 12, 9)),
        "Message-ID": f"<letter-{next(numbers)}@mail.example.net>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    return message
