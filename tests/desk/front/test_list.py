"""The front page's list of what needs attention: its kinds, its pages, and where each next action leads."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaign.desk.front.attention import attention_for
from campaign.desk.models import AttentionMark
from campaign.mail.enums import MailKind
from campaign.mail.reminders.settings import Choice, set_reminders
from motions.actions.advice import answer_advice
from motions.enums import AdviceStep
from tests.desk.front.pages import HELD, attention, carry, kinds, mail
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    RegionFactory,
    UserFactory,
    allow,
    look_after,
    make_question,
    make_submission,
)

pytestmark = pytest.mark.django_db
NO_MORE = "No mail asks about it any more: it is yours now."


def test_list_is_filtered_by_kind_and_counts_every_kind(desk, motion, clp):
    carry(motion, clp)
    make_submission(motion, CLPFactory(name="Great Mickering"), sent_on=HELD, meeting_on=date(2027, 6, 3))
    assert kinds(desk) == [("no-speaker", "Great Mickering"), ("unchecked", "Little Mickering")]
    response = desk.get("/admin/?kind=unchecked")
    assert [row["item"].attention.kind.key for row in response.context["rows"]] == ["unchecked"]
    counted = [(line.kind.key, line.number) for line in response.context["attention"].kinds]
    assert counted == [("no-speaker", 1), ("unchecked", 1)]


def test_list_has_pages(desk, motion):
    for number in range(21):
        make_submission(motion, CLPFactory(), sent_on=HELD, meeting_on=date(2027, 6, 1) + timedelta(days=number % 7))
    assert len(attention(desk)) == 20
    assert len(attention(desk, "?page=2")) == 1
    assert "page=2#attention" in desk.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("prepare", "address"),
    [
        ("outcome-overdue", "/admin/clps/{clp}/story/outcome/{pk}/"),
        ("no-speaker", "/admin/clps/{clp}/story/speaker/{pk}/"),
        ("unconfirmed", "/admin/motions/submission/{pk}/change/"),
    ],
)
def test_next_action_leads_where_it_is_done(desk, motion, clp, clock, prepare, address):
    meeting_on = {"outcome-overdue": HELD, "no-speaker": date(2027, 6, 3), "unconfirmed": None}[prepare]
    clock.move_to(datetime(2027, 5, 30, 12, tzinfo=UTC))
    submission = make_submission(
        motion, clp, sent_on=date(2027, 5, 1), meeting_on=meeting_on, confirmed=prepare != "unconfirmed"
    )
    clock.move_to(datetime(2027, 6, 1, 12, tzinfo=UTC))
    row = attention(desk, f"?kind={prepare}")[0]
    assert row["address"] == address.format(clp=clp.slug, pk=submission.pk)
    assert desk.get(row["address"]).status_code == 200


OFF = Choice(is_on=False)


@pytest.mark.parametrize(
    ("choices", "kind", "said"),
    [
        ({}, "outcome-awaited", "The mail asks next on 5 June."),
        ({MailKind.OUTCOME_DUE: OFF}, "outcome-awaited", "The mail asks next on 5 June."),
        ({MailKind.CHASE: Choice(is_on=True, days=(10, 6))}, "outcome-awaited", "The mail asks next on 3 June."),
        ({MailKind.CHASE: Choice(is_on=True, days=(2, 3))}, "outcome-overdue", NO_MORE),
        ({MailKind.CHASE: OFF}, "outcome-overdue", NO_MORE),
        ({MailKind.CHASE: OFF, MailKind.OUTCOME_DUE: OFF}, "outcome-overdue", NO_MORE),
    ],
)
def test_outcome_is_an_organisers_once_the_campaign_asks_no_more(desk, organiser, motion, clp, choices, kind, said):
    submission = make_submission(motion, clp, sent_on=date(2027, 5, 1), meeting_on=date(2027, 5, 28))
    earlier = CampaignFactory(is_current=False)
    set_reminders(earlier, {MailKind.OUTCOME_DUE: OFF, MailKind.CHASE: OFF}, by=organiser)
    set_reminders(motion.campaign, choices, by=organiser)
    [item] = [row["item"].attention for row in attention(desk)]
    assert (item.kind.key, item.words) == (kind, f"The CLP met 4 days ago, on 28 May. {said}")
    assert item.words in desk.get(f"/admin/clps/{clp.slug}/story/").text
    assert attention_for([organiser], motion, date(2027, 6, 1)) == {organiser.pk: [item]}
    assert item.key == f"{kind}:libraries:little-mickering:{submission.pk}"
    desk.post("/admin/attention/mark/", {"key": item.key, "act": "take"})
    assert AttentionMark.objects.get().assigned_to == organiser


def test_next_action_of_a_carried_motion_is_recording_it_sent(admin_client, motion, clp, clock):
    carry(motion, clp)
    clock.move_to(datetime(2027, 9, 10, 12, tzinfo=UTC))
    admin_client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = attention(admin_client, "?kind=not-sent")[0]["address"]
    assert address == f"/admin/motions/conferenceentry/add/?motion={motion.pk}&clp={clp.pk}"
    assert f'<option value="{clp.pk}" selected>' in admin_client.get(address).content.decode()


def test_next_action_about_a_clp_leads_to_its_reports(desk, motion, clp):
    carry(motion, clp)
    address = attention(desk)[0]["address"]
    assert desk.get(address).status_code == 200


def test_mail_that_failed_or_is_unknown_needs_attention_once_for_each_clp(desk, organiser, motion, clp):
    submission = carry(motion, clp)
    for state in ("failed", "unknown", "sent", "pending", "dropped"):
        mail(submission, state)
    row = attention(desk, "?kind=mail-doubtful")[0]
    assert row["item"].attention.words.startswith("2 mails failed, or may have gone or not.")
    assert row["address"] == "/admin/mail/email/?state__in=failed%2Cunknown&q=Little+Mickering"
    assert "somebody.private" not in desk.get("/admin/").content.decode()
    before = row["item"].attention.fingerprint
    mail(submission, "failed")
    assert attention(desk, "?kind=mail-doubtful")[0]["item"].attention.fingerprint != before
    look_after(organiser, RegionFactory(name="Wales"))
    assert attention(desk, "?kind=mail-doubtful") == []


def test_question_needs_attention_until_it_is_answered(desk, organiser, motion, clp):
    about = make_question(clp=clp, step=AdviceStep.SPEAKING)
    everywhere = make_question()
    items = [row["item"].attention for row in attention(desk, "?kind=advice")]
    assert [(item.fact.reference, item.clp and item.clp.slug) for item in items] == [
        (str(everywhere.reference), None),
        (str(about.reference), "little-mickering"),
    ]
    assert items[1].words == "Somebody asked today: moving it and speaking for it."
    row = attention(desk, "?kind=advice")[1]
    assert desk.get(row["address"]).status_code == 200
    answer_advice(about, "Three minutes are plenty.", by=organiser)
    assert len(attention(desk, "?kind=advice")) == 1
    look_after(organiser, RegionFactory(name="Wales"))
    assert len(attention(desk, "?kind=advice")) == 1
    assert attention(desk, "?region=wales") == []


@pytest.mark.parametrize(("kind", "right"), [("advice", "view_advicerequest"), ("mail-doubtful", "view_email")])
def test_kind_that_needs_a_right_is_not_told_to_those_without(client, motion, clp, kind, right):
    make_question(clp=clp)
    mail(carry(motion, clp), "failed")
    reader = allow(UserFactory(is_staff=True), "view_submission")
    client.force_login(reader)
    assert {one for one, _ in kinds(client)} == {"unchecked"}
    allow(reader, "view_submission", right)
    assert {one for one, _ in kinds(client)} == {"unchecked", kind}
