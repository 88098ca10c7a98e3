"""Dates as people and programs write them. What could be read in two ways is refused, never guessed."""

import re
from datetime import date, timedelta

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?\s*", re.IGNORECASE)
THE = re.compile(r"^the\s+", re.IGNORECASE)
# Programs write a day with its midnight, or with a moment and a zone.
CLOCK = re.compile(
    r"[T\s,]+(?:-\s*)?\(?(?:(?:at|@)\s*)?(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?:Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?"
    r"|\d{1,2}(?:\.\d{2})?\s*[ap]\.?m\.?)\)?$",
    re.IGNORECASE,
)
# Programs and people have more than one dash.
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"))
ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
COMPACT = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
DAY_FIRST = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})$")
# A month's name leaves no doubt, wherever it stands.
DAY_MONTH_YEAR = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-./,]*([a-z]{3,9})\.?[\s\-./,]*['’]?(\d{4}|\d{2})$", re.IGNORECASE
)
MONTH_DAY_YEAR = re.compile(r"^([a-z]{3,9})\.?[\s\-./]*(\d{1,2})(?:st|nd|rd|th)?[\s\-./,]+(\d{4})$", re.IGNORECASE)
YEAR_MONTH_DAY = re.compile(r"^(\d{4})[\s\-./,]*([a-z]{3,9})\.?[\s\-./,]*(\d{1,2})(?:st|nd|rd|th)?$", re.IGNORECASE)
# A cell without a date's format shows the day's number, with the hour behind a point: from 2000 to 2099, since 30
# December 1899 (Excel's count).
SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
FIRST_SERIAL, LAST_SERIAL, SERIAL_START = 36_526, 73_050, date(1899, 12, 30)


def read_date(text: str) -> date | None:
    """Return the day that a text names; None where it is none, or could be two."""
    tidy = THE.sub("", WEEKDAY.sub("", " ".join(text.translate(DASHES).split())))
    tidy = CLOCK.sub("", tidy).strip(" ,.")
    for pattern, order in ((ISO, "ymd"), (COMPACT, "ymd"), (DAY_FIRST, "dmy")):
        if match := pattern.match(tidy):
            parts = dict(zip(order, map(int, match.groups()), strict=True))
            return _day(parts["y"], parts["m"], parts["d"])
    for pattern, order in ((DAY_MONTH_YEAR, "dmy"), (MONTH_DAY_YEAR, "mdy"), (YEAR_MONTH_DAY, "ymd")):
        if match := pattern.match(tidy):
            said = dict(zip(order, match.groups(), strict=True))
            year = int(said["y"]) + (2000 if len(said["y"]) == 2 else 0)
            return _day(year, _month(said["m"]), int(said["d"]))
    if SERIAL.match(tidy) and FIRST_SERIAL <= (serial := int(float(tidy))) <= LAST_SERIAL:
        return SERIAL_START + timedelta(days=serial)
    return None


def _month(name: str) -> int:
    """Return the number of a month by its name, or the first letters of it; 0 where it is none."""
    said = name.casefold()
    if said == "sept":
        return 9
    return next((number for number, month in enumerate(MONTHS, start=1) if month.startswith(said)), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
