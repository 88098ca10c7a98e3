"""A copy of the email to a secretary: offered where it is written, filed when it comes, confirmed by its sender."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from campaign.accounts.models import Consent
from campaign.mail.models import InboundMail
from campaign.mail.tasks import mail_round
from motions.actions.other_motions import end_other_motion
from motions.actions.reports import Confirmation
from motions.actions.submissions import confirm_report
from motions.actions.texts import publish_version
from motions.consent import consent_wording
from motions.enums import Body, LinkPurpose, MotionKind, Route
from motions.letters import write_letter
from motions.models import AdviceRequest, Standing, Submission, SubmissionLink
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, MotionFactory, make_submission, open_another
from tests.mail.helpers import at, london, token_in
from tests.mail.inbound.conftest import CLP_COPY
from tests.mail.inbound.payloads import letter

pytestmark = pytest.mark.django_db

CAME_AT = london(2027, 3, 2, 9)
BRANCH_COPY = "motions+report.little-mickering.branch@example.org"
SEND = "/clps/little-mickering/send/"


@pytest.fixture
def written(motion, clp):
    """The email that the page writes, as a mail app sends it."""

    def written(route=Route.CLP, *, branch="Mill Lane", body=None, **headers):
        ours = write_letter(route, clp=clp, version=motion.current_version, branch=branch)
        given = {"to": "secretary@example.net", "Date": "Mon, 01 Mar 2027 23:00:00 +0000", **headers}
        return letter(ours.body if body is None else body, Subject=ours.subject, **given)

    return written


@pytest.fixture
def copy(postmark):
    def copy(message, to=CLP_COPY, *, when=CAME_AT):
        with at(when):
            assert postmark.bring(message, to=to).status_code == 200
        return InboundMail.objects.get(message_id=message["Message-ID"])

    return copy


def confirming_page():
    """Let the worker write; return the page that the confirmation mail leads to."""
    with at(CAME_AT):
        mail_round()
    assert [(sent.subject, sent.to) for sent in mail.outbox] == [
        ("Please confirm your report for Little Mickering CLP", ["alex@example.org"])
    ]
    return f"/reports/confirm/{token_in(mail.outbox[0].body)}/"


# The page


def bcc_of(address):
    return parse_qs(urlsplit(address).query).get("bcc")


def test_copy_is_offered_and_off_until_somebody_wants_it(client, postmark, motion, clp):
    page = f"{SEND}?meets=all-member"
    response = client.get(page)
    assert "Send us a copy too, and we file your report for you" in response.content.decode()
    assert CLP_COPY in response.content.decode()
    shown = response.context["letter"]
    assert [bcc_of(link) for link in (shown.mailto, shown.mailto_without_text, shown.gmail, shown.outlook)] == [
        None
    ] * 4

    changed = {"action": "letter", "to": "s@example.net", "subject": "Hello", "body": "Words", "copy": "on"}
    response = client.post(page, changed)
    shown = response.context["letter"]
    links = (shown.mailto, shown.mailto_without_text, shown.gmail, shown.outlook)
    assert [bcc_of(link) for link in links] == [[CLP_COPY]] * 4
    assert shown.mailto == (
        "mailto:s@example.net?bcc=motions%2Breport.little-mickering.clp%40example.org&subject=Hello&body=Words"
    )
    assert "checked" in str(response.context["letter_form"]["copy"])


def test_copy_names_the_branch_as_the_body(client, postmark, motion, clp):
    response = client.get(f"{SEND}?meets=general-committee&branch=Mill+Lane")
    assert BRANCH_COPY in response.content.decode()


def test_copy_is_not_offered_where_nobody_would_file_it(client, motion, clp):
    response = client.get(f"{SEND}?meets=all-member")
    assert "copy too" not in response.content.decode()
    response = client.post(
        f"{SEND}?meets=all-member", {"action": "letter", "to": "", "subject": "S", "body": "B", "copy": "on"}
    )
    assert bcc_of(response.context["letter"].mailto) is None


# The report


def test_copy_files_a_report_that_counts_only_with_its_senders_consent(client, copy, written, motion, clp):
    row = copy(written())
    submission = Submission.objects.get()
    assert (row.filed, row.submission, row.note) == ("report", submission, "")
    told = (submission.clp, submission.body, submission.version, submission.sent_on, submission.reporter_name)
    assert told == (clp, "clp", motion.current_version, date(2027, 3, 1), "Alex Activist")
    assert (submission.activist.email, submission.state) == ("alex@example.org", "awaiting-confirmation")
    assert [Consent.objects.count(), Standing.objects.get().stage] == [0, "not_started"]

    with at(CAME_AT):
        page = confirming_page()
        assert "because a copy of an email from this address came to us" in mail.outbox[0].body
        response = client.get(page)
        assert consent_wording(motion.campaign) in response.content.decode()
        assert list(response.context["form"].fields) == ["consent"]

        refused = client.post(page)
        assert (refused.status_code, "Tick this" in refused.content.decode()) == (200, True)
        assert [Submission.objects.get().state, Consent.objects.count()] == ["awaiting-confirmation", 0]

        assert client.post(page, {"consent": "on"}).status_code == 302
        assert client.post(page, {"consent": "on"}).status_code == 410
    consent = Consent.objects.get()
    assert (consent.user.email, consent.submission) == ("alex@example.org", submission)
    assert (consent.wording, consent.given_at) == (consent_wording(motion.campaign), CAME_AT)
    assert [Submission.objects.get().state, Standing.objects.get().stage] == ["awaiting-outcome", "with_clp"]


def test_copy_to_a_branch_takes_its_name_from_the_email(copy, written):
    copy(written(Route.BRANCH, branch="Mill Lane and Dock"), BRANCH_COPY)
    submission = Submission.objects.get()
    assert (submission.body, submission.branch.name) == ("branch", "Mill Lane and Dock")


def test_copy_without_name_and_branch_asks_for_both_and_loses_nothing(client, copy, written, clp):
    copy(written(Route.BRANCH, body="My own words.", sender="alex@example.org"), BRANCH_COPY)
    submission = Submission.objects.get()
    assert (submission.branch, submission.reporter_name) == (None, "")
    assert submission.body_name == "a branch of Little Mickering CLP"
    with at(CAME_AT):
        page = confirming_page()
        assert list(client.get(page).context["form"].fields) == ["name", "branch", "consent"]
        again = client.post(page, {"name": "Alex", "branch": "", "consent": "on"})
        assert again.context["form"].errors == {"branch": ["Name the branch that you sent it to."]}
        assert 'value="Alex"' in again.content.decode()
        assert client.post(page, {"name": "Alex", "branch": " Mill Lane ", "consent": "on"}).status_code == 302
    submission.refresh_from_db()
    assert (submission.reporter_name, submission.branch.name) == ("Alex", "Mill Lane")
    assert Standing.objects.get().stage == "with_branch"


def test_report_by_mail_cannot_be_confirmed_without_what_it_lacks(copy, written):
    copy(written(Route.BRANCH, body="My own words.", sender="alex@example.org"), BRANCH_COPY)
    submission = Submission.objects.get()
    with at(CAME_AT):
        token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
        whole = {"consent": "I agree.", "name": "Alex", "branch_name": "Mill Lane"}
        for missing in whole:
            with pytest.raises(NotAllowed):
                confirm_report(token, Confirmation(**{**whole, missing: ""}))
        assert [Consent.objects.count(), Submission.objects.get().state] == [0, "awaiting-confirmation"]
        assert confirm_report(token, Confirmation(**whole)) == submission


def test_same_email_again_and_a_second_copy_are_one_report(copy, written):
    message = written()
    first = copy(message)
    assert copy(message) == first
    second = copy(written())
    assert second.submission == first.submission
    assert [Submission.objects.count(), InboundMail.objects.count()] == [1, 2]


def test_copy_after_a_report_by_the_form_belongs_to_that_report(copy, written, motion, clp):
    submission = make_submission(motion, clp, email="alex@example.org")
    assert copy(written(sender="Alex@Example.org")).submission == submission
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("headers", [{"Subject": "Re: Conference motion"}, {"In_Reply_To": "<x@example.net>"}])
def test_secretarys_answer_to_everybody_is_no_report(copy, motion, clp, headers):
    row = copy(letter("We will put it on the agenda.", sender="secretary@example.net", **headers))
    assert (row.filed, Submission.objects.count(), AdviceRequest.objects.count()) == ("advice", 0, 1)


@pytest.mark.parametrize(
    "address", ["motions+report.nowhere.clp@example.org", "motions+report.little-mickering.clp@x.net"]
)
def test_copy_to_an_address_that_names_nothing_of_ours_is_a_question(copy, written, address):
    assert copy(written(), address).filed == "advice"
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("header", ["Cc", "Bcc", "Delivered_To", "X_Forwarded_To"])
def test_copy_is_known_by_the_headers_that_mailboxes_pass_on(copy, written, header):
    assert copy(written(**{header: f"Copies <{CLP_COPY.upper()}>"}), "inbox@provider.example").filed == "report"


@pytest.mark.parametrize(
    ("written_at", "sent_on"),
    [
        ("Mon, 01 Mar 2027 23:59:00 +0000", date(2027, 3, 1)),
        ("Mon, 01 Mar 2027 23:30:00 -0500", date(2027, 3, 2)),
        ("Fri, 05 Mar 2027 12:00:00 +0000", date(2027, 3, 2)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", date(2027, 3, 2)),
        ("yesterday", date(2027, 3, 2)),
        (None, date(2027, 3, 2)),
    ],
)
def test_copy_was_sent_on_the_day_it_was_written_by_the_uks_clock(copy, written, written_at, sent_on):
    copy(written(Date=written_at))
    assert Submission.objects.get().sent_on == sent_on


def test_copy_of_an_older_text_is_a_report_of_that_version(copy, written, motion):
    first, message = motion.current_version, written()
    publish_version(motion=motion, title="A new title", text="A new text.", note="", by=None)
    copy(message)
    assert Submission.objects.get().version == first


def test_copy_is_a_report_of_the_motion_whose_words_it_holds(copy, motion, clp):
    for one in (open_another(motion), motion):
        ours = write_letter(Route.CLP, clp=clp, version=one.current_version, branch="")
        message = letter(ours.body, Subject=ours.subject, to="secretary@example.net")
        assert copy(message).submission.version == one.current_version
    assert Submission.objects.count() == 2


def test_copy_that_tells_nobody_which_of_several_motions_is_a_question(copy, written, motion):
    emergency = open_another(motion)
    row = copy(written(body="My own words."))
    assert (row.filed, Submission.objects.count(), AdviceRequest.objects.count()) == ("advice", 0, 1)
    end_other_motion(emergency, by=None)
    assert copy(written(body="My own words.")).submission.version == motion.current_version


def test_copy_of_a_motion_that_has_ended_is_no_report_of_the_first(copy, written, motion):
    emergency = open_another(motion)
    end_other_motion(emergency, by=None)
    row = copy(written(body=f"Dear secretary,\n\n{emergency.current_version.text}"))
    assert (row.filed, Submission.objects.count()) == ("advice", 0)


def test_copy_of_a_local_motion_is_no_report_of_the_one_for_conference(copy, motion, clp):
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, slug="ours", version__text="Ours is open.")
    ours = write_letter(Route.CLP, clp=clp, version=local.current_version, branch="")
    row = copy(letter(ours.body, Subject=ours.subject, to="secretary@example.net"))
    assert row.submission.version == local.current_version


def test_no_more_than_three_confirmations_an_hour_go_to_one_address(copy, written, postmark, motion):
    for number in range(5):
        CLPFactory(name=f"Place {number}", slug=f"place-{number}")
        copy(written(), f"motions+report.place-{number}.clp@example.org")
    assert Submission.objects.count() == 5
    with at(CAME_AT):
        mail_round()
    assert [sent.to for sent in mail.outbox] == [["alex@example.org"]] * 3


def test_body_is_the_one_that_the_address_names(copy, written):
    copy(written(Route.CLP), BRANCH_COPY)
    assert Submission.objects.get().body == Body.BRANCH
