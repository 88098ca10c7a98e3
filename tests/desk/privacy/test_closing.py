"""Closing a campaign: a full dump of every table holds nobody afterwards, and what was decided stands."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.desk.exports.actions import make_meetings_feed
from campaign.desk.models import AttentionMark, MeetingsFeed
from campaign.desk.privacy.closing import close_campaign, closing_of
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.inbound.waiting import keep
from campaign.mail.models import Email, WaitingMail
from campaign.operations import tombstones
from clps.models import Secretary
from motions.enums import EventKind
from motions.models import Campaign, Event, SubmissionLink, Vote
from motions.workflow import NotAllowed
from tests.desk.privacy.dump import dump, found_in_dump
from tests.desk.privacy.somebody import MET_ON
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    make_submission,
    open_another,
    with_role,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_var_dir")]


@pytest.fixture
def owner(clock):
    return User.objects.create_superuser("owner@example.org", name="Olga Owner")


def decided():
    """Everything that counts, as plain values."""
    votes = Vote.objects.order_by("pk").values_list("pk", "outcome", "purpose", "votes_for", "amended_text")
    return list(votes)


def test_dump_of_every_table_holds_nobody_after_closing(rosaria, alexis, motion, owner):
    for one in (rosaria, alexis):
        one.does_everything()
    Secretary.objects.create(clp=CLPFactory(), name="Sidney Secretary", email="sidney@example.org", known_since=MET_ON)
    needles = [*rosaria.needles, *alexis.needles, "sidney", "third@example.org", "activist", "champion1"]
    assert all(found_in_dump([one]) for one in needles[:10])
    standings, votes = list(motion.standings.values_list("clp", "stage", "since")), decided()
    went = close_campaign(motion.campaign, by=owner)
    assert went == User.objects.filter(removed_at__isnull=False).count() > 4
    names = ["sidney", "third@example.org", "Alex Activist", "Robin Reader", "Sam Member"]
    assert found_in_dump([*rosaria.needles, *alexis.needles, *names]) == []
    organisers = [owner.email, rosaria.organiser.email, alexis.organiser.email, motion.campaign.email]
    assert set(re.findall(r"[\w.+-]+@example\.org", dump())) == set(organisers)
    assert (list(motion.standings.values_list("clp", "stage", "since")), decided()) == (standings, votes)
    assert (SubmissionLink.objects.count(), Email.objects.exclude(message=b"").count()) == (0, 0)
    stones = {stone.hash for stone in tombstones.read() if stone.kind == "removed"}
    assert {tombstones.hash_of(one.email, tombstones.secrets()[0]) for one in (rosaria, alexis)} <= stones
    event = Event.objects.filter(kind="campaign_closed").get()
    assert (event.by, event.details) == (owner, {"people": went})


def test_dump_holds_nobody_who_was_removed(rosaria, alexis, motion, owner):
    person = rosaria.does_everything()
    alexis.does_everything()
    forget_person(person, by=owner)
    assert found_in_dump([rosaria.email, rosaria.name, rosaria.word, rosaria.phone]) == []
    assert found_in_dump([alexis.email])


def test_person_who_takes_part_in_another_open_campaign_stays(motion, clp, owner):
    elsewhere = CampaignFactory(is_current=False, name="The other", conference=motion.campaign.conference)
    other = MotionFactory(campaign=elsewhere)
    make_submission(motion, clp, email="here@example.org")
    both = make_submission(motion, clp, email="both@example.org")
    make_submission(other, clp, email="both@example.org")
    Secretary.objects.create(clp=clp, name="Sidney Secretary", known_since=MET_ON)
    assert [one.email for one in closing_of(motion.campaign).people] == ["here@example.org"]
    close_campaign(motion.campaign, by=owner)
    assert found_in_dump(["here@example.org"]) == []
    assert User.objects.get(pk=both.activist_id).email == "both@example.org"
    assert Secretary.objects.exists()
    # What they told the closed campaign is nobody's all the same.
    both.refresh_from_db()
    assert both.reporter_name == ""
    close_campaign(other.campaign, by=owner)
    assert found_in_dump(["both@example.org", "Sidney"]) == []


def test_closed_campaign_takes_nothing_in(motion, clp, owner, client):
    make_submission(motion, clp)
    close_campaign(motion.campaign, by=owner)
    lost = client.post(reverse("motions:link-lost"), {"email": "new@example.org"})
    assert "This campaign is over and closed." in lost.content.decode()
    keep(Incoming(message_id="<x@example>", sender="new@example.org", text="Hello."))
    assert not WaitingMail.objects.exists()
    assert client.get(reverse("motions:progress")).status_code == 200
    with pytest.raises(NotAllowed, match="closed"):
        close_campaign(motion.campaign, by=owner)


def test_only_an_owner_closes_and_only_by_typing_the_name(motion, clp, owner, client):
    make_submission(motion, clp, email="here@example.org")
    address = reverse("admin:desk-campaign-close", args=[motion.campaign_id])
    for role in (Role.ORGANISER, Role.ADMIN):
        person = with_role(role)
        client.force_login(person)
        assert (client.get(address).status_code, client.post(address, {"name": motion.campaign.name}).status_code) == (
            403,
            403,
        )
        assert address not in client.get(reverse("admin:desk-keeping")).content.decode()
        with pytest.raises(NotAllowed):
            close_campaign(motion.campaign, by=person)
    client.force_login(owner)
    assert address in client.get(reverse("admin:desk-keeping")).content.decode()
    page = client.get(address).content.decode()
    assert "Nothing has happened yet." in page
    for typed in ("", "yes", "A library"):
        assert client.post(address, {"name": typed}).status_code == 422
    assert found_in_dump(["here@example.org"])
    response = client.post(address, {"name": "a  Library in reach "}, follow=True)
    assert "The names and addresses of 1 people are gone." in response.content.decode()
    assert found_in_dump(["here@example.org"]) == []
    assert timezone.localdate().strftime("was closed on %-d %B %Y") in client.get(address).content.decode()


def test_closing_leaves_of_who_once_organised_as_little_as_removing(motion, clp, owner):
    """Rights of theirs go, what they had in hand and their calendar too; another table's history of that key stays."""
    CampaignFactory(is_current=False, name="The other", conference=motion.campaign.conference)
    marks = []
    people = [make_submission(motion, clp).activist for _ in range(2)]
    types = [ContentType.objects.get_for_model(User), ContentType.objects.create(app_label="elsewhere", model="user")]
    for person in people:
        User.objects.filter(pk=person.pk).update(all_regions=True)
        person.groups.add(Group.objects.create(name=f"Tellers {person.pk}"))
        person.user_permissions.add(Permission.objects.first())
        person.regions.add(clp.region)
        make_meetings_feed(by=person)
        marks.append(AttentionMark.objects.create(motion=motion, key=f"k{person.pk}", assigned_to=person))
        for of in types:
            LogEntry.objects.create(user=owner, content_type=of, object_id=person.pk, object_repr="A", action_flag=2)
    forget_person(people[0], by=owner)
    close_campaign(motion.campaign, by=owner)
    for person, mark in zip(people, marks, strict=True):
        person.refresh_from_db()
        mark.refresh_from_db()
        rights = [person.groups.count(), person.user_permissions.count(), person.regions.count()]
        assert (person.called, person.all_regions, rights) == ("Somebody who was removed", False, [0, 0, 0])
        assert (mark.assigned_to, MeetingsFeed.objects.filter(organiser=person).count()) == (None, 0)
        history = LogEntry.objects.filter(object_id=str(person.pk), content_type__in=types)
        assert set(history.values_list("content_type", "object_repr")) == {
            (types[0].pk, "Somebody who was removed"),
            (types[1].pk, "A"),
        }


def test_other_motions_close_with_their_campaign(motion, clp, owner):
    emergency = open_another(motion)
    make_submission(emergency, clp, email="there@example.org")
    with pytest.raises(NotAllowed):
        close_campaign(emergency.campaign, by=owner)
    assert close_campaign(motion.campaign, by=owner) == 1
    assert not User.objects.filter(email="there@example.org").exists()
    assert not Campaign.objects.filter(closed_at=None).exists()
    assert not Campaign.objects.filter(runs_with_first=True).exists()
    assert Event.objects.get(kind=EventKind.MOTION_ENDED).motion == emergency
