"""An owner's way in, in a real browser: from the link to a passkey, to inviting two organisers, and in again."""

import os
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from campaign.accounts.models import User
from campaign.sign_in.actions import make_owner
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.complaints import complaints_of

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough password"


@pytest.fixture
def complaints(page):
    return complaints_of(page)


def passkeys_of(page):
    """A computer that keeps passkeys and knows its owner by a finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def looked_at(page, name, complaints):
    """Axe finds nothing, in light and dark, and it fits a telephone; what the browser says of axe is dropped."""
    told = complaints[:]
    assert violations_everywhere(page) == {}, name
    page.set_viewport_size({"width": 390, "height": 800})
    assert width_of(page) <= 390, name
    complaints[:] = told
    if folder := os.environ.get("SHOTS"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{folder}/{name}-{scheme}.png", full_page=True)


def test_owner_comes_in_with_a_passkey_and_invites_two(page, live_server, motion, settings, complaints):
    settings.SECOND_FACTOR = "admins"
    settings.ZEAL_ALLOWLIST = [{"model": "*", "field": "*"}]
    passkeys_of(page)
    _, token = make_owner("owner@carried.test")
    page.goto(f"{live_server.url}/invitation/{token}/")
    looked_at(page, "invitation", complaints)
    page.get_by_label("Your name").fill("Olga Owner")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("Once more").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()

    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    looked_at(page, "second-factor", complaints)
    page.get_by_role("link", name="Set up an app").click()
    looked_at(page, "app", complaints)
    page.go_back()
    page.get_by_role("link", name="Add a passkey").click()
    looked_at(page, "passkey", complaints)
    expect(page.get_by_label("Sign in with it alone")).to_be_checked()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    looked_at(page, "recovery-codes", complaints)
    page.get_by_role("link", name="I have kept them").click()

    for name in ("robin", "alex"):
        page.goto(f"{live_server.url}/admin/people/invite/")
        page.get_by_label("Their email address").fill(f"{name}@carried.test")
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.get_by_text(f"An invitation went to {name}@carried.test")).to_be_visible()
    looked_at(page, "invite", complaints)
    assert [message.to[0] for message in mail.outbox if "Organise" in message.subject] == [
        "robin@carried.test",
        "alex@carried.test",
    ]
    for address in ("account/", "account/sessions/", "account/address/", "account/password/", "sign-out/"):
        page.goto(f"{live_server.url}/{address}")
        looked_at(page, address.strip("/").replace("/", "-"), complaints)
    page.get_by_role("button", name=re.compile("^Sign out")).last.click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    looked_at(page, "sign-in", complaints)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")
    page.goto(f"{live_server.url}/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Email address").fill("owner@carried.test")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="And your second factor")).to_be_visible()
    looked_at(page, "second", complaints)
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")
    assert complaints == []
    assert User.objects.get(email="owner@carried.test").is_owner
