"""The browser's counter and the server's agree on every input."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motions.texts.sections import without_line_numbers
from motions.texts.wordcount import BOUNDS, count_words, count_words_strictly

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests/wordcount_cases.json").read_text())
COUNT = "texts => texts.map(text => [window.wordcount.countWords(text), window.wordcount.countWordsStrictly(text)])"
MARKS = st.sampled_from("/\u2012\u2013\u2014\u2015.-' \t\n\u0085\u00a0\u200b\ufeff\u001c\u0301é9a")
SURROGATES = range(0xD800, 0xE000)


@pytest.fixture
def counter(page):
    page.add_script_tag(path=ROOT / "static/js/wordcount.js")
    return page


def in_browser(counter, texts):
    return [tuple(counts) for counts in counter.evaluate(COUNT, texts)]


def on_server(texts):
    return [(count_words(text), count_words_strictly(text)) for text in texts]


def test_browser_counts_each_case(counter):
    assert in_browser(counter, [case["text"] for case in CASES]) == [(case["plain"], case["strict"]) for case in CASES]


def test_browser_agrees_on_every_character(counter):
    # Beyond the first plane, what is a letter changes only at the bounds, and nothing separates.
    beyond = {point + step for point in BOUNDS if point > 0xFFFF for step in (-1, 0, 1)} | {0x10FFFF}
    points = [chr(point) for point in [*range(0x10000), *sorted(beyond)] if point not in SURROGATES]
    texts = [text for point in points for text in (f"a{point}b", f"a.{point}", f"{point}\u2013b", point)]

    wrong = [
        (ascii(text), ours, theirs)
        for text, ours, theirs in zip(texts, on_server(texts), in_browser(counter, texts), strict=True)
        if ours != theirs
    ]
    assert wrong == []


def test_browser_agrees_on_any_text(counter):
    @settings(max_examples=60)
    @given(st.lists(st.text(st.characters() | MARKS), min_size=1, max_size=20))
    def agree(texts):
        assert in_browser(counter, texts) == on_server(texts)

    agree()


LINES = [
    "1 Whereas buses\n2 are late\n\n3 we resolve",
    "one\ntwo\nthree\nfour\n5 five\nsix",
    "2 million homes\n3 million people",
    "1 in 5 children",
    "",
]


def test_browser_takes_off_the_numbers_of_lines_as_the_server_does(counter):
    told = counter.evaluate("lines => lines.map(window.wordcount.withoutLineNumbers)", LINES)
    assert told == [without_line_numbers(text) for text in LINES]
