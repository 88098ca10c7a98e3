"""A whole year of mail, played by a travelling clock: nobody gets more than they can bear, and what matters comes."""

from collections import Counter

import pytest

from tests.mail.year import COURSES, MOST, played

pytestmark = pytest.mark.django_db
# What each course has to bring all the same, among the last mails about the CLP.
VITAL = {
    "early": "Has Little Mickering CLP sent the motion to conference?",
    "late": "Has Little Mickering CLP sent the motion to conference?",
    "deferred twice": "Has Little Mickering CLP sent the motion to conference?",
    "lost": "How did it go at Little Mickering CLP?",
    "suspended": "Has Little Mickering CLP sent the motion to conference?",
    "silent": "Still waiting to hear: Little Mickering CLP, 20 May",
}


@pytest.mark.parametrize("course", COURSES)
def test_year_brings_what_matters_and_never_more_than_fourteen_mails(course):
    year = played(course)
    assert 0 < len(year.to_activist) <= MOST
    assert max(Counter(year.to_activist).values()) <= 6
    assert VITAL[course] in [subject for _, _, subject in year.about_clp][-2:]
    assert [subject for _, _, subject in year.about_conference][-1] == "Thank you: how far we came"
    # Nobody is written to twice on one day, but for what they asked for by doing something.
    answers = ("Your receipt", "Moved", "Off", "Meetings are", "Motions to", "Thank you for taking")
    days = [when.date() for when, _, subject in year.about_clp if not subject.startswith(answers)]
    assert len(days) == len(set(days))
