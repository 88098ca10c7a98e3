"""A call of a provider’s that nobody can read: what it holds is kept and shown, because it may be somebody’s mail.

Answered with an error it would come again for some days and then be lost, with a line in a log.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from campaign.mail.enums import Filed
from campaign.mail.inbound.charsets import storable
from campaign.mail.models import InboundMail

logger = logging.getLogger(__name__)

SUBJECT = "A mail that could not be read"
NOTE = "The company that carries our mail brought it in a form that could not be read. Here is what it sent."
LONGEST = 100_000
# Files, and what only machines read: of no use to whoever looks for somebody's words.
LONGEST_VALUE = 20_000


def keep_unread(request: HttpRequest) -> InboundMail | None:
    """Keep what a call brought, once however often it is made, for an organiser to look at; None without words.

    Call it only for who has shown the secret.
    """
    said = "\n".join(_lines(_content(request)))[:LONGEST]
    if not said:
        return None
    name = f"<{hashlib.sha256(said.encode()).hexdigest()}@unread.invalid>"
    values = {"subject": SUBJECT, "text": said, "filed": Filed.UNREAD, "note": NOTE}
    row, is_new = InboundMail.objects.get_or_create(message_id=name, defaults=values)
    if is_new:
        logger.error("A mail came in that could not be read. It is kept among the mail that came in.")
    return row


def without_odd_names(request: HttpRequest) -> bytes | None:
    """Return the body of a call with the names and types of its attachments on one line each; None where it has none.

    A line end in one of them is what some mail apps write and no header can hold.
    """
    content = _content(request)
    for name in ("Attachments", "attachments"):
        files = content.get(name) if isinstance(content, dict) else None
        if isinstance(files, list) and all(isinstance(file, dict) for file in files):
            tidy = [{key: _one_line(value) for key, value in file.items()} for file in files]
            return json.dumps({**content, name: tidy}).encode()
    return None


def _content(request: HttpRequest) -> Any:  # noqa: ANN401 - whatever a stranger's JSON holds
    if request.content_type == "multipart/form-data":
        return {name: request.POST.get(name) for name in request.POST}
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) and len(value) < LONGEST_VALUE else value


def _lines(content: object, name: str = "", depth: int = 0) -> Iterator[str]:
    """Yield what a call holds as lines that a person can read, as deep as mail goes."""
    if depth > 5:
        return
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _lines(value, str(key), depth + 1)
    elif isinstance(content, list):
        for value in content:
            yield from _lines(value, name, depth + 1)
    elif isinstance(content, str) and name and 0 < len(content) <= LONGEST_VALUE:
        yield f"{name}: {storable(content)}"
