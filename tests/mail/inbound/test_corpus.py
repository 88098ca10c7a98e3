"""Replies by the hundred: nothing wrong is ever suggested, and most of what is said plainly is read."""

from datetime import date

import pytest

from campaign.mail.inbound.suggesting import suggest
from tests.mail.inbound.corpus import HALVES, replies

ON = date(2027, 2, 20)


@pytest.mark.parametrize("half", HALVES)
def test_nothing_wrong_is_suggested_and_most_of_the_plain_is_read(half):
    wrong, plain, read = [], 0, 0
    for reply in replies(half):
        found = suggest(reply.words, on=ON)
        plain += reply.outcome is not None
        if found is None:
            continue
        figures = (found.figures.votes_for, found.figures.votes_against)
        if found.outcome != reply.outcome or (figures != (None, None) and figures != reply.figures):
            wrong.append((reply.words, found.outcome.value, figures))
        read += found.outcome == reply.outcome
    assert wrong == []
    assert read / plain >= 0.8
