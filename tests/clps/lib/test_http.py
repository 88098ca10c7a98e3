"""Keys that forms name, and files that a browser saves."""

import pytest

from clps.lib.http import address, as_file, key_in


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("7", 7),
        ("9" * 18, 999_999_999_999_999_999),
        ("9" * 19, 0),
        ("9" * 5_000, 0),
        *((odd, 0) for odd in ("", "-1", "1.5", "²", "seven", " 7", "\0")),
    ],
)
def test_key_that_a_form_names_is_read_or_is_nobodys(typed, key):
    assert key_in(typed) == key


def test_address_has_what_is_not_empty_of_a_query():
    assert address("motions:clp", "little-mickering") == "/clps/little-mickering/"
    assert address("admin:desk-clp", "x", motion="") == "/admin/clps/x/story/"
    assert address("admin:desk-calls", clp="x", motion="a b") == "/admin/calls/?clp=x&motion=a+b"


def test_file_is_saved_under_its_name_whatever_is_in_it():
    plain, odd = as_file(b"A", "text/plain", "week.txt"), as_file(b"A", "text/plain", 'a "b" é.txt')
    assert (plain.content, plain.headers["Content-Type"]) == (b"A", "text/plain")
    assert plain.headers["Content-Disposition"] == 'attachment; filename="week.txt"'
    assert odd.headers["Content-Disposition"] == "attachment; filename*=utf-8''a%20%22b%22%20%C3%A9.txt"
