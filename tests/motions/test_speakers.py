"""Who speaks for it: the answer on the receipt, and an organiser's."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from motions.actions.submissions import change_report, record_speaker, withdraw_report
from motions.enums import EventKind, LinkPurpose, Speaker
from motions.models import Event, SubmissionLink
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_report, make_submission

pytestmark = pytest.mark.django_db
MEETING = date(2027, 3, 20)


@pytest.fixture
def submission():
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=UTC), tick=False):
        yield make_submission(MotionFactory(), CLPFactory(), meeting_on=MEETING)


def page_of(submission):
    return f"/reports/{SubmissionLink.objects.mint(submission, LinkPurpose.MANAGE)}/"


def speaker_events():
    return list(Event.objects.filter(kind=EventKind.SPEAKER_RECORDED).values_list("details", flat=True))


def test_receipt_asks_who_speaks_and_keeps_the_answer(client, submission):
    page = page_of(submission)
    assert "Who speaks for it?" in client.get(page).content.decode()
    response = client.post(f"{page}speaker/", {"speaker": "reporter"})
    assert response["Location"] == page
    submission.refresh_from_db()
    assert submission.speaker == Speaker.REPORTER
    told = client.get(page).content.decode()
    assert "<strong>You will.</strong>" in told
    assert 'value="reporter"' not in told
    assert speaker_events() == [{"speaker": "reporter"}]


def test_same_answer_twice_is_recorded_once(submission):
    for _ in range(2):
        record_speaker(submission, Speaker.SOMEBODY, by=submission.activist)
    assert speaker_events() == [{"speaker": "somebody"}]


@pytest.mark.parametrize("answer", ["", "the king"])
def test_answer_that_is_none_changes_nothing(client, submission, answer):
    assert client.post(f"{page_of(submission)}speaker/", {"speaker": answer}).status_code == 302
    assert speaker_events() == []


def test_reading_the_address_changes_nothing(client, submission):
    assert client.get(f"{page_of(submission)}speaker/?speaker=reporter").status_code == 302
    assert client.post("/reports/unknown/speaker/", {"speaker": "reporter"}).status_code == 404
    assert speaker_events() == []


def test_nobody_is_asked_after_the_meeting_or_before_its_date_is_known(client, submission):
    page = page_of(submission)
    with time_machine.travel(datetime(2027, 3, 21, 12, tzinfo=UTC)):
        assert "Who speaks for it?" not in client.get(page).content.decode()
        client.post(f"{page}speaker/", {"speaker": "reporter"})
    dateless = page_of(make_submission(MotionFactory(kind="local", campaign__is_current=False), CLPFactory()))
    assert "Who speaks for it?" not in client.get(dateless).content.decode()
    assert speaker_events() == []


def test_withdrawn_report_has_no_speaker(submission):
    withdraw_report(submission, by=None)
    with pytest.raises(NotAllowed):
        record_speaker(submission, Speaker.REPORTER, by=None)


def test_meeting_on_another_day_asks_again(submission):
    record_speaker(submission, Speaker.REPORTER, by=None)
    motion, clp = submission.version.motion, submission.clp
    report = make_report(motion, clp, sent_on=submission.sent_on, meeting_on=date(2027, 3, 27))
    assert change_report(submission, report, by=None).speaker == ""


def test_organiser_records_what_they_heard(client, submission):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    tool = f"/admin/clps/{submission.clp.slug}/story/speaker/{submission.pk}/"
    assert "Who speaks for it?" in client.get(tool).content.decode()
    assert client.post(tool, {"said": "nobody"}).status_code == 302
    submission.refresh_from_db()
    assert submission.speaker == Speaker.NOBODY
