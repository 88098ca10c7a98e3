"""Kept pages, answered before Django makes a request of what was asked.

Of what a kept page costs, the page is the least: a request object, the middlewares and the signals around them cost
several times as much. So the whole answer is kept with the page, with every header that the site put on it, and sent
again to whoever asks the same in the same way. Only what was read from the database a moment ago counts as fresh here;
whatever is in doubt goes to Django: another method, a query, a copy to be compared, a host not met yet, a page that
may have changed, a database that is away. So on a busy site too Django is asked once in each of those moments.
"""

import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django_guid.utils import validate_guid

from motions.progress.page_cache import KeptPage, KeptResponse, finished_page, preferred_coding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# How many ways of asking are kept with one page: host names, schemes and codings. More are answered by Django.
WAYS = 16


class KeptAnswers:
    """The WSGI application that stands before Django's, and hands on what it cannot answer by itself."""

    def __init__(self, application: "WSGIApplication", *, new_id: Callable[[], uuid.UUID] = uuid.uuid4) -> None:
        self._application = application
        self._new_id = new_id
        self._id_header = str(settings.DJANGO_GUID["GUID_HEADER_NAME"])
        self._id_field = _field_of(self._id_header)
        self._scheme_field: str = (settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", ""))[0]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, or have Django answer and keep that."""
        if not _is_plain(environ):
            return self._application(environ, start_response)
        way = self._way(environ)
        page = finished_page(environ["PATH_INFO"])
        number = self._request_id(environ)
        if page and number and way in page.answers and page.is_surely_fresh():
            start_response("200 OK", [*page.answers[way], (self._id_header, number)])
            return [page.as_sent(way[-1])]
        response = self._application(environ, start_response)
        if isinstance(response, KeptResponse) and response.page is finished_page(environ["PATH_INFO"]):
            self._keep(response.page, way, response)
        return response

    def _way(self, environ: "WSGIEnvironment") -> tuple[str, ...]:
        """Return all that decides how a page is answered, besides its path; the coding comes last."""
        coding = preferred_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        scheme = environ["wsgi.url_scheme"]
        return environ.get("HTTP_HOST", ""), scheme, environ.get(self._scheme_field, ""), coding

    def _request_id(self, environ: "WSGIEnvironment") -> str:
        """Return the number that the proxy gave the request, or a new one; nothing for one that Django is to judge."""
        given = environ.get(self._id_field)
        if given:
            return given if validate_guid(given) else ""
        return self._new_id().hex

    def _keep(self, page: KeptPage, way: tuple[str, ...], response: KeptResponse) -> None:
        """Keep the headers of an answer that has been through the whole site, but not what is this request's own."""
        # A cookie is one visitor’s own: kept, it would be sent to the next.
        whole = response.status_code == 200 and not response.cookies
        if whole and (way in page.answers or len(page.answers) < WAYS):
            page.answers[way] = [pair for pair in response.items() if pair[0] != self._id_header]


def _is_plain(environ: "WSGIEnvironment") -> bool:
    """Whether the path alone says what is asked for, of a host by its name, by somebody who has no copy."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and not environ.get("SCRIPT_NAME")
        and "HTTP_IF_NONE_MATCH" not in environ
        and "HTTP_HOST" in environ
    )


def _field_of(header: str) -> str:
    """Return the name that a header has in the environment of WSGI."""
    return f"HTTP_{header.upper().replace('-', '_')}"
