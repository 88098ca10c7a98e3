"""Public pages, drawn once and kept ready to send.

Drawing 650 rows costs about a hundred times a bare page, so a drawn page is kept in the process's memory until what it
shows may have changed. What is kept is the same for everyone: pages are drawn without a request, and nothing personal
can reach them. Memory is bounded, because each name holds only its newest drawing.
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

import brotli
from django.db import connection
from django.db.models import Count, FilteredRelation, Max, Model, Q, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from clps.models import CLP
from motions.enums import MotionKind
from motions.models import Campaign, Conference

Freshness = tuple[Any, ...]
Draw = Callable[[Campaign], bytes]
# Whatever the freshness row does not cover (a region's new name, the passing of the deadline) shows within this time.
KEPT_AT_MOST = 60  # seconds
BROTLI_QUALITY, GZIP_LEVEL = 5, 6


@dataclass
class KeptPage:
    """One drawn page: its bytes, and each compressed form from the first time that somebody asks for it."""

    freshness: Freshness
    body: bytes
    content_type: str
    packed: dict[str, bytes] = field(default_factory=dict)
    etag: str = ""

    def __post_init__(self) -> None:
        """Name the content by its digest, so that drawing the same page again changes nothing for a reader."""
        self.etag = hashlib.sha256(self.body).hexdigest()[:24]

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


_kept: dict[str, KeptPage] = {}
_drawing = Lock()


def forget_kept_pages() -> None:
    """Drop every kept page: for tests, whose databases replace each other within one process."""
    _kept.clear()


def send_kept(request: HttpRequest, name: str, content_type: str, draw: Draw) -> HttpResponse | None:
    """Answer with the kept page `name`, drawing it first if anything that it shows may have changed.

    A page that is fresh costs one query. A reader who has it already (If-None-Match) gets 304 and no body.
    Without a campaign to show there is nothing to draw, and the answer is None.
    """
    page = _fresh_page(name, content_type, draw)
    if page is None:
        return None
    coding = preferred_coding(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(page.as_sent(coding), content_type=page.content_type)
    headers = {"ETag": f'"{page.etag}-{coding}"', "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if coding != "identity":
        headers["Content-Encoding"] = coding
    for header, value in headers.items():
        response.headers[header] = value
    if "If-None-Match" in request.headers:
        return get_conditional_response(request, etag=headers["ETag"], response=response) or response
    return response


def preferred_coding(accepted: str) -> str:
    """Return the best coding that an Accept-Encoding header allows: br, gzip, or identity (RFC 9110, 12.5.3)."""
    allowed = set()
    for item in accepted.lower().split(","):
        coding, _, weight = item.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            allowed.add(coding.strip())
    return next((coding for coding in ("br", "gzip") if coding in allowed), "identity")


def _fresh_page(name: str, content_type: str, draw: Draw) -> KeptPage | None:
    """Return the kept page, drawn anew when stale. Freshness is read before the facts, so a page is never too old."""
    freshness = (int(time.time()) // KEPT_AT_MOST, *read_freshness())
    page = _kept.get(name)
    if page and page.freshness == freshness:
        return page
    with _drawing:
        page = _kept.get(name)
        if page and page.freshness == freshness:
            return page
        campaign = Campaign.objects.current()
        if campaign is None:
            return None
        page = _kept[name] = KeptPage(freshness, draw(campaign), content_type)
        return page


def read_freshness() -> Freshness:
    """Return, from one cheap query, values that change when what the public pages show does."""
    sql, params = _freshness_sql(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return tuple(cursor.fetchone() or ())


@cache
def _freshness_sql(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Return the query, put together once for each kind of database: building it costs more than running it."""
    sql, params = _freshness_rows().query.sql_with_params()
    return sql, tuple(params)


def _freshness_rows() -> QuerySet[Campaign, tuple[Any, ...]]:
    """Return the row of the shown campaign: all its fields, its conference's, its motion's versions, and the CLPs'."""
    conference_motion = FilteredRelation("motions", condition=Q(motions__kind=MotionKind.CONFERENCE))
    rows = Campaign.objects.filter(is_current=True).annotate(
        main=conference_motion,
        clps=_of_all(CLP, Count("*")),
        clps_modified=_of_all(CLP, Max("modified_at")),
        codes=_of_all(CLP.constituencies.through, Count("*")),
        newest_code=_of_all(CLP.constituencies.through, Max("pk")),
    )
    own = [column.attname for column in Campaign._meta.concrete_fields]
    conference = [f"conference__{column.attname}" for column in Conference._meta.concrete_fields]
    motion = ["main__id", "main__slug", "main__progress_version", "main__current_version_id"]
    return rows.values_list(*own, *conference, *motion, "clps", "clps_modified", "codes", "newest_code")


def _of_all(model: type[Model], total: Count | Max) -> Subquery:
    """Return a total over a whole table as a subquery."""
    rows = model._default_manager.order_by().annotate(everything=Value(1)).values("everything")
    return Subquery(rows.annotate(total=total).values("total"))
