"""Headers arrive as they were meant, whatever stands in them and however long it is."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.mail.outbox.compose import POLICY

# One line, as whoever writes them sees to: see `campaign.mail.outbox.compose`.
WORDS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=250).map(
    lambda text: " ".join(text.split())
)


def written(name, value):
    message = EmailMessage(policy=POLICY)
    message[name] = value
    return message.as_bytes()


def arrived(name, value):
    raw = written(name, value)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998  # RFC 5322, 2.1.1
    return message_from_bytes(raw, policy=policy.default)[name]


@pytest.mark.parametrize("length", range(55, 100))
def test_subject_begins_beside_its_name_however_long(length):
    subject = ("Your receipt: the motion sent to Little Mickering and the Villages Beyond " * 2)[:length].strip()
    assert written("Subject", subject).startswith(b"Subject: Your receipt: the motion sent to")
    assert arrived("Subject", subject) == subject


@given(WORDS)
def test_subject_arrives_whole(subject):
    assert arrived("Subject", subject) == subject


@given(WORDS)
def test_name_of_a_sender_arrives_whole(name):
    # Python's own reader puts a space between encoded words of a name; its older one keeps to RFC 2047, 6.2.
    raw = message_from_bytes(written("From", Address(name, "motions", "example.org")))["From"]
    shown, address = parseaddr(raw)
    assert (str(make_header(decode_header(shown))), address) == (name, "motions@example.org")
