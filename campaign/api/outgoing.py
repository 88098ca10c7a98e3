"""One call to an address elsewhere, and never to a machine inside a network, whoever names it.

The name is looked up once, and the connection goes to the address that was looked at: a name that means another
machine a moment later changes nothing. Nothing is followed elsewhere.
"""

import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

TIMEOUT = 5.0  # seconds, for each step
HTTPS = 443


class NotTaken(Exception):
    """A call that nobody took. The message says why, and holds no secret."""


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """Send a body to an address; raise NotTaken where it was not taken, or may not be called."""
    address = public_address(url)
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    connection = _Pinned(parts.hostname or "", address)
    try:
        connection.request("POST", target, body, {"Content-Type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise NotTaken(f"It could not be reached: {type(error).__name__}.") from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotTaken(f"It answered {status}.")


def public_address(url: str) -> str:
    """Return the machine to call; raise NotTaken for what is no https address of a machine in the open."""
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS
    except ValueError:
        raise NotTaken("That is no address.") from None
    if parts.scheme != "https" or not parts.hostname or port != HTTPS:
        raise NotTaken("It has to begin with https:// and name no other port than 443.")
    if parts.username or parts.password:
        raise NotTaken("Leave user and password out of the address: each call is signed.")
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(parts.hostname, HTTPS, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotTaken("There is no machine of that name.") from None
    if not found or not all(_is_in_the_open(one) for one in found):
        raise NotTaken("That is a machine inside a network, and those are not called.")
    return sorted(found)[0]


def _is_in_the_open(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        # These wrap an IPv4 address, which may be one inside the network.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return False
    return found.is_global and not found.is_multicast


class _Pinned(HTTPSConnection):
    """A connection to one machine, whose certificate has to be of the name that was asked for."""

    def __init__(self, host: str, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, HTTPS, timeout=TIMEOUT, context=self._tls)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, HTTPS), TIMEOUT)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
