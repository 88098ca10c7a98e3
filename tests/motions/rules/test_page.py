"""The public page of the rules: everything that is known, and what is not."""

import re
from datetime import UTC, date, datetime

import pytest

from motions.models import ConferenceSender, ConferenceWindow, RefusalGround, RuleSet, RuleSource
from motions.rules_in_words import NOT_COUNTED, NOT_SAID
from tests.factories import CampaignFactory

pytestmark = pytest.mark.django_db


def lines(page):
    """The page's rules, name by name."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", words).strip() for name, words in found}


def test_rules_that_nobody_has_entered_are_said_to_be_not_known(client):
    CampaignFactory(conference__text_word_limit=None, conference__title_word_limit=None)
    said = lines(client.get("/rules/").text)
    known = {name: words for name, words in said.items() if words != NOT_SAID}
    assert known == {
        "Motions, until": "5pm on Thursday 16 September 2027",
        "The markers of lists": "Counted.",
        "The numbers of lines": "Counted.",
    }
    assert {"The title", "The text", "An amendment", "Time to appeal", "Grounds", "Who may send a motion"} <= set(said)


@pytest.fixture
def known_rules():
    """A conference of which every rule is known, and the source of some."""
    conference = CampaignFactory(
        conference__motions_open_on=date(2027, 7, 20),
        conference__about_matters_since=date(2027, 7, 5),
        conference__section_limits="Resolves: 100",
        conference__rules_source="the guide of June",
        conference__dates_are_provisional=True,
    ).conference
    RuleSet.objects.create(
        conference=conference,
        about="One contemporary motion.",
        amendment_word_limit=200,
        emergency_word_limit=1,
        rule_change_years_ahead=1,
        rule_change_rest_years=3,
        rule_change_beside="or",
        delegation_most=6,
        appeal_window=1,
        appeal_unit="days",
        priorities="ballot",
        chosen_by_clps=6,
        chosen_by_affiliates=5,
    )
    closes = datetime(2027, 9, 24, 11, tzinfo=UTC)
    ConferenceWindow.objects.create(conference=conference, kind="emergency", closes_at=closes, source="a letter")
    ConferenceWindow.objects.create(conference=conference, kind="amendment", note="In 2026 it was June.")
    ConferenceSender.objects.create(conference=conference, kind="members", members=5, note="Or 10.")
    ConferenceSender.objects.create(conference=conference, kind="local-party", motions=1, words_in_all=1400)
    RefusalGround.objects.create(conference=conference, ground="late", rule="“Nothing after noon.”", source="rule 3.")
    RuleSource.objects.create(conference=conference, subject="appeals", source="the rule book", quote="In a day.")


@pytest.mark.usefixtures("known_rules")
def test_rules_that_are_known_are_all_said_with_their_sources(client):
    page = client.get("/rules/").text
    assert lines(page) == {
        "Motions, from": "Tuesday 20 July 2027",
        "Motions, until": "5pm on Thursday 16 September 2027 (expected, not announced yet)",
        "Emergency motions": "Until noon on Friday 24 September 2027. Read in: a letter.",
        "Amendments": f"{NOT_SAID} In 2026 it was June.",
        "The title": "At most 10 words.",
        "The text": "At most 250 words.",
        "The section “Resolves”": "At most 100 words.",
        "The markers of lists": "Counted.",
        "The numbers of lines": "Counted.",
        "An amendment": f"At most 200 words. {NOT_COUNTED}",
        "An emergency motion": "At most 1 word.",
        "It may be about": "One contemporary motion.",
        "Something arising after": "5 July 2027",
        "5 members or more together": "Or 10.",
        "A CLP or local party": "At most 1 motion. At most 1,400 words in all that it sends.",
        "Sent": "One year before conference hears it.",
        "In one year a CLP may send": "A motion or a rule change.",
        "The same again": "Not within 3 years.",
        "Delegates of one body, at most": "6",
        "Time to appeal": "Within 1 day of the ruling.",
        "How conference chooses among motions": "A priorities ballot.",
        "Subjects that the CLPs choose": "6",
        "Subjects that the affiliates choose": "5",
        "Late": "“Nothing after noon.” Read in: rule 3.",
    }
    assert "<small>Read in: the rule book.</small>" in page
    assert "In a day." in page
    assert page.count("Read in: the guide of June.") == 8


def test_rules_page_is_not_there_without_a_campaign(client):
    assert client.get("/rules/").status_code == 404
