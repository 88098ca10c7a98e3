"""A CLP's own rules on the desk: shown, told, corrected, and a branch's beside them."""

import pytest

from campaign.accounts.models import Role
from motions.models import BodyRules
from tests.factories import CLPFactory, RegionFactory, look_after, with_role

pytestmark = pytest.mark.django_db

TOLD = {
    "notice_days": "21",
    "branch_days": "",
    "word_limit": "200",
    "needs_mover": "unknown",
    "needs_seconder": "true",
    "executive_decides": "false",
    "source": "standing orders",
}


@pytest.fixture
def organiser(client):
    person = with_role(Role.ORGANISER)
    client.force_login(person)
    return person


def test_rules_are_told_shown_and_corrected(client, motion, clp, organiser):
    page = f"/admin/clps/{clp.slug}/story/rules/"
    assert client.get(page).status_code == 200
    assert client.post(page, TOLD).status_code == 302
    row = BodyRules.objects.get()
    assert (row.notice_days, row.word_limit, row.needs_mover, row.needs_seconder, row.executive_decides) == (
        21,
        200,
        None,
        True,
        False,
    )
    story = client.get(f"/admin/clps/{clp.slug}/story/").text
    assert "Last safe day: 26 August 2027 (21 days’ notice, its own word)" in story
    assert "21 days’ notice. At most 200 words. A seconder is needed. So says: standing orders." in story
    assert "Rules of the CLP written down" in story
    assert 'value="21"' in client.get(page).text
    client.post(page, {**TOLD, "notice_days": ""})
    assert BodyRules.objects.get().notice_days is None


def test_rules_that_are_refused_lose_nothing_that_was_typed(client, motion, clp, organiser):
    refused = client.post(f"/admin/clps/{clp.slug}/story/rules/", {**TOLD, "source": ""})
    assert refused.status_code == 422
    assert 'value="200"' in refused.text
    assert not BodyRules.objects.exists()


def test_branch_has_a_page_of_its_own_and_another_clps_has_none_here(client, motion, clp, organiser):
    castle, foreign = clp.branches.create(name="Castle"), CLPFactory().branches.create(name="Harbour")
    assert "Castle" in client.get(f"/admin/clps/{clp.slug}/story/rules/").text
    page = f"/admin/clps/{clp.slug}/story/rules/{castle.pk}/"
    client.post(page, {**TOLD, "branch_days": "10"})
    assert [(row.branch, row.branch_days, row.notice_days) for row in BodyRules.objects.all()] == [(castle, 10, None)]
    assert client.get(f"/admin/clps/{clp.slug}/story/rules/{foreign.pk}/").status_code == 404


def test_organiser_of_another_region_is_not_let_in(client, motion, clp, organiser):
    look_after(organiser, RegionFactory(name="Wales"))
    page = f"/admin/clps/{clp.slug}/story/rules/"
    assert (client.get(page).status_code, client.post(page, TOLD).status_code) == (403, 403)
    assert not BodyRules.objects.exists()
