"""docs/security.md: what it names exists, and every requirement of levels 1 and 2 stands there once."""

import ast
import re

import pytest

from tests.servers import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
# How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has, in the order of their numbers. Those of the
# chapters on self-contained tokens, OAuth and WebRTC stand on the page as ranges.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 11,
    "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3,
    "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3,
    "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
NUMBER = re.compile(r"\b\d{1,2}\.\d\.\d{1,2}\b")


def named() -> list[str]:
    return re.findall(r"`((?:tests|campaign|motions|clps|docs|static|templates|pyproject|\.env)[^`\s]*)`", PAGE)


def test_every_requirement_of_levels_one_and_two_stands_there_once():
    wanted = [f"{section}.{number}" for section, many in SECTIONS.items() for number in range(1, many + 1)]
    first = [cell for line in PAGE.splitlines() if line.startswith("| ") for cell in [line.split("|")[1]]]
    ranges = ("4.3", "4.4", "6.8", "9.", "10.", "17.")
    stated = [number for cell in first for number in NUMBER.findall(cell) if not number.startswith(ranges)]
    assert sorted(stated) == sorted(wanted)


@pytest.mark.parametrize("place", sorted(set(named())))
def test_everything_that_the_page_names_exists(place):
    path, _, test = place.partition("::")
    assert (ROOT / path).exists()
    if test:
        tree = ast.parse((ROOT / path).read_text())
        assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_page_names_tests_and_what_is_not_met():
    assert sum("::" in place for place in named()) > 60
    assert PAGE.partition("## Not met")[2].count("| ") > 10
