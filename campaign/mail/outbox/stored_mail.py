"""Reading a stored mail: for the development pages and an organiser; its HTML in a frame, where nothing can run."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from typing import Any, ParamSpec, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

from campaign.mail.models import Email
from campaign.mail.outbox.tokens import with_tokens

# Tokens of links: whoever holds one may act as the activist. They are 43 characters of this alphabet.
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that goes with a mail."""

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail taken apart."""

    headers: list[tuple[str, str]]
    text: str
    html: str
    attachments: list[Attachment]

    @property
    def html_without_tokens(self) -> str:
        """The HTML, without what only its recipient may hold."""
        return TOKEN.sub("…", self.html)

    @property
    def text_without_tokens(self) -> str:
        """The plain text, without what only its recipient may hold."""
        return TOKEN.sub("…", self.text)


def read(email: Email) -> Reading:
    """Take a mail apart as its reader has it, with the tokens; one that was never written has nothing in it."""
    message = message_from_bytes(with_tokens(bytes(email.message)), _class=EmailMessage, policy=policy.default)
    return Reading(
        headers=[(name, str(value)) for name, value in message.items()],
        text=content_of(message.get_body(("plain",))),
        html=content_of(message.get_body(("html",))),
        attachments=[_attachment(part) for part in message.iter_attachments()],
    )


def content_of(part: MIMEPart | None) -> str:
    """Return the text of a part of a message; "" where there is no such part."""
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _attachment(part: MIMEPart) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        part.get_filename() or "file", part.get_content_type(), content if isinstance(content, bytes) else b""
    )


P = ParamSpec("P")
APART: dict[str, Any] = {"script-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]}


def with_frame(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Let a page hold such a frame."""
    update: Any = csp_update({"frame-src": [SELF]})
    return cast(Callable[P, HttpResponseBase], update(view))


def framed(request: HttpRequest, html: str) -> HttpResponse:
    """Answer with the HTML of a mail, and nothing else."""
    replace: Any = csp_replace(APART)
    return cast(HttpResponse, replace(xframe_options_sameorigin(lambda _: HttpResponse(html)))(request))
