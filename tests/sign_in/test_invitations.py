"""Inviting somebody, taking it back, and coming in by it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.sign_in.actions import InvitationOver, accept, invite
from campaign.sign_in.models import Invitation
from clps.models import Region
from tests.factories import UserFactory
from tests.sign_in.conftest import is_in, link_in, sign_in, subjects

pytestmark = pytest.mark.django_db

INVITE = "/admin/people/invite/"
NEW = {"name": "Robin Reader", "password1": "quite another long one", "password2": "quite another long one"}


@pytest.fixture
def ada(client, ada):
    """An admin, signed in."""
    client.force_login(ada)
    return ada


@pytest.fixture
def wales(db):
    return Region.objects.get(name="Wales")


def asked(**changes):
    return {"email": "robin@carried.test", "name": "Robin", "role": "Organisers", "reach": "all", **changes}


def test_admin_invites_an_organiser_of_some_regions_who_chooses_a_password(client, ada, wales):
    sent = asked(email="Robin@Carried.test", reach="some", regions=[wales.pk])
    page = client.post(INVITE, sent, follow=True)
    assert "An invitation went to robin@carried.test" in page.text
    assert "Organiser: Wales" in page.text
    assert not User.objects.filter(email="robin@carried.test").exists()
    [message] = mail.outbox
    assert (message.to, message.subject) == (["robin@carried.test"], "Organise A library in reach with us")
    assert "Ada Admin asks you to organise with us. What you are to be: Organiser: Wales." in message.body

    robin, link = Client(), link_in(message)
    assert "You are invited" in robin.get(link).text
    assert robin.get(link)["Referrer-Policy"] == "no-referrer"
    assert Invitation.objects.count() == 1, "Looking at it uses nothing up."
    assert robin.post(link, {**NEW, "password2": "something else"}).status_code == 422
    assert robin.post(link, NEW)["Location"] == "/admin/"
    assert is_in(robin)
    person = User.objects.get(email="robin@carried.test")
    assert (person.name, person.role, person.region_keys) == ("Robin Reader", Role.ORGANISER, {wales.pk})
    assert person.email_confirmed_at is not None
    assert sign_in(Client(), person, NEW["password1"])["Location"] == "/admin/"

    again = Client().post(link, {**NEW, "password1": "a third long one", "password2": "a third long one"})
    assert (again.status_code, "This invitation is over" in again.text) == (410, True)
    assert not Invitation.objects.exists()


def test_admin_invites_an_admin_and_an_organiser_of_everything(client, ada):
    client.post(INVITE, asked())
    client.post(INVITE, asked(email="alex@carried.test", role="Admins", reach=""))
    for message in mail.outbox:
        assert Client().post(link_in(message), NEW).status_code == 302
    people = [User.objects.get(email=f"{name}@carried.test") for name in ("robin", "alex")]
    assert [(one.role, one.region_keys, one.is_superuser) for one in people] == [
        (Role.ORGANISER, None, False),
        (Role.ADMIN, None, False),
    ]


def test_member_who_took_part_is_invited_and_stays_the_same_person(client, ada):
    member = UserFactory(email="robin@carried.test", name="Robin Member")
    client.post(INVITE, asked())
    Client().post(link_in(mail.outbox[0]), NEW)
    member = User.objects.get(pk=member.pk)
    assert (member.role, member.name, member.check_password(NEW["password1"])) == (
        Role.ORGANISER,
        "Robin Reader",
        True,
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reach": "some"}, "Tick at least one region"),
        ({"email": "nonsense"}, "valid email address"),
        ({"email": "ada@carried.test"}, "They organise already"),
        ({"role": "Owners"}, "not one of the available choices"),
        ({"email": "out@carried.test"}, "switched off"),
    ],
)
def test_mistake_in_an_invitation_is_named_and_nobody_is_invited(client, ada, changes, said):
    UserFactory(email="out@carried.test", is_active=False)
    page = client.post(INVITE, asked(**changes))
    assert (page.status_code, said in page.text) == (422, True)
    assert "Robin" in page.text
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


def test_link_ends_after_three_days_by_another_and_by_taking_it_back(client, ada):
    client.post(INVITE, asked())
    first = link_in(mail.outbox[0])
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert Client().get(first).status_code == 410
        client.force_login(ada)
        assert "It has run out." in client.get(INVITE).text
    one = f"/admin/people/invitations/{Invitation.objects.get().pk}/"
    client.force_login(ada)
    client.post(one, {"act": "again"})
    second = link_in(mail.outbox[1])
    assert [Client().get(link).status_code for link in (first, second)] == [410, 200]
    assert client.get(one).status_code == 405
    page = client.post(one, {"act": "revoke"}, follow=True)
    assert "is taken back" in page.text
    assert Client().post(second, NEW).status_code == 410
    assert not User.objects.filter(email="robin@carried.test").exists()
    assert client.post(one, {"act": "again"}).status_code == 404


@pytest.mark.parametrize("how", ["got a role meanwhile", "was switched off meanwhile"])
def test_invitation_opens_nothing_for_somebody_who(client, ada, how):
    _, token = invite(email="robin@carried.test", name="", role=Role.ADMIN, regions=None, by=ada)
    robin = UserFactory(email="robin@carried.test", is_active=how.startswith("got"))
    if how.startswith("got"):
        robin.give_role(Role.ORGANISER)
    before = robin.password
    with pytest.raises(InvitationOver):
        accept(token, name="", password="a wholly new password")
    robin = User.objects.get(pk=robin.pk)
    assert (robin.role == Role.ADMIN, robin.password) == (False, before)


def test_where_no_mail_goes_the_link_is_shown_to_whoever_invites_once(client, ada, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = client.post(INVITE, asked())
    assert "no-store" in page["Cache-Control"]
    link = page.text.split("<code>http://testserver")[1].split("</code>")[0]
    assert "/invitation/" not in client.get(INVITE).text
    assert Client().post(link, NEW).status_code == 302


def test_somebody_else_who_was_signed_in_is_not_any_more(client, ada):
    client.post(INVITE, asked())
    assert client.post(link_in(mail.outbox[0]), NEW).status_code == 302
    assert "robin@carried.test" in client.get("/account/").text


def test_no_page_of_the_admin_takes_a_password_or_shows_a_hash(client, ada):
    robin = User.objects.create_organiser("robin@carried.test", "a long enough password")
    page = client.get(f"/admin/accounts/user/{robin.pk}/change/")
    assert "robin@carried.test" in page.text
    for telltale in (robin.password, robin.password[:12], 'type="password"', 'name="password'):
        assert telltale not in page.text
    answer = client.post(f"/admin/accounts/user/{robin.pk}/password/", {"password1": "x" * 12, "password2": "x" * 12})
    assert answer.status_code in (302, 404)
    assert client.get("/admin/accounts/user/add/")["Location"] == INVITE
    robin.refresh_from_db()
    assert robin.check_password("a long enough password")


def test_role_that_an_admin_changes_is_told_to_whoever_has_it(client, ada, wales):
    robin = User.objects.create_organiser("robin@carried.test", "a long enough password", name="Robin")
    page = f"/admin/accounts/user/{robin.pk}/change/"
    form = {
        "name": "Robin", "is_active": "on", "role": "Organisers", "regions": [wales.pk], "email": "mine@evil.test",
        "consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0,
    }  # fmt: skip
    assert client.post(page, form).status_code == 302
    [message] = mail.outbox
    assert message.to == ["robin@carried.test"]
    assert "It is now: Organiser: Wales." in message.body
    mail.outbox.clear()
    client.post(page, form)
    assert mail.outbox == [], "Nothing changed, so nothing is told."
    client.post(page, {**form, "is_active": ""})
    assert "Your account was switched off." in mail.outbox[0].body
    # Whoever signs in changes their own address.
    assert User.objects.get(pk=robin.pk).email == "robin@carried.test"


def test_make_owner_makes_one_and_prints_a_link_that_works_once(client, campaign, capsys):
    call_command("make_owner", "Owner@Carried.test")
    [owner] = User.objects.owners()
    assert owner.email == "owner@carried.test"
    told = capsys.readouterr().out
    link = told.split("http://testserver")[1].split()[0]
    assert client.post(link, NEW)["Location"] == "/admin/"
    assert is_in(client)
    assert Client().post(link, NEW).status_code == 410
    assert subjects() == [("owner@carried.test", "Something changed in how you sign in")]


def test_make_owner_gives_a_lost_owner_their_own_account_back(client, campaign, capsys):
    lost = User.objects.create_superuser("owner@carried.test", "a password nobody knows", name="Olga Owner")
    thief = Client()
    thief.force_login(lost)
    call_command("make_owner", "owner@carried.test")
    link = capsys.readouterr().out.split("http://testserver")[1].split()[0]
    assert is_in(thief)
    client.post(link, NEW)
    assert (is_in(thief), is_in(client), User.objects.count()) == (False, True, 1)


def test_make_owner_refuses_what_is_no_address(campaign):
    with pytest.raises(CommandError, match="is no email address"):
        call_command("make_owner", "owner")
    assert not User.objects.exists()


def test_form_behind_a_link_is_taken_as_browsers_send_it_and_not_from_elsewhere(client, ada):
    """With no-referrer a browser says that the form comes from nowhere; it still says that it is of the same site."""
    client.post(INVITE, asked())
    link, strict = link_in(mail.outbox[0]), Client(enforce_csrf_checks=True)
    elsewhere = {"origin": "null", "sec-fetch-site": "cross-site"}
    assert strict.post(link, NEW, headers=elsewhere).status_code == 403
    assert strict.post(link, NEW, headers={"origin": "null", "sec-fetch-site": "same-origin"}).status_code == 302
