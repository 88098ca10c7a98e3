"""Reading what the site gives: the words of a page, and the rows of a spreadsheet."""

import csv
import html
import re
from io import StringIO


def plain(page: str) -> str:
    """Return what a page says, without its marks; every run of blanks is one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _sheet(response) -> StringIO:
    content = response.getvalue() if response.streaming else response.content
    return StringIO(content.decode("utf-8-sig"), newline="")


def rows_of(response) -> list[list[str]]:
    """Return the lines of a CSV file, its headings first."""
    return list(csv.reader(_sheet(response)))


def records_of(response) -> list[dict[str, str]]:
    """Return the lines of a CSV file by its headings."""
    return list(csv.DictReader(_sheet(response)))
