"""Yesterday's backup, brought back: nobody and nothing is let in that was shut out since, and nothing is called."""

from datetime import timedelta

import pytest
from django.core import mail

from campaign.accounts.models import Role, User
from campaign.accounts.rights_record import name_of
from campaign.api.actions import end_token, end_webhook, make_token, make_webhook
from campaign.api.models import ApiScope, ApiToken, Webhook, WebhookCall
from campaign.api.webhooks import tell
from campaign.desk.exports.actions import end_meetings_feed, make_meetings_feed
from campaign.desk.models import MeetingsFeed
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.enums import EmailState, LetterState
from campaign.mail.group_letters import Addressee, send_letter, write_letter
from campaign.mail.models import Email, GroupLetter
from campaign.mail.outbox.pausing import resume
from campaign.mail.tasks import mail_round
from campaign.operations import tombstones
from campaign.operations.tombstones import TombstoneKind
from campaign.recovery.management.commands.restore import OWNER_KEPT
from campaign.recovery.removed_rights import ENDING
from campaign.sign_in.actions import InvitationOver, accept, invite, invite_again, make_owner, revoke
from campaign.sign_in.models import Invitation
from clps.models import Region
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome, Purpose
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_submission
from tests.mail.helpers import at
from tests.recovery.bringing_back import TODAY, YESTERDAY, restored

pytestmark = pytest.mark.django_db(transaction=True)
SINCE = YESTERDAY + timedelta(hours=5)


@pytest.fixture
def owner():
    return UserFactory(email="owner@example.org", is_superuser=True, is_staff=True, date_joined=YESTERDAY)


def organiser(name, regions=None):
    return User.objects.create_organiser(f"{name}@example.org", "a-long-password", name=name, regions=regions)


def reach(person):
    person = User.objects.get(pk=person.pk)
    regions = None if person.region_keys is None else sorted(Region.objects.in_bulk(person.region_keys))
    return person.is_active, person.is_superuser, person.is_staff, person.role, regions


def test_whoever_may_do_less_since_may_do_less_again(motion, owner, back_up, capsys, client):
    north, south = RegionFactory(name="North"), RegionFactory(name="South")
    with at(YESTERDAY - timedelta(days=1)):
        gone, narrowed = organiser("gone"), organiser("narrowed")
        lowered = User.objects.create_admin("lowered@example.org", "a-long-password")
        off, raised = organiser("off"), organiser("raised", regions=[north])
        back, no_owner = organiser("back"), UserFactory(is_superuser=True, is_staff=True, email="no-owner@example.org")
    with at(YESTERDAY):
        path, _ = back_up()
    with at(SINCE):
        client.force_login(owner)
        gone.give_role(Role.NONE, by=owner)
        narrowed.give_role(Role.ORGANISER, regions=[south], by=owner)
        lowered.give_role(Role.ORGANISER, by=owner)
        raised.give_role(Role.ORGANISER, regions=[north, south], by=owner)
        back.give_role(Role.NONE, by=owner)
        back.give_role(Role.ORGANISER, by=owner)
        for person, data in ((off, {"role": Role.ORGANISER, "all_regions": "on"}), (no_owner, {"is_active": "on"})):
            page = f"/admin/accounts/user/{person.pk}/change/"
            blank = {"consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
            sent = client.post(page, {"email": person.email, "name": person.name, **data, **blank})
            assert sent.status_code == 302, sent.context["errors"]
    listed = tombstones.read()
    for _ in range(2):
        said = restored(path, capsys)
        assert reach(gone) == (True, False, False, Role.NONE, [])
        assert reach(narrowed) == (True, False, True, Role.ORGANISER, [south.pk])
        assert reach(lowered) == (True, False, True, Role.ORGANISER, None)
        assert reach(off)[0] is False
        # What was given since is not: an admin gives it again.
        assert reach(raised) == (True, False, True, Role.ORGANISER, [north.pk])
        assert reach(back) == (True, False, True, Role.ORGANISER, None)
        assert reach(no_owner) == (True, False, False, Role.NONE, [])
        assert reach(owner)[:2] == (True, True)
        assert "5 people who may do less" in said
        assert tombstones.read() == listed


def test_no_line_makes_anybody_an_owner_and_the_last_one_stays(motion, owner, back_up, capsys):
    alex = UserFactory(email="alex@example.org", date_joined=YESTERDAY)
    with at(YESTERDAY):
        path, _ = back_up()
    with at(SINCE):
        tombstones.remember(TombstoneKind.RIGHTS, name_of(alex.pk), about="owner")
        tombstones.remember(TombstoneKind.RIGHTS, name_of(owner.pk), about="")
        tombstones.remember(TombstoneKind.RIGHTS, name_of(owner.pk), about="off")
        tombstones.remember(TombstoneKind.ENDED, "x", about="nothing that is known")
    said = restored(path, capsys)
    assert "Done again, because it was so since: nothing." in said
    assert OWNER_KEPT in said
    assert reach(alex) == (True, False, False, Role.NONE, [])
    assert reach(owner)[:2] == (True, True)


def test_whoever_has_another_address_since_may_do_less_all_the_same(motion, owner, back_up, capsys, settings):
    with at(YESTERDAY - timedelta(days=1)):
        moved = organiser("moved")
    with at(YESTERDAY):
        path, _ = back_up()
    with at(SINCE):
        User.objects.filter(pk=moved.pk).update(email="elsewhere@example.org")
        moved.refresh_from_db()
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-for-this-test", [settings.SECRET_KEY]
        moved.give_role(Role.NONE, by=owner)
    assert "1 people who may do less" in restored(path, capsys)
    assert reach(moved) == (True, False, False, Role.NONE, [])
    assert User.objects.get(pk=moved.pk).email == "moved@example.org"


def test_whoever_was_switched_off_since_has_no_more_than_that_when_switched_on(motion, owner, back_up, capsys, client):
    north = RegionFactory(name="North")
    with at(YESTERDAY - timedelta(days=1)):
        was_owner = UserFactory(is_superuser=True, is_staff=True, email="was-owner@example.org")
        was_admin = User.objects.create_admin("was-admin@example.org", "a-long-password")
        narrowed, kept, regional = organiser("narrowed"), organiser("kept"), organiser("regional", regions=[north])
    with at(YESTERDAY):
        path, _ = back_up()
    with at(SINCE):
        client.force_login(owner)
        was_admin.give_role(Role.NONE, by=owner)
        narrowed.give_role(Role.ORGANISER, regions=[north], by=owner)
        everywhere = {"role": Role.ORGANISER, "all_regions": "on"}
        here = {"role": Role.ORGANISER, "regions": [north.pk]}
        for person, data in ((was_owner, {}), (was_admin, {}), (narrowed, here), (kept, everywhere), (regional, here)):
            blank = {"consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
            page = f"/admin/accounts/user/{person.pk}/change/"
            sent = client.post(page, {"email": person.email, "name": person.name, **data, **blank})
            assert sent.status_code == 302, sent.context["errors"]
    said = restored(path, capsys)
    people = [was_owner, was_admin, narrowed, kept, regional]
    assert [reach(person)[0] for person in people] == [False] * 5
    User.objects.filter(pk__in=[person.pk for person in people]).update(is_active=True)
    assert [reach(person) for person in people] == [
        (True, False, False, Role.NONE, []),
        (True, False, False, Role.NONE, []),
        (True, False, True, Role.ORGANISER, [north.pk]),
        (True, False, True, Role.ORGANISER, None),
        (True, False, True, Role.ORGANISER, [north.pk]),
    ]
    assert OWNER_KEPT not in said


def invited(name, role=Role.ORGANISER, by=None):
    return invite(email=f"{name}@example.org", name="", role=role, regions=None, by=by)


def test_an_invitation_that_was_used_or_replaced_since_opens_nothing(motion, owner, back_up, capsys):
    names = "used", "replaced", "again", "owned", "removed", "raised"
    with at(YESTERDAY):
        for name in ("removed", "raised"):
            UserFactory(email=f"{name}@example.org", date_joined=YESTERDAY)
        links = {name: invited(name, role=Role.ADMIN, by=owner) for name in (*names, "kept")}
        path, _ = back_up()
    with at(SINCE):
        accept(links["used"][1], name="Uma", password="a-long-password").give_role(Role.NONE, by=owner)
        invited("replaced", by=owner)
        invite_again(links["again"][0], by=owner)
        make_owner("owned@example.org")
        forget_person(User.objects.get(email="removed@example.org"), by=owner)
        raised = User.objects.get(email="raised@example.org")
        raised.give_role(Role.NONE, by=owner)
    for _ in range(2):
        restored(path, capsys)
        assert list(Invitation.objects.values_list("email", flat=True)) == ["kept@example.org"]
        for name in names:
            with at(TODAY), pytest.raises(InvitationOver):
                accept(links[name][1], name="", password="a-long-password")


def test_the_newer_invitation_stays_where_the_earlier_one_ended(motion, owner, back_up, capsys):
    with at(YESTERDAY - timedelta(minutes=30)):
        invitation, _ = invited("again", by=owner)
        invited("replaced", role=Role.ADMIN, by=owner)
        newer = [invite_again(invitation, by=owner), invited("replaced", by=owner)[1]]
        newer.append(make_owner("owned@example.org")[1])
    with at(YESTERDAY):
        # Lines of the hour before a backup are done again too.
        path, _ = back_up()
    restored(path, capsys)
    with at(YESTERDAY):
        assert [Invitation.objects.opened_by(token).count() for token in newer] == [1, 1, 1]
    assert "example" not in tombstones.path().read_text()


@pytest.mark.parametrize(
    "remove", [lambda person, owner: forget_person(person, by=owner), lambda person, _: person.delete()]
)
def test_whoever_was_removed_under_another_address_is_removed(motion, owner, back_up, capsys, remove):
    with at(YESTERDAY - timedelta(days=1)):
        moved, other = UserFactory(email="moved@example.org"), UserFactory(email="other@example.org")
    with at(YESTERDAY):
        path, _ = back_up()
    with at(SINCE):
        User.objects.filter(pk=moved.pk).update(email="elsewhere@example.org")
        moved = User.objects.get(pk=moved.pk)
        key = moved.pk
        remove(moved, owner)
    assert "1 people removed" in restored(path, capsys)
    assert User.objects.get(pk=key).removed_at == TODAY
    assert User.objects.get(pk=other.pk).removed_at is None
    assert "Done again, because it was so since: 1 people removed" in restored(path, capsys)


def test_whoever_had_the_address_of_somebody_removed_before_them_stays(motion, owner, back_up, capsys):
    with at(YESTERDAY - timedelta(days=1)):
        mover = UserFactory(email="shared@example.org")
    with at(YESTERDAY):
        path, _ = back_up()
    with at(SINCE):
        User.objects.filter(pk=mover.pk).update(email="elsewhere@example.org")
        forget_person(UserFactory(email="shared@example.org"), by=owner)
    restored(path, capsys)
    mover.refresh_from_db()
    assert (mover.email, mover.removed_at) == ("shared@example.org", None)


def test_an_owner_made_at_the_machine_is_one_line_of_the_list(motion, back_up, capsys):
    with at(YESTERDAY - timedelta(days=1)):
        person = organiser("kim")
    with at(YESTERDAY):
        path, _ = back_up()
    with at(SINCE):
        person.give_role(Role.NONE)
        make_owner(person.email)
    restored(path, capsys)
    # Taken away and given back: what the backup has stays.
    assert reach(person) == (True, False, True, Role.ORGANISER, None)


def test_what_was_ended_since_stays_ended(motion, owner, back_up, capsys):
    with at(YESTERDAY):
        for name in ("ended", "kept"):
            make_token(name=name, scopes=[ApiScope.STAGES], by=owner)
            make_webhook(name=name, url="https://map.example/", by=owner)
            make_meetings_feed(by=UserFactory(email=f"{name}@example.org"))
            invite(email=f"new-{name}@example.org", name="", role=Role.ORGANISER, regions=None, by=owner)
        path, _ = back_up()
    with at(SINCE):
        end_token(ApiToken.objects.get(name="ended").pk)
        end_webhook(Webhook.objects.get(name="ended").pk)
        end_meetings_feed(by=User.objects.get(email="ended@example.org"))
        revoke(Invitation.objects.get(email="new-ended@example.org"), by=owner)
    said = restored(path, capsys)
    assert list(ApiToken.objects.filter(ended_at=None).values_list("name", flat=True)) == ["kept"]
    assert list(Webhook.objects.standing().values_list("name", flat=True)) == ["kept"]
    assert list(MeetingsFeed.objects.values_list("organiser__email", flat=True)) == ["kept@example.org"]
    assert list(Invitation.objects.values_list("email", flat=True)) == ["new-kept@example.org"]
    assert f"{len(ENDING)} tokens, webhooks, invitations and calendars ended" in said


def test_a_calendar_with_a_new_address_has_not_the_old_one_again(motion, back_up, capsys):
    person = UserFactory(date_joined=YESTERDAY)
    with at(YESTERDAY):
        make_meetings_feed(by=person)
        path, _ = back_up()
    with at(SINCE):
        make_meetings_feed(by=person)
    restored(path, capsys)
    assert not MeetingsFeed.objects.exists()


def test_nothing_is_called_elsewhere_until_somebody_lets_mail_go(motion, owner, back_up, capsys):
    came = []

    def elsewhere(url, body, headers):
        came.append(url)

    with at(YESTERDAY):
        make_webhook(name="Map", url="https://map.example/", by=owner)
        report = make_submission(motion, CLPFactory(), email="alex@example.org")
        carried = Result(outcome=Outcome.CARRIED, held_on=YESTERDAY.date(), purpose=Purpose.CONFERENCE)
        record_vote(report, carried, by=None)
        path, _ = back_up()
    with at(SINCE):
        assert tell(SINCE, elsewhere) == 1
    restored(path, capsys)
    with at(TODAY + timedelta(minutes=1)):
        assert tell(TODAY + timedelta(minutes=1), elsewhere) == 0
        assert not WebhookCall.objects.exists()
        resume(by=owner)
        # It has its event's number, by which whoever had it then knows it.
        assert tell(TODAY + timedelta(minutes=1), elsewhere) == 1
        assert tell(TODAY + timedelta(minutes=2), elsewhere) == 0
    assert len(came) == 2


def test_a_letter_to_a_group_that_went_since_does_not_go_again(motion, owner, back_up, capsys):
    people = [UserFactory(email=f"alex{n}@example.org", email_confirmed_at=YESTERDAY) for n in range(3)]
    clp = CLPFactory()
    for person in people:
        make_submission(motion, clp, email=person.email)
    with at(YESTERDAY - timedelta(days=2)):
        mail_round()
    with at(YESTERDAY):
        addressees = [Addressee(one.pk, one.email, one.name, clp.pk) for one in people]
        words = {"motion": motion, "body": "Come on Sunday.", "audience": {}, "by": owner}
        soon = write_letter(None, subject="Soon", **words)
        send_letter(soon, addressees, at=YESTERDAY + timedelta(hours=2), by=owner)
        draft = write_letter(None, subject="Draft", **words)
        path, _ = back_up()
    with at(YESTERDAY + timedelta(hours=3)):
        mail.outbox.clear()
        mail_round()
        assert sorted(one.to[0] for one in mail.outbox if one.subject == "Soon") == sorted(p.email for p in people)
    with at(YESTERDAY + timedelta(hours=4)):
        send_letter(draft, addressees, at=YESTERDAY + timedelta(hours=4), by=owner)
    mail.outbox.clear()
    restored(path, capsys)
    with at(TODAY + timedelta(minutes=1)):
        resume(by=owner)
        mail_round()
        mail_round()
    assert [one.subject for one in mail.outbox if one.subject in {"Soon", "Draft"}] == []
    unknown = Email.objects.filter(event=GroupLetter.objects.get(subject="Soon").event)
    assert set(unknown.values_list("state", flat=True)) == {EmailState.UNKNOWN}
    assert unknown.count() == 3
    # Whoever sent it since decides about it anew; nothing of it goes by itself.
    assert GroupLetter.objects.get(subject="Draft").state == LetterState.DRAFT
