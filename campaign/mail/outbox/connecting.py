"""Telling whether a connection failed before it stood: then nothing of the mail can have gone over it."""

import socket
import ssl
from collections.abc import Iterator
from traceback import walk_tb

# Anymail and boto3 both call their providers by way of this.
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

NEVER_STOOD = (ConnectTimeoutError, NewConnectionError, ProxyError, ConnectionRefusedError, socket.gaierror)
HANDSHAKE = "do_handshake"


def never_connected(error: BaseException) -> bool:
    """Whether the other side was not reached: refused, not found, too slow to answer, or not to be trusted.

    TLS can also break in the middle of a call, so it counts only where its greeting failed.
    """
    return any(isinstance(cause, NEVER_STOOD) or _failed_to_greet(cause) for cause in _causes(error))


def _failed_to_greet(error: BaseException) -> bool:
    if not isinstance(error, ssl.SSLError):
        return False
    return any(frame.f_code.co_name == HANDSHAKE for frame, _ in walk_tb(error.__traceback__))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it, one after another; libraries wrap each other's several times."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
