"""A telephone number beside a report: never required, kept only where its owner agreed, and gone when they say so."""

import pytest
from django.utils import timezone

from campaign.desk.calls.actions import Refusals, record_call
from campaign.desk.calls.sheet import read_sheet
from campaign.desk.enums import CallResult
from clps.lib.telephones import dialled, tidy_number
from motions.actions.links import correct_address
from motions.actions.reports import GivenNumber, change_number
from motions.actions.submissions import withdraw_report
from motions.enums import LinkPurpose
from motions.models import Submission, SubmissionLink, Telephone
from tests.factories import UserFactory, make_submission

pytestmark = pytest.mark.django_db
NUMBER = "07700 900123"


@pytest.fixture
def report(motion, clp):
    told = make_submission(motion, clp, email="alex@example.org")
    change_number(told, GivenNumber(NUMBER, "Ring me."))
    return told


@pytest.mark.parametrize(
    ("typed", "kept", "dials"),
    [
        ("07700 900123", NUMBER, "07700900123"),
        ("+44 (0)7700-900123", NUMBER, "07700900123"),
        ("0044 7700 900 123", NUMBER, "07700900123"),
        ("(020) 7946 0958", "02079 460958", "02079460958"),
        ("+353 1 234 5678", "+35 312345678", "+35312345678"),
    ],
)
def test_number_is_kept_as_it_is_dialled(typed, kept, dials):
    assert (tidy_number(typed), dialled(tidy_number(typed))) == (kept, dials)


@pytest.mark.parametrize("typed", ["900123", "ring me", "07700 900123 or 020 7946 0958", "=1+1", "0" * 11, "+4"])
def test_number_that_no_telephone_dials_is_refused(typed):
    with pytest.raises(ValueError, match="does not look like a telephone number"):
        tidy_number(typed)


def posted(client, **given):
    page = client.get("/clps/little-mickering/report/")
    values = {
        "body": "clp",
        "sent_on": str(timezone.localdate()),
        "meeting_known": "no",
        "name": "Alex",
        "consent": "on",
    }
    key = page.context["form"]["form_key"].value()
    version = page.context["form"]["version"].value()
    return client.post(
        "/clps/little-mickering/report/",
        {**values, "email": "alex@example.org", "form_key": key, "version": version, **given},
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [({"phone": NUMBER}, "phone_consent"), ({"phone": "soon", "phone_consent": "on"}, "phone")],
)
def test_number_wants_its_own_consent_and_keeps_what_was_typed(client, motion, clp, given, field):
    page = posted(client, **given)
    assert page.context["form"].errors.keys() == {field}
    assert given["phone"] in page.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("given", "kept"), [({"phone": NUMBER, "phone_consent": "on"}, [NUMBER]), ({}, [])])
def test_report_goes_with_a_number_or_without(client, motion, clp, given, kept):
    assert posted(client, **given).status_code == 302
    assert list(Telephone.objects.values_list("number", flat=True)) == kept
    for row in Telephone.objects.all():
        assert "its organisers ring me about the motion in my CLP" in row.wording


def test_reporter_changes_a_number_and_takes_it_back_by_their_link(client, report):
    token = SubmissionLink.objects.mint(report, LinkPurpose.MANAGE)
    assert NUMBER in client.get(f"/reports/{token}/").content.decode()
    page = f"/reports/{token}/telephone/"
    assert client.get(page).context["form"]["phone"].value() == NUMBER
    client.post(page, {"phone": "020 7946 0958", "phone_consent": "on"})
    assert Telephone.objects.get().number == "02079 460958"
    assert client.post(page, {"phone": ""})["Location"] == f"/reports/{token}/"
    assert not Telephone.objects.exists()
    outcome = SubmissionLink.objects.mint(report, LinkPurpose.OUTCOME)
    assert client.get(f"/reports/{outcome}/telephone/").status_code == 404


def test_number_goes_with_its_report_and_along_with_a_corrected_address(report, motion, clp):
    withdraw_report(report, by=report.activist)
    assert not Telephone.objects.exists()
    waiting = make_submission(motion, clp, email="alx@example.org", confirmed=False)
    change_number(waiting, GivenNumber(NUMBER, "Ring me."))
    right = correct_address(waiting, email="alex@example.org")
    assert list(Telephone.objects.values_list("submission", "number")) == [(right.pk, NUMBER)]


def test_organiser_sees_a_number_only_on_the_card_and_never_once_calls_are_refused(client, report, motion, clp):
    organiser = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(organiser)
    card = f"/admin/calls/{clp.slug}/{report.activist_id}/"
    assert (
        NUMBER not in client.get(f"/admin/calls/?clp={clp.slug}").content.decode() + client.get(card).content.decode()
    )
    client.post(card, {"act": "take"})
    assert 'href="tel:07700900123"' in client.get(card).content.decode()
    about = {"person": report.activist, "clp": clp, "motion": motion, "by": organiser}
    record_call(**about, result=CallResult.DO_NOT_CALL)
    # Whoever else gave the same number shares the telephone.
    other = make_submission(motion, clp, email="robin@example.org")
    change_number(other, GivenNumber(tidy_number("+44 7700 900123"), "Ring me."))
    assert [line.person.is_reachable for line in read_sheet(motion, organiser, clp=clp.slug).lines] == [False, False]
    assert Refusals().hold_for("nobody@example.org", [NUMBER])
