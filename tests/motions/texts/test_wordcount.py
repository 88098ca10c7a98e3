import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motions.texts.wordcount import STEPS, count_words, count_words_strictly, is_letter

ROOT = Path(__file__).parents[3]
CASES = json.loads((ROOT / "tests/wordcount_cases.json").read_text())
MARKS = st.sampled_from("/\u2012\u2013\u2014\u2015.-' \u00a0\u200b\u0301é9")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_count_of_each_case(case):
    counted = (count_words(case["text"]), count_words_strictly(case["text"]))

    assert counted == (case["plain"], case["strict"])


@given(st.text(st.characters() | MARKS))
def test_strict_count_is_never_less_than_plain(text):
    assert count_words_strictly(text) >= count_words(text) == len(text.split())


@given(st.text(MARKS), st.text(MARKS))
def test_counts_add_up_over_a_space(one, other):
    for count in (count_words, count_words_strictly):
        assert count(f"{one} {other}") == count(one) + count(other)


@given(st.text(st.sampled_from("ab9'-, \n")))
def test_counts_agree_where_nothing_splits(text):
    assert count_words_strictly(text) == count_words(text)


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="this Python knows another Unicode")
def test_letters_are_those_of_unicode_14():
    points = map(chr, range(sys.maxunicode + 1))

    assert [point for point in points if is_letter(point) != (unicodedata.category(point)[0] in "LM")] == []


def test_browser_has_the_same_table_of_letters():
    assert STEPS in (ROOT / "static/js/wordcount.js").read_text()
