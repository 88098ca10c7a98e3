"""What a CLP's story tells besides reports: conference, people, local motions, mail and earlier campaigns."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from campaign.mail.models import Email, InboundMail
from motions.actions.champions import agree_to_introduction, introduce_champions
from motions.actions.composites import CompositeWords, record_composite
from motions.actions.delegates import DelegateContact, record_agreement, record_delegate, remove_delegate
from motions.actions.entries import CardVote, move_entry, record_sent
from motions.enums import ChampionState, MotionKind, RulingGround
from motions.models import Champion, Event
from motions.workflow import EntryAct
from tests.desk.conftest import NOW
from tests.desk.reports import CARRIED, HELD, LOST, STORY, told
from tests.factories import CampaignFactory, ConferenceFactory, MotionFactory, UserFactory, allow, make_champion

pytestmark = pytest.mark.usefixtures("two_people")


def lines(page, kind):
    """What the story says of one kind, the first first: the title, who, the words and the quotation."""
    found = [line for line in page.context["lines"] if line.kind == kind]
    return [(line.title, line.who, line.words, line.quote) for line in reversed(found)]


def test_story_tells_each_step_of_conference_with_day_reason_and_figures(desk, motion, clp, organiser, clock):
    submission = told(motion, clp, CARRIED)
    entry = record_sent(motion=motion, clp=clp, sent_on=date(2027, 5, 21), by=organiser, submission=submission)
    steps = [
        (EntryAct.ACKNOWLEDGE, {}),
        (EntryAct.RULE_OUT, {"grounds": [RulingGround.SEVERAL_SUBJECTS], "reason": "Buses too."}),
        (EntryAct.APPEAL, {"reason": "It is one subject."}),
        (EntryAct.WIN_APPEAL, {"reason": "So it is."}),
        (EntryAct.GIVE_HEADING, {"heading": "Public space"}),
        (EntryAct.PUT_IN_BALLOT, {}),
        (EntryAct.CHOOSE, {}),
    ]
    for day, (act, given) in enumerate(steps, start=22):
        clock.shift(60)
        entry = move_entry(entry, act, on=date(2027, 5, day), by=organiser, **given)
    clock.shift(60)
    words = CompositeWords(
        name="Composite 4", subject_heading="Public space", text="Words.", agreed_on=date(2027, 5, 29)
    )
    record_composite(motion, words, [entry], by=organiser)
    entry.refresh_from_db()
    card = CardVote(votes_for=Decimal("62.10"), votes_against=Decimal("37.90"))
    clock.shift(60)
    move_entry(entry, EntryAct.CARRY, on=date(2027, 5, 30), card=card, by=organiser)
    olive = "Olive Organiser"
    assert lines(desk.get(STORY), "conference") == [
        ("Sent to conference", olive, "On 21 May 2027.", ""),
        ("Acknowledged", olive, "On 22 May 2027.", ""),
        ("Ruled out", olive, "On 23 May 2027. More than one subject.", "Buses too."),
        ("Appealed", olive, "On 24 May 2027.", "It is one subject."),
        ("Appeal won: ruled in order", olive, "On 25 May 2027.", "So it is."),
        ("Given a subject heading", olive, "On 26 May 2027. “Public space”.", ""),
        ("In the priorities ballot", olive, "On 27 May 2027.", ""),
        ("Chosen in the ballot", olive, "On 28 May 2027.", ""),
        ("In a composite", olive, "On 29 May 2027. Composite 4.", ""),
        ("Carried by conference", olive, "On 30 May 2027. Card vote: 62.1 for, 37.9 against.", ""),
    ]


def test_story_of_an_entry_recorded_before_its_days_were_kept_still_reads(desk, motion, clp):
    details = {"state": "ruled-out"}
    Event.objects.create(kind="entry_changed", motion=motion, clp=clp, details=details)
    assert lines(desk.get(STORY), "conference") == [("Ruled out", "", "", "")]


def test_story_names_delegates_until_they_are_removed(desk, motion, clp, organiser):
    entry = record_sent(motion=motion, clp=clp, sent_on=HELD, by=organiser)
    contact = DelegateContact(
        name="Dee Delegate", email="dee@example.org", phone="07700 900001", how_known="By phone."
    )
    delegate = record_delegate(entry, contact, by=organiser)
    record_agreement(delegate, on=HELD, how="By email.", by=organiser)
    page = desk.get(STORY)
    told_of = lines(page, "conference")[1:]
    assert told_of == [
        ("Delegate recorded", "Olive Organiser", "Dee Delegate.", ""),
        ("Delegate agreed to be written to", "Olive Organiser", "Dee Delegate: By email.", ""),
    ]
    for said in ("07700 900001", "dee@example.org", "Agreed to be written to on 20 May 2027", "Record a delegate"):
        assert said in page.text
    remove_delegate(delegate, on=HELD, by=organiser)
    page = desk.get(STORY)
    assert "Dee" not in page.text
    assert "No delegate is known." in page.text


def test_story_hides_delegates_champions_and_mail_from_those_without_the_right(client, motion, clp, organiser):
    entry = record_sent(motion=motion, clp=clp, sent_on=HELD, by=organiser)
    record_delegate(entry, DelegateContact(name="Dee Delegate", how_known="By phone."), by=organiser)
    submission = told(motion, clp, CARRIED)
    InboundMail.objects.create(
        message_id="<1@example.org>", filed="reply", submission=submission, text="Private words.", received_at=NOW
    )
    make_champion(motion, clp)
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    page = client.get(STORY)
    for hidden in ("Dee Delegate", "Private words.", "Record a delegate", "Holds version"):
        assert hidden not in page.text


def test_story_tells_of_champions_what_they_hold_and_whom_they_met(desk, motion, clp, organiser):
    one, other = make_champion(motion, clp), make_champion(motion, clp, name="Wren Writer")
    for champion in (one, other):
        agree_to_introduction(champion, consent="I agree.", by=organiser)
    one.refresh_from_db()
    other.refresh_from_db()
    introduce_champions(one, other, by=organiser)
    page = desk.get(STORY)
    assert ("Champions introduced", "Olive Organiser", "Robin Reader and Wren Writer.", "") in lines(page, "champions")
    assert ("Champion found", "Robin Reader", "", "") in lines(page, "champions")
    assert page.text.count("Holds version 1 of the text. Agrees to be introduced.") == 2


def test_story_tells_of_a_champion_that_no_event_tells_of(desk, motion, clp):
    Champion.objects.create(
        motion=motion, clp=clp, activist=UserFactory(), name="Old Hand", since=HELD, state=ChampionState.ACTIVE
    )
    page = desk.get(STORY)
    assert lines(page, "champions") == [("Champion", "Old Hand", "Active, since 20 May 2027.", "")]
    assert [line.at for line in page.context["lines"]] == [datetime(2027, 5, 19, 23, tzinfo=UTC)]


def test_story_tells_of_model_local_motions_apart(desk, motion, clp):
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, version__title="Seats in our streets")
    told(local, clp, CARRIED)
    page = desk.get(STORY)
    assert ("Model local motion: vote recorded", "Alex Activist", "Lively.") in [
        (title, who, quote) for title, who, _, quote in lines(page, "local")
    ]
    assert {line.kind.value for line in page.context["lines"]} == {"local"}
    assert "Seats in our streets" in page.text
    assert "Not started" in page.text
    assert page.context["story"].reports == []


def test_story_tells_of_mail_that_went_came_back_and_came_in(desk, motion, clp):
    submission = told(motion, clp, CARRIED)
    values = {"campaign": motion.campaign, "kind": "chase", "to": "alex@example.org", "message_id": "<2@example.org>"}
    Email.objects.create(
        key="k",
        submission=submission,
        recipient=submission.activist,
        subject="How did it go?",
        state="sent",
        returned_as="bounced",
        until=timezone.now(),
        sent_at=NOW,
        **values,
    )
    InboundMail.objects.create(
        message_id="<1@example.org>",
        filed="reply",
        submission=submission,
        subject="Re: How did it go?",
        sender="alex@example.org",
        sender_name="Alex",
        text="We won.",
        received_at=NOW,
    )
    assert sorted(lines(desk.get(STORY), "mail")) == [
        ("How did it go?", "", "Sent, to alex@example.org. It came back: the address takes no mail.", ""),
        ("Reply by mail: Re: How did it go?", "Alex", "", "We won."),
    ]


def test_story_tells_of_earlier_campaigns_their_text_votes_and_end(desk, motion, clp, organiser):
    conference = ConferenceFactory(name="Annual Conference 2026", deadline=datetime(2026, 9, 16, 16, tzinfo=UTC))
    campaign = CampaignFactory(name="Benches", is_current=False, conference=conference)
    earlier = MotionFactory(campaign=campaign, version__title="A bench in every street")
    submission = told(earlier, clp, CARRIED, sent_on=date(2027, 3, 1))
    entry = record_sent(motion=earlier, clp=clp, sent_on=date(2027, 5, 22), by=organiser, submission=submission)
    move_entry(entry, EntryAct.RULE_OUT, on=date(2027, 5, 23), grounds=[RulingGround.LATE], by=organiser)
    page = desk.get(STORY)
    told_of = page.context["story"].earlier
    assert [(one.motion, one.stage.label, one.since) for one in told_of] == [(earlier, "Ruled out", date(2027, 5, 23))]
    assert [tuple(fact) for fact in told_of[0].facts] == [
        (date(2027, 3, 1), "Little Mickering CLP: version 1 of the text sent"),
        (HELD, "Little Mickering CLP: Carried, as our conference motion, on 20 May 2027: 31 for, 2 against."),
        (date(2027, 5, 22), "Sent to conference"),
        (date(2027, 5, 23), "Ruled out: late"),
    ]
    for said in ("Benches, Annual Conference 2026", "A bench in every street", "31 for, 2 against"):
        assert said in page.text
    assert page.context["lines"] == []


def test_story_without_an_earlier_campaign_says_nothing_of_one(desk, motion, clp):
    told(motion, clp, LOST)
    MotionFactory(campaign=CampaignFactory(is_current=False))
    assert "Earlier campaigns" not in desk.get(STORY).text
