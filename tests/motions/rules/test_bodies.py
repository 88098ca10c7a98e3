"""A body's own rules: who has the last word, and everywhere that it is heard."""

from datetime import UTC, date, datetime

import pytest

from clps.enums import MeetingStructure
from motions.actions.rules import tell_body_rules
from motions.attention import find_attention
from motions.bodies import rules_in_force
from motions.enums import Body, EventKind, Route
from motions.letters import write_letter, write_onward_letter, write_second_vote_letter
from motions.models import BodyRules, Event
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_champion, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]


@pytest.fixture
def motion():
    return MotionFactory(version__text="word " * 250)


@pytest.fixture
def clp():
    return CLPFactory(name="Islington North", slug="islington-north")


@pytest.fixture
def organiser():
    return UserFactory(is_staff=True, is_superuser=True)


def tell(motion, clp, organiser, *, branch=None, **told):
    return tell_body_rules(motion=motion, clp=clp, branch=branch, told={"source": "minutes", **told}, by=organiser)


def test_without_a_word_of_its_own_the_campaign_says_what_holds(motion, clp):
    holds = rules_in_force(motion.campaign, clp, "Castle")
    assert (holds.notice_days, holds.branch_days, holds.word_limit, holds.is_own) == (14, 28, None, False)
    assert (holds.last_safe_day, holds.last_safe_branch_day) == (date(2027, 9, 2), date(2027, 8, 5))


def test_clp_has_its_own_days_and_a_branch_falls_back_to_it(motion, clp, organiser):
    tell(motion, clp, organiser, notice_days=21, word_limit=200, needs_seconder=True)
    castle = clp.branches.create(name="Castle")
    tell(motion, clp, organiser, branch=castle, branch_days=10, word_limit=250)
    of_clp, of_branch, of_other = (rules_in_force(motion.campaign, clp, name) for name in ("", "castle", "Harbour"))
    assert (of_clp.last_safe_day, of_clp.last_safe_branch_day) == (date(2027, 8, 26), date(2027, 7, 29))
    assert (of_branch.last_safe_day, of_branch.last_safe_branch_day) == (date(2027, 8, 26), date(2027, 8, 16))
    # What a branch carries goes on to the CLP, so the CLP's smaller limit holds there too.
    assert (of_branch.word_limit, of_branch.needs_seconder) == (200, True)
    assert of_other == of_clp


def test_notice_of_no_days_lets_the_clp_meet_until_the_deadline(motion, clp, organiser):
    tell(motion, clp, organiser, notice_days=0)
    assert rules_in_force(motion.campaign, clp).last_safe_day == date(2027, 9, 16)


@pytest.mark.parametrize(("words", "said"), [(200, False), (201, True)])
def test_text_at_its_limit_is_taken_and_one_over_is_warned_of(client, clp, organiser, words, said):
    motion = MotionFactory(version__text="word " * words)
    tell(motion, clp, organiser, word_limit=200)
    warning = "The text has 201 words, and this body takes at most 200 at its own meetings."
    for page in (
        "/clps/islington-north/",
        "/clps/islington-north/send/",
        "/clps/islington-north/send/?meets=all-member",
    ):
        assert (warning in client.get(page).text) is said, page
    letter = write_letter(Route.CLP, clp=clp, version=motion.current_version).body
    assert ("at most 200 words at your own meetings" in letter) is said


def test_letter_goes_by_what_the_body_asks(motion, clp, organiser):
    before = write_letter(Route.CLP, clp=clp, version=motion.current_version).body
    assert "how much notice you need" in before
    assert "find a member to second it" in before
    tell(motion, clp, organiser, notice_days=21, needs_seconder=False, executive_decides=True)
    after = write_letter(Route.CLP, clp=clp, version=motion.current_version).body
    assert "I know that you want motions 21 days before. Could you tell me when that meeting is?" in after
    assert "how much notice" not in after
    assert "I will move it myself at the meeting." in after
    assert "please put it to the executive" in after
    second = write_second_vote_letter(clp, motion.current_version, carried_on=None).body
    assert "I know that you want 21 days' notice." in second
    onward = write_onward_letter(make_submission(motion, clp, body=Body.BRANCH, branch_name="Castle")).body
    assert "please put it to the executive" in onward


def test_seconder_that_is_needed_is_promised(motion, clp, organiser):
    tell(motion, clp, organiser, needs_seconder=True)
    body = write_letter(Route.CLP, clp=clp, version=motion.current_version).body
    assert "I know that a motion needs a seconder here: you will have the name before the meeting." in body


def test_pages_name_the_clps_own_last_safe_day_and_never_who_told_us(client, motion, clp, organiser):
    tell(motion, clp, organiser, notice_days=21, source="Ada Secretary by mail")
    other = CLPFactory()
    page = client.get("/clps/islington-north/").text
    assert "<strong>Thursday 26 August 2027</strong>: it wants 21 days’ notice" in page
    assert "Ada" not in page
    assert (
        "<strong>Thursday 2 September 2027</strong>: many want 14 days’ notice"
        in client.get(other.get_absolute_url()).text
    )
    branch = client.get("/clps/islington-north/send/?meets=general-committee&branch=Castle").text
    assert "to this branch is <strong>Thursday 29 July 2027</strong>" in branch


def test_page_names_no_day_for_a_branch_once_that_day_is_past(client, motion, clp, time_machine):
    address = "/clps/islington-north/"
    assert "Where a branch votes first, it is Thursday 5 August 2027." in client.get(address).text
    time_machine.move_to(datetime(2027, 8, 6, 12, tzinfo=UTC), tick=False)
    page = client.get(address).text
    assert "Thursday 2 September 2027" in page
    assert "There is hardly time left for a branch to vote first." in page
    assert "5 August" not in page


def test_kept_page_is_drawn_anew_when_its_rules_change(client, motion, clp, organiser):
    assert "many want 14" in client.get("/clps/islington-north/").text
    tell(motion, clp, organiser, notice_days=21)
    assert "it wants 21" in client.get("/clps/islington-north/").text


def test_attention_goes_by_each_clps_own_notice(motion, clp, organiser, time_machine):
    slow, quick = clp, CLPFactory(structure=MeetingStructure.ALL_MEMBER)
    for one in (slow, quick):
        make_champion(motion, one)
    tell(motion, slow, organiser, notice_days=40)
    day = date(2027, 8, 20)
    found = [item for item in find_attention(motion, day=day, asks_after=(1,)) if item.kind.key == "too-late"]
    assert [item.clp.name for item in found] == ["Islington North"]


def test_rules_told_twice_are_written_once_with_who_told_what(motion, clp, organiser):
    tell(motion, clp, organiser, notice_days=21)
    tell(motion, clp, organiser, notice_days=21)
    events = Event.objects.filter(kind=EventKind.BODY_RULES_TOLD)
    assert [(one.by, one.clp, one.details) for one in events] == [
        (organiser, clp, {"branch": None, "fields": ["notice_days", "source"]})
    ]
    tell(motion, clp, organiser, notice_days=None)
    assert BodyRules.objects.get().notice_days is None
    assert events.all().count() == 2
