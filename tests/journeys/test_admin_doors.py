"""What happened stands, whichever page of the admin a superuser tries to write over it by."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import serializers
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from campaign.accounts.models import Consent
from campaign.mail.models import Email
from campaign.mail.reminders.planner import plan
from clps.models import CLP
from motions.actions.champions import agree_to_introduction, introduce_champions, record_champion
from motions.actions.entries import record_sent
from motions.enums import Body
from motions.models import (
    Champion,
    ConferenceEntry,
    Event,
    Introduction,
    Motion,
    MotionVersion,
    Standing,
    Submission,
    SubmissionLink,
    Vote,
)
from motions.workflow import EntryAct
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_carried, make_submission

pytestmark = pytest.mark.django_db
# Written by actions alone.
HAPPENED = [
    Champion,
    ConferenceEntry,
    Consent,
    Email,
    Event,
    Introduction,
    MotionVersion,
    Standing,
    Submission,
    SubmissionLink,
    Vote,
]
SHOWN = [model for model in HAPPENED if admin.site.is_registered(model)]
HELD = date(2027, 3, 20)


@pytest.fixture
def motion(db):
    """A motion with at least one row of everything that can happen."""
    motion, clp = MotionFactory(), CLPFactory(name="Ynys Môn", slug="ynys-mon")
    pair = [record_champion(motion=motion, clp=clp, activist=UserFactory(), since=HELD, by=None) for _ in range(2)]
    for champion in pair:
        agree_to_introduction(champion, consent="I agree.", by=None)
    introduce_champions(*pair, by=None)
    make_submission(motion, clp, confirmed=False, body=Body.BRANCH, branch_name="Market")
    submission = make_carried(motion, clp, on=HELD)
    record_sent(motion=motion, clp=clp, sent_on=HELD, by=None, submission=submission)
    plan(timezone.now())
    assert all(model.objects.exists() for model in HAPPENED)
    return motion


@pytest.fixture
def any_number_of_queries():
    with zeal_ignore():
        yield


def everything():
    """Every row that an action writes, with all its columns."""
    return {model: serializers.serialize("json", model.objects.order_by("pk")) for model in HAPPENED}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def typed_over(row):
    """What a form with every column in it would send, each of them changed where it can be."""
    values = {field.name: "1" for field in row._meta.concrete_fields}
    forms = {"votes": 1, "entries": 1, "emails": 1, "links": 1, "consents": 1, "consent_set": 1}
    management = {f"{name}-{part}": "1" for name in forms for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {**values, **management, "state": "decided", "stage": "accepted", "outcome": "lost", "_save": "Save"}


@pytest.mark.parametrize("model", SHOWN)
def test_row_of_what_happened_cannot_be_changed_or_deleted(admin_client, motion, model):
    before = everything()
    for row in model.objects.all():
        assert admin_client.post(address(model, "change", row.pk), typed_over(row)).status_code == 403
        assert admin_client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        everywhere = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes", "index": 0}
        admin_client.post(address(model, "changelist"), everywhere)
        formset = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk, "_save": "Save"}
        row_form = {f"form-0-{name}": value for name, value in typed_over(row).items()}
        admin_client.post(address(model, "changelist"), {**formset, **row_form})
    assert everything() == before


@pytest.mark.parametrize("model", [model for model in SHOWN if model not in (Champion, ConferenceEntry)])
def test_row_of_what_happened_cannot_be_added(admin_client, motion, model):
    before = everything()
    assert admin_client.post(address(model, "add"), typed_over(model.objects.first())).status_code == 403
    assert everything() == before


# Django's page that asks before it deletes names every row in the way, each with queries of its own.
@pytest.mark.usefixtures("any_number_of_queries")
@pytest.mark.parametrize("label", ["clps.CLP", "clps.Branch", "clps.Region", "accounts.User", "motions.Motion"])
def test_events_stay_when_what_they_are_about_is_deleted(admin_client, motion, label):
    model = apps.get_model(label)
    before = everything()
    for row in model.objects.exclude(email="admin@example.com") if label == "accounts.User" else model.objects.all():
        admin_client.post(address(model, "delete", row.pk), {"post": "yes"})
        everywhere = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes", "index": 0}
        admin_client.post(address(model, "changelist"), everywhere)
    assert everything() == before


def test_campaign_and_conference_stay_while_they_have_a_motion(admin_client, motion):
    for row in (motion.campaign, motion.campaign.conference):
        admin_client.post(address(row, "delete", row.pk), {"post": "yes"})
    assert Motion.objects.select_related("campaign__conference").get().campaign.conference.pk


def test_entry_is_added_as_sent_whatever_else_is_typed(admin_client, motion):
    other = CLPFactory()
    data = {
        "motion": motion.pk,
        "clp": other.pk,
        "sent_on": "2027-03-22",
        "state": "in-order",
        "ruled_on": "2027-03-23",
    }
    assert admin_client.post(address(ConferenceEntry, "add"), data).status_code == 302
    entry = ConferenceEntry.objects.get(clp=other)
    assert (entry.state, entry.sent_on, entry.ruled_on) == ("sent", date(2027, 3, 22), None)
    assert Standing.objects.get(clp=other).stage == "sent_to_conference"


def test_entry_cannot_be_added_twice(admin_client, motion):
    before = everything()
    data = {"motion": motion.pk, "clp": CLP.objects.get(slug="ynys-mon").pk, "sent_on": "2027-03-22"}
    assert "already exists" in admin_client.post(address(ConferenceEntry, "add"), data).text
    assert everything() == before


@pytest.mark.parametrize("act", [EntryAct.APPEAL, EntryAct.WIN_APPEAL, EntryAct.LOSE_APPEAL, EntryAct.SEND_AGAIN, "x"])
def test_entry_takes_no_step_that_the_table_does_not_have(admin_client, motion, act):
    before, entry = everything(), ConferenceEntry.objects.get()
    step = reverse("admin:desk-clp-act", args=[entry.clp.slug, "entry"])
    page = admin_client.post(step, {"act": str(act), "on": "2027-03-23"})
    assert "That cannot come next" in page.text
    assert everything() == before


def test_entry_that_was_retracted_by_mistake_is_sent_again(admin_client, motion):
    step = reverse("admin:desk-clp-act", args=[ConferenceEntry.objects.get().clp.slug, "entry"])
    for act, stage in ((EntryAct.RETRACT, "carried_for_conference"), (EntryAct.SEND_AGAIN, "sent_to_conference")):
        assert act.value[1:] in admin_client.get(step).text
        assert admin_client.post(step, {"act": act.value, "on": "2027-03-24"}).status_code == 302
        assert Standing.objects.get().stage == stage
