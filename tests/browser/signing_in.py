"""Somebody comes to the desk: an owner, made for it, who types her address and password."""

from django.conf import settings
from django.test import Client

from campaign.accounts.models import User

EMAIL, PASSWORD = "organiser@example.org", "a long enough password"


def make_owner() -> User:
    """Make the owner whom `sign_in` signs in."""
    return User.objects.create_superuser(EMAIL, PASSWORD, name="Olive Organiser")


def sign_in(page, live_server, *, email=EMAIL, password=PASSWORD, until="#attention") -> None:
    """Sign in, as far as the desk's front page; `until` is what shows that it is there."""
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.keyboard.press("Enter")
    page.wait_for_selector(until)


def bring_in(context, person, url) -> None:
    """Let a browser be signed in as somebody, without the form and its page."""
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(person)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
