"""A CLP's whole story: what it tells, who may read it, and what can be done there."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from campaign.desk.models import Note, Ownership, Tag
from campaign.mail.models import Email, InboundMail, Reminder
from campaign.mail.reminders.planner import plan
from clps.models import Secretary
from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import record_sent
from motions.actions.submissions import check_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, MotionKind, Outcome, Purpose
from motions.models import ConferenceEntry, Event, Standing, Submission
from tests.desk.reports import CARRIED, HELD, LOST, STORY, told
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    allow,
    look_after,
    make_champion,
    make_question,
    make_submission,
)

pytestmark = pytest.mark.usefixtures("two_people")


def titles(response):
    return [line.title for line in response.context["lines"]]


def test_story_of_a_clp_where_nothing_happened(desk, clp):
    page = desk.get(STORY)
    assert page.status_code == 200
    for words in ("Not started", "Nothing has happened here yet", "Nobody looks after it", "No secretary is known"):
        assert words in page.text


def test_report_that_is_confirmed_is_not_offered_for_it_again(client, motion, clp, owner):
    report = make_submission(motion, clp)
    page = reverse("admin:motions_submission_change", args=[report.pk])
    client.force_login(owner)
    confirm = "Confirm this report"
    assert confirm in client.get(page).text
    check_report(report, by=owner)
    assert confirm not in client.get(page).text
    assert "Confirm</a>" not in client.get(STORY).text


def test_story_tells_everything_with_who_and_when(desk, motion, clp, organiser):
    Secretary.objects.create(clp=clp, name="Sal Secretary", known_since=date(2027, 2, 3), how_known="The notice.")
    make_champion(motion, clp, name="Robin Reader")
    submission = told(motion, clp, CARRIED)
    words = "Conference notes more libraries. " * 100
    amended = Result(outcome=Outcome.CARRIED_AS_AMENDED, purpose=Purpose.CONFERENCE, held_on=HELD, amended_text=words)
    record_vote(submission, amended, by=organiser)
    record_sent(motion=motion, clp=clp, sent_on=HELD, by=organiser, submission=submission)
    make_question(clp=clp, question="May we amend it?")
    desk.post(f"{STORY}note/", {"words": "Ring after six."})
    plan(timezone.now())
    page = desk.get(STORY)
    text = page.text
    for said in (
        "Sent to conference",
        "Sal Secretary",
        "Last confirmed on 3 February 2027",
        "Robin Reader",
        "31 for, 2 against",
        "Lively.",
        "400 words, of 250 allowed, too long",
        "version 1 of the text",
        "Alex Activist",
        "Olive Organiser",
        "May we amend it?",
        "Ring after six.",
    ):
        assert said in text, said
    lines = page.context["lines"]
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    mails = Email.objects.filter(clp=clp).count() + Reminder.objects.filter(clp=clp).count()
    assert mails
    assert sum(line.kind == "mail" for line in lines) == mails


@pytest.mark.parametrize(("kind", "expected"), [("votes", ["Vote recorded"]), ("notes", ["Note"]), ("nonsense", None)])
def test_story_is_filtered_by_kind_in_the_address(desk, motion, clp, kind, expected):
    told(motion, clp, CARRIED)
    desk.post(f"{STORY}note/", {"words": "Ring after six."})
    found = titles(desk.get(STORY, {"kind": kind}))
    assert found == expected if expected else found == titles(desk.get(STORY))


def test_story_without_rights_tells_no_mail_question_or_secretary(client, motion, clp):
    Secretary.objects.create(clp=clp, name="Sal Secretary", known_since=HELD, how_known="The notice.")
    make_question(clp=clp, question="May we amend it?")
    told(motion, clp, CARRIED)
    plan(timezone.now())
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    page = client.get(STORY)
    assert page.status_code == 200
    assert not {"mail"} & {line.kind for line in page.context["lines"]}
    for hidden in ("Sal Secretary", "May we amend it?", "Assign to me", "Confirm</a>"):
        assert hidden not in page.text


def test_story_shows_the_tags_of_its_own_campaign_and_leads_to_the_others(desk, client, motion, clp):
    elsewhere = MotionFactory(campaign=CampaignFactory(is_current=False))
    for campaign, name in ((motion.campaign, "visited"), (elsewhere.campaign, "earlier")):
        Tag.objects.create(campaign=campaign, name=name).tagged.create(clp=clp)
    tag = Tag.objects.get(name="visited")
    page = desk.get(STORY).text
    assert (
        f'href="/admin/several/clps/?tag={tag.pk}" aria-label="visited: every CLP with this tag">visited</a>' in page
    )
    assert "earlier: every CLP" not in page
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    shown = client.get(STORY).text
    assert "Tagged: visited" in shown
    assert "every CLP with this tag" not in shown


def test_story_costs_the_same_for_one_row_and_for_many(desk, motion, clp, organiser, django_assert_num_queries):
    def tell():
        submission = told(motion, clp, CARRIED)
        told(motion, clp, LOST)
        told(motion, clp, body=Body.BRANCH, branch_name=f"Ward {submission.pk}")
        make_question(clp=clp)
        make_champion(motion, clp)
        Note.objects.create(clp=clp, motion=motion, words="So.", by=UserFactory())
        Tag.objects.create(campaign=motion.campaign, name=f"seen {submission.pk}").tagged.create(clp=clp)
        Ownership.objects.create(clp=clp, motion=motion, owner=UserFactory(), by=UserFactory())
        Secretary.objects.create(clp=clp, name="Sal", known_since=HELD, how_known="The notice.")
        earlier = MotionFactory(campaign=CampaignFactory(is_current=False))
        Standing.objects.create(clp=clp, motion=earlier, stage="accepted", since=HELD)
        told(earlier, clp, CARRIED)
        told(MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL), clp, CARRIED)
        entry = record_sent(motion=motion, clp=clp, sent_on=HELD, by=organiser)
        record_delegate(entry, DelegateContact(name="Dee Delegate", how_known="By phone."), by=organiser)
        InboundMail.objects.create(message_id=f"<{submission.pk}@example.org>", filed="reply", submission=submission)
        plan(timezone.now())

    tell()
    desk.get(STORY)
    with django_assert_num_queries(QUERIES):
        desk.get(STORY)
    for _ in range(5):
        tell()
    with django_assert_num_queries(QUERIES):
        desk.get(STORY)


# The last of them looks whether the audit has it already that this organiser opened this story within the hour.
QUERIES = 48


def acts(motion, clp):
    """Every act, at an address where it could be done, with what it takes."""
    keep, double, merged = (told(motion, clp, CARRIED) for _ in range(3))
    no = told(motion, clp, LOST)
    other = told(motion, clp, CARRIED)
    Submission.objects.filter(pk=merged.pk).update(state="merged", state_before_merge="decided", merged_into=other.pk)
    phone = {"body": "clp", "sent_on": "2027-05-01", "meeting_known": "no"}
    return {
        f"settle/{no.pk}/": {f"{no.pk}-reason": "The minutes."},
        "note/": {"words": "Ring after six."},
        "owner/": {"owner": ""},
        "phone/": phone,
        "sent/": {"sent_on": "2027-05-25"},
        f"check/{keep.pk}/": {},
        f"outcome/{other.pk}/": {"outcome": "lost", "held_on": "2027-05-21"},
        f"merge/{double.pk}/": {"keep": keep.pk, "reason": "The same."},
        f"undo-merge/{merged.pk}/": {},
    }


def rows():
    models = (Submission, Event, Note, Ownership, ConferenceEntry, Standing)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_organiser_of_another_region_sees_and_does_nothing(client, motion, clp, organiser):
    given = acts(motion, clp)
    record_sent(motion=motion, clp=clp, sent_on=HELD, by=None)
    given["entry/"] = {"act": "record the acknowledgement", "on": "2027-05-25"}
    look_after(organiser, [RegionFactory(name="Wales")])
    client.force_login(organiser)
    before = rows()
    assert client.get(STORY).status_code == 403
    assert client.get(f"{STORY}conflict/").status_code == 403
    for address, data in given.items():
        assert client.get(STORY + address).status_code == 403
        assert client.post(STORY + address, data).status_code == 403, address
    assert rows() == before


def test_somebody_who_may_only_look_does_nothing(client, motion, clp):
    given = acts(motion, clp)
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    before = rows()
    for address, data in given.items():
        assert client.post(STORY + address, data).status_code == 403, address
    assert rows() == before


def test_organiser_of_this_region_does_it_all(client, motion, clp, organiser):
    look_after(organiser, [clp.region])
    client.force_login(organiser)
    for address, data in acts(motion, clp).items():
        assert client.get(STORY + address).status_code == 200, address
        before = rows()
        page = client.post(STORY + address, data)
        assert (page.status_code, page.get("Location")) == (302, STORY), (address, page.content[-3000:])
        assert rows() != before or address == "owner/"


def test_reports_of_another_clp_or_an_act_that_is_none_are_not_found(desk, motion, clp):
    other = told(motion, CLPFactory(), CARRIED)
    for address in (f"check/{other.pk}/", "check/", "nonsense/", f"note/{other.pk}/", "entry/"):
        assert desk.post(STORY + address).status_code == 404, address
    other.refresh_from_db()
    assert other.checked_at is None


def test_owner_is_taken_given_to_another_and_to_nobody(desk, clp, organiser):
    other = UserFactory(is_staff=True, name="Otis Other")
    outsider = UserFactory(is_staff=True)
    look_after(outsider, [RegionFactory(name="Wales")])
    for owner in (organiser.pk, other.pk, other.pk, ""):
        assert desk.post(f"{STORY}owner/", {"owner": owner}).status_code == 302
    assert desk.post(f"{STORY}owner/", {"owner": outsider.pk}).status_code == 422
    told_rows = list(Ownership.objects.order_by("pk").values_list("owner", "by"))
    assert told_rows == [(organiser.pk, organiser.pk), (other.pk, organiser.pk), (None, organiser.pk)]
    assert "Otis Other looks after it." in desk.get(STORY).text


def test_note_is_never_changed(desk, clp, motion):
    desk.post(f"{STORY}note/", {"words": "Ring after six."})
    note = Note.objects.get()
    note.words = "Never ring."
    with pytest.raises(TypeError):
        note.save()


def test_empty_note_comes_back_with_the_reason(desk, clp):
    page = desk.post(f"{STORY}note/", {"words": " "})
    assert page.status_code == 422
    assert "Write a few words." in page.text
    assert not Note.objects.exists()


def test_vote_heard_by_phone_counts_and_is_marked(desk, clp, organiser):
    data = {"body": "clp", "sent_on": "2027-05-01", "meeting_known": "yes", "meeting_on": "2027-05-20"}
    outcome = {"outcome": "carried", "purpose": "conference", "votes_for": "31", "votes_against": "2"}
    assert desk.post(f"{STORY}phone/", {**data, **outcome}).status_code == 302
    page = desk.get(STORY).text
    assert Standing.objects.get(clp=clp).stage == "carried_for_conference"
    assert "heard by phone" in page
    assert "31 for, 2 against" in page


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"outcome": "carried", "meeting_on": "2027-05-20"}, "Say what it was carried for"),
        ({"outcome": "lost", "meeting_known": "no"}, "Give the day that it met."),
        ({"outcome": "lost", "meeting_on": "2027-07-20"}, "still to come"),
        ({"outcome": "other", "meeting_on": "2027-05-20"}, "Say in a few words"),
        ({"body": "branch"}, "Name the branch"),
    ],
)
def test_phone_form_says_what_is_missing_and_loses_nothing(desk, clp, given, reason):
    data = {"body": "clp", "sent_on": "2027-05-01", "meeting_known": "yes", "votes_for": "31", **given}
    page = desk.post(f"{STORY}phone/", data)
    assert page.status_code == 422
    assert reason in page.text
    assert 'value="31"' in page.text
    assert not Submission.objects.exists()


def test_conflict_shows_both_reports_and_is_settled_with_a_reason(desk, motion, clp, organiser):
    yes = told(motion, clp, CARRIED, email="yes@example.org")
    no = told(motion, clp, LOST, email="no@example.org")
    page = desk.get(f"{STORY}conflict/").text
    for said in ("yes@example.org", "no@example.org", "31 for, 2 against", "Lively.", "Lost", "Carried"):
        assert said in page
    empty = desk.post(f"{STORY}settle/{no.pk}/", {f"{no.pk}-reason": ""})
    assert empty.status_code == 422
    assert "Say how you know" in empty.text
    assert Standing.objects.get(clp=clp).is_conflicting
    desk.post(f"{STORY}settle/{no.pk}/", {f"{no.pk}-reason": "The minutes say so."})
    standing = Standing.objects.get(clp=clp)
    assert (standing.stage, standing.is_checked, standing.is_conflicting) == ("not_carried", True, False)
    assert Note.objects.get().words == "Conflict settled for the report of Alex Activist: The minutes say so."
    again = desk.post(f"{STORY}settle/{yes.pk}/", {f"{yes.pk}-reason": "No."})
    assert again.status_code == 422
    assert "do not conflict any more" in again.text
    assert Note.objects.count() == 1


LISTS = ("/admin/clps/clp/", "/admin/motions/submission/", "/admin/motions/standing/", "/admin/")


@pytest.mark.parametrize("address", LISTS)
def test_lists_lead_to_the_story(client, motion, clp, address):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    told(motion, clp, CARRIED)
    told(motion, clp, LOST)
    assert f'href="{STORY}"' in client.get(address).text


def test_get_of_an_act_changes_nothing(desk, motion, clp):
    given = acts(motion, clp)
    before = rows()
    for address in given:
        desk.get(STORY + address)
    assert rows() == before
