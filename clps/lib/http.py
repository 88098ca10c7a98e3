"""What comes in by a form and goes out as a file: the same for every view."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

# The longest number that every database takes as a key, in digits: one more may not fit into 64 bits.
KEY_DIGITS = 18


def key_in(typed: str) -> int:
    """Return the key, or other number, that a form or an address names; 0, which no row has, for anything else.

    Buttons send what we wrote into them. Whoever sends something else finds nothing, and no error: Python itself
    refuses to read a number of more than 4,300 digits.
    """
    return int(typed) if typed.isdecimal() and len(typed) <= KEY_DIGITS else 0


def address(name: str, *args: object, **query: object) -> str:
    """Return the address of a page by its name, with what is not empty of a query behind it."""
    return reverse(name, args=args, query={key: value for key, value in query.items() if value})


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file for the browser to save: its content, its type as servers write it, and its name."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": saved_as(name)})


def saved_as(name: str) -> str:
    """Return the header that lets a browser save what it is sent under a name, whatever letters are in that."""
    return str(content_disposition_header(as_attachment=True, filename=name))
