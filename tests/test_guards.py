"""Every address of the site, asked as each kind of person: who gets in where is declared, and a new one has to be."""

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver
from zeal import zeal_ignore

from campaign.accounts.models import Role
from motions.models import Event
from tests.factories import MotionFactory, UserFactory, with_role
from tests.guards.routes import ROUTES
from tests.guards.table import MODELS, guard_of

pytestmark = pytest.mark.django_db

# Open to everybody in the admin: signing in, and what the sign-in page itself needs.
OPEN_IN_ADMIN = {"login", "logout", "jsi18n"}
SAMPLES = {
    "int": "999999",
    "slug": "nothing-here",
    "str": "nothing",
    "path": "999999",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def addresses(patterns=None, prefix="", namespace=""):
    """Yield the namespace, the name and a sample address of every pattern of the site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = namespace or one.namespace or str(one.pattern).split("/")[0]
            yield from addresses(one.url_patterns, prefix + sample(one), inner)
        elif isinstance(one, URLPattern):
            yield namespace, one.name or "", prefix + sample(one)


def sample(pattern):
    """The pattern as an address, each variable part filled in with something that is not there."""
    route = str(pattern.pattern)
    if not hasattr(pattern.pattern, "converters"):
        return "".join(part for part in route if part not in "^$").replace("(?P<url>.*)", "nothing")
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, SAMPLES.get(kind, "nothing"))
    return route


ADMIN = [(name, f"/{address}") for space, name, address in addresses() if space == "admin"]


def test_every_route_is_listed_with_who_may_open_it():
    """What the list says is tried in tests/guards/test_every_route.py, as each role."""
    missing = [route for route in ROUTES if guard_of(route.name, route.model) is None]
    assert missing == [], "Say in tests/guards/table.py who may open these."
    assert len(ROUTES) > 250


def test_every_model_of_the_list_stands_in_the_admin():
    assert set(MODELS) == {model._meta.label_lower for model in admin.site._registry}


@pytest.mark.parametrize("somebody", ["visitor", "member"])
def test_admin_lets_nobody_in_who_does_not_organise(client, somebody):
    if somebody == "member":
        client.force_login(UserFactory())
    for name, address in ADMIN:
        if name in OPEN_IN_ADMIN or "(" in address:
            continue
        response = client.get(address)
        assert response.status_code in {302, 404}, address
        if response.status_code == 302:
            assert "/login/" in response["Location"], address


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ADMIN])
def test_no_page_of_the_admin_changes_anything_by_being_looked_at_or_breaks(client, role):
    MotionFactory()
    client.force_login(with_role(role))
    before = Event.objects.count()
    for name, address in ADMIN:
        if name == "logout" or "(" in address:
            continue
        # The one who asks and the one asked about are both people: that is no query in a loop.
        with zeal_ignore():
            assert client.get(address).status_code < 500, address
    assert Event.objects.count() == before
