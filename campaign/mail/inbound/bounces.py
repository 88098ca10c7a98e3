"""Whether a mail that came back would come back again, in the words of the provider that carried it.

Anymail has one name for a full mailbox and for an address that does not exist; the providers have two. What they say
for themselves counts first, and where they say nothing, anymail's name for it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

SENT_BACK = frozenset({EventType.BOUNCED, EventType.REJECTED})
# The address itself is at fault, not a policy or a full mailbox.
FOR_GOOD = frozenset({RejectReason.BOUNCED, RejectReason.INVALID})
NOT_THE_ADDRESS = frozenset({RejectReason.BLOCKED, RejectReason.SPAM, RejectReason.TIMED_OUT})
# No such mailbox, no such host, or no address at all (RFC 3463, 3.2). It stands alone: not in an IP number or a link.
# Servers without such codes say it in words.
GONE = re.compile(
    r"(?<![\d./])5\.1\.(?:[0-36]|10)(?![\d.]*\d)"
    r"|\b(?:no such|unknown) (?:user|recipient|mailbox|person)\b"
    r"|\b(?:user|recipient|mailbox|account) (?:is |was )?(?:unknown|not found)\b"
    r"|\b(?:user|recipient|mailbox|account)\b[^.;]{0,80}\b(?:does not|doesn['’]t) exist\b",
    re.IGNORECASE,
)
# A server that answers for now (RFC 3463, 3.1, and RFC 5321, 4.2.1), and one that finds fault with the sender, which
# is us (5.1.7 and 5.1.8): whatever it says besides is no word about the reader's address.
NOT_OF_THE_READER = re.compile(
    r"(?<![\d./])(?:4\.[0-7]\.\d{1,3}|5\.1\.[78])(?![\d.]*\d)|^\W*4\d\d[ -]|^[^;]{0,40}smtp;\s*4\d\d[ -]"
    r"|\bsender (?:address )?(?:rejected|verif\w+)|\bverification failed for\b",
    re.IGNORECASE,
)
# A mailbox that is full, a server or a way to it that is broken, content, and policy, which is about who sends (RFC
# 3463, 3.3 to 3.8). None says that there is no such address.
PASSES = re.compile(
    r"(?<![\d./])5\.(?:2\.[23]|[3467]\.\d{1,3})(?![\d.]*\d)"
    r"|\b(?:spamhaus|spamcop|barracuda|dnsbl|block ?list(?:ed)?|black ?list(?:ed)?|blocked|reputation)\b"
    r"|\b(?:spam|virus|dmarc|dkim|spf|policy|anti-?spoofing|relay(?:ing)?)\b"
    r"|\b(?:mailbox (?:is )?full|over ?quota|quota|(?:size|storage) (?:limit|space)|out of storage)\b|\bsize exceeds\b"
    r"|\b(?:try again|temporar(?:y|ily)|grey ?list(?:ed|ing)?|rate[ -]?limit(?:ed|s)?|too many|at a rate)\b",
    re.IGNORECASE,
)
# Some providers tell of a bounce that may pass under the same heading; their own word for it is in one of these.
OWN_WORDS = ("Type", "type", "event", "bounceType")
PASSING = ("soft", "transient", "temporary")
# SparkPost's classes of what is hard: an invalid recipient, no recipient, and one who unsubscribed. All others may
# pass, or are about the content or the sender.
SPARKPOST_HARD = frozenset({"10", "30", "90"})
# What Mailjet names where the address itself is at fault; the rest of its list is about servers, content or us.
MAILJET_HARD = frozenset({"", "user unknown", "mailbox inactive", "invalid domain", "no mail host"})
# Postmark’s name for a server, or a filter, that took the mail for spam: no reader pressed the button.
A_FILTER = "SpamNotification"
# Told by words of the payload; None where they do not say.
Classify = Callable[[Mapping[str, Any], AnymailTrackingEvent], bool | None]


def comes_back_for_good(event: AnymailTrackingEvent, *, provider: str) -> bool:
    """Whether the next mail to this address would come back as well."""
    words = f"{event.mta_response or event.description or ''}"
    if event.event_type not in SENT_BACK or NOT_OF_THE_READER.search(words):
        return False
    if PASSES.search(words) and not GONE.search(words):
        return False
    told = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    said = CLASSIFIERS[provider](told, event) if provider in CLASSIFIERS else None
    if said is not None:
        return said
    own = " ".join(str(told.get(name, "")).lower() for name in OWN_WORDS)
    return event.reject_reason in FOR_GOOD and not any(word in own for word in PASSING)


def is_complaint(event: AnymailTrackingEvent, *, provider: str) -> bool:
    """Whether the reader marked the mail as spam. A server that did is no reader: SparkPost and Postmark say which."""
    if isinstance(event.esp_event, Mapping) and event.esp_event.get("Type") == A_FILTER:
        return False
    if event.event_type == EventType.COMPLAINED:
        return True
    return event.reject_reason == RejectReason.SPAM and provider != "SparkPost"


def _amazon_ses(told: Mapping[str, Any], event: AnymailTrackingEvent) -> bool | None:
    # Transient, or Undetermined: only Permanent says that it would come back again.
    return _inner(told, "bounce").get("bounceType") == "Permanent" if event.event_type == EventType.BOUNCED else None


def _sparkpost(told: Mapping[str, Any], event: AnymailTrackingEvent) -> bool | None:
    for inner in _inner(told, "msys").values():
        if isinstance(inner, Mapping) and "bounce_class" in inner:
            return str(inner["bounce_class"]) in SPARKPOST_HARD
    return None


def _mailjet(told: Mapping[str, Any], event: AnymailTrackingEvent) -> bool | None:
    if str(told.get("error") or "") not in MAILJET_HARD:
        return False
    if "hard_bounce" not in told:
        return None
    return str(told["hard_bounce"]).lower() in {"true", "1"} and event.reject_reason not in NOT_THE_ADDRESS


def _sendgrid(told: Mapping[str, Any], event: AnymailTrackingEvent) -> bool | None:
    # It names what has no such address "bounce", and what its server would not take just now "blocked".
    if event.event_type != EventType.BOUNCED:
        return None
    return told.get("type", "bounce") == "bounce" and not str(told.get("status", "")).startswith("4")


def _resend(told: Mapping[str, Any], event: AnymailTrackingEvent) -> bool | None:
    kind = _inner(_inner(told, "data"), "bounce").get("type")
    return str(kind) == "Permanent" if kind else None


def _inner(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = told.get(name)
    return value if isinstance(value, Mapping) else {}


CLASSIFIERS: dict[str, Classify] = {
    "Amazon SES": _amazon_ses,
    "SparkPost": _sparkpost,
    "Mailjet": _mailjet,
    "SendGrid": _sendgrid,
    "Resend": _resend,
}
