"""Whole lists at once: what it costs, and two who import together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.accounts.models import Role
from clps.models import CLP, Secretary
from motions.models import Event, Standing, Submission, Vote
from tests.desk.importing.conftest import agreed, figures, preview
from tests.factories import CLPFactory, MotionFactory, make_submission, with_role

SECRETARIES = "CLP,Name,Email address\n"
RESULTS = "CLP,Outcome,Date,Carried for,For,Against\n"


def files(clps):
    """A line for each CLP in both kinds of file."""
    names = [clp.name for clp in clps]
    secretaries = "".join(f"{name},Person {number},p{number}@example.org\n" for number, name in enumerate(names))
    results = "".join(f"{name},Carried,3/5/2027,Conference,{number},0\n" for number, name in enumerate(names))
    return {"secretaries": SECRETARIES + secretaries, "results": RESULTS + results}


def queries(work):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        work()
    return len(caught)


@pytest.mark.parametrize("kind", ["secretaries", "results"])
def test_preview_costs_the_same_queries_for_one_line_and_for_many(desk, places, motion, kind):
    clps = [*places.values(), *CLPFactory.create_batch(40)]
    for clp in clps[::2]:
        make_submission(motion, clp)
        Secretary.objects.create(clp=clp, name="Old", known_since="2027-01-01", how_known="x")
    preview(desk, kind, files(clps[:1])[kind])
    one = queries(lambda: preview(desk, kind, files(clps[:1])[kind], motion=motion.pk))
    many = queries(lambda: preview(desk, kind, files(clps)[kind], motion=motion.pk))
    assert one == many
    assert many < 20


@pytest.mark.parametrize(("kind", "at_most"), [("secretaries", 3), ("results", 14)])
def test_650_lines_are_imported_in_a_few_queries_each(desk, places, motion, kind, at_most):
    content = files([*places.values(), *CLPFactory.create_batch(647)])[kind]
    page = preview(desk, kind, content, motion=motion.pk)
    assert figures(page) == (650, 0, 0, 0)
    sent = agreed(page)
    assert queries(lambda: desk.post(f"/admin/import/{kind}/apply/", sent)) < 650 * at_most
    assert figures(preview(desk, kind, content, motion=motion.pk)) == (0, 0, 650, 0)


def test_list_of_unknown_names_is_shown_in_part_and_suggests_for_the_first(desk, places):
    CLPFactory.create_batch(40)
    page = preview(desk, "secretaries", SECRETARIES + "Bath Spa,A,\n" * 2000)
    assert figures(page) == (0, 0, 0, 2000)
    assert [bool(one.suggestions) for one in page.context["plan"].wrong] == [True] * 40 + [False] * 1960
    assert "And 1800 more." in page.text


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["secretaries", "results"])
def test_two_who_import_at_once_import_once(kind):
    MotionFactory()
    clps = CLPFactory.create_batch(5)
    content = files(CLP.objects.all())[kind].replace("2027", "2026")
    people = [with_role(Role.ORGANISER, name=name) for name in ("One", "Two", "Three")]
    clients = []
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append((client, agreed(preview(client, kind, content))))

    def press(one):
        client, sent = one
        try:
            return client.post(f"/admin/import/{kind}/apply/", sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=3) as pool:
        assert sorted(pool.map(press, clients)) == [302, 409, 409]
    if kind == "secretaries":
        assert (Secretary.objects.count(), Event.objects.count()) == (5, 5)
    else:
        assert (Submission.objects.count(), Vote.objects.count(), Standing.objects.count()) == (5, 5, 5)
    assert len(clps) == 5
