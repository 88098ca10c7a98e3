"""While the database is away: kept pages answer, everything else says so, and nothing that was typed is lost."""

import errno
import html
import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test import Client

from campaign.health.outage import is_outage
from clps.models import CLP
from motions.models import Submission
from motions.progress import freshness
from tests.factories import CLPFactory, MotionFactory, UserFactory
from tests.journeys.pages import REPORT, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client():
    """A browser: an error is answered, as a server answers it."""
    return Client(raise_request_exception=False)


@pytest.fixture
def away():
    """Take the database away, and give it back."""
    values = connection.settings_dict
    before = {name: values[name] for name in ("NAME", "HOST", "PORT", "OPTIONS")}

    def go():
        connection.close()
        if connection.vendor == "sqlite":
            values["NAME"] = "/nowhere/at-all.sqlite3"
        else:
            values.update(HOST="/nowhere", OPTIONS={})

    def come_back():
        connection.close()
        values.update(before)

    go.come_back = come_back
    yield go
    come_back()


def fields_of(page):
    """Every hidden field of the form that is given back."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def report_form(motion):
    return {
        **REPORT,
        "form_key": str(uuid.uuid4()),
        "version": str(motion.current_version_id),
        "name": "Alex O’Hara <b>",
    }


def test_kept_pages_are_shown_as_they_were_and_others_say_so(client, away):
    motion, clp = MotionFactory(), CLPFactory()
    kept = ["/", "/progress/", "/progress.json", clp.get_absolute_url()]
    before = {address: client.get(address).content for address in kept}
    away()
    for address in kept:
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (200, before[address]), address
    answer = client.get(f"{clp.get_absolute_url()}report/?a=b")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    page = answer.content.decode()
    assert "Please try again in a minute" in page
    assert f'href="{clp.get_absolute_url()}report/?a=b"' in page
    assert "<form method" not in page
    away.come_back()
    CLP.objects.filter(pk=clp.pk).update(name="Great Mickering")
    assert motion.pk
    freshness.memory.forget()
    assert client.get(f"{clp.get_absolute_url()}report/?a=b").status_code == 200


def test_form_gives_everything_back_and_can_be_sent_again(client, away):
    motion, clp = MotionFactory(), CLPFactory()
    form = report_form(motion)
    address = f"{clp.get_absolute_url()}report/"
    away()
    answer = client.post(address, form)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "nothing was saved" in page
    assert dict(fields_of(page)) == form
    assert "<dd>Alex O’Hara &lt;b&gt;</dd>" in page
    assert form["form_key"] not in re.sub(r"<input[^>]*>", "", page)
    assert f'action="{address}"' in page
    away.come_back()
    with time_machine.travel(TODAY):
        again = client.post(address, dict(fields_of(page)))
    assert again.status_code == 302
    assert Submission.objects.get().reporter_name == "Alex O’Hara <b>"


def test_passwords_and_codes_are_not_given_back(client, away):
    UserFactory(email="olive@example.org", is_staff=True)
    away()
    page = client.post("/sign-in/", {"login": "olive@example.org", "password": "hunter2"}).content.decode()
    assert "hunter2" not in page


def test_form_that_another_site_sent_is_not_given_back(client, away):
    motion, clp = MotionFactory(), CLPFactory()
    away()
    headers = {"Sec-Fetch-Site": "cross-site"}
    page = client.post("/hooks/nothing/", report_form(motion), headers=headers).content.decode()
    assert "alex@example.org" not in page
    page = client.post(f"{clp.get_absolute_url()}report/", report_form(motion), headers=headers).content.decode()
    assert "alex@example.org" not in page


def test_mistake_of_ours_is_no_outage(client):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            with pytest.raises(Exception, match="no such table") as raised:
                cursor.execute("SELECT * FROM nothing_at_all")
            assert not is_outage(raised.value)
    assert not is_outage(ValueError())
    assert not is_outage(OSError(errno.ENOENT, "No such file"))
    assert is_outage(OSError(errno.ENOSPC, "No space left on device"))
