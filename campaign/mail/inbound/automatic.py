"""Telling a machine's mail from a person's: nobody needs to answer it, and answering it could go on for ever."""

import re

from campaign.mail.inbound.incoming import Incoming

# Headers that only machines write; RFC 3834, 5 for the first.
ANSWERING_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply")
LIST_HEADERS = ("list-id", "list-unsubscribe")
PRECEDENCES = frozenset({"bulk", "auto_reply", "junk", "list"})
MACHINES = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)(?:[+.-].*)?@")
SUBJECTS = re.compile(
    r"(?:auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|undeliver(?:able|ed)"
    r"|delivery status notification|mail delivery (?:failed|subsystem)|returned mail|failure notice|read:|not read:"
    r"|ateb awtomatig|allan o'r swyddfa)",
    re.IGNORECASE,
)


def why_automatic(mail: Incoming) -> str:
    """Return what shows that no person wrote this mail to us, in words for an organiser; "" where one did."""
    headers = mail.headers
    if not headers.get("auto-submitted", "no").lower().startswith("no") or any(
        name in headers for name in ANSWERING_HEADERS
    ):
        return "It is an automatic reply."
    if headers.get("precedence", "").lower() in PRECEDENCES or any(name in headers for name in LIST_HEADERS):
        return "It went to many people at once."
    if mail.envelope_sender == "" or headers.get("return-path") == "<>" or mail.content_type == "multipart/report":
        return "It is a mail server's report."
    if not mail.sender or MACHINES.match(mail.sender):
        return "It names nobody who could be answered."
    if SUBJECTS.match(mail.subject.replace("’", "'")):
        return "Its subject is that of an automatic reply."
    return "The provider took it for spam." if mail.is_spam else ""
