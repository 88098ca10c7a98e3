"""Every address of the site, looked at and pressed as each role, with real rows of one's own and a foreign region.

Whoever is not let in gets 403, 404, the way to sign in or back to the desk, changes nothing, and reads nobody's
name. Whoever looks changes nothing, whoever they are. `tests.guards.table` says who is let in.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

from django.contrib import admin
from django.db import connection, transaction
from django.test import Client, TestCase
from zeal import zeal_ignore

from tests.guards.routes import Place, Route, places
from tests.guards.table import EVERYWHERE, Least, guard_of
from tests.guards.world import ROLES, make_world

# What a request may write although it changes nothing: the visitor's own session, and the audit's line that somebody
# of the desk looked.
OWN_SESSION = re.compile(
    r'^\s*(SAVEPOINT|RELEASE|ROLLBACK|SELECT|PRAGMA|\w+ (INTO |FROM )?"django_session"|INSERT INTO "clps_auditentry")',
    re.I,
)
# The policy lets no script stand in a page, and what is not code neither: a page brings files alone.
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE)


@contextmanager
def undone():
    """Undo whatever is written inside, and keep a list of it."""
    written: list[str] = []

    def note(execute, sql, params, many, context):
        if not OWN_SESSION.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(note):
            yield written
        transaction.set_rollback(True)


class Visitor:
    """Somebody of one role, in a browser that starts anew at each address."""

    def __init__(self, role: str, world) -> None:
        self.role, self.rank, self.world = role, ROLES.index(role), world
        self.client = Client(raise_request_exception=False)
        if person := world.people[role]:
            self.client.force_login(person)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def asks(self, place: Place, method: str, **data: object):
        self.client.cookies = SimpleCookie(self.cookies)
        with zeal_ignore(), undone() as written:
            send = self.client.post if method == "POST" else self.client.get
            response = send(place.address, data)
            response.told = read(response)
        response.written = written
        return response


def read(response) -> str:
    """Return everything that an answer says, whatever its format."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers}\n{body.decode(errors='replace')}"


def is_turned_away(response) -> bool:
    """Whether somebody was not let in: refused, told that nothing is there, or sent to sign in or to the desk."""
    if response.status_code in (302, 301):
        where = response["Location"].partition("?")[0]
        return where in ("/admin/", "/sign-in/") or "/login" in where
    return response.status_code in (400, 401, 403, 404, 405)


# Signing in and out lead to one another; and what an owner deleted of a list that nobody changes leads to the desk.
DOORS = ("admin:login", "admin:logout", "account_", "mfa_", "admin:errors_kepterror_delete")


# Two reports, each with the link by which it is managed: either opens the pages of a report.
OF_A_REPORT = {"report", "ruled-out"}


def least_for(place: Place, method: str) -> Least:
    guard = guard_of(place.route.name, place.route.model)
    least = guard.press if method == "POST" else guard.look
    return max(least, guard.foreign) if place.whose == "foreign" else least


def mistakes_of(visitor: Visitor, place: Place, method: str) -> Iterator[str]:
    response = visitor.asks(place, method, **({"post": "yes", **dict(place.filled_in)} if method == "POST" else {}))
    let_in = visitor.rank >= least_for(place, method)
    if response.status_code >= 500:
        yield f"broke: {response.status_code}"
    # 405: a page that takes no such request from anybody.
    if let_in and is_turned_away(response) and response.status_code != 405 and not place.route.name.startswith(DOORS):
        yield f"turned away with {response.status_code}"
    if not let_in and not is_turned_away(response):
        yield f"let in with {response.status_code}"
    if let_in and method == "POST" and place.filled_in and not response.written:
        yield "changed nothing, although it was filled in"
    if (method == "GET" or not let_in) and response.written:
        yield f"wrote {response.written[0][:90]}"
    if "text/html" in response.get("Content-Type", ""):
        yield from (f"has the script element {found}" for found in INLINE_SCRIPT.findall(response.told))
    yield from (f"shows {word}" for word in hidden_from(visitor, place) if word in response.told)


def hidden_from(visitor: Visitor, place: Place) -> list[str]:
    """The words that somebody must not read at an address."""
    own, foreign = visitor.world.own.word, visitor.world.foreign.word
    if visitor.rank >= EVERYWHERE:
        return []
    if visitor.role == "regional":
        return [foreign]
    return [foreign] if place.whose == "holder" else [own, foreign]


NO_ROWS = {
    f"{prefix}-{name}": 0
    for prefix in ("branches", "secretaries", "branch_set", "secretary_set")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}
FORGED = {
    "/admin/clps/secretary/add/": lambda world, place: {
        "clp": place.clp.pk, "name": "New", "known_since": "2027-01-01", "how_known": "Rang.",
    },
    "/admin/clps/branch/add/": lambda world, place: {"clp": place.clp.pk, "name": "New", **NO_ROWS},
    "/admin/clps/clp/add/": lambda world, place: {
        "name": "New", "slug": "new", "region": place.region.pk, "structure": "unknown", **NO_ROWS,
    },
    "/admin/motions/champion/add/": lambda world, place: {
        "motion": world.motion.pk, "clp": place.later.clp_id, "activist": world.own.person.pk, "name": "Pat",
        "since": "2027-01-01",
    },
    "/admin/motions/conferenceentry/add/": lambda world, place: {
        "motion": world.motion.pk, "clp": place.later.clp_id, "sent_on": "2026-11-01",
    },
    "/admin/motions/delegate/add/": lambda world, place: {
        "entry": place.entry.pk, "name": "New", "how_known": "Rang.",
    },
}  # fmt: skip


class TestEveryRoute(TestCase):
    """A class of Django's, because it makes the world once and undoes each test."""

    @classmethod
    def setUpTestData(cls):
        cls.world = make_world()

    def walk_as(self, role):
        visitor, wrong = Visitor(role, self.world), []
        for place in places(self.world):
            for method in ("GET", "POST"):
                where = f"{role}: {method} {place.address} ({place.route.name}) {place.whose}"
                wrong += [f"{where}: {words}" for words in mistakes_of(visitor, place, method)]
        assert wrong == [], "\n".join(["", *wrong])

    def test_outsider_is_let_in_where_the_table_says(self):
        self.walk_as("outsider")

    def test_member_is_let_in_where_the_table_says(self):
        self.walk_as("member")

    def test_organiser_of_one_region_is_let_in_where_the_table_says(self):
        self.walk_as("regional")

    def test_organiser_of_everywhere_is_let_in_where_the_table_says(self):
        self.walk_as("everywhere")

    def test_admin_is_let_in_where_the_table_says(self):
        self.walk_as("admin")

    def test_owner_is_let_in_where_the_table_says(self):
        self.walk_as("owner")

    def test_token_opens_only_what_it_is_for(self):
        """Each link's page, asked with the tokens of all other links: nothing is shown, and nothing changes."""
        visitor, tokens, wrong = Visitor("outsider", self.world), self.world.tokens, []
        for place in (one for one in places(self.world) if one.whose == "holder"):
            purpose_of_place, own = next(item for item in tokens.items() if item[1] in place.address)
            for purpose, other in tokens.items():
                if other == own or {purpose, purpose_of_place} <= OF_A_REPORT:
                    continue
                for method in ("GET", "POST"):
                    asked = Place(place.route, place.address.replace(own, other))
                    response = visitor.asks(asked, method, post="yes")
                    if response.written or self.world.own.word in response.told:
                        wrong.append(f"{method} {place.route.name} by the token for {purpose}")
        assert wrong == []

    def test_actions_of_lists_reach_own_rows_alone(self):
        """Whatever a list offers to do to what is ticked, ticked by its key: one's own region's row, and another's."""
        visitor, unmoved, reached = Visitor("regional", self.world), [], []
        for model, page in admin.site._registry.items():
            label = model._meta.label_lower
            for name in {*(page.actions or ())} if label in self.world.own.rows else ():
                for whose, place in (("own", self.world.own), ("foreign", self.world.foreign)):
                    data = {
                        "action": name,
                        "_selected_action": place.rows[label].pk,
                        "post": "yes",
                        "confirmed": "yes",
                    }
                    route = Route(f"admin:{label.replace('.', '_')}_changelist", "", label)
                    response = visitor.asks(Place(route, f"/admin/{label.replace('.', '/')}/"), "POST", **data)
                    if whose == "own" and not response.written:
                        unmoved.append(f"{label} {name}")
                    if whose == "foreign" and response.written:
                        reached.append(f"{label} {name}")
        assert (unmoved, reached) == ([], [])

    def test_new_rows_cannot_be_put_into_a_foreign_region(self):
        """The forms that make a row, filled in for one's own region and then with another's key."""
        visitor = Visitor("regional", self.world)
        for address, data_for in FORGED.items():
            written = []
            for place in (self.world.own, self.world.foreign):
                response = visitor.asks(Place(Route("", "", ""), address), "POST", **data_for(self.world, place))
                written.append(bool(response.written))
            assert written == [True, False], address
