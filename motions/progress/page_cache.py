"""Public pages, drawn once and kept ready to send.

Drawing 650 rows costs about a hundred times a bare page, so a drawn page is kept in the process's memory until what it
shows may have changed. What is kept is the same for everyone: pages are drawn without a request, and nothing personal
can reach them. Memory is bounded, because each name holds only its newest drawing.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.functional import SimpleLazyObject

from clps.lib.cache import Cache
from motions.models import Campaign
from motions.progress.freshness import AWAY, Freshness, memory, shows_campaign

Draw = Callable[[Campaign], bytes]
BROTLI_QUALITY, GZIP_LEVEL = 5, 6

# What each answer works out for itself. Every other header of a drawn page is kept with it.
OWN_HEADERS = {"content-type", "content-length", "content-encoding", "etag", "vary", "cache-control"}


@dataclass
class KeptPage:
    """One drawn page: its bytes, and each compressed form from the first time that somebody asks for it."""

    # What was true when it was drawn, and of which CLP; "" is of all.
    freshness: Freshness
    clp: str
    body: bytes
    content_type: str
    packed: dict[str, bytes] = field(default_factory=dict)
    # What the rest of the site put on it: security headers, a file name. None until it has been through once.
    headers: dict[str, str] | None = None
    etag: str = ""
    # Whole answers by the way of asking, for `kept_answers`.
    answers: dict[tuple[str, ...], list[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the content by its digest, so that drawing the same page again changes nothing for a reader."""
        self.etag = hashlib.sha256(self.body).hexdigest()[:24]

    def is_fresh(self) -> bool:
        """Whether it shows what is so now, as far as was known a moment ago.

        While the database is away nothing newer can be had: it is shown as it was.
        """
        try:
            return self.freshness == memory.recall(self.clp)
        except AWAY:
            return True

    def is_surely_fresh(self) -> bool:
        """Whether it shows what was so a moment ago, without asking the database; what is forgotten is in doubt."""
        return self.freshness == memory.remembered(self.clp)

    def as_sent(self, coding: str) -> bytes:
        """Return the bytes in a content coding: br, gzip or identity."""
        if coding == "identity":
            return self.body
        if coding not in self.packed:
            self.packed[coding] = (
                brotli.compress(self.body, quality=BROTLI_QUALITY)
                if coding == "br"
                else gzip.compress(self.body, GZIP_LEVEL, mtime=0)
            )
        return self.packed[coding]


class KeptResponse(HttpResponse):
    """An answer made from a kept page."""

    page: KeptPage


# Each holds its newest drawing only: by the page's name, and by its path once its headers are known.
_kept: Cache[KeptPage] = Cache(one_at_a_time=True)
_finished: dict[str, KeptPage] = {}


def forget_kept_pages() -> None:
    """Drop every kept page: for tests, whose databases replace each other within one process."""
    _kept.forget()
    _finished.clear()
    memory.forget()


def finished_page(path: str) -> KeptPage | None:
    """Return the kept page of a path, once its headers are known."""
    return _finished.get(path)


def kept_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer with a page that is kept and fresh before the rest of the site is asked. A middleware.

    Sessions, sign-in and CSRF have no part in a page that is the same for everyone, and each costs as much as the page
    does. What they and the security middleware put on the page when it was drawn is kept with it and sent again. It
    stands behind SecurityMiddleware, which must still see every request.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        page = finished_page(request.path_info) if _is_plain_reading(request) else None
        if page and page.is_fresh():
            request.get_host()  # refuses a host that is not in ALLOWED_HOSTS, as CommonMiddleware does
            return answer_with(request, page)
        response = get_response(request)
        if isinstance(response, KeptResponse) and _is_plain_reading(request):
            _finish(request.path_info, response)
        return response

    return middleware


def _is_plain_reading(request: HttpRequest) -> bool:
    """Whether the path alone says what is asked for: a page may show another size or theme by its query."""
    return request.method in {"GET", "HEAD"} and not request.META.get("QUERY_STRING")


def send_kept(
    request: HttpRequest, name: str, content_type: str, draw: Draw, *, clp: str = ""
) -> HttpResponseBase | None:
    """Answer with the kept page `name`, drawing it first if anything that it shows may have changed.

    A page of one CLP alone, named by its slug, changes with that one. Without a campaign to show there is nothing to
    draw, and the answer is None.
    """
    page = _fresh_page(name, content_type, draw, clp)
    return answer_with(request, page) if page else None


def answer_with(request: HttpRequest, page: KeptPage) -> HttpResponseBase:
    """Send a page in the best coding the reader takes, or 304 without a body where they have it (If-None-Match)."""
    # A picture is packed already.
    packs = not page.content_type.startswith("image/")
    coding = preferred_coding(request.META.get("HTTP_ACCEPT_ENCODING", "")) if packs else "identity"
    body = page.as_sent(coding)
    response = KeptResponse(body, content_type=page.content_type, headers=page.headers)
    response.page = page
    response["Content-Length"] = str(len(body))
    response["ETag"] = f'"{page.etag}-{coding}"'
    response["Vary"] = "Accept-Encoding"
    # Ask each time, so that a stage that moved shows at once; the answer is usually 304.
    response["Cache-Control"] = "no-cache"
    if coding != "identity":
        response["Content-Encoding"] = coding
    if "HTTP_IF_NONE_MATCH" in request.META:
        return _unless_they_have_it(request, response, page)
    return response


def _unless_they_have_it(request: HttpRequest, response: HttpResponse, page: KeptPage) -> HttpResponseBase:
    """Return 304, with the page's other headers, where the reader's copy is this one; else the response."""
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    for name, value in (page.headers or {}).items():
        answer.headers.setdefault(name, value)
    return answer


def _finish(path: str, response: KeptResponse) -> None:
    """Keep the headers of a page that has been through the whole site, unless it was made for one reader after all."""
    if response.status_code != 200 or response.cookies or response["Vary"] != "Accept-Encoding":
        return
    response.page.headers = {name: value for name, value in response.items() if name.lower() not in OWN_HEADERS}
    _finished[path] = response.page


@lru_cache(maxsize=256)
def preferred_coding(accepted: str) -> str:
    """Return the best coding that an Accept-Encoding header allows: br, gzip, or identity (RFC 9110, 12.5.3)."""
    allowed = set()
    for item in accepted.lower().split(","):
        coding, _, weight = item.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            allowed.add(coding.strip())
    return next((coding for coding in ("br", "gzip") if coding in allowed), "identity")


def _fresh_page(name: str, content_type: str, draw: Draw, clp: str) -> KeptPage | None:
    """Return the kept page, drawn anew when stale. Freshness is read before the facts, so a page is never too old."""
    try:
        freshness = memory.renew(clp)
    except AWAY:
        if page := _kept.last(name):
            return page
        raise
    if not shows_campaign(freshness):
        return None

    def drawn() -> KeptPage:
        # Read only by a drawing that has not got it with its motion.
        campaign = cast(Campaign, SimpleLazyObject(Campaign.objects.current))
        return KeptPage(freshness, clp, draw(campaign), content_type)

    return _kept.get(name, freshness, drawn)
