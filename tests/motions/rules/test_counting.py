"""A text against what the rules of its conference count, and how."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from motions.actions.votes import Result, record_vote
from motions.enums import Outcome
from motions.texts.limits import Limits, over_limit
from motions.texts.sections import SectionLimit, read_section_limits, split_sections, without_line_numbers
from tests.factories import CLPFactory, ConferenceFactory, MotionFactory, make_submission

CONGRESS = (
    "Congress notes:\n1. Buses are late.\n2. Trains too.\n\nThis congress therefore resolves to run them on time."
)


def said(limits, *, title="A title of five words", text="Some text."):
    return {name: found.message for name, found in limits.counts(title=title, text=text).items()}


def test_title_with_a_limit_of_its_own_is_counted_apart():
    assert said(Limits(title=5, text=2)) == {
        "title": "Title: 5 of 5 words: nothing can be added",
        "text": "Text: 2 of 2 words: nothing can be added",
    }


def test_title_that_counts_with_the_text_takes_its_words():
    limits = Limits(text=7, title_rule="in-text")
    assert said(limits) == {
        "title": "Title, counted with the text: 5 words",
        "text": "Text with its title: 7 of 7 words: nothing can be added",
    }
    assert limits.refusals(title="A title of five words", text="Some more text.") == {
        "text": "Text with its title: 8 of 7 words, 1 too many"
    }


def test_title_that_is_not_counted_may_have_any_length():
    limits = Limits(text=2, title_rule="not-counted")
    assert limits.refusals(title="word " * 60, text="Some text.") == {}
    assert said(limits)["title"] == "Title, which is not counted: 5 words"


def test_limits_that_are_not_known_refuse_nothing():
    assert Limits().refusals(title="word " * 60, text="word " * 900) == {}


def test_sections_are_counted_by_themselves_and_with_the_line_that_begins_them():
    limits = Limits(text=30, sections=(SectionLimit("Notes", 8), SectionLimit("Resolves", 9)))
    assert said(limits, text=CONGRESS) == {
        "title": "Title: 5 words",
        "text": "Text: 18 of 30 words, 12 left",
        "section:Notes": "“Notes”: 9 of 8 words, 1 too many",
        "section:Resolves": "“Resolves”: 9 of 9 words: nothing can be added",
    }
    assert limits.refusals(title="", text=CONGRESS) == {"text": "“Notes”: 9 of 8 words, 1 too many"}


def test_section_that_is_not_counted_takes_nothing_of_the_limit():
    limits = Limits(text=9, sections=(SectionLimit("Notes", is_counted=False),))
    text = CONGRESS.replace("This congress therefore resolves", "Resolves")
    assert said(limits, text=text)["text"].startswith("Text: 0 of 9 words")
    limits = Limits(text=9, sections=(SectionLimit("Notes", is_counted=False), SectionLimit("Resolves", 9)))
    assert limits.refusals(title="", text=CONGRESS) == {}


def test_section_begins_where_its_name_begins_a_line_and_nowhere_else():
    text = "Whereas one\nwhereas two\nThe whereas is old.\nNotesworthy\nThe county party resolves."
    assert split_sections(text, ["Whereas", "Notes"]) == {
        "": "",
        "Whereas": "Whereas one\nwhereas two\nThe whereas is old.\nNotesworthy\nThe county party resolves.",
        "Notes": "",
    }


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ()),
        ("Notes: 150\n\n Resolves : 100 ", (SectionLimit("Notes", 150), SectionLimit("Resolves", 100))),
        ("Whereas: not counted", (SectionLimit("Whereas", is_counted=False),)),
        ("Resolves: No limit", (SectionLimit("Resolves"),)),
    ],
)
def test_section_limits_are_one_on_each_line(typed, read):
    assert read_section_limits(typed) == read


@pytest.mark.parametrize("typed", ["Notes", "Notes: many", ": 100", "Notes: 0", "Notes: 10\nnotes: 20"])
@pytest.mark.django_db
def test_section_limit_that_says_nothing_is_refused_beside_its_field(typed):
    with pytest.raises(ValidationError) as refused:
        ConferenceFactory.build(section_limits=typed).clean()
    assert list(refused.value.message_dict) == ["section_limits"]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("1 Whereas buses\n2 are late\n\n3 we resolve", "Whereas buses\nare late\n\nwe resolve"),
        ("one\ntwo\nthree\nfour\n5 five\nsix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("2 million homes\n3 million people", "2 million homes\n3 million people"),
        ("1 in 5 children", "1 in 5 children"),
        ("1 Whereas\nsecond line", "1 Whereas\nsecond line"),
        ("", ""),
    ],
)
def test_line_numbers_go_only_where_they_run_as_lines_do(text, bare):
    assert without_line_numbers(text) == bare


@pytest.mark.django_db
def test_title_limit_where_the_title_is_not_counted_is_refused():
    with pytest.raises(ValidationError) as refused:
        ConferenceFactory.build(title_rule="not-counted", title_word_limit=10).clean()
    assert list(refused.value.message_dict) == ["title_word_limit"]


@pytest.mark.django_db
def test_amended_text_is_too_long_by_a_section_alone():
    motion, clp = MotionFactory(), CLPFactory()
    conference = motion.campaign.conference
    conference.section_limits = "Notes: 8\nResolves: no limit"
    conference.save()
    submission = make_submission(motion, clp)
    result = Result(outcome=Outcome.CARRIED_AS_AMENDED, held_on=date(2027, 3, 24), amended_text=CONGRESS)
    record_vote(submission, result, by=None)
    submission.refresh_from_db()
    submission.version.motion.campaign.conference.refresh_from_db()

    assert over_limit(submission).message == "“Notes”: 9 of 8 words, 1 too many"


def test_title_is_counted_with_a_text_whose_lines_are_numbered():
    limits = Limits(text=9, title_rule="in-text", line_numbers_are_words=False, sections=(SectionLimit("Whereas"),))
    assert limits.refusals(title="A title of five words", text="1 Whereas buses\n2 are late") == {}
    assert limits.count_text("Text", "1 Whereas buses\n2 are late", title="A title of five words").of_title == 5
