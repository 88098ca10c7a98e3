"""What people see while the database is away, or takes nothing: a page that says so, and whatever they had typed.

Nothing was saved then, and nobody is to type it twice: the page has it all, to be read, copied and sent again.
"""

import errno
import re
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.views.defaults import server_error

from clps.lib.guards import is_sent_from_elsewhere

RETRY_AFTER = 30  # seconds
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
# They are never shown or sent back, whatever form they stood in.
SECRET = re.compile(r"password|secret|code|otp|token$|^credential", re.IGNORECASE)
# Fields that say nothing to whoever filled them in.
TECHNICAL = re.compile(r"csrf|_key$|^key$|^next$|^version$|_id$|-(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|^_")


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody had typed: `shown` for their eyes, and `kept` to be sent again, both as name and value."""

    shown: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    # Whether something cannot be given back, such as a file.
    lacks_some: bool = False


def answer_error(request: HttpRequest) -> HttpResponseBase:
    """Answer a request that ended in an error: with 503 where the database is to blame, and else with 500."""
    if not is_outage(sys.exc_info()[1]):
        return server_error(request)
    is_sent = request.method not in ("GET", "HEAD")
    typed = typed_in(request) if is_sent else Typed()
    # Without a request: nothing of what every page shows may ask the database.
    page = render_to_string("503.html", {"is_sent": is_sent, "typed": typed, "path": request.get_full_path()})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"})


def is_outage(error: BaseException | None) -> bool:
    """Whether an error comes of a database that is away or takes nothing, and will go as it came."""
    return any(_is_of_the_database(one) for one in _chain(error))


def typed_in(request: HttpRequest) -> Typed:
    """Return what was typed into the form that a request brings; nothing of one that another site sent."""
    if is_sent_from_elsewhere(request):
        return Typed()
    try:
        sent, files = request.POST, request.FILES
    except (UnreadablePostError, RequestDataTooBig, BadRequest, MultiPartParserError, OSError):
        return Typed(lacks_some=True)
    typed = Typed(lacks_some=bool(files) or any(SECRET.search(name) for name in sent if "csrf" not in name))
    for name, values in sent.lists():
        if SECRET.search(name) and "csrf" not in name:
            continue
        typed.kept.extend((name, str(value)) for value in values)
        words = ", ".join("yes" if value == "on" else str(value) for value in values if value)
        if words and not TECHNICAL.search(name):
            typed.shown.append((name.replace("_", " ").replace("-", " ").capitalize(), words))
    return typed


def _is_of_the_database(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # SQLite has one class for all: a table that is not there is a mistake of ours, and stays.
    return getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and those that it came of."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
