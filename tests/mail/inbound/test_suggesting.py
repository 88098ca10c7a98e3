"""A vote read out of plain sentences: what is said plainly is suggested, what could mean two things is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.mail.inbound.suggesting import suggest
from motions.enums import Outcome

ON = date(2027, 2, 20)
PLAIN = "It says so plainly."


def said(words: str, on: date = ON) -> tuple | None:
    """The outcome, the figures and the date of a suggestion."""
    found = suggest(words, on=on)
    if found is None:
        return None
    figures = found.figures
    return (found.outcome.value, figures.votes_for, figures.votes_against, figures.abstentions, found.deferred_to)


@pytest.mark.parametrize(
    ("words", "ayes", "noes", "abstained"),
    [
        ("passed 23 to 4", 23, 4, None),
        ("Passed 23 to 4.\nThanks for your help!\nAlex", 23, 4, None),
        ("Carried unanimously", None, None, None),
        ("It was carried 30–2, with 3 abstentions", 30, 2, 3),
        ("Great news: it passed with 40 for and none against!", 40, 0, None),
        ("It passed! 31 votes to 12.", 31, 12, None),
        ("The motion carried nem con", None, None, None),
        ("They passed the motion 20-10, no abstentions", 20, 10, 0),
        ("Passed on 3 March by 20 votes to 2", 20, 2, None),
        ("Passed by 23 votes to 4 at the meeting on 12/3", 23, 4, None),
        ("We won!", None, None, None),
        ("I wasn’t able to be there. Carried 20-3.", 20, 3, None),
        ("Some were against, but it passed 14 v 9", 14, 9, None),
        ("It was adopted unanimously", None, None, None),
        ("Carried 12-12 on the chair’s casting vote", 12, 12, None),
        ("PASSED WITH FLYING COLOURS", None, None, None),
        ("carried overwhelmingly", None, None, None),
        ("It passed outright, 40-3", 40, 3, None),
        ("Passed! 23-4", 23, 4, None),
        ("It was carried – 45 to 3", 45, 3, None),
    ],
)
def test_carried_is_read_with_its_figures(words, ayes, noes, abstained):
    assert said(words) == ("carried", ayes, noes, abstained, None)
    assert suggest(words, on=ON).confidence == PLAIN


@pytest.mark.parametrize(
    ("words", "ayes", "noes"),
    [
        ("it fell 12-15", 12, 15),
        ("Lost.", None, None),
        ("not carried", None, None),
        ("It was not passed", None, None),
        ("Sorry, it wasn’t carried: 12 for, 15 against", 12, 15),
        ("It didn't pass", None, None),
        ("The amendment was carried but the motion fell", None, None),
        ("We lost 12 to 15", 12, 15),
        ("It failed to pass", None, None),
        ("Sadly it was heavily defeated", None, None),
        ("No, it fell.", None, None),
        ("It was rejected", None, None),
        ("It didn't pass, 12-30", 12, 30),
        ("not passed. 12 to 30", 12, 30),
    ],
)
def test_lost_is_read_with_its_figures(words, ayes, noes):
    assert said(words) == ("lost", ayes, noes, None, None)
    assert suggest(words, on=ON).confidence == PLAIN


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("Carried as amended 20-3", Outcome.CARRIED_AS_AMENDED),
        ("It was passed with a few amendments", Outcome.CARRIED_AS_AMENDED),
        ("It was remitted to the executive", Outcome.REMITTED),
        ("I withdrew it", Outcome.WITHDRAWN),
        ("It was withdrawn", Outcome.WITHDRAWN),
        ("Nobody to move it, I'm afraid", Outcome.NOT_MOVED),
        ("It wasn't moved", Outcome.NOT_MOVED),
        ("we didn't reach it", Outcome.NOT_REACHED),
        ("We ran out of time", Outcome.NOT_REACHED),
        ("The meeting did not get to it", Outcome.NOT_REACHED),
        ("The meeting was inquorate", Outcome.INQUORATE),
        ("We weren’t quorate", Outcome.INQUORATE),
        ("The meeting was cancelled", Outcome.CANCELLED),
        ("The chair ruled it out of order", Outcome.RULED_OUT_BY_CHAIR),
        ("The chair wouldn't take it", Outcome.RULED_OUT_BY_CHAIR),
        ("Another motion was chosen", Outcome.ANOTHER_CHOSEN),
        ("They picked a different motion", Outcome.ANOTHER_CHOSEN),
        ("Postponed", Outcome.DEFERRED),
        ("It was carried over to next month", Outcome.DEFERRED),
    ],
)
def test_other_outcomes_are_read(words, outcome):
    found = suggest(words, on=ON)
    assert (found and found.outcome) == outcome


@pytest.mark.parametrize(
    ("words", "outcome", "new_date"),
    [
        ("deferred to 3 March", "deferred", date(2027, 3, 3)),
        ("Deferred to Wednesday the 3rd of March", "deferred", date(2027, 3, 3)),
        ("postponed until March 3rd", "deferred", date(2027, 3, 3)),
        ("Put off till 3/3", "deferred", date(2027, 3, 3)),
        ("Put off to 03.03.27", "deferred", date(2027, 3, 3)),
        ("Deferred to 12 January", "deferred", date(2028, 1, 12)),
        ("Deferred to 12 January 2028", "deferred", date(2028, 1, 12)),
        ("Inquorate, so deferred to 3 March", "inquorate", date(2027, 3, 3)),
        ("We didn't reach it. It will now be heard on 3 March.", "not-reached", date(2027, 3, 3)),
        ("Deferred to 31 February", "deferred", None),
        ("Deferred to 3 March 2022", "deferred", None),
        ("Deferred to 3 March or to 10 March", "deferred", None),
        ("Deferred to the next meeting", "deferred", None),
    ],
)
def test_new_date_is_the_next_such_day(words, outcome, new_date):
    assert said(words) == (outcome, None, None, None, new_date)


@pytest.mark.parametrize(
    ("words", "expected", "confidence"),
    [
        ("23 for, 4 against, 2 abstentions", ("carried", 23, 4, 2, None), "Only the figures say so."),
        ("For: 4\nAgainst: 23", ("lost", 4, 23, None, None), "Only the figures say so."),
        ("Lost 15-12", ("lost", 12, 15, None, None), "The figures were given the other way round."),
        ("Carried 4 to 23", ("carried", None, None, None, None), "The figures do not fit, so they are left out."),
        (
            "Lost: 15 for, 12 against",
            ("lost", None, None, None, None),
            "The figures do not fit, so they are left out.",
        ),
    ],
)
def test_doubtful_figures_are_said_to_be(words, expected, confidence):
    assert said(words) == expected
    assert suggest(words, on=ON).confidence == confidence


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Thanks for your email",
        "I passed on your message",
        "passed on your message",
        "I've passed it on to the secretary",
        "The secretary passed it to the chair",
        "Your motion was passed to the executive",
        "They passed the motion to the executive",
        "My grandmother passed away",
        "The deadline has passed",
        "We carried on until 9pm",
        "It will be carried, I hope",
        "Was it carried?",
        "I hope it passed",
        "We heard it was carried",
        "it hasn't been passed yet",
        "If it is not carried we will try again",
        "It was not, I'm sorry to say, carried",
        "not unanimous",
        "It wasn't carried over",
        "We couldn't get it passed",
        "We didn't run out of time",
        "I lost your email",
        "We lost the link",
        "The email was rejected",
        "The minutes were passed",
        "The amendment was carried",
        "we won't hear until May",
        "agreed to put it on the agenda",
        "Not yet",
        "The meeting is on 3 March, 7-9pm",
        "12 for, 12 against",
        "23-4",
        "Call me on 020 7946-0123",
        "It was carried. Another motion was chosen for conference.",
        "Ours was carried and theirs was lost. Ours: it fell.",
    ],
)
def test_words_that_say_nothing_sure_suggest_nothing(words):
    assert suggest(words, on=ON) is None


WORDS = ["it", "passed", "not", "carried", "lost", "fell", "23", "4", "12-15", "to", "for", "against", "deferred"]
WORDS += ["3", "march", "n't", "never", "but", ".", ",", "?", "on", "your"]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text())
def test_any_words_suggest_nothing_or_what_the_form_takes(words):
    found = suggest(words, on=ON)
    if found is not None:
        plain = found.plain()
        assert plain["outcome"] in Outcome
        assert all(0 <= plain[name] <= 9_999 for name in ("votes_for", "votes_against") if name in plain)
        assert found.deferred_to is None or found.deferred_to > ON


@given(
    st.sampled_from(["not", "never", "wasn't ever"]), st.sampled_from(["carried", "passed", "adopted", "unanimous"])
)
def test_no_denied_word_of_carrying_is_ever_read_as_carried(denial, word):
    for words in (f"It was {denial} {word}", f"{denial} {word}", f"The motion was {denial}, alas, {word}."):
        assert (said(words) or ("",))[0] != "carried"
