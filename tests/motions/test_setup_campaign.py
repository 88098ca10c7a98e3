"""Starting a real campaign, by options and by questions."""

import io
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from motions.actions.campaigns import CampaignExists, start_campaign
from motions.enums import MotionKind
from motions.models import Campaign, Conference, Motion
from tests.factories import CampaignFactory, UserFactory
from tests.setup.conftest import PASSWORD, nothing_is_saved

pytestmark = pytest.mark.django_db

ANSWERS = {
    "conference_name": "Annual Conference 2027",
    "starts_on": "26/9/2027",
    "ends_on": "29/9/2027",
    "deadline": "16/9/2027 17:00",
    "title_word_limit": "10",
    "text_word_limit": "250",
    "campaign_name": "A library in reach",
    "group": "Friends of the Lending Library",
    "summary": "Every child should live within reach of a library.",
    "email": "motions@example.com",
    "target": "100",
    "admin_email": "Ada@example.com",
}


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)


def set_up(**options) -> str:
    out = io.StringIO()
    call_command("setup_campaign", no_input=True, stdout=out, **{**ANSWERS, **options})
    return out.getvalue()


def test_setup_makes_the_campaign_its_conference_its_motion_and_its_admin():
    said = set_up()
    conference, campaign, motion = Conference.objects.get(), Campaign.objects.get(), Motion.objects.get()
    admin = get_user_model().objects.get()
    assert (conference.name, conference.starts_on, conference.ends_on) == (
        "Annual Conference 2027",
        date(2027, 9, 26),
        date(2027, 9, 29),
    )
    # Five o'clock in British Summer Time.
    assert conference.deadline == datetime(2027, 9, 16, 16, 0, tzinfo=UTC)
    assert (conference.title_word_limit, conference.text_word_limit) == (10, 250)
    assert (campaign.name, campaign.conference, campaign.target) == ("A library in reach", conference, 100)
    assert Campaign.objects.current() == campaign
    assert (motion.campaign, motion.kind, motion.slug) == (campaign, MotionKind.CONFERENCE, "a-library-in-reach")
    assert motion.current_version is None
    assert (admin.email, admin.is_superuser, admin.check_password(PASSWORD)) == ("ada@example.com", True, True)
    assert "make run" in said
    assert "ada@example.com" in said


def test_setup_takes_a_date_as_computers_write_it():
    set_up(deadline="2027-09-16 17:00", starts_on="2027-09-26")
    assert Conference.objects.get().deadline == datetime(2027, 9, 16, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "day"), [("20/7/2027", date(2027, 7, 20)), (None, None)])
def test_setup_asks_when_motions_open_and_goes_on_where_nobody_knows(typed, day):
    set_up(motions_open_on=typed)
    assert Conference.objects.get().motions_open_on == day


def test_setup_takes_a_slug_of_ones_own():
    set_up(slug="libraries")
    assert Motion.objects.get().slug == "libraries"


@pytest.mark.parametrize("option", sorted(ANSWERS))
def test_setup_without_input_names_what_is_missing(option):
    with pytest.raises(
        CommandError, match=f"--{option.replace('_', '-')}: This field is required. Nothing was saved."
    ):
        set_up(**{option: None})
    assert nothing_is_saved()


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("starts_on", "31/31/2027", "--starts-on: Enter a valid date"),
        ("ends_on", "25/9/2027", "--ends-on: The last day is before the first"),
        ("deadline", "16/9/2072 17:00", "--deadline: Motions cannot close after conference has ended. Check the year"),
        ("motions_open_on", "17/9/2027", "--deadline: Motions cannot close before they open"),
        ("text_word_limit", "0", "--text-word-limit: Ensure this value is greater than or equal to 1"),
        ("email", "motions", "--email: Enter a valid email address"),
        ("slug", "in reach", "--slug: Enter a valid “slug”"),
        ("campaign_name", "図書館", "--slug: This field is required"),
    ],
)
def test_setup_without_input_says_why_an_answer_will_not_do(option, value, reason):
    with pytest.raises(CommandError, match=reason):
        set_up(**{option: value})
    assert nothing_is_saved()


@pytest.mark.parametrize(
    ("password", "reason"), [("", "required"), ("short", "too short"), ("password1234", "common")]
)
def test_setup_refuses_a_password_that_is_easily_guessed(monkeypatch, password, reason):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match=f"DJANGO_SUPERUSER_PASSWORD: .*{reason}"):
        set_up()
    assert nothing_is_saved()


def test_setup_refuses_a_second_campaign():
    CampaignFactory(name="The first")
    with pytest.raises(CommandError, match="a campaign already: “The first”"):
        set_up()
    assert [campaign.name for campaign in Campaign.objects.all()] == ["The first"]


def test_setup_refuses_the_address_of_somebody_who_is_known():
    outsider = UserFactory(email="ada@example.com")
    with pytest.raises(CommandError, match="Somebody signs in with that address already"):
        set_up()
    outsider.refresh_from_db()
    assert (outsider.is_superuser, Campaign.objects.count()) == (False, 0)


def typed(monkeypatch, *lines):
    answers = iter(lines)

    def answer(prompt):
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)


def test_setup_asks_again_with_the_reason(monkeypatch):
    typed(monkeypatch, "", "31/31/2027", "26/9/2027", "1/9/2027", "29/9/2027")
    options = {**ANSWERS, "motions_open_on": "20/7/2027", "starts_on": None, "ends_on": None}
    out = io.StringIO()
    call_command("setup_campaign", stdout=out, no_color=True, **options)
    # Twice each, and the first day three times: nothing, nonsense, right.
    said = out.getvalue()
    assert (said.count("What is its first day?"), said.count("What is its last day?")) == (3, 2)
    assert [line for line in said.splitlines() if line.startswith(("This field", "Enter a", "The last"))] == [
        "This field is required.",
        "Enter a valid date.",
        "The last day is before the first.",
    ]
    assert Conference.objects.get().ends_on == date(2027, 9, 29)


def test_setup_left_half_way_saves_nothing(monkeypatch):
    typed(monkeypatch, "26/9/2027")
    with pytest.raises(CommandError, match=r"Stopped\. Nothing was saved\."):
        call_command("setup_campaign", stdout=io.StringIO(), **{**ANSWERS, "starts_on": None, "target": None})
    assert nothing_is_saved()


def test_setup_asks_for_the_password_twice(monkeypatch):
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD")
    passwords = iter([PASSWORD, "another", PASSWORD, PASSWORD])
    monkeypatch.setattr("motions.management.commands.setup_campaign.getpass", lambda prompt: next(passwords))
    out = io.StringIO()
    call_command("setup_campaign", stdout=out, motions_open_on="20/7/2027", **ANSWERS)
    assert "The two are not the same" in out.getvalue()
    assert get_user_model().objects.get().check_password(PASSWORD)


def parts():
    conference = Conference(name="Conference", starts_on=date(2027, 9, 26), ends_on=date(2027, 9, 29))
    conference.deadline = datetime(2027, 9, 16, 16, 0, tzinfo=UTC)
    conference.title_word_limit, conference.text_word_limit = 10, 250
    campaign = Campaign(name="Libraries", group="Friends", summary="Read.", email="a@example.com", target=1)
    return {"conference": conference, "campaign": campaign, "motion": Motion(slug="libraries")}


def test_start_campaign_whose_last_write_fails_saves_nothing():
    with pytest.raises(ValueError, match="needs an email address"):
        start_campaign(**parts(), email="", password=PASSWORD)
    assert nothing_is_saved()


def test_start_campaign_a_second_time_is_refused():
    start_campaign(**parts(), email="ada@example.com", password=PASSWORD)
    with pytest.raises(CampaignExists, match="Libraries"):
        start_campaign(**parts(), email="eve@example.com", password=PASSWORD)
    assert [person.email for person in get_user_model().objects.all()] == ["ada@example.com"]
