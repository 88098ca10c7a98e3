"""Short ways to read the front page."""

from datetime import UTC, date, datetime, timedelta

from campaign.mail.models import Email
from motions.actions.entries import record_sent
from tests.factories import ConferenceFactory, make_carried

HELD = date(2027, 5, 10)


def last_conference():
    """The conference of the year before."""
    return ConferenceFactory(
        name="Annual Conference 2026",
        starts_on=date(2026, 9, 27),
        ends_on=date(2026, 9, 30),
        deadline=datetime(2026, 9, 17, 16, tzinfo=UTC),
    )


def carry(motion, clp, *, on=HELD, send=False):
    submission = make_carried(motion, clp, on=on, sent_on=on - timedelta(days=20), meeting_on=on)
    if send:
        record_sent(motion=motion, clp=clp, sent_on=on, by=None, submission=submission)
    return submission


def overview(client, query=""):
    return client.get(f"/admin/{query}").context["overview"]


def kinds(client, query=""):
    return [(row["item"].attention.kind.key, row["item"].attention.clp.name) for row in attention(client, query)]


def attention(client, query=""):
    return client.get(f"/admin/{query}").context["rows"]


def mail(submission, state, **values):
    return Email.objects.create(
        key=f"test:{Email.objects.count()}",
        kind="receipt",
        recipient=submission.activist,
        submission=submission,
        to="somebody.private@example.org",
        sender="motions@example.org",
        subject="Receipt",
        message_id=f"<{Email.objects.count()}@example.org>",
        until=datetime(2028, 1, 1, tzinfo=UTC),
        state=state,
        **values,
    )
