"""Replies as people write them, each with what it says: one half to learn from, one kept for the test alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HALVES = ("replies_to_learn_from", "replies_kept_for_the_test")
LINE = re.compile(r"(?P<outcome>[\w-]+)(?: \[(?P<ayes>\d+) (?P<noes>\d+)\])? \| (?P<words>.+)")


@dataclass(frozen=True)
class Reply:
    """One reply: its words, the outcome that it tells (none where nothing may be read), and its figures."""

    words: str
    outcome: str | None
    figures: tuple[int, int] | None


def replies(half: str) -> Iterator[Reply]:
    for line in (Path(__file__).parent / f"{half}.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        assert found, line
        outcome = None if found["outcome"] == "-" else found["outcome"]
        yield Reply(found["words"], outcome, (int(found["ayes"]), int(found["noes"])) if found["ayes"] else None)
