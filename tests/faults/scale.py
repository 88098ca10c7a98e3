"""How hard the fault tests try: `make test` a little, `make torture` as hard as is promised."""

import os

FULL = bool(os.environ.get("TORTURE"))
figures: list[str] = []


def size(full, small):
    """Return the first in `make torture`, the second in `make test`."""
    return full if FULL else small


def record(figure):
    """Keep a figure for the end of the run, which prints them."""
    figures.append(figure)
