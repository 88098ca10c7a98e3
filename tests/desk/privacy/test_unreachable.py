"""Removal for whoever our mail does not reach, and what a person has to look at afterwards."""

import threading

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import User, WasRemoved
from campaign.desk.models import LeftOver, Note
from campaign.desk.privacy.erasure import forget_person
from campaign.desk.story.actions import add_note
from campaign.mail.enums import SuppressionReason
from campaign.mail.outbox import queue
from campaign.mail.outbox.suppression import suppress
from campaign.mail.reminders.planner import plan
from tests.desk.privacy.somebody import link_of
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_submission

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reason", list(SuppressionReason))
def test_person_who_asks_gets_the_link_although_their_address_is_suppressed(person, reader, reason):
    suppress(person.email, reason=reason, detail="550")
    about = f"{link_of(person)}about-you/"
    assert "we try this one all the same" in reader.get(about).content.decode()
    response = reader.post(about, {"act": "ask"}, follow=True)
    assert "We try it once more" in response.content.decode()
    assert "on its way" not in response.content.decode()
    sent = len(mail.outbox)
    plan(timezone.now())
    queue.deliver(timezone.now())
    assert [(one.to, one.subject) for one in mail.outbox[sent:]] == [
        ([person.email], "What we hold about you: the link you asked for")
    ]


def test_mail_of_any_other_kind_does_not_go_to_a_suppressed_address(person, motion):
    suppress(person.email, reason=SuppressionReason.COMPLAINT, detail="")
    sent = len(mail.outbox)
    make_submission(motion, CLPFactory(), email=person.email)
    plan(timezone.now())
    queue.deliver(timezone.now())
    assert len(mail.outbox) == sent


def test_organiser_is_asked_once_and_removes_them(person, reader, client, admin):
    suppress(person.email, reason=SuppressionReason.BOUNCED, detail="550")
    about = f"{link_of(person)}about-you/"
    for _ in range(2):
        assert "An organiser sees to it" in reader.post(about, {"act": "organiser"}, follow=True).content.decode()
    client.force_login(admin)
    keeping, remove = reverse("admin:desk-keeping"), reverse("admin:desk-person-remove", args=[person.pk])
    assert client.get(keeping).content.decode().count(remove) == 1
    client.post(remove, {"act": "remove"})
    assert remove not in client.get(keeping).content.decode()
    assert User.objects.get(pk=person.pk).removed_at


def test_reader_whose_mail_arrives_cannot_hand_it_on(person, reader, client, admin):
    about = f"{link_of(person)}about-you/"
    assert "Have an organiser" not in reader.get(about).content.decode()
    reader.post(about, {"act": "organiser"})
    client.force_login(admin)
    assert "Asked to be removed" not in client.get(reverse("admin:desk-keeping")).content.decode()


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("Rosaria rang.", True),
        ("Ring 07700 900 123 after six.", True),
        ("Call +44 (0)20 7946 0991.", True),
        ("The hall holds 250, on 12.03.2027.", False),
        ("Rosarian society meets there.", False),
    ],
)
def test_first_names_and_numbers_in_their_clps_are_listed_to_look_at(motion, clp, client, admin, words, listed):
    submission = make_submission(motion, clp, email="rosaria@example.org")
    User.objects.update(name="Rosaria O Briain")
    submission.activist.refresh_from_db()
    organiser = UserFactory(is_staff=True)
    note = add_note(clp=clp, motion=motion, words=words, by=organiser)
    add_note(clp=CLPFactory(), motion=motion, words=words, by=organiser)
    forget_person(submission.activist, by=admin)
    assert list(LeftOver.objects.values_list("model", "row")) == ([("desk.Note", note.pk)] if listed else [])
    client.force_login(admin)
    assert (words in client.get(reverse("admin:desk-keeping")).content.decode()) == listed
    if listed:
        left = LeftOver.objects.get()
        client.post(reverse("admin:desk-left-over", args=[left.pk]), {"act": "take-out"})
        assert list(Note.objects.order_by("pk").values_list("words", flat=True)) == ["[removed]", words]
        assert not LeftOver.objects.exists()


def test_note_about_somebody_else_is_left_and_struck_off(motion, clp, client, admin):
    submission = make_submission(motion, clp, email="alex@example.org")
    add_note(clp=clp, motion=motion, words="Alex from the branch rang.", by=UserFactory(is_staff=True))
    forget_person(submission.activist, by=admin)
    client.force_login(admin)
    client.post(reverse("admin:desk-left-over", args=[LeftOver.objects.get().pk]), {"act": "leave"})
    assert (Note.objects.get().words, LeftOver.objects.exists()) == ("Alex from the branch rang.", False)


def test_form_that_was_open_meanwhile_cannot_write_them_back(person, admin):
    stale = User.objects.get(pk=person.pk)
    forget_person(person, by=admin)
    with pytest.raises(WasRemoved):
        stale.save()
    gone = User.objects.get(pk=person.pk)
    assert (gone.name, gone.email.endswith("@removed.invalid")) == ("", True)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_admin_who_saves_at_that_very_moment_writes_nothing_back(transactional_db, client):
    """Both at once, over and over: whichever is first, nothing of them is left."""
    motion = MotionFactory()
    admin = User.objects.create_superuser("ada@example.org", "a long enough password", name="Ada Admin")
    for number in range(8):
        submission = make_submission(motion, CLPFactory(), email=f"p{number}@example.org")
        person, stale = submission.activist, User.objects.get(pk=submission.activist_id)
        start = threading.Barrier(2)

        def saves(stale=stale, start=start):
            start.wait()
            try:
                stale.name = "Written Back"
                stale.save()
            except WasRemoved:
                pass
            finally:
                connection.close()

        thread = threading.Thread(target=saves)
        thread.start()
        start.wait()
        forget_person(person, by=admin)
        thread.join()
        gone = User.objects.get(pk=person.pk)
        assert (gone.name, gone.email.endswith("@removed.invalid"), gone.is_active) == ("", True, False)
