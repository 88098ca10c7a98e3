"""An organiser of some regions meets the mail of those regions alone, by whatever door."""

import re

import pytest

from campaign.accounts.models import Role
from campaign.mail.enums import EmailState, Filed, SuppressionReason
from campaign.mail.models import Email, InboundMail, Reminder, Stop
from campaign.mail.outbox.suppression import standing_against, suppress
from campaign.mail.reminders.planner import plan
from tests.factories import CLPFactory, RegionFactory, make_submission, with_role
from tests.mail.helpers import NOON, at

pytestmark = pytest.mark.django_db

THEIRS, ELSEWHERE = "theirs@example.org", "elsewhere@example.org"
LISTS = ("email", "reminder", "stop", "suppression", "inboundmail")


@pytest.fixture
def wales():
    return RegionFactory(name="Wales", nation="wales")


@pytest.fixture
def submissions(motion, wales):
    """One report of each region, with a row about each in every list of mail."""
    made = {}
    with at(NOON):
        for address, clp in ((THEIRS, CLPFactory(name="Ynys Mawr", region=wales)), (ELSEWHERE, CLPFactory())):
            made[address] = make_submission(motion, clp, email=address)
        plan(NOON)
    for email in Email.objects.all():
        Stop.objects.create(person=email.recipient, clp=email.clp)
        suppress(email.to, reason=SuppressionReason.BOUNCED, detail="", email=email)
        InboundMail.objects.create(
            message_id=f"<{email.pk}@example.net>", sender=email.to, filed=Filed.REPLY, submission=email.submission
        )
    assert Reminder.objects.count() == 2
    return made


@pytest.fixture
def regional(client, wales, submissions):
    person = with_role(Role.ORGANISER, wales, email="rhian@example.org")
    client.force_login(person)
    return client


@pytest.mark.parametrize("model", LISTS)
def test_list_and_pages_hold_their_regions_only(regional, model):
    page = regional.get(f"/admin/mail/{model}/").content.decode()
    assert (THEIRS in page, ELSEWHERE in page) == (True, False)
    [theirs] = re.findall(rf"/admin/mail/{model}/(\d+)/change/", page)
    assert regional.get(f"/admin/mail/{model}/{theirs}/change/").status_code == 200
    elsewhere = int(theirs) + 1
    # As for a row that is not there.
    assert regional.get(f"/admin/mail/{model}/{elsewhere}/change/").status_code == 302


@pytest.mark.parametrize("model", LISTS)
def test_list_is_narrowed_by_region(admin_client, wales, submissions, model):
    way = {"suppression": "by_email__clp", "inboundmail": "submission__clp"}.get(model, "clp")
    everything = admin_client.get(f"/admin/mail/{model}/").content.decode()
    narrowed = admin_client.get(f"/admin/mail/{model}/?{way}__region__id__exact={wales.pk}").content.decode()
    assert (THEIRS in everything, ELSEWHERE in everything) == (True, True)
    assert (THEIRS in narrowed, ELSEWHERE in narrowed) == (True, False)


def test_pages_of_mail_lead_to_each_other(regional):
    for model in ("email", "reminder", "inboundmail"):
        page = regional.get(f"/admin/mail/{model}/").content.decode()
        nav = page.split('<nav class="mail-pages"')[1].split("</nav>")[0]
        assert re.findall(r'href="/admin/mail/(\w+)/"', nav) == ["email", "reminder", "inboundmail", "remindersetting"]
        assert re.findall(r'/(\w+)/" aria-current="page"', nav) == [model]


def test_html_of_a_mail_elsewhere_is_not_there(regional, submissions):
    theirs, elsewhere = (Email.objects.get(to=address) for address in (THEIRS, ELSEWHERE))
    shown = regional.get(f"/admin/mail/email/{theirs.pk}/html/")
    assert (shown.status_code, "Ynys Mawr" in shown.content.decode()) == (200, True)
    assert regional.get(f"/admin/mail/email/{elsewhere.pk}/html/").status_code == 404


def test_mail_elsewhere_is_neither_dropped_nor_written_to_again(regional, submissions):
    chosen = Email.objects.get(to=ELSEWHERE)
    decided = {"action": "drop", "_selected_action": [chosen.pk], "confirmed": "yes"}
    regional.post("/admin/mail/email/", decided)
    lifted = {"action": "lift", "_selected_action": [chosen.suppressions.get().pk], "confirmed": "yes"}
    regional.post("/admin/mail/suppression/", lifted)
    chosen.refresh_from_db()
    assert (chosen.state, standing_against(ELSEWHERE) is None) == (EmailState.PENDING, False)


def test_stop_of_everything_is_for_those_where_its_person_takes_part(regional, motion, submissions):
    Stop.objects.all().delete()
    theirs, elsewhere = submissions[THEIRS], submissions[ELSEWHERE]
    # Somebody of theirs takes part elsewhere too; what they stopped there is not for here.
    make_submission(motion, elsewhere.clp, email=THEIRS)
    Stop.objects.create(person=theirs.activist, clp=elsewhere.clp)
    Stop.objects.create(person=elsewhere.activist)
    shown = "/admin/mail/stop/"
    assert '<td class="field-what">' not in regional.get(shown).content.decode()
    Stop.objects.create(person=theirs.activist)
    assert regional.get(shown).content.decode().count('<td class="field-what">everything') == 1
