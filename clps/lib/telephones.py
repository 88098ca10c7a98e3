"""Telephone numbers as people type them, and as they are kept and dialled."""

import re

# What people put between the digits, or around them.
_BETWEEN = re.compile(r"[\s().\-\u2010-\u2015\u00a0/]+")
WRONG = "That does not look like a telephone number. Give it with its area code, for example 07700 900123."
# The shortest and the longest there are (ITU-T E.164, 6.2.1: fifteen digits at most).
SHORTEST, LONGEST = 8, 15


def tidy_number(typed: str) -> str:
    """Return “07700 900123” for “+44 (0)7700-900123”; a number abroad keeps its plus. Raises ValueError.

    A space stands in it, so that no spreadsheet takes it for a figure and drops the nought.
    """
    digits = _BETWEEN.sub("", typed.strip().replace("(0)", ""))
    digits = re.sub(r"^00(?=[1-9])", "+", digits)
    digits = re.sub(r"^\+44(?=[1-9])", "0", digits)
    if re.fullmatch(r"0[1-9]\d{8,9}", digits, re.ASCII):
        return f"{digits[:5]} {digits[5:]}"
    if re.fullmatch(rf"\+[1-9]\d{{{SHORTEST - 1},{LONGEST - 1}}}", digits, re.ASCII):
        return f"{digits[:3]} {digits[3:]}"
    raise ValueError(WRONG)


def dialled(number: str) -> str:
    """Return a number as a telephone dials it."""
    return "".join(letter for letter in number if letter.isdecimal() or letter == "+")
