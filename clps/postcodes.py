"""Finding CLPs by postcode, through a postcodes.io interface.

A postcode says where somebody lives. It is never stored, logged or put in an address of ours: it stays in memory while
the question is asked, and no error here carries it.
"""

import re
import time
import unicodedata
from calendar import month_name
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from itertools import product
from threading import Thread
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from clps.enums import Nation
from clps.models import CLP

TIMEOUT = 3.0
"""Seconds for each attempt, all in all."""
ATTEMPTS = 2
_LONGEST_ANSWER = 256 * 1024
# The forms that Royal Mail gives (A9 9AA to AA9A 9AA), with the one exception, GIR 0AA.
_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|GIR0AA)", re.ASCII)
_IN_AN_ADDRESS = re.compile(r"\b(?:[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}|GIR\s*0AA)\b", re.ASCII)
_ADDRESS = re.compile(r"[\w\s,.;'’-]{1,100}")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.ASCII)
# What people take for each other when they copy a postcode by hand.
_LOOKS_LIKE = {"O": "0", "0": "O", "I": "1", "1": "I", "L": "1"}
_TO_FIGURES, _TO_LETTERS = str.maketrans("OIL", "011"), str.maketrans("01", "OI")
# Royal Mail's postcode areas, with those of the Channel Islands and the Isle of Man.
_AREA_NAMES = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G
GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW
OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD
WF WN WR WS WV YO ZE
"""
AREAS = frozenset(_AREA_NAMES.split())
_CODE = re.compile(r"[A-Z][0-9]{8}", re.ASCII)
# What the Office for National Statistics writes where an area has no code, as in the Channel Islands.
_NO_CODE = re.compile(r"[A-Z]9{8}", re.ASCII)


class Answer(Enum):
    """What came of looking a postcode up."""

    FOUND = "found"
    SEVERAL = "several"
    NO_CLP = "no CLP"
    NO_CODE = "no code"
    INVALID = "invalid"
    NOT_FOUND = "not found"
    TERMINATED = "terminated"
    TIMED_OUT = "timed out"
    FAILED = "failed"
    UNREADABLE = "unreadable"
    SWITCHED_OFF = "switched off"


_WORDS = {
    Answer.FOUND: "This CLP covers your postcode.",
    Answer.SEVERAL: "More than one CLP covers your postcode. Choose yours.",
    Answer.NO_CLP: "We know that postcode, but not which CLP covers its constituency. Type your CLP’s name instead.",
    Answer.NO_CODE: "That postcode is in no constituency: the Channel Islands and the Isle of Man have none. "
    "Type your CLP’s name instead.",
    Answer.INVALID: "That is not a whole UK postcode. Check it, or type your CLP’s name instead.",
    Answer.NOT_FOUND: "No such postcode is in use. Check it, or type your CLP’s name instead.",
    Answer.TERMINATED: "That postcode is no longer in use. Try a neighbour’s, or type your CLP’s name instead.",
    Answer.TIMED_OUT: "Looking up postcodes is taking too long just now. Type your CLP’s name instead.",
    Answer.FAILED: "Looking up postcodes is not working just now. Type your CLP’s name instead.",
    Answer.UNREADABLE: "We could not make sense of what came back for that postcode. Type your CLP’s name instead.",
    Answer.SWITCHED_OFF: "We do not look up postcodes on this site. The link below tells you which constituency "
    "you live in. Type your CLP’s name instead.",
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of looking a postcode up: the answer, and the CLPs if there are any."""

    answer: Answer
    clps: tuple[CLP, ...] = ()
    # When Royal Mail gave the postcode up, such as "March 2001".
    ended: str = ""

    @property
    def words(self) -> str:
        """The answer in plain words for the person who asked."""
        if self.ended:
            return (
                f"That postcode went out of use in {self.ended}. Try a neighbour’s, or type your CLP’s name instead."
            )
        return _WORDS[self.answer]


class _NoAnswer(Exception):
    """Ends a lookup early. Holds the lookup to give back, never the postcode."""

    def __init__(self, answer: Answer, *, ended: str = "") -> None:
        super().__init__(answer)
        self.lookup = Lookup(answer, ended=ended)


def may_be_postcode(text: str) -> bool:
    """Return whether this may be a postcode or the beginning of one: no CLP’s name has a digit."""
    return any(char.isdigit() for char in unicodedata.normalize("NFKC", text))


@sensitive_variables()
def tidy_postcode(text: str) -> str | None:
    """Return a postcode in capitals without spaces, or None when there is none in the text.

    An address is read too, where one postcode stands in it: "EX4 4QJ, Exeter".
    """
    plain = _plain(text)
    if _SHAPE.fullmatch(plain):
        return plain
    if not _ADDRESS.fullmatch(text):
        return None
    inside = {_plain(found) for found in _IN_AN_ADDRESS.findall(unicodedata.normalize("NFKC", text[:100]).upper())}
    return inside.pop() if len(inside) == 1 else None


@sensitive_variables()
def corrected_postcode(text: str) -> str:
    """Return the postcode that was meant where a letter stands for a figure or the other way round; "" for none.

    "SW1A OAA" is SW1A 0AA, with the letter for nought; "SWIA 0AA" has the letter for one.
    """
    plain = _plain(text)
    if not 5 <= len(plain) <= 7:
        return ""
    start, figure, end = plain[:-3], plain[-3].translate(_TO_FIGURES), plain[-2:].translate(_TO_LETTERS)
    outward = {"".join(letters) for letters in product(*({one, *_LOOKS_LIKE.get(one, "")} for one in start))}
    found = {f"{first} {figure}{end}" for first in outward if _OUTWARD.fullmatch(first) and _area(first) in AREAS}
    other = {one for one in found if one.replace(" ", "") != plain and _SHAPE.fullmatch(one.replace(" ", ""))}
    fewest = min((_changes(one, plain) for one in other), default=0)
    nearest = [one for one in other if _changes(one, plain) == fewest]
    return nearest[0] if len(nearest) == 1 else ""


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text[:100])).upper()


def _area(outward: str) -> str:
    return re.split(r"\d", outward)[0]


def _changes(one: str, plain: str) -> int:
    return sum(new != old for new, old in zip(one.replace(" ", ""), plain, strict=True))


@sensitive_variables()
def look_up(text: str, *, timeout: float | None = None) -> Lookup:
    """Return the CLPs that cover a postcode, or why there are none.

    Asks twice at most, and gives each attempt `timeout` seconds (TIMEOUT unless given). Raises nothing that the other
    side can cause.
    """
    base = settings.POSTCODES_URL
    if not base:
        return Lookup(Answer.SWITCHED_OFF)
    postcode = tidy_postcode(text)
    if postcode is None:
        return Lookup(Answer.INVALID)
    seconds = TIMEOUT if timeout is None else timeout
    try:
        return _clps_of(_area_of(base.rstrip("/"), quote(postcode, safe=""), seconds))
    except _NoAnswer as ended:
        return ended.lookup


@sensitive_variables()
def _area_of(base: str, postcode: str, seconds: float) -> Q:
    """Ask where a postcode is; return what picks out the CLPs that cover it."""
    place = _ask(f"{base}/postcodes/{postcode}", seconds)
    if place.get("country") == "Northern Ireland":
        return Q(region__nation=Nation.NORTHERN_IRELAND)
    if place.get("country") == "Scotland":
        place = _ask(f"{base}/scotland/postcodes/{postcode}", seconds)
        return Q(constituencies__gss_code=_code(place, "scottish_parliamentary_constituency"))
    return Q(constituencies__gss_code=_code(place, "parliamentary_constituency_2024"))


def _clps_of(area: Q) -> Lookup:
    clps = tuple(CLP.objects.filter(area).select_related("region").order_by("slug").distinct())
    if not clps:
        return Lookup(Answer.NO_CLP)
    return Lookup(Answer.FOUND if len(clps) == 1 else Answer.SEVERAL, clps)


def _code(place: Mapping[str, Any], name: str) -> str:
    """Return one code of a place; raise _NoAnswer when it has none or it cannot be read."""
    codes = place.get("codes", "missing")
    code = codes.get(name, 0) if isinstance(codes, Mapping) else codes
    if code is None or (isinstance(code, str) and (not code or _NO_CODE.fullmatch(code))):
        raise _NoAnswer(Answer.NO_CODE)
    # Whatever else is in there, a database may not even take it: PostgreSQL refuses a NUL.
    if not isinstance(codes, Mapping) or not isinstance(code, str) or not _CODE.fullmatch(code):
        raise _NoAnswer(Answer.UNREADABLE)
    return code


@sensitive_variables()
def _ask(url: str, seconds: float) -> Mapping[str, Any]:
    """Return the `result` of one question; raise _NoAnswer with the reason when there is none."""
    status, body = _get_twice(url, seconds)
    if status not in (200, 404):
        raise _NoAnswer(Answer.FAILED)
    answer = _json_object(body)
    if status == 404:
        raise _refusal(answer)
    result = answer.get("result")
    if not isinstance(result, Mapping):
        raise _NoAnswer(Answer.UNREADABLE)
    return result


def _json_object(body: bytes) -> Mapping[str, Any]:
    import httpx

    try:
        answer = httpx.Response(200, content=body).json()
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, Mapping):
        raise _NoAnswer(Answer.UNREADABLE)
    return answer


def _refusal(answer: Mapping[str, Any]) -> _NoAnswer:
    """Read a 404: which of the three that the interface gives it is, or another that we do not know."""
    ended = answer.get("terminated")
    if isinstance(ended, Mapping):
        year, month = ended.get("year_terminated"), ended.get("month_terminated")
        if isinstance(year, int) and isinstance(month, int) and year > 1900 and 1 <= month <= 12:
            return _NoAnswer(Answer.TERMINATED, ended=f"{month_name[month]} {year}")
        return _NoAnswer(Answer.TERMINATED)
    known_errors = {"invalid postcode": Answer.INVALID, "postcode not found": Answer.NOT_FOUND}
    return _NoAnswer(known_errors.get(str(answer.get("error")).lower(), Answer.UNREADABLE))


@sensitive_variables()
def _get_twice(url: str, seconds: float) -> tuple[int, bytes]:
    """Return status and body; ask again once after a time-out, a broken connection or a 5xx."""
    import httpx

    reason = Answer.FAILED
    for _ in range(ATTEMPTS):
        try:
            status, body = _get_within(url, seconds)
        except (TimeoutError, httpx.TimeoutException):
            reason = Answer.TIMED_OUT
        except httpx.DecodingError:
            raise _NoAnswer(Answer.UNREADABLE) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):
            reason = Answer.FAILED
        else:
            if status < 500:
                return status, body
            reason = Answer.FAILED
    raise _NoAnswer(reason)


@sensitive_variables()
def _get_within(url: str, seconds: float) -> tuple[int, bytes]:
    """Return status and body, or raise TimeoutError after `seconds` whatever the other side does.

    httpx bounds each read, not the whole: names that resolve slowly and answers that drip would hold a person up for
    longer. So the question is asked in a thread that is left behind when the time is up. Its own limits end it.
    """
    answer: Future[tuple[int, bytes]] = Future()

    # Whatever goes wrong is raised where the answer is waited for.
    def ask() -> None:
        try:
            answer.set_result(_get(url, seconds))
        except Exception as error:
            answer.set_exception(error)

    Thread(target=ask, daemon=True, name="postcode").start()
    return answer.result(timeout=seconds)


@sensitive_variables()
def _get(url: str, seconds: float) -> tuple[int, bytes]:
    import httpx  # with the first question: it is large, and without POSTCODES_URL nothing is ever asked

    ends = time.monotonic() + seconds
    body = bytearray()
    with httpx.stream("GET", url, timeout=seconds, headers={"Accept": "application/json"}) as response:
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _LONGEST_ANSWER or time.monotonic() > ends:
                return response.status_code, b""
    return response.status_code, bytes(body)
