"""Telling a machine's mail from a person's: nobody needs to answer it, and answering it could go on for ever."""

import re

from campaign.mail.inbound.incoming import Incoming

# Headers that only machines write; RFC 3834, 5 for the first.
ANSWERING_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-mail-autoreply", "x-vacation")
LIST_HEADERS = ("list-id", "list-unsubscribe")
PRECEDENCES = frozenset({"bulk", "auto_reply", "auto-reply", "junk", "list"})
MACHINES = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)(?:[+.-].*)?@")
# "Re: Automatic reply" is what some mail apps make of it when a machine answers a machine.
_ANSWER = r"(?:(?:re|fwd?|aw|atb|sv|tr|r|rv|antw)\s*:\s*)*\[?\s*"
SUBJECTS = re.compile(
    _ANSWER + r"(?:auto(?:matic(?:ally)?|mated)?[ -]?(?:reply|response|answer|generated)|auto(?:matic|mated)?\s*:"
    r"|out of (?:the )?office|(?:ooo|oof)\b|away from (?:the office|my desk)|on (?:annual )?leave\b"
    r"|vacation (?:reply|response)|undeliver(?:able|ed)|delivery (?:status notification|has failed|failure)"
    r"|mail delivery (?:failed|subsystem)|returned mail|failure notice|(?:not )?read(?: receipt)?:"
    # The same in the languages in which people here have their mail apps.
    r"|ateb(?:ion)? awtomatig|allan o'r swyddfa|automatische antwort|abwesenheits|réponse automatique"
    r"|absence du bureau|respuesta automática|risposta automatica|resposta automática|automatisch antwoord"
    r"|autosvar|automaattinen vastaus|odpowiedź automatyczna|autoodpowiedź)",
    re.IGNORECASE,
)
RECALLS = re.compile(r"(?:message )?recall(?:ed)?\s*:|message recall (?:success|failure|report)", re.IGNORECASE)
RECALLED = re.compile(r"\bwould like to recall the message\b", re.IGNORECASE)
# A thumb pressed on our mail: Gmail sends it as a part of its own, with words for other mail apps.
REACTION_KIND = "text/vnd.google.email-reaction+json"
REACTED = re.compile(
    r"^(?:\S{1,12}\s+)?[^\n]{1,80}\breacted (?:via gmail|to (?:your|this) (?:message|e-?mail))\b"
    r"|^(?:liked|loved|laughed at|emphasi[sz]ed|disliked|questioned) [“\"]",
    re.IGNORECASE,
)
CALENDAR_ANSWERS = frozenset({"text/calendar; method=reply", "text/calendar; method=counter"})
CALENDAR_SUBJECTS = re.compile(
    r"(?:accepted|declined|tentative(?:ly accepted)?|cancell?ed|derbyniwyd|gwrthodwyd)\s*:", re.IGNORECASE
)
TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# What only Outlook can open; its words may stand in plain text beside it, and then they are read.
WINMAIL = "It came with winmail.dat, which only Outlook can open."


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
    return _why_no_message(mail) or ("The provider took it for spam." if mail.is_spam else "")


def _why_no_message(mail: Incoming) -> str:
    """Return why a mail that a person caused says nothing to us: they pressed a button of their mail app."""
    content_class = mail.headers.get("content-class", "").lower()
    if content_class.endswith("recallmessage") or RECALLS.match(mail.subject) or RECALLED.search(mail.text[:500]):
        return "Its sender called a mail back: nothing in it is for us."
    if REACTION_KIND in mail.kinds or REACTED.match(mail.text.strip()[:300]):
        return "It is a reaction by one press of a button."
    is_calendar = content_class.endswith("calendarmessage") or any(
        kind.startswith("text/calendar") for kind in mail.kinds
    )
    if CALENDAR_ANSWERS & set(mail.kinds) or (is_calendar and CALENDAR_SUBJECTS.match(mail.subject)):
        return "It is a calendar's answer to an invitation."
    if came_as_winmail(mail) and not mail.text.strip():
        return f"{WINMAIL} Ask its sender to write in plain text."
    return ""


def came_as_winmail(mail: Incoming) -> bool:
    """Whether a mail brought Outlook's own kind of file."""
    return bool(TNEF & set(mail.kinds)) or any(
        str(file["name"]).casefold() == "winmail.dat" for file in mail.attachments
    )
