"""Names, addresses and identifiers in the headers of a mail that came in.

A header is taken apart as it was written, and its words are decoded after that. The other way round, a comma or an @
within somebody's encoded name would cut it in two, and an address hidden in a name would pass for the sender's.
Python's own `email.headerregistry` decodes first, which is why it is not used here.
"""

import re
from collections.abc import Iterable, Iterator
from email.header import decode_header
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campaign.mail.inbound.charsets import decoded, of_raw

# RFC 2047, 2. Some programs leave spaces and commas in the words as they are, so anything but a question mark may
# stand there. Neighbours belong together: a letter of several bytes may be cut between two.
ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\r\n]*\?=(?:\s+=\?[^?\s]{1,60}\?[bBqQ]\?[^?\r\n]*\?=)*")
STAND_IN = re.compile(r"\x1a(\d+)\x1a")
QUOTED = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
IN_ANGLES = re.compile(r"<([^<>]{3,250})>")
MOST_ADDRESSES = 200
LONGEST_HEADER = 10_000
LONGEST_ADDRESS = 254


def words_of(raw: str) -> str:
    """Return a header's words on one line, decoded."""
    return _one_line(ENCODED.sub(lambda match: _decoded_words(match[0]), of_raw(raw)))


def sender_of(raw: str) -> tuple[str, str]:
    """Return the name and the address of who wrote a mail; "" for an address that nobody could write to.

    One address in angles is the sender's, whatever its name holds: not every program puts a name with a comma, a
    bracket or an @ in quotes.
    """
    header, names = _put_aside(raw)
    unquoted = QUOTED.sub(lambda match: " " * len(match[0]), header)
    angles = list(IN_ANGLES.finditer(unquoted))
    if len(angles) == 1 and is_address(address := angles[0][1].strip().lower()):
        return _put_back(header[: angles[0].start()].replace('"', ""), names)[:120].strip(), address
    for name, address in _mailboxes([raw]):
        # Within quotes it is a name, whatever it looks like.
        if is_address(address) and address in unquoted.lower():
            return name[:120].strip(), address
    return words_of(raw)[:120].strip() if "@" not in header else "", ""


def addresses_of(raws: Iterable[str]) -> list[str]:
    """Return the addresses in headers, in small letters."""
    return [address for _, address in _mailboxes(raws) if "@" in address]


def identifiers_of(*raws: str) -> list[str]:
    """Return the message identifiers in headers, in their angles: some programs put nothing between or around them."""
    found: list[str] = []
    for raw in raws:
        header = words_of(raw)
        # A long one may have been folded in its middle.
        inside = [match.replace(" ", "") for match in IN_ANGLES.findall(header)]
        bare = [word.strip(",;") for word in IN_ANGLES.sub(" ", header).split()]
        found += [*inside, *(word for word in bare if 3 <= len(word) <= 250 and word.count("@") == 1 and not inside)]
    return [f"<{identifier}>" for identifier in dict.fromkeys(found)]


def is_address(text: str) -> bool:
    """Whether somebody could write to this. An encoded word is never one, whatever it hides."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS and "=?" not in text


def _mailboxes(raws: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name, decoded, with its address, in small letters. What stands in for encoded words is no address."""
    for raw in raws:
        header, names = _put_aside(raw)
        for name, address in getaddresses([header])[:MOST_ADDRESSES]:
            yield _put_back(name, names), "" if STAND_IN.search(address) else address.strip("<> ").lower()


def _put_aside(raw: str) -> tuple[str, list[str]]:
    """Return a header with a mark for each run of encoded words, and what those say."""
    names: list[str] = []

    def mark(match: re.Match[str]) -> str:
        names.append(_decoded_words(match[0]))
        return f"\x1a{len(names) - 1}\x1a"

    # The mark is ours, so none that the writer made is left.
    return ENCODED.sub(mark, of_raw(raw[:LONGEST_HEADER]).replace("\x1a", " ")), names


def _put_back(text: str, names: list[str]) -> str:
    return _one_line(STAND_IN.sub(lambda match: names[int(match[1])], text))


def _decoded_words(encoded: str) -> str:
    """Return a run of encoded words as text; as it stands, where it cannot be decoded."""
    try:
        pieces = decode_header(encoded)
    except (ValueError, LookupError):
        return encoded
    return "".join(piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in pieces)


def _one_line(text: str) -> str:
    return " ".join(text.split())
