"""Removing a person: nothing of them is left anywhere, and nothing else has changed."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.desk.actions.removal import forget_person
from campaign.desk.holdings import HOLDINGS
from campaign.mail import outbox
from campaign.mail.enums import EmailState
from campaign.mail.holding import Hold
from campaign.mail.models import Email, Reminder, Suppression
from campaign.mail.planner import plan
from campaign.mail.post import Verdict
from motions.actions.champions import introduce_champions
from motions.enums import LinkPurpose
from motions.models import Champion, Event, Motion, Offer, Standing, Submission, SubmissionLink, Vote
from motions.workflow import NotAllowed
from tests.desk.somebody import Somebody, traces_of
from tests.factories import CLPFactory, UserFactory, make_champion, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ROSARIA = ("Rosaria Ó Briain", "rosaria.obriain@example.org", "kittiwake")
NAMES = ("rosaria", "robin")
ALEXIS = ("Alexis Ahmed", "alexis@example.org", "puffin")
# Where Rosaria stood before. A column that is not here is not tried: let `tests.desk.somebody` fill it.
HELD_IN = {
    "AdviceReply.words",
    "AdviceRequest.name",
    "AdviceRequest.question",
    "AffiliateContact.email",
    "AffiliateContact.how_known",
    "AffiliateContact.name",
    "Affiliation.notes",
    "AttentionMark.note",
    "Champion.name",
    "ConferenceEntry.appeal_words",
    "ConferenceEntry.ruling_reason",
    "Delegate.email",
    "Delegate.how_agreed",
    "Delegate.how_known",
    "Delegate.name",
    "DeliveryNote.words",
    "Email.last_error",
    "Email.message",
    "Email.provider_id",
    "Email.to",
    "Event.details",
    "InboundMail.attachments",
    "InboundMail.html",
    "InboundMail.message_id",
    "InboundMail.sender",
    "InboundMail.sender_name",
    "InboundMail.subject",
    "InboundMail.text",
    "LogEntry.change_message",
    "LogEntry.object_repr",
    "Note.words",
    "Offer.name",
    "Offer.other_affiliate",
    "SavedAnswer.question",
    "Secretary.email",
    "Secretary.how_known",
    "Secretary.name",
    "Submission.reporter_name",
    "Suppression.address",
    "Suppression.detail",
    "User.email",
    "User.name",
    "Vote.words",
}


@pytest.fixture
def admin():
    person = UserFactory(name="Ada Admin", email="ada@example.org")
    person.give_role(Role.ADMIN, regions=[])
    return person


@pytest.fixture
def rosaria(motion):
    return Somebody(motion, *ROSARIA)


def test_removed_person_is_nowhere_in_the_database(rosaria, admin):
    person = rosaria.does_everything()
    assert {line.split()[0] for line in traces_of(rosaria.needles)} == HELD_IN
    assert forget_person(person, by=admin) is True
    assert traces_of(rosaria.needles) == []


def test_other_people_stay_as_they_were(motion, rosaria, admin):
    alexis = Somebody(motion, *ALEXIS)
    other = alexis.does_everything()
    person = rosaria.does_everything()

    def held():
        rows = {holding.name: list(holding.rows(other).order_by("pk").values()) for holding in HOLDINGS}
        return rows, traces_of(alexis.needles)

    before = held()
    forget_person(person, by=admin)
    assert held() == before
    assert [name for name, rows in before[0].items() if not rows] == []


def test_no_stage_moves_and_progress_is_the_same_to_the_byte(client, rosaria, admin):
    person = rosaria.does_everything()

    def seen():
        standings = list(Standing.objects.order_by("pk").values())
        return client.get("/progress.json").content, standings, Motion.objects.get().progress_version

    before = seen()
    assert len({row["stage"] for row in before[1]}) > 3
    forget_person(person, by=admin)
    assert seen() == before


def test_what_the_clp_decided_stays_and_is_nobodys(rosaria, admin):
    person = rosaria.does_everything()
    carried = Vote.objects.filter(submission__activist=person, outcome="carried-as-amended").first()
    blank = {"reporter_name": ""}
    before = model_to_dict(carried.submission) | blank, model_to_dict(carried) | {"words": ""}
    forget_person(person, by=admin)
    carried = Vote.objects.get(pk=carried.pk)
    assert (model_to_dict(carried.submission), model_to_dict(carried)) == before
    assert (carried.votes_for, carried.amended_text) == (9, "Conference resolves otherwise.")
    assert Vote.objects.get(outcome="other").words == "[removed]"
    assert str(carried.submission.activist) == "Somebody who was removed"


def test_what_was_not_confirmed_is_withdrawn_and_the_rest_keeps_its_state(rosaria, admin):
    person = rosaria.does_everything()
    mine = {"activist": person}

    def states():
        return [
            list(rows.order_by("pk").values_list("state", flat=True))
            for rows in (
                Submission.objects.filter(**mine),
                Champion.objects.filter(**mine),
                Offer.objects.filter(**mine),
            )
        ]

    reports = ["decided", "decided", "decided", "awaiting-confirmation", "awaiting-outcome"]
    assert states() == [reports, ["active", "awaiting-confirmation"], ["open"]]
    forget_person(person, by=admin)
    reports[3] = "withdrawn"
    assert states() == [reports, ["active", "withdrawn"], ["withdrawn"]]
    questions = person.advice_requests.order_by("pk").values_list("state", "question", "waiting_since")
    assert set(questions) <= {("answered", "[removed]", None), ("closed", "[removed]", None)}


def test_record_says_who_removed_somebody_and_never_whom(rosaria, admin):
    person = rosaria.does_everything()
    places = {(row.motion_id, row.clp_id) for row in Standing.objects.filter(clp__in=rosaria.clps)}
    forget_person(person, by=admin)
    events = Event.objects.filter(kind="person_removed")
    assert {(event.motion_id, event.clp_id) for event in events} == places
    assert {(event.by, str(event.details)) for event in events} == {(admin, "{'by_themselves': False}")}
    [entry] = LogEntry.objects.filter(user=admin)
    assert (entry.object_repr, entry.change_message) == ("Somebody who was removed", "Removed their details.")


def test_somebody_who_only_asked_is_removed_with_one_line_in_the_record(motion, admin):
    person = UserFactory(email="quiet@example.org")
    forget_person(person, by=person)
    [event] = Event.objects.filter(kind="person_removed")
    assert (event.motion, event.clp, event.details) == (motion, None, {"by_themselves": True})


def test_second_removal_does_nothing(rosaria, admin):
    person = rosaria.does_everything()
    forget_person(person, by=admin)
    before = User.objects.filter(pk=person.pk).values().get(), Event.objects.count(), LogEntry.objects.count()
    assert forget_person(person, by=admin) is False
    assert (
        User.objects.filter(pk=person.pk).values().get(),
        Event.objects.count(),
        LogEntry.objects.count(),
    ) == before


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ADMIN, "owner"])
def test_whoever_organises_is_not_removed_until_the_role_is_gone(motion, admin, role):
    person = UserFactory(email="rhian@example.org", is_staff=True, is_superuser=role == "owner")
    if role != "owner":
        person.give_role(role, regions=[])
    with pytest.raises(NotAllowed, match="Take the role away first"):
        forget_person(person, by=admin)
    assert User.objects.get(pk=person.pk).email == "rhian@example.org"
    User.objects.filter(pk=person.pk).update(is_superuser=False)
    person.refresh_from_db()
    person.give_role(Role.NONE, regions=[])
    assert forget_person(person, by=admin) is True


def test_when_a_write_fails_everything_stays(rosaria, admin, monkeypatch):
    person = rosaria.does_everything()
    before = traces_of(rosaria.needles)

    class Broken(RuntimeError):
        pass

    def fail(*args, **kwargs):
        raise Broken

    monkeypatch.setattr(Event, "save", fail)
    with pytest.raises(Broken):
        forget_person(person, by=admin)
    assert traces_of(rosaria.needles) == before


def test_same_address_comes_back_as_somebody_new_and_the_old_report_still_counts(motion, clp, admin):
    old = make_submission(motion, clp, email="rosaria@example.org")
    forget_person(old.activist, by=admin)
    new = make_submission(motion, CLPFactory(), email="Rosaria@example.org")
    assert new.activist != User.objects.get(pk=old.activist.pk)
    assert (new.activist.email, new.activist.name, new.activist.is_active) == (
        "rosaria@example.org",
        "Alex Activist",
        True,
    )
    assert set(Submission.objects.counted()) == {old, new}
    assert Standing.objects.get(clp=clp).stage == "with_clp"


def test_nobody_can_sign_in_as_somebody_who_was_removed(client, motion, admin):
    person = User.objects.create_user("rosaria@example.org", "a long enough password")
    client.force_login(person)
    forget_person(person, by=admin)
    person.refresh_from_db()
    assert not client.login(username=person.email, password="a long enough password")
    assert (person.has_usable_password(), person.email.endswith("@removed.invalid")) == (False, True)
    assert client.get("/admin/").status_code == 302


# Mail.


@pytest.fixture
def waiting(motion, clp):
    """A confirmation that is written and waits."""
    submission = make_submission(motion, clp, confirmed=False, email="rosaria@example.org")
    plan(timezone.now())
    return Email.objects.get(recipient=submission.activist)


def test_mail_that_a_sender_has_put_aside_is_not_sent_after_the_removal(waiting, admin):
    with Hold() as hold:
        [email] = hold.leased(timezone.now(), 1)
        forget_person(waiting.recipient, by=admin)
        assert hold.begin(email) is False
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == ("dropped", "Somebody whom it was about was removed.")
    for days in (0, 1, 30):
        when = timezone.now() + timedelta(days=days)
        plan(when)
        assert outbox.deliver(when) == 0
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(EmailState.SENT),
        Verdict(EmailState.PENDING, "450 rosaria@example.org is busy"),
        Verdict(EmailState.FAILED, "550 rosaria@example.org is unknown", address_refused=True),
    ],
    ids=["sent", "put off", "refused"],
)
def test_mail_in_hand_at_the_removal_brings_nothing_back(waiting, admin, verdict):
    with Hold() as hold:
        [email] = hold.leased(timezone.now(), 1)
        assert hold.begin(email) is True
        forget_person(waiting.recipient, by=admin)
        hold.settle(email, verdict)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.to, bytes(waiting.message)) == ("dropped", "removed@removed.invalid", b"")
    assert waiting.last_error.endswith("It was being sent at that moment: it may have gone, or not.")
    assert traces_of(["rosaria@example.org"]) == []
    assert not Suppression.objects.exists()


def test_introduction_to_another_that_waits_is_not_sent(motion, clp, admin):
    one, other = (make_champion(motion, clp, may_introduce=True, email=f"{name}@example.org") for name in NAMES)
    introduce_champions(one, other, by=admin)
    forget_person(one.activist, by=admin)
    plan(timezone.now())
    outbox.deliver(timezone.now())
    assert [sent.subject for sent in mail.outbox if "Somebody else" in sent.subject] == []
    assert not Email.objects.filter(state=EmailState.FAILED).exists()
    assert traces_of(["rosaria@example.org"]) == []


# Links.


@pytest.mark.parametrize(
    ("route", "purpose"),
    [("motions:report-manage", LinkPurpose.MANAGE), ("motions:report-outcome", LinkPurpose.OUTCOME)],
)
def test_links_to_a_report_are_dead_with_a_page_that_says_what_to_do(client, motion, clp, admin, route, purpose):
    submission = make_submission(motion, clp)
    address = reverse(route, args=[SubmissionLink.objects.mint(submission, purpose)])
    assert client.get(address).status_code == 200
    forget_person(submission.activist, by=admin)
    response = client.get(address)
    assert response.status_code in {404, 410}
    assert reverse("motions:link-lost") in response.content.decode()


def test_removal_costs_as_much_for_many_reports_as_for_one(motion, admin):
    def people(number):
        clp = CLPFactory()
        for _ in range(number):
            last = make_submission(motion, clp, email=f"r{number}@example.org")
        plan(timezone.now())
        return last.activist

    one, many = people(1), people(6)
    counted = []
    for person in (one, many):
        with CaptureQueriesContext(connection) as queries:
            forget_person(person, by=admin)
        counted.append(len(queries))
    assert counted[0] == counted[1]
