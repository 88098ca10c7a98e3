"""The ways to open an email in a mail app: what goes in is what comes out."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motions.letters import MAILTO_MOST, MAILTO_SAFE, Letter

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def opened(address):
    """The address and the parts that a mail app reads from a link."""
    link = urlsplit(address)
    return unquote(link.path), dict(parse_qsl(link.query, keep_blank_values=True, strict_parsing=True))


@given(to=TEXT, subject=TEXT, body=TEXT)
def test_mailto_opens_as_it_was_written_whatever_is_in_it(to, subject, body):
    letter = Letter(subject=subject, body=body, to=to)
    in_one_line = " ".join(subject.splitlines())
    assert opened(letter.mailto) == (to, {"subject": in_one_line, "body": "\r\n".join(body.splitlines())})
    assert opened(letter.mailto_without_text) == (to, {"subject": in_one_line})
    assert not set(letter.mailto) & set(' +"<>\r\n')


@given(to=TEXT, subject=TEXT, body=TEXT)
def test_webmail_opens_as_it_was_written_whatever_is_in_it(to, subject, body):
    letter = Letter(subject=subject, body=body, to=to)
    gmail, outlook = opened(letter.gmail)[1], opened(letter.outlook)[1]
    assert gmail == {"view": "cm", "fs": "1", "to": to, "su": subject, "body": body}
    assert outlook == {"to": to, "subject": subject, "body": body}


@pytest.mark.parametrize(
    "to", ["a@example.org?bcc=b@example.org", "a@example.org&cc=b@example.org", "a,b@example.org"]
)
def test_mailto_takes_no_second_person_from_the_address(to):
    address = Letter(subject="A library", body="Please.", to=to).mailto
    assert "," not in address
    assert opened(address) == (to, {"subject": "A library", "body": "Please."})


def test_letter_knows_when_mail_apps_would_cut_it():
    bare = len(Letter(subject="", body="").mailto)
    sizes = [
        (letter.is_long, letter.is_too_long)
        for letter in (
            Letter(subject="", body="x" * (length - bare))
            for length in (MAILTO_SAFE, MAILTO_SAFE + 1, MAILTO_MOST, MAILTO_MOST + 1)
        )
    ]
    assert sizes == [(False, False), (True, False), (True, False), (True, True)]
