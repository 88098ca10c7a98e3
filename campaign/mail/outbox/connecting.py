"""Whether mail has any way out of this site, and whether a connection failed before it stood.

Where it never stood, nothing of the mail can have gone over it, so that mail may be tried again.
"""

import socket
import ssl
from collections.abc import Iterator
from traceback import walk_tb

from django.conf import settings
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


# Takes every mail and does nothing with it: the settings choose it where nobody is named to carry mail.
NO_WAY = "django.core.mail.backends.dummy.EmailBackend"


def has_no_way() -> bool:
    """Whether nobody is named to carry mail: what is written stays in the outbox."""
    return bool(settings.EMAIL_BACKEND == NO_WAY)


def nothing_leaves() -> bool:
    """Whether no mail can leave, and somebody should know: in a demonstration it stays by intent, to be read there."""
    return has_no_way() and not settings.DEBUG
