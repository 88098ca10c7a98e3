"""What stands in a stored mail in the place of a link's token, so that reading the outbox lets nobody act for others.

A stored mail holds seeds. A seed becomes its token by a keyed hash, and only when the mail is handed over; of the
token the database holds the digest, as of every link. So neither the outbox nor a dump or a backup of it holds a link
that works, before or after sending, and a mail that is sent again has the links that it had.

Both are as long and of the same letters, so that one takes the other's place however the lines are broken.
"""

import re
from base64 import urlsafe_b64encode
from functools import cache
from hmac import HMAC
from secrets import token_urlsafe

from django.conf import settings
from django.utils.crypto import salted_hmac

from campaign.operations.tombstones import mark_of, secrets

SALT = "campaign.mail.outbox.tokens"
LENGTH = 43
BEGINS = "seed"
# Which SECRET_KEY it was made under: a new one must not break the links of mail that waits.
MARK_LENGTH = 6
# How quoted-printable text breaks a line wherever it likes (RFC 2045, 6.7).
BREAK = b"=\r\n"
_perhaps = b"(?:=\\r\\n)?"
# Its first letter comes before the look behind it: then only each s of a mail is looked at, and not each character.
SEED = re.compile(
    rb"%c(?<![\w-]%c)%b(?:%b[\w-]){%d}"
    % (
        BEGINS[0].encode(),
        BEGINS[0].encode(),
        b"".join(_perhaps + letter.encode() for letter in BEGINS[1:]),
        _perhaps,
        LENGTH - len(BEGINS),
    )
)


def new_seed() -> str:
    """Return a seed that nobody has had yet."""
    begins = f"{BEGINS}{mark_of(settings.SECRET_KEY)[:MARK_LENGTH]}"
    return begins + token_urlsafe(32)[: LENGTH - len(begins)]


def token_of(seed: str) -> str:
    """Return the token that stands in a mail's link once it is handed over."""
    mark = seed[len(BEGINS) : len(BEGINS) + MARK_LENGTH]
    secret = next((one for one in secrets() if mark_of(one)[:MARK_LENGTH] == mark), settings.SECRET_KEY)
    hashed = _keyed(secret).copy()
    hashed.update(seed.encode())
    return urlsafe_b64encode(hashed.digest()).decode().rstrip("=")


@cache
def _keyed(secret: str) -> HMAC:
    """Return the keyed hash of nothing yet: making its key out of the secret costs more than all the rest."""
    return salted_hmac(SALT, "", secret=secret, algorithm="sha256")


def with_tokens(message: bytes) -> bytes:
    """Return a stored mail as it is handed over: with the tokens of its links."""
    return SEED.sub(_token_for, message)


def _token_for(found: re.Match[bytes]) -> bytes:
    """Return the token of a seed, broken into lines where the seed was."""
    pieces = found[0].split(BREAK)
    token, begins, written = token_of(b"".join(pieces).decode()).encode(), 0, []
    for piece in pieces:
        written.append(token[begins : begins + len(piece)])
        begins += len(piece)
    return BREAK.join(written)
