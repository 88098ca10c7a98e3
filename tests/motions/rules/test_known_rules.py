"""The rules of real conferences: each drives a text at every limit and one over, and every date worked back."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from motions.actions.rules import start_from_rules
from motions.known_rules import FOLDER, known_rules
from motions.models import (
    Conference,
    ConferenceSender,
    ConferenceWindow,
    RefusalGround,
    RuleSet,
    RuleSource,
)
from motions.models.rules import rules_of
from motions.rules_in_words import NOT_COUNTED, NOT_SAID, rules_in_words
from motions.texts.limits import Limits
from tests.factories import CampaignFactory, ConferenceFactory

pytestmark = pytest.mark.django_db

KEYS = [
    "dane-county",
    "green-autumn-2024",
    "labour-annual-2023",
    "labour-annual-2024",
    "labour-welsh",
    "labour-womens-2024",
    "labour-womens-2025",
    "liberal-democrat-autumn",
    "nus",
    "snp-2022",
]


def started(key, *, year=None, **values):
    """A conference of the rules' own year whose rules are those, and nothing typed but its days."""
    known = known_rules()[key]
    year = year or known.year or 2027
    given = {"starts_on": date(year, 9, 22), "ends_on": date(year, 9, 25), "title_word_limit": None}
    closes = known.closes_at or datetime(year, 9, 12, 16, tzinfo=UTC)
    conference = ConferenceFactory(**{**given, "deadline": closes, "text_word_limit": None, **values})
    start_from_rules(conference, known)
    return Conference.objects.get(pk=conference.pk)


def test_known_rules_come_with_the_site():
    assert sorted(known_rules()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_known_rules_name_every_rule_so_that_a_gap_is_meant(key):
    said = json.loads((FOLDER / f"{key}.json").read_text())
    assert said["source"]
    columns = {"conference", "id"}
    rules = {field.name for field in RuleSet._meta.concrete_fields} - columns
    assert set(said["rules"]) == rules
    assert set(said["conference"]) == {
        "kind",
        "title_rule",
        "title_word_limit",
        "text_word_limit",
        "section_limits",
        "markers_are_words",
        "line_numbers_are_words",
        "about_matters_since",
    }
    for rows, model in (
        ("windows", ConferenceWindow),
        ("senders", ConferenceSender),
        ("grounds", RefusalGround),
        ("sources", RuleSource),
    ):
        for row in said[rows]:
            assert set(row) == {field.name for field in model._meta.concrete_fields} - columns


@pytest.mark.parametrize(
    ("key", "title", "text", "amendment"),
    [
        ("labour-annual-2023", 10, 250, None),
        ("labour-annual-2024", 10, 250, None),
        ("labour-womens-2024", None, 250, None),
        ("labour-welsh", None, 250, 200),
        ("liberal-democrat-autumn", None, None, None),
        ("green-autumn-2024", None, None, None),
        ("snp-2022", None, None, None),
        ("nus", None, 500, 300),
        ("dane-county", None, 100, None),
    ],
)
def test_text_at_each_limit_is_taken_and_one_over_is_not(key, title, text, amendment):
    conference = started(key)
    limits = Limits.of(conference)
    assert (limits.title, limits.text, rules_of(conference).amendment_word_limit) == (title, text, amendment)
    for limit, field in ((title, "title"), (text, "text")):
        words = {"title": "word", "text": "word"}
        assert limits.refusals(**{**words, field: "word " * (limit or 3000)}) == {}
        refused = limits.refusals(**{**words, field: "word " * ((limit or 3000) + 1)})
        assert list(refused) == ([field] if limit else [])


def test_dane_county_counts_whereas_and_neither_the_title_nor_the_numbers_of_lines():
    limits = Limits.of(started("dane-county"))
    whereas = "1 Whereas " + "word " * 48 + "\n2 Therefore be it resolved " + "word " * 46
    # 49 and 51 words beside their numbers: 100.
    assert limits.refusals(title="word " * 30, text=whereas + "word") == {}
    assert limits.refusals(title="", text=whereas + "word word") == {"text": "Text: 101 of 100 words, 1 too many"}


def test_labour_2024_dates_are_those_of_its_year():
    conference = started("labour-annual-2024")
    assert conference.about_matters_since == date(2024, 7, 5)
    assert [(one.kind, one.closes_at) for one in conference.windows.all()] == [
        ("rule-change", datetime(2024, 7, 31, 11, tzinfo=UTC)),
        ("nomination", datetime(2024, 7, 31, 11, tzinfo=UTC)),
        ("delegate", datetime(2024, 7, 31, 11, tzinfo=UTC)),
        ("emergency", datetime(2024, 9, 20, 11, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("key", "closes", "clp", "branch"),
    [
        ("labour-annual-2024", datetime(2024, 9, 12, 16, tzinfo=UTC), date(2024, 8, 29), date(2024, 8, 1)),
        ("labour-womens-2024", datetime(2024, 8, 21, 16, tzinfo=UTC), date(2024, 8, 7), date(2024, 7, 10)),
        ("snp-2022", datetime(2022, 7, 8, 8, tzinfo=UTC), date(2022, 6, 24), date(2022, 5, 27)),
    ],
)
def test_last_safe_days_are_worked_back_from_the_deadline_of_the_year(key, closes, clp, branch):
    conference = started(key)
    campaign = CampaignFactory(conference=conference, notice_days=14, branch_days=28)
    assert (known_rules()[key].closes_at, campaign.last_safe_day, campaign.last_safe_branch_day) == (
        closes,
        clp,
        branch,
    )


@pytest.mark.parametrize("key", ["labour-annual-2023", "liberal-democrat-autumn", "green-autumn-2024", "nus"])
def test_deadlines_that_we_have_not_read_are_none(key):
    assert known_rules()[key].closes_at is None


def test_days_of_another_year_are_told_in_a_note_and_not_taken_over():
    conference = started("labour-annual-2024", year=2027)
    assert conference.about_matters_since is None
    assert [(one.kind, one.closes_at, one.note) for one in conference.windows.all()][3] == (
        "emergency",
        None,
        "In 2024 it was until noon on 20 September.",
    )
    assert conference.deadline == known_rules()["labour-annual-2024"].closes_at


def test_starting_from_rules_again_keeps_what_was_filled_in():
    conference = started("labour-annual-2024", text_word_limit=300, rules_source="our own guide")
    RuleSet.objects.filter(conference=conference).update(delegation_most=4)
    conference.windows.filter(kind="nomination").delete()
    before = [list(model.objects.values()) for model in (Conference, RuleSet, ConferenceWindow, RefusalGround)]
    start_from_rules(conference, known_rules()["labour-annual-2024"])
    after = [list(model.objects.values()) for model in (Conference, RuleSet, ConferenceWindow, RefusalGround)]
    assert before == after
    assert (conference.text_word_limit, conference.title_word_limit, conference.rules_source) == (
        300,
        10,
        "our own guide",
    )


def said_by(key):
    return {line.name: line.words or NOT_SAID for part in rules_in_words(started(key)) for line in part.lines}


@pytest.mark.parametrize(
    ("key", "name", "words"),
    [
        ("labour-annual-2023", "A CLP or local party", "At most 1 motion."),
        ("labour-annual-2024", "In one year a CLP may send", NOT_SAID),
        ("labour-annual-2024", "Sent", "One year before conference hears it."),
        ("labour-annual-2024", "The same again", "Not within 3 years."),
        ("labour-annual-2024", "Delegates of one body, at most", "6"),
        ("labour-annual-2024", "Emergency motions", "Until noon on Friday 20 September 2024."),
        ("labour-annual-2024", "Time to appeal", NOT_SAID),
        ("labour-womens-2024", "It may be about", "One subject, about women."),
        ("labour-womens-2025", "Besides", "It was cancelled."),
        ("labour-welsh", "Subjects that the CLPs choose", "4"),
        ("labour-welsh", "Subjects that the affiliates choose", "4"),
        ("labour-welsh", "An amendment", f"At most 200 words. {NOT_COUNTED}"),
        (
            "liberal-democrat-autumn",
            "5 members or more together",
            "5 or 10: the guidance as we have read it says both.",
        ),
        ("liberal-democrat-autumn", "Advice on drafting", f"{NOT_SAID} It closes before the deadline for motions."),
        ("green-autumn-2024", "The final agenda", f"{NOT_SAID} It was moved on 1 June 2024."),
        ("snp-2022", "Amendments", "Until 11.59pm on Monday 29 August 2022. We know the day and not the hour."),
        ("snp-2022", "How conference chooses among motions", "Delegates rank the motions."),
        ("nus", "A students’ union", "At most 1,400 words in all that it sends."),
        ("dane-county", "The title", "The title is not counted."),
        ("dane-county", "The numbers of lines", "Not counted."),
    ],
)
def test_page_says_each_of_them(key, name, words):
    assert said_by(key)[name] == words


def test_command_fills_in_a_conference_by_its_name(capsys):
    conference = ConferenceFactory(name="Annual Conference 2027", text_word_limit=None)
    call_command("start_from_rules", "nus", "Annual Conference 2027")
    conference.refresh_from_db()
    assert conference.text_word_limit == 500
    assert "Source: NUS guidance." in capsys.readouterr().out
    with pytest.raises(CommandError, match="There are: “Annual Conference 2027”"):
        call_command("start_from_rules", "nus", "Congress")
