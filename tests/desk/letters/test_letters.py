"""Writing to groups: exactly whom it goes to, how many are typed, each once, and nothing once it is called off."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from campaign.desk.letters.audience import Audience, LeftOut, read_group
from campaign.mail.enums import MailKind, SuppressionReason
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.models import Email, GroupLetter, LetterRecipient, MailPause
from campaign.mail.outbox.preferences import stop
from campaign.mail.outbox.suppression import suppress
from campaign.mail.reminders.settings import Choice, set_reminders
from campaign.mail.tasks import mail_round
from clps.models import AuditEntry, Secretary
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome
from motions.models import Event
from tests.factories import (
    CLPFactory,
    RegionFactory,
    UserFactory,
    allow,
    carried_on,
    look_after,
    make_champion,
    make_submission,
    open_another,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales(motion):
    return CLPFactory(name="Ynys Môn", region=RegionFactory(name="Wales"))


def addresses(motion, user, **audience):
    return sorted(one.email for one in read_group(motion, Audience(**audience), user).people)


def pass_days(clock, client, organiser, number=1):
    """Let what is due go, and days pass; the organiser signs in anew."""
    mail_round()
    clock.shift(timedelta(days=number))
    mail.outbox.clear()
    client.force_login(organiser)


def test_everybody_in_wales_with_a_meeting_this_week(motion, clp, wales, organiser):
    make_submission(motion, wales, email="soon@example.org", meeting_on=date(2027, 6, 6))
    make_submission(motion, wales, email="later@example.org", meeting_on=date(2027, 6, 7))
    make_submission(motion, clp, email="north@example.org", meeting_on=date(2027, 6, 3))
    make_champion(motion, wales, email="champion@example.org")
    make_champion(motion, CLPFactory(region=wales.region), email="elsewhere@example.org")
    asked = {"roles": ["reporter", "champion"], "regions": ["wales"], "meeting": "week"}
    assert addresses(motion, organiser, **asked) == ["champion@example.org", "soon@example.org"]


def test_letter_to_those_who_carried_version_1_finds_them_alone(motion, clp, wales, organiser):
    carried = carried_on(date(2027, 5, 20))
    won, lost = (make_submission(motion, clp, email=f"{word}@example.org") for word in ("won", "lost"))
    record_vote(won, carried, by=won.activist)
    record_vote(lost, Result(outcome=Outcome.LOST, held_on=date(2027, 5, 20)), by=lost.activist)
    asked = {"roles": ["reporter"], "versions": ["1"], "outcome": "carried"}
    assert addresses(motion, organiser, **asked) == ["won@example.org"]
    assert addresses(motion, organiser, **{**asked, "versions": ["2"]}) == []


def test_person_left_out_of_a_letter_is_named_with_the_reason(motion, clp, organiser):
    for word in ("stopped", "returned", "fine"):
        make_submission(motion, clp, email=f"{word}@example.org")
    make_champion(motion, clp, email="Fine+tag@example.org")
    stop(make_submission(motion, clp, email="stopped@example.org").activist, clp=clp)
    suppress("returned@example.org", reason=SuppressionReason.BOUNCED, detail="550")
    about = {"clp": clp, "known_since": date(2027, 1, 1), "how_known": "Notice."}
    Secretary.objects.create(email="sid@example.org", agreed_on=date(2027, 2, 1), **about)
    Secretary.objects.create(email="shy@example.org", **about)
    Secretary.objects.create(email="gone@example.org", left_on=date(2027, 2, 1), **about)
    group = read_group(motion, Audience(roles=["reporter", "champion", "secretary"]), organiser)
    assert sorted(one.email for one in group.people) == ["fine@example.org", "sid@example.org"]
    assert {one.email: why for one, why in group.left_out} == {
        "stopped@example.org": LeftOut.STOPPED,
        "returned@example.org": LeftOut.SUPPRESSED,
        "fine+tag@example.org": LeftOut.DOUBLE,
        "shy@example.org": LeftOut.NO_CONSENT,
    }


def test_regional_organiser_writes_to_their_region_alone(motion, clp, wales, organiser):
    make_submission(motion, clp, email="north@example.org")
    make_submission(motion, wales, email="wales@example.org")
    look_after(organiser, wales.region)
    assert addresses(motion, organiser, roles=["reporter"]) == ["wales@example.org"]
    assert addresses(motion, organiser, roles=["reporter"], regions=["north-west"]) == []


def written(client, **given):
    values = {"roles": ["reporter"], "subject": "Come to {clp}", "body": "{greeting}\n\nDo **come**.", **given}
    return client.post("/admin/letters/new/", values)


def test_letter_is_written_tried_and_sent_once_to_each(desk, organiser, motion, clp, clock):
    make_submission(motion, clp, email="alex@example.org")
    pass_days(clock, desk, organiser)
    page = written(desk)["Location"]
    shown = desk.get(page).content.decode()
    assert "Who gets it: 1 person" in shown
    assert "Hello Alex Activist," in shown
    for number in ("", "2"):
        refused = desk.post(page, {"act": "send", "number": number})
        assert (refused.status_code, Event.objects.filter(kind="group_letter_sent").count()) == (422, 0)
    desk.post(page, {"act": "send", "number": "1"})
    mail.outbox.clear()
    for _ in range(2):
        mail_round()
        desk.post(page, {"act": "send", "number": "1"})
    assert [(sent.subject, sent.to) for sent in mail.outbox] == [("Come to Little Mickering", ["alex@example.org"])]
    assert "Do come." in mail.outbox[0].body.replace("**", "")
    assert Event.objects.filter(kind="group_letter_sent", by=organiser).count() == 1


def test_trying_it_sends_it_to_its_writer_alone(desk, organiser, motion, clp, settings, sink):
    make_submission(motion, clp, email="alex@example.org")
    settings.EMAIL_URL = "smtp://127.0.0.1"
    page = written(desk)["Location"]
    desk.post(page, {"act": "test"})
    assert dict(sink.addresses) == {organiser.email: 1}
    assert not LetterRecipient.objects.exists()


def test_letter_that_is_looked_at_is_not_sent(desk, motion, clp):
    make_submission(motion, clp)
    page = written(desk)["Location"]
    for address in ("/admin/letters/", "/admin/letters/new/", page, f"{page}change/"):
        assert desk.get(address).status_code == 200
    assert not LetterRecipient.objects.exists()


def test_called_off_before_its_time_it_reaches_nobody(desk, organiser, motion, clp, clock):
    make_submission(motion, clp)
    pass_days(clock, desk, organiser)
    page = written(desk)["Location"]
    desk.post(page, {"act": "send", "number": "1", "day": "2027-06-05", "at": "09:00"})
    mail_round()
    assert mail.outbox == []
    desk.post(page, {"act": "call-off"})
    pass_days(clock, desk, organiser, 4)
    mail_round()
    assert [sent.subject for sent in mail.outbox if "Come" in sent.subject] == []
    assert GroupLetter.objects.get().state == "called-off"
    assert "0</b> waiting" in desk.get(page).content.decode()


def test_paused_and_stopped_and_one_a_day_hold_for_it_too(desk, motion, clp, clock, organiser):
    told = make_submission(motion, clp, email="alex@example.org")
    other = make_submission(motion, clp, email="other@example.org")
    pass_days(clock, desk, organiser)
    page = written(desk)["Location"]
    desk.post(page, {"act": "send", "number": "2"})
    pause = MailPause.objects.create(by=organiser, why="To look.")
    mail_round()
    assert mail.outbox == []
    stop(told.activist, clp=clp)
    MailPause.objects.filter(pk=pause.pk).update(resumed_at=timezone.now())
    mail_round()
    assert [sent.to for sent in mail.outbox] == [[other.activist.email]]
    mail.outbox.clear()
    desk.post(written(desk, subject="Second")["Location"], {"act": "send", "number": "1"})
    mail_round()
    assert mail.outbox == []
    pass_days(clock, desk, organiser)
    mail_round()
    assert [sent.subject for sent in mail.outbox] == ["Second"]


def test_answers_stand_with_the_letter_and_results_are_counted(desk, motion, clp, clock, organiser):
    allow(organiser, "view_submission", "change_submission", "view_inboundmail")
    told = make_submission(motion, clp, email="alex@example.org")
    pass_days(clock, desk, organiser)
    page = written(desk)["Location"]
    desk.post(page, {"act": "send", "number": "1"})
    mail_round()
    sent = Email.objects.get(kind="group-letter")
    answer = Incoming(message_id="<a@example.org>", sender="alex@example.org", subject="Re: Come", text="I shall.",
                      answers=(sent.message_id,))  # fmt: skip
    file_mail(answer)
    clock.shift(timedelta(minutes=1))
    stop(told.activist)
    shown = desk.get(page).content.decode()
    for figure in ("1</b> chosen", "1</b> sent", "1</b> answered", "1</b> want no more", "0</b> came back"):
        assert figure in shown
    assert "Re: Come" in shown


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": "Hello {nobody}"}, "body"),
        ({"subject": "{x}"}, "subject"),
        ({"roles": []}, "roles"),
        ({"body": ""}, "body"),
    ],
)
def test_mistakes_stand_beside_their_field_and_nothing_is_lost(desk, motion, given, field):
    response = written(desk, **{"subject": "Kept words", **given})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert field == "subject" or "Kept words" in response.content.decode()
    assert not GroupLetter.objects.exists()


def test_letter_of_another_is_not_found(desk, client, motion, clp, organiser):
    page = written(desk)["Location"]
    other = allow(UserFactory(is_staff=True), "view_submission", "change_submission")
    look_after(other, clp.region)
    client.force_login(other)
    assert client.get(page).status_code == client.post(page, {"act": "test"}).status_code == 404
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    assert client.get("/admin/letters/").status_code == client.get(page).status_code == 403


def test_people_are_taken_away_as_they_are_chosen_and_that_is_noted(client, motion, clp):
    owner = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(owner)
    make_submission(motion, clp, email="alex@example.org")
    stop(make_submission(motion, clp, email="stopped@example.org").activist)
    page = f"{written(client)['Location']}people/"
    assert "<b>1</b> person" in client.get(page).content.decode()
    rows = b"".join(client.post(page)).decode("utf-8-sig").splitlines()
    who = '"North West","Little Mickering","Alex Activist","alex@example.org","Who reported it"'
    assert rows == ['"Region","CLP","Name","Email address","Role"', who]
    assert list(AuditEntry.objects.filter(act="export").values_list("by", "rows")) == [(owner.pk, 1)]


def test_letter_says_that_its_kind_is_switched_off_and_is_not_sent(desk, organiser, motion, clp):
    make_submission(motion, clp, email="alex@example.org")
    page = written(desk)["Location"]
    said = "Letters to groups are switched off"
    assert said not in desk.get(page).content.decode()
    set_reminders(motion.campaign, {MailKind.GROUP_LETTER: Choice(is_on=False)}, by=organiser)
    assert said in desk.get(page).content.decode()
    answer = desk.post(page, {"act": "send", "number": "1"})
    assert (answer.status_code, "so it would reach nobody" in answer.content.decode()) == (422, True)
    assert (GroupLetter.objects.get().state, LetterRecipient.objects.count()) == ("draft", 0)


def test_letter_about_a_second_motion_goes_to_its_people_and_names_it(desk, motion, clp, organiser, clock):
    emergency = open_another(motion)
    make_submission(motion, clp, email="first@example.org")
    make_submission(emergency, clp, email="winter@example.org")
    page = desk.get("/admin/letters/?motion=emergency").text
    assert 'href="/admin/letters/new/?motion=emergency"' in page
    said = {"roles": ["reporter"], "subject": "{motion_title}", "body": "{greeting}\n\n{motion_title}\n\n{button}"}
    shown = desk.post("/admin/letters/new/?motion=emergency", said, follow=True)
    assert "This is about “Books now, this winter”" in shown.text
    assert [one.email for one in shown.context["group"].people] == ["winter@example.org"]
    letter = GroupLetter.objects.get()
    change = f"/admin/letters/{letter.pk}/change/"
    assert "This is about “Books now, this winter”" in desk.get(change).text
    desk.post(change, said | {"subject": "Now: {motion_title}"})
    desk.post(f"/admin/letters/{letter.pk}/", {"act": "send", "number": "1"})
    pass_days(clock, desk, organiser, 0)
    sent = Email.objects.get(kind=MailKind.GROUP_LETTER)
    assert (sent.to, sent.subject) == ("winter@example.org", "Now: Books now, this winter")
