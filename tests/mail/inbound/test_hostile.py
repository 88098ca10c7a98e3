"""Mail that means harm, or that some broken program wrote: reading it ends, raises nothing and leaves plain values."""

from email.message import EmailMessage

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaign.mail.inbound.automatic import why_automatic
from campaign.mail.inbound.copies import read_copies
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming, cleaned, read_incoming
from campaign.mail.models import InboundMail
from tests.factories import MotionFactory
from tests.mail.inbound.payloads import letter


def incoming(raw: bytes, **extras) -> Incoming:
    message = AnymailInboundMessage.parse_raw_mime_bytes(raw)
    for name, value in extras.items():
        setattr(message, name, value)
    event = AnymailInboundEvent(event_type="inbound", event_id="event-1", message=message)
    return cleaned(read_incoming(event, provider="x"))


def with_part(kind: str, content: bytes, **headers: str) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["From: a@example.org", *lines, f"Content-Type: {kind}", "", ""]).encode() + content


def nested(depth: int) -> bytes:
    """A mail whose words lie so many multiparts deep."""
    start = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    end = "".join(f"\r\n--b{n}--" for n in reversed(range(depth)))
    return f"From: a@example.org\r\n{start}Content-Type: text/plain\r\n\r\nPassed 23 to 4.{end}".encode()


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text/plain; charset=no-such-letters", "Pasiwyd ŵ".encode(), "Pasiwyd ŵ"),
        ("text/plain; charset=utf-8", b"Passed \xff\xfe 23", "Passed ÿþ 23"),
        ("text/plain; charset=utf-16", b"\x00", ""),
        ("text/plain; charset=iso-8859-1", "Môn".encode("latin-1"), "Môn"),
        ("text/plain", "Ynys Môn".encode(), "Ynys Môn"),
        ("text/plain; charset=rot13", b"Passed", "Passed"),
        ("text/plain; charset=\x00", b"Passed", "Passed"),
        ("text/plain", b"Passed\x00 23\r\nto 4\rthen", "Passed 23\nto 4\nthen"),
        ("text/html", b"<p>It <i>fell</i></p><p>12 &amp; 15</p>", "It fell\n12 & 15"),
        ("multipart/mixed", b"no boundary", ""),
        ("multipart/mixed; boundary=x", b"--x\r\nContent-Type: text/plain\r\n\r\nunfinished", "unfinished"),
        ("application/octet-stream", b"\x00\x01", ""),
        ("nonsense", b"Passed", "Passed"),
    ],
)
def test_words_are_read_in_whatever_letters(kind, content, text):
    assert incoming(with_part(kind, content)).text == text


def test_malformed_base64_is_read_as_far_as_it_goes():
    mail = incoming(with_part("text/plain", b"UGFzc2Vk*!", **{"Content-Transfer-Encoding": "base64"}))
    assert mail.text.startswith("Passed")


@pytest.mark.parametrize("depth", [2, 20, 60])
def test_words_are_found_however_deep_they_lie(depth):
    assert incoming(nested(depth)).text == "Passed 23 to 4."


def test_words_too_deep_are_left_out():
    assert incoming(nested(130)).notes == ("It holds no words that can be read.",)


@pytest.mark.parametrize("depth", [300, 5_000])
def test_call_with_words_deeper_than_anybody_reads_ends(db, postmark, depth):
    assert postmark.bring(nested(depth)).status_code in (200, 400)


def test_ten_thousand_headers_and_parts_are_read_as_far_as_needed():
    headers = "".join(f"X-Header-{n}: {n}\r\n" for n in range(10_000)).encode()
    assert incoming(b"From: a@example.org\r\nSubject: Hello\r\n" + headers + b"\r\nPassed").subject == "Hello"

    message = letter("Passed.")
    message.make_mixed()
    raw = message.as_bytes()
    boundary = message.get_boundary().encode()
    many = b"".join(b"--" + boundary + b"\r\nContent-Disposition: attachment\r\n\r\nx\r\n" for _ in range(10_000))
    mail = incoming(raw.replace(b"--" + boundary + b"--", many + b"--" + boundary + b"--"))
    assert (mail.text, 50 < len(mail.attachments) < 100) == ("Passed.", True)


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("Alex <alex@example.org>", "Alex", "alex@example.org"),
        ('"Activist, Alex" <ALEX@example.org>', "Activist, Alex", "alex@example.org"),
        ("=?utf-8?q?S=C3=AFan?= <s@example.org>", "Sïan", "s@example.org"),
        ("=?no-such?q?x?= <s@example.org>", "x", "s@example.org"),
        ("a@example.org, b@example.org", "", "a@example.org"),
        ("<" * 5_000, None, ""),
        ("(" * 5_000 + "a@example.org", None, ""),
        ("undisclosed", None, ""),
        ("x" * 300 + "@example.org", "", ""),
        ("\x00 <a\x00@example.org>", "", "a@example.org"),
    ],
)
def test_sender_is_one_address_that_can_be_written_to_or_none(header, name, address):
    mail = incoming(f"From: {header}\r\n\r\nHello".encode())
    assert mail.sender == address
    assert name is None or mail.sender_name == name


def test_headers_said_twice_count_once_and_folded_ones_are_whole():
    raw = b"From: a@example.org\r\nFrom: b@example.org\r\nSubject: One\r\n two\r\nSubject: Three\r\n\r\nHello"
    mail = incoming(raw)
    assert (mail.sender, mail.subject) == ("a@example.org", "One two")


def test_mail_without_an_identifier_or_with_too_long_a_one_gets_one_of_its_own():
    nameless = incoming(b"From: a@example.org\r\n\r\nHello")
    long = incoming(b"From: a@example.org\r\nMessage-ID: <" + b"x" * 300 + b"@example.org>\r\n\r\nHello")
    again = incoming(b"From: a@example.org\r\n\r\nHello")
    assert nameless.message_id == again.message_id != long.message_id
    assert max(len(nameless.message_id), len(long.message_id)) <= 250


def test_attached_mail_is_listed_and_its_words_are_not_those_of_the_mail():
    message = letter("See below.")
    message.add_attachment(letter("Passed 23 to 4."))
    mail = incoming(message.as_bytes())
    assert mail.text == "See below."
    assert [file["type"] for file in mail.attachments] == ["message/rfc822"]


HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type", "Precedence"]
HEADERS += ["Content-Transfer-Encoding", "Content-Disposition", "MIME-Version", "Return-Path", "Auto-Submitted"]
PIECES = [
    b"a@example.org",
    b"<",
    b">",
    b'"',
    b"=?utf-8?b?",
    b"?=",
    b"multipart/mixed; boundary=x",
    b"text/html",
    b"\r\n ",
]
PIECES += [
    b"\x00",
    b"\xff",
    b";",
    b"(",
    b"message/rfc822",
    b"base64",
    b"charset=utf-7",
    b"motions+report.x.clp@example.org",
]
values = st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=6).map(b"".join)
bodies = st.lists(
    st.sampled_from([b"--x\r\n", b"--x--", b"\r\n", b"Content-Type: text/plain\r\n\r\n", b"<b>"]) | values
)


@st.composite
def raw_mails(draw):
    headers = draw(st.lists(st.tuples(st.sampled_from(HEADERS), values), max_size=12))
    head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    return head + b"\r\n" + b"".join(draw(bodies))


class AnyMail(TestCase):
    """Whatever comes, one row stands at the end, in characters that the database takes."""

    @settings(max_examples=150)
    @given(raw_mails() | st.binary(max_size=300))
    @example(nested(300))
    @example(b"From: a@example.org\r\nContent-Type: text/plain; charset=\xff\r\n\r\n\xff")
    def test_any_mail_is_filed(self, raw):
        motion = MotionFactory()
        mail = incoming(raw, envelope_sender="a@example.org", envelope_recipient="motions@example.org")
        why_automatic(mail)
        read_copies(mail, [motion])
        row = file_mail(mail)
        assert InboundMail.objects.get() == row == file_mail(mail)


def test_a_mail_of_our_own_making_is_read_whole():
    message: EmailMessage = letter("Passed 23 to 4.", Subject="Ein cyfarfod ŵ")
    mail = incoming(message.as_bytes())
    assert (mail.subject, mail.text, mail.sender_name) == ("Ein cyfarfod ŵ", "Passed 23 to 4.", "Alex Activist")
