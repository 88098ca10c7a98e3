"""The second factor: who is led to set one up, signing in with it, losing it."""

import json
import re
import time
from html import unescape

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client

from campaign.accounts.models import User
from campaign.sign_in.second_factor import MFAAdapter, lacks_second_factor
from motions.demo.seeding import make_people
from tests.sign_in.conftest import PASSWORD, is_in, sign_in, subjects

pytestmark = pytest.mark.django_db

SECOND, APP, CODES = "/sign-in/second/", "/account/second-factor/app/", "/account/second-factor/codes/"


@pytest.fixture(autouse=True)
def _as_on_a_real_site(settings):
    settings.SECOND_FACTOR = "admins"


def code_of(secret, at=None):
    return format_hotp_value(hotp_value(secret, int((at or time.time()) // 30)))


def with_app(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def test_admin_is_led_to_set_one_up_before_anything_else_opens(client, ada, django_capture_on_commit_callbacks):
    assert sign_in(client, ada)["Location"] == "/admin/"
    for address in ("/admin/", "/admin/accounts/user/", "/admin/people/invite/", "/account/", "/account/password/"):
        assert client.get(address)["Location"] == "/account/second-factor/", address
    assert client.post("/admin/people/invite/", {})["Location"] == "/account/second-factor/"
    assert "a password alone does not let you in" in client.get("/account/second-factor/").text
    page = client.get(APP)
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.text
    assert "This is not the code" in client.post(APP, {"code": "000000"}).text
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(APP, {"code": code_of(secret)})["Location"] == CODES
    shown = client.get(CODES)
    assert len(shown.context["unused_codes"]) == 10
    assert client.get("/admin/").status_code == 200
    assert subjects() == [("ada@carried.test", "Something changed in how you sign in")]


def test_signing_in_takes_the_code_of_the_app_after_the_password(client, ada):
    secret = with_app(ada)
    assert sign_in(client, ada)["Location"] == SECOND
    assert not is_in(client)
    assert client.get("/admin/").status_code == 302
    assert "This is not the code" in client.post(SECOND, {"code": "000000"}).text
    assert client.post(SECOND, {"code": code_of(secret)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_code_by_mail_takes_the_second_factor_too(client, ada):
    secret = with_app(ada)
    client.post("/sign-in/code/", {"email": ada.email})
    code = mail.outbox[0].body.split("Your code is: ")[1].split()[0]
    assert client.post("/sign-in/code/confirm/", {"code": code})["Location"] == SECOND
    assert not is_in(client)
    client.post(SECOND, {"code": code_of(secret)})
    assert is_in(client)


def test_code_works_once_and_a_recovery_code_works_once(client, ada):
    with time_machine.travel("2027-03-01 10:01:05Z", tick=False) as now:
        secret = with_app(ada)
        code, spare = code_of(secret), Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
        answers = []
        for given in (code, code, spare, spare):
            one = Client()
            sign_in(one, ada)
            one.post(SECOND, {"code": given})
            answers.append(is_in(one))
            now.shift(1)
        assert answers == [True, False, True, False]


def test_codes_are_guessed_ten_times_whoever_asks_from_wherever(ada):
    with time_machine.travel("2027-03-01 10:01Z", tick=False):
        secret, said = with_app(ada), []
        for n in range(14):
            one = Client(REMOTE_ADDR=f"203.0.{n}.7")
            sign_in(one, ada)
            said.append("too many tries" in one.post(SECOND, {"code": "000000"}).text)
        assert said == [False] * 10 + [True] * 4
        assert "too many tries" in one.post(SECOND, {"code": code_of(secret)}).text
        assert not is_in(one)


def test_organiser_is_offered_one_and_needs_it_where_the_setting_says_all(client, olive, settings):
    sign_in(client, olive)
    assert client.get("/admin/").status_code == 200
    assert "Your second factor" in client.get("/account/").text
    settings.SECOND_FACTOR = "all"
    assert client.get("/admin/")["Location"] == "/account/second-factor/"


def test_people_of_the_demonstration_need_none(client, campaign, settings):
    settings.SECOND_FACTOR = "all"
    make_people()
    for person in User.objects.all():
        assert not lacks_second_factor(person)
    client.post("/sign-in/", {"login": "admin@example.org", "password": "demonstration"})
    assert client.get("/admin/").status_code == 200


def test_last_second_factor_of_an_admin_is_not_taken_away_and_an_organisers_is(client, ada, olive):
    for person, stays in ((ada, True), (olive, False)):
        secret = with_app(person)
        one = Client()
        sign_in(one, person)
        one.post(SECOND, {"code": code_of(secret)})
        one.post(f"{APP}remove/")
        assert Authenticator.objects.filter(user=person, type="totp").exists() is stays
    assert "taken away" in mail.outbox[-1].body


def test_secret_is_not_to_be_read_in_the_database_and_outlives_the_sites_key(ada, settings):
    secret = with_app(ada)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert MFAAdapter().decrypt(kept) == secret


def test_owner_made_at_the_machine_begins_with_no_second_factor(client, campaign, capsys):
    from django.core.management import call_command

    owner = User.objects.create_superuser("owner@carried.test", PASSWORD)
    with_app(owner)
    call_command("make_owner", owner.email)
    link = capsys.readouterr().out.split("http://testserver")[1].split()[0]
    new = {"name": "Olga", "password1": "quite another long one", "password2": "quite another long one"}
    assert client.post(link, new)["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == "/account/second-factor/"
    assert not Authenticator.objects.exists()


def test_pages_of_passkeys_hold_no_script_that_the_policy_refuses(client, olive):
    sign_in(client, olive)
    page = client.get("/account/second-factor/passkeys/add/")
    assert page.status_code == 200
    assert page.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"] == "testserver"
    assert "script-src 'self'" in page["Content-Security-Policy"]
    found = re.search(r'data-passkey="addForm" data-passkey-options="([^"]+)"', page.text)
    assert json.loads(unescape(found[1])) == page.context["js_data"]
    assert re.findall(r"<script(?![^>]* src=)", page.text) == []
    options = Client().get("/sign-in/passkey/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["challenge"]
    refused = Client().post("/sign-in/passkey/", {"credential": "{}"})
    assert refused.status_code in (302, 400)
