"""An organiser of some regions meets only what is theirs, by whatever door of the admin."""

from datetime import date

import pytest

from campaign.accounts.models import Role, User
from motions.models import Champion, Submission
from tests.factories import (
    CLPFactory,
    MotionFactory,
    UserFactory,
    make_champion,
    make_submission,
    with_role,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client, wales):
    person = with_role(Role.ORGANISER, wales, email="rhian@example.org")
    client.force_login(person)
    return person


@pytest.fixture
def theirs(wales):
    return make_submission(MotionFactory(), CLPFactory(name="Ynys Mawr", region=wales))


@pytest.fixture
def elsewhere(theirs):
    return make_submission(theirs.version.motion, CLPFactory(name="Far Away"))


@pytest.mark.parametrize(
    "model", ["clps/clp", "motions/submission", "motions/standing", "motions/event", "motions/champion"]
)
def test_list_holds_their_regions_only(client, organiser, theirs, elsewhere, model):
    for submission in (theirs, elsewhere):
        make_champion(submission.version.motion, submission.clp)
    listed = client.get(f"/admin/{model}/").content.decode()
    assert "Ynys Mawr" in listed
    assert "Far Away</" not in listed


def test_page_history_and_tools_of_another_region_are_not_there(client, organiser, theirs, elsewhere):
    for address in ("change/", "history/"):
        assert client.get(f"/admin/motions/submission/{theirs.pk}/{address}").status_code == 200
        assert client.get(f"/admin/motions/submission/{elsewhere.pk}/{address}").status_code == 302
    act = "/admin/clps/{clp}/story/withdraw/{pk}/"
    assert client.get(act.format(clp=theirs.clp.slug, pk=theirs.pk)).status_code == 200
    assert client.post(act.format(clp=elsewhere.clp.slug, pk=elsewhere.pk)).status_code == 403
    assert client.post(act.format(clp=theirs.clp.slug, pk=elsewhere.pk)).status_code == 404
    assert client.post(f"/admin/motions/submission/{elsewhere.pk}/tools/withdraw/").status_code == 404
    assert Submission.objects.filter(state="withdrawn").count() == 0


def test_choice_of_another_region_is_neither_offered_nor_taken(client, organiser, theirs, elsewhere):
    query = {"app_label": "motions", "model_name": "champion", "field_name": "clp", "term": ""}
    offered = client.get("/admin/autocomplete/", query).json()["results"]
    assert [one["text"] for one in offered] == ["Ynys Mawr"]
    form = {"motion": theirs.version.motion_id, "clp": elsewhere.clp_id, "activist": theirs.activist_id, "name": "Sam"}
    refused = client.post("/admin/motions/champion/add/", {**form, "since": date(2027, 3, 1)})
    assert refused.status_code == 200
    taken = client.post("/admin/motions/champion/add/", {**form, "clp": theirs.clp_id, "since": date(2027, 3, 1)})
    assert (taken.status_code, Champion.objects.count()) == (302, 1)


def test_people_of_other_regions_are_not_listed(client, organiser, theirs, elsewhere):
    listed = client.get("/admin/accounts/user/").content.decode()
    assert theirs.activist.email in listed
    assert elsewhere.activist.email not in listed


ROLE = {
    "email": "sam@example.org",
    "name": "Sam",
    "is_active": "on",
    "consents-TOTAL_FORMS": 0,
    "consents-INITIAL_FORMS": 0,
}


def test_admin_gives_a_role_with_regions_and_takes_it_away(client, wales):
    admin, sam = UserFactory(), UserFactory(email="sam@example.org")
    admin.give_role(Role.ADMIN)
    client.force_login(admin)
    page = f"/admin/accounts/user/{sam.pk}/change/"

    client.post(page, {**ROLE, "role": "Organisers", "regions": [wales.pk]})
    sam = User.objects.get(pk=sam.pk)
    assert (sam.role, sam.is_staff, sam.region_keys) == (Role.ORGANISER, True, {wales.pk})
    assert sam.has_perm("motions.change_submission")
    assert not sam.has_perm("motions.change_motion")

    client.post(page, {**ROLE, "role": "", "is_superuser": "on"})
    sam = User.objects.get(pk=sam.pk)
    assert (sam.role, sam.is_staff, sam.is_superuser, sam.region_keys) == (Role.NONE, False, False, frozenset())
    assert not sam.has_perm("motions.view_submission")


def test_admin_cannot_lock_themselves_out(client):
    admin = with_role(Role.ADMIN, email="sam@example.org")
    client.force_login(admin)
    page = client.post(f"/admin/accounts/user/{admin.pk}/change/", {**ROLE, "role": "Organisers"})
    assert "You would take away your own rights." in page.content.decode()
    assert User.objects.get(pk=admin.pk).role == Role.ADMIN


def test_organiser_reads_people_and_gives_no_roles(client, organiser, theirs):
    page = f"/admin/accounts/user/{theirs.activist_id}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {**ROLE, "role": "Admins"}).status_code == 403
    assert User.objects.get(pk=theirs.activist_id).role == Role.NONE
