"""The admin's pages for composites, entries and delegates."""

import pytest
from django.urls import reverse

from motions.actions.composites import CompositeWords, record_composite
from motions.actions.delegates import DelegateContact, record_agreement, record_delegate
from motions.actions.entries import move_entry, record_sent
from motions.enums import MotionKind
from motions.models import Composite, ConferenceEntry, Delegate
from motions.workflow import EntryAct
from tests.factories import CLPFactory, MotionFactory, make_submission, open_another
from tests.motions.movement_admin.conftest import CONTACT, ON, entries, page, tool

pytestmark = pytest.mark.django_db


def test_composite_is_recorded_changed_and_shown_through_its_forms(admin_client, motion):
    first, second = entries(motion, 2)
    other = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    words = {"name": "Composite 4", "subject_heading": "Libraries", "agreed_on": "2027-09-26", "text": "It acts.\r\n"}
    form = admin_client.get(page(Composite, "add")).context["form"]
    assert set(form.fields["entries"].queryset) == {first, second}
    bad = admin_client.post(page(Composite, "add"), {**words, "entries": [other.pk]})
    assert "Select a valid choice" in bad.text
    assert "It acts." in bad.text
    admin_client.post(page(Composite, "add"), {**words, "entries": [first.pk]})
    composite = Composite.objects.get()
    assert (composite.text, list(composite.entries.all())) == ("It acts.", [first])
    again = admin_client.post(page(Composite, "add"), {**words, "entries": [second.pk]})
    assert "Composite 4 is recorded already." in again.text
    admin_client.post(tool(composite, "change"), {**words, "text": "It acts now.", "entries": [second.pk]})
    admin_client.post(tool(composite, "show"))
    composite.refresh_from_db()
    assert (composite.text, composite.is_public, list(composite.entries.all())) == ("It acts now.", True, [second])
    assert "What it kept of our text" in admin_client.get(page(Composite, "change", composite.pk)).text


def step_of(entry):
    return reverse("admin:desk-clp-act", args=[entry.clp.slug, "entry"])


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"act": "record that it was ruled out"}, "Say what the committee gave as its reason, or tick “None given”."),
        ({"act": "record that it was ruled out", "grounds": ["other"]}, "Give the reason in words."),
        (
            {"act": "record that it was ruled out", "grounds": ["late"], "on": "2027-10-02"},
            "That day is still to come.",
        ),
        ({"act": "record that conference carried it"}, "That cannot come next: it is “sent” now."),
    ],
)
def test_step_of_an_entry_that_lacks_something_is_told_so(admin_client, motion, typed, error):
    entry = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    answer = admin_client.post(step_of(entry), {"on": "2027-09-20", "reason": "", **typed})
    assert error in answer.text
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_step_has_one_address_and_entries_of_other_campaigns_keep_theirs(admin_client, motion):
    entry = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    here = tool(entry, "step")
    assert f'<a href="{step_of(entry)}">' in admin_client.get(page(ConferenceEntry, "change", entry.pk)).text
    assert admin_client.get(here).url == step_of(entry)
    assert admin_client.post(here, {"act": "record that it was acknowledged", "on": "2027-09-20"}).url == step_of(
        entry
    )
    motion.campaign.is_current = False
    motion.campaign.save()
    assert admin_client.get(here).status_code == 200
    assert "Say what happened." in admin_client.post(here, {"on": "2027-09-20"}).text
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_steps_of_an_entry_are_recorded_with_all_they_have(admin_client, motion):
    entry = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    address = step_of(entry)
    for typed in (
        {"act": "record that it was ruled out", "grounds": ["too-long"], "reason": "251 words."},
        {"act": "record an appeal", "reason": "250 as Word counts."},
        {"act": "record that the appeal was won"},
        {"act": "record the subject heading it was given", "heading": "Libraries"},
        {"act": "record that conference carried it", "card_for": "62.1", "card_against": "37.9"},
    ):
        assert admin_client.post(address, {"on": "2027-09-20", **typed}).status_code == 302, typed
    entry.refresh_from_db()
    assert entry.ground_labels == ["Over length"]
    names = ("state", "ruling_reason", "appeal_words", "subject_heading", "card_for")
    assert [str(getattr(entry, name)) for name in names] == [
        "floor-carried",
        "251 words.",
        "250 as Word counts.",
        "Libraries",
        "62.10",
    ]
    half = admin_client.post(
        address, {"act": "record that it was lost at conference", "on": "2027-09-20", "card_for": "1"}
    )
    assert "Give both figures of the card vote, or neither." in half.text


def test_entry_of_a_model_local_motion_cannot_be_added(admin_client, motion):
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL)
    answer = admin_client.post(
        page(ConferenceEntry, "add"), {"motion": local.pk, "clp": CLPFactory().pk, "sent_on": "2027-09-01"}
    )
    assert "Select a valid choice" in answer.text
    assert not ConferenceEntry.objects.exists()


def test_delegate_is_recorded_agrees_and_is_forgotten_through_the_forms(admin_client, motion):
    entry = entries(motion)[0]
    retracted = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    move_entry(retracted, EntryAct.RETRACT, on=ON, by=None)
    typed = {"name": "Jo Quill", "email": "jo@example.org", "phone": "", "how_known": "Wrote to us."}
    assert "Select a valid choice" in admin_client.post(page(Delegate, "add"), {**typed, "entry": retracted.pk}).text
    admin_client.post(page(Delegate, "add"), {**typed, "entry": entry.pk})
    delegate = Delegate.objects.get()
    admin_client.post(tool(delegate, "agreed"), {"on": "2027-09-20", "how": "By email."})
    delegate.refresh_from_db()
    assert (delegate.name, delegate.may_be_written_to) == ("Jo Quill", True)
    admin_client.post(tool(delegate, "remove"), {"on": "2027-09-21"})
    delegate.refresh_from_db()
    assert (delegate.name, delegate.email, delegate.may_be_written_to) == ("", "", False)
    assert "Change the details" not in admin_client.get(page(Delegate, "change", delegate.pk)).text


def brief(motion, number):
    composited, headed, *rest = entries(motion, number)
    words = CompositeWords(name="Composite 4", subject_heading="Libraries", text="It acts.", agreed_on=ON)
    record_composite(motion, words, [composited], by=None)
    move_entry(headed, EntryAct.GIVE_HEADING, on=ON, heading="Buses", by=None)
    for place, entry in enumerate((composited, headed, *rest)):
        delegate = record_delegate(
            entry, DelegateContact(name="N", email=f"d{place}@example.org", how_known="W."), by=None
        )
        if place != 1:
            record_agreement(delegate, on=ON, how="So.", by=None)


def test_briefing_groups_delegates_and_copies_those_who_agreed(admin_client, motion):
    brief(motion, 4)
    response = admin_client.get(page(Delegate, "briefing"))
    groups = [(group.name, len(group.delegates), group.addresses) for group in response.context["groups"]]
    assert groups == [
        ("Composite 4, Libraries", 1, "d0@example.org"),
        ("Buses", 1, ""),
        ("No subject yet", 2, "d2@example.org, d3@example.org"),
    ]
    assert admin_client.post(page(Delegate, "briefing")).status_code == 405


def test_briefing_leaves_out_earlier_campaigns_and_those_who_withdrew(admin_client, motion):
    earlier = MotionFactory(campaign__is_current=False)
    record_delegate(entries(earlier)[0], CONTACT, by=None)
    gone = record_delegate(entries(motion)[0], CONTACT, by=None)
    admin_client.post(tool(gone, "remove"), {"on": "2027-09-21"})
    assert admin_client.get(page(Delegate, "briefing")).context["groups"] == []


@pytest.mark.parametrize("number", [2, 20])
def test_briefing_takes_a_constant_number_of_queries(admin_client, motion, django_assert_max_num_queries, number):
    brief(motion, number)
    with django_assert_max_num_queries(6):
        admin_client.get(page(Delegate, "briefing"))


def test_composite_of_a_second_motion_is_recorded_and_none_is_of_two(admin_client, motion):
    [first], [winter] = entries(motion), entries(emergency := open_another(motion))
    words = {"name": "Composite 4", "subject_heading": "Libraries", "agreed_on": "2027-09-26", "text": "It acts."}
    form = admin_client.get(page(Composite, "add"))
    assert f"{winter.clp.name}, “Books now, this winter”" in form.text
    both = admin_client.post(page(Composite, "add"), {**words, "entries": [first.pk, winter.pk]})
    assert "A composite is of one motion: tick CLPs with the same one." in both.text
    assert not Composite.objects.exists()
    admin_client.post(page(Composite, "add"), {**words, "entries": [winter.pk]})
    made = Composite.objects.get()
    assert (made.motion, list(made.entries.all())) == (emergency, [winter])


def test_briefing_has_the_delegates_of_each_motion(admin_client, motion):
    brief(motion, 2)
    record_delegate(entries(open_another(motion))[0], CONTACT, by=None)
    groups = admin_client.get(page(Delegate, "briefing")).context["groups"]
    names = ["Composite 4, Libraries", "Buses", "No subject yet, “Books now, this winter”"]
    assert [group.name for group in groups] == names


def test_entry_and_report_of_a_second_motion_lead_to_its_story(admin_client, motion):
    emergency = open_another(motion)
    [entry] = entries(emergency)
    address = f"{step_of(entry)}?motion=emergency"
    assert f'<a href="{address}">' in admin_client.get(page(ConferenceEntry, "change", entry.pk)).text
    assert admin_client.get(f"{tool(entry, 'step')}?a=1").url == f"{address}&a=1"
    assert admin_client.get(address).status_code == 200
    report = make_submission(emergency, entry.clp)
    shown = admin_client.get(reverse("admin:motions_submission_change", args=[report.pk]))
    [where, *_] = [address for address, _ in shown.context["tools"]]
    assert where.endswith("?motion=emergency")
    assert admin_client.get(where).status_code == 200
