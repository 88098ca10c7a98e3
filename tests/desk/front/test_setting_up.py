"""The set-up list of a new campaign: it ticks itself, and what needs a text waits for one."""

import io
import re

import pytest
from django.core.management import call_command

from campaign.accounts.models import Role, User
from campaign.desk.front.setting_up import read_set_up, set_up_facts
from campaign.desk.models import TrialMail
from clps.models import Secretary
from motions.actions.texts import publish_version
from motions.models import Motion
from motions.queries import current_conference_motion
from tests.desk.front.pages import mail
from tests.factories import CLPFactory, MotionFactory, UserFactory, look_after, make_submission, with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
SMTP = "django.core.mail.backends.smtp.EmailBackend"
LINES = (
    "The text of the motion",
    "What speakers say",
    "The deadline, and the day from which motions are taken",
    "Somebody besides you",
    "Mail that really leaves",
    "Secretaries of CLPs and branches",
    "The address of this site",
    "Who answers about privacy",
)


@pytest.fixture
def new(clock, client, settings):
    """A campaign of which nothing is done, and its owner's browser."""
    settings.SITE_URL = "http://localhost:8000"
    motion = MotionFactory(slug="libraries", version=False)
    owner = User.objects.create_superuser("owner@example.org", "x", name="Olwen Owner")
    client.force_login(owner)
    return motion


def done(client):
    shown = client.get("/admin/").context["set_up"]
    return [step.name for step in shown.steps if step.is_done]


def test_list_of_an_empty_campaign_says_what_to_do_and_where(client, new):
    page = client.get("/admin/")
    shown = page.context["set_up"]
    assert [step.name for step in shown.steps] == list(LINES)
    assert done(client) == []
    assert "Setting up: 0 of 8 done" in page.text
    assert "<details open>" in page.text
    assert "kettle" not in page.text
    for step in shown.steps:
        assert not step.address or client.get(step.address).status_code == 200
    assert [step.name for step in shown.steps if not step.address] == ["The address of this site"]


def test_list_ticks_itself_as_each_thing_is_done(client, new, settings):
    ticked = set()

    def ticks(*names):
        ticked.update(names)
        assert done(client) == [line for line in LINES if line in ticked]

    campaign, conference = new.campaign, new.campaign.conference
    publish_version(motion=new, title="A library", text="Conference notes.", note="", by=None)
    ticks("The text of the motion")
    campaign.speaking_points = "Libraries are open to all."
    campaign.save()
    ticks("What speakers say")
    conference.motions_open_on = "2027-07-01"
    conference.dates_are_provisional = True
    conference.save()
    ticks()
    conference.dates_are_provisional = False
    conference.save()
    ticks("The deadline, and the day from which motions are taken")
    User.objects.create_organiser("second@example.org", None)
    ticks("Somebody besides you")
    settings.EMAIL_BACKEND = SMTP
    ticks()
    TrialMail.objects.create()
    ticks("Mail that really leaves")
    TrialMail.objects.all().delete()
    mail(make_submission(Motion.objects.get(), CLPFactory()), "sent")
    ticks()
    Secretary.objects.create(clp=CLPFactory(), name="Sam", known_since="2027-01-01", how_known="Rang.")
    ticks("Secretaries of CLPs and branches")
    settings.SITE_URL = "https://libraries.example.coop"
    ticks("The address of this site")
    campaign.privacy_email = "privacy@example.coop"
    campaign.save()
    page = client.get("/admin/")
    assert page.context["set_up"].is_done
    assert "Setting up" not in page.text


def test_list_costs_no_query_of_its_own(client, new, django_assert_num_queries):
    owner = User.objects.get()
    with django_assert_num_queries(1):
        read_set_up(current_conference_motion(**set_up_facts()), owner)


def test_list_leads_organisers_only_where_they_may_go(client, new):
    person = with_role(Role.ORGANISER)
    client.force_login(person)
    steps = {step.name: step.address for step in client.get("/admin/").context["set_up"].steps}
    assert steps["The text of the motion"] == ""
    assert steps["Secretaries of CLPs and branches"] == "/admin/import/secretaries/"


def test_kettle_waits_until_there_is_a_text(client, new):
    assert "Put the kettle on" not in client.get("/admin/").text
    publish_version(motion=new, title="A library", text="Conference notes.", note="", by=None)
    assert "Put the kettle on" in client.get("/admin/").text


def test_phone_without_a_text_says_what_to_do_and_takes_nothing(client, new):
    clp = CLPFactory(slug="little-mickering")
    address = f"/admin/clps/{clp.slug}/story/phone/"
    for response, status in ((client.get(address), 200), (client.post(address, {"body": "clp"}), 422)):
        assert response.status_code == status
        assert "The motion has no text yet" in response.text
        assert "Publish the text first" in response.text
    assert not clp.submissions.exists()
    region_only = UserFactory(is_staff=True)
    region_only.give_role(Role.ORGANISER)
    look_after(region_only, [])
    client.force_login(region_only)
    assert client.get(address).status_code == 403


def test_privacy_page_names_who_answers(client, motion):
    assert "mailto:motions@example.org" in client.get("/privacy/").text
    motion.campaign.privacy_email = "privacy@example.org"
    motion.campaign.save()
    assert "mailto:privacy@example.org" in re.sub(r"<footer.*", "", client.get("/privacy/").text, flags=re.S)


@pytest.mark.parametrize(
    ("site", "step"),
    [
        ("http://localhost:8000", "make run"),
        ("https://libraries.example.coop", "send_test_mail ada@example.com"),
    ],
)
def test_setup_campaign_ends_with_what_is_next_here(db, settings, monkeypatch, site, step):
    settings.SITE_URL = site
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-correct-horse-battery")
    given = {
        "conference-name": "Annual Conference 2027",
        "starts-on": "26/9/2027",
        "ends-on": "29/9/2027",
        "motions-open-on": "20/7/2027",
        "deadline": "16/9/2027 17:00",
        "title-word-limit": "10",
        "text-word-limit": "250",
        "campaign-name": "A library in reach",
        "group": "Friends",
        "summary": "Libraries.",
        "email": "motions@example.com",
        "target": "100",
        "admin-email": "ada@example.com",
    }
    said = io.StringIO()
    options = [f"--{name}={value}" for name, value in given.items()]
    call_command("setup_campaign", "--no-input", *options, stdout=said)
    told = said.getvalue()
    assert step in told
    assert ("make run" in told) is (step == "make run")
    assert f"{site}/admin/" in told
    assert "The front page lists" in told
