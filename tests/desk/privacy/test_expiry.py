"""What has been kept for long enough goes by itself: walked through a year, by its periods, and once only."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.desk.models import Gone, Import, Note
from campaign.desk.privacy import sweeps
from campaign.desk.privacy.expiry import LOT, NotForgotten, forget_old, gone_lately
from campaign.desk.privacy.sweeps import PERSON_SWEEPS, SWEEPS
from campaign.desk.story.actions import add_note
from campaign.desk.tasks import forget_what_is_old
from campaign.mail.enums import EmailState, SuppressionReason
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.outbox.preferences import stop_everything
from campaign.mail.outbox.suppression import suppress
from campaign.mail.reminders.planner import plan
from clps.models import Affiliate, Secretary, Tally
from motions.actions.affiliates import Person, record_contact
from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import record_sent
from motions.actions.expiry import set_periods
from motions.actions.links import ask_for_link
from motions.actions.merging import merge_submissions
from motions.actions.offers import Help, make_offer
from motions.actions.submissions import confirm_report, report_by_organiser
from motions.enums import LinkPurpose
from motions.models import Event, PeriodSetting, Submission, SubmissionLink
from motions.retention import PERIODS, TABLE, Kept
from motions.workflow import NotAllowed
from tests.desk.privacy.somebody import traces_of
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    ConferenceFactory,
    MotionFactory,
    UserFactory,
    make_champion,
    make_question,
    make_report,
    make_speaker,
    make_submission,
    make_wish,
    with_role,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BEGIN = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
LEAP, MAY = date(2028, 2, 29), date(2029, 5, 1)


def send_all():
    plan(timezone.now())
    queue.deliver(timezone.now())


def test_every_period_has_what_takes_it_away_and_nothing_goes_without_a_period():
    assert sorted({*SWEEPS, *PERSON_SWEEPS}) == sorted(Kept) == sorted(PERIODS)
    assert [period.kept for period in TABLE if not period.least <= period.days <= period.most] == []


@pytest.fixture
def world(motion):
    """One of everything that goes, all of it made on one day."""
    with time_machine.travel(BEGIN, tick=False):
        organiser = UserFactory(email="olive@example.org", is_staff=True)
        clp = CLPFactory(name="Little Mickering")
        make_submission(motion, clp, email="stranger.report@example.org", confirmed=False)
        make_champion(
            motion, CLPFactory(), name="Stranger Champion", email="stranger.champ@example.org", confirmed=False
        )
        union, _ = Affiliate.objects.get_or_create(kind="union", name="Union of Sweeps")
        offer = make_offer(motion, Help(affiliate=union), name="Stranger Offer", email="stranger.offer@example.org",
                           consent="Yes.")  # fmt: skip
        SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)
        make_question(email="stranger.asks@example.org", name="Stranger Asker", question="Where is kittiwake?")
        make_speaker(
            motion, [clp.region], name="Stranger Speaks", email="stranger.speaks@example.org", confirmed=False
        )
        make_wish(motion, clp, name="Stranger", email="stranger.wants@example.org", confirmed=False)
        kept = make_submission(motion, clp, email="alex@example.org")
        send_all()
        file_mail(Incoming(message_id="<a@x.example>", sender="inbound@example.org", text="puffin speaks"))
        Secretary.objects.create(clp=clp, name="Lee Later", email="lee@example.org", known_since=BEGIN.date())
        record_contact(
            motion, union, Person(name="Uma Union", email="uma@example.org", how_known="Met."), by=organiser
        )
        made = Import.objects.create(kind="secretaries", motion=motion, added=0, changed=1, unchanged=0)
        made.lines.create(was_new=False, name="Before Name", email="before@example.org")
        add_note(clp=clp, motion=motion, words="Razorbill rang.", by=organiser)
        # A second report of Alex's own would go behind the first by itself.
        again = make_submission(motion, clp, email="alex.again@example.org")
        merge_submissions(kept, again, by=organiser, reason="Guillemot said so.")
        Session.objects.create(session_key="s", session_data="x", expire_date=BEGIN + 14 * DAY)
        Tally.objects.create(key="t", count=3, until=BEGIN + timedelta(hours=1))
    return kept


def test_confirming_link_that_was_sent_later_works_for_its_whole_time(motion, clp):
    """An organiser had the mail written again: what it asks about is kept as long as its link works."""
    with time_machine.travel(BEGIN, tick=False):
        speaker, wish = make_speaker(motion, [clp.region], confirmed=False), make_wish(motion, clp, confirmed=False)
    for day, states in ((10, None), (16, {"awaiting-confirmation"}), (26, {"withdrawn"})):
        with time_machine.travel(BEGIN + day * DAY, tick=False):
            if states is None:
                SubmissionLink.objects.mint(speaker, LinkPurpose.SPEAKER)
                SubmissionLink.objects.mint(wish, LinkPurpose.SPEAKER_WISH)
                continue
            forget_what_is_old()
            speaker.refresh_from_db()
            wish.refresh_from_db()
            assert {speaker.state, wish.state} == states


def went_on(day) -> dict[str, int]:
    return dict(Gone.objects.filter(day=day).values_list("sort", "number"))


def test_year_takes_each_sort_when_its_time_is_over_and_nothing_before(world):
    """Thirteen months on a frozen clock: every night around each period's end, and one a week between."""
    days = {}
    stages = dict(world.version.motion.standings.values_list("clp", "stage"))
    near = {0, 14, 30, 90, 365, 400}
    nights = {night for day in near for night in range(day - 2, day + 3)} | set(range(0, 410, 7))
    for number in sorted(night for night in nights if night >= 0):
        now = BEGIN + number * DAY + timedelta(hours=1)
        with time_machine.travel(now, tick=False):
            forget_what_is_old()
        if went := went_on(now.date()):
            days[number] = went
    unconfirmed = {"report": 1, "champion": 1, "offer": 1, "speaker": 1, "wish": 1, "question": 1}
    assert {sort: day for day, went in days.items() for sort in went} == {
        "report": 14, "offer": 14, "speaker": 14, "wish": 14, "question": 14, "champion": 15,
        "mail": 30, "line": 30, "inbound": 90, "secretary": 366, "contact": 366, "word": 365, "link": 400,
    }  # fmt: skip
    assert {
        sort: number for went in days.values() for sort, number in went.items() if sort in unconfirmed
    } == unconfirmed
    # Five of the six went with the strangers they were to.
    assert (Email.objects.filter(state=EmailState.SENT).count(), days[30]["mail"]) == (6, 1)
    # What was sent, when and to whom stays; of strangers nothing does, and the CLP is where it was.
    assert list(Email.objects.exclude(message=b"")) == []
    assert Email.objects.filter(to="alex@example.org", sent_at__isnull=False).exclude(subject="").exists()
    gone = ["stranger", "kittiwake", "lee@example", "uma@example", "before@", "razorbill", "guillemot"]
    assert traces_of(gone) == []
    assert dict(world.version.motion.standings.values_list("clp", "stage")) == stages
    assert (Session.objects.count(), Tally.objects.count()) == (0, 0)


def test_unconfirmed_report_stays_while_its_link_was_asked_for_lately(motion, clp):
    with time_machine.travel(BEGIN, tick=False):
        report = make_submission(motion, clp, email="late@example.org", confirmed=False)
        plan(timezone.now())
    with time_machine.travel(BEGIN + 13 * DAY, tick=False):
        assert ask_for_link(report)
        plan(timezone.now())
    with time_machine.travel(BEGIN + 20 * DAY, tick=False):
        assert forget_old(timezone.now())["report"] == 0
        confirmed = confirm_report(SubmissionLink.objects.mint(report, LinkPurpose.CONFIRM))
    assert confirmed.state == "awaiting-outcome"
    with time_machine.travel(BEGIN + 60 * DAY, tick=False):
        assert forget_old(timezone.now())["report"] == 0
    assert Submission.objects.get().reporter_name == "Alex Activist"


def test_person_with_something_confirmed_keeps_it_when_their_other_report_expires(motion, clp):
    with time_machine.travel(BEGIN, tick=False):
        make_submission(motion, clp, email="alex@example.org")
        other = make_submission(motion, CLPFactory(), email="alex@example.org", confirmed=False)
    with time_machine.travel(BEGIN + 15 * DAY, tick=False):
        assert forget_old(timezone.now())["report"] == 1
        assert forget_old(timezone.now())["report"] == 0
    other.refresh_from_db()
    assert (other.state, other.reporter_name) == ("withdrawn", "")
    assert User.objects.get(pk=other.activist_id).email == "alex@example.org"
    event = Event.objects.filter(submission=other).first()
    assert (event.kind, event.by, event.details) == ("submission_withdrawn", None, {"expired": True})


def test_many_go_in_small_lots_and_a_round_that_broke_off_goes_on(motion, clp, monkeypatch):
    with time_machine.travel(BEGIN, tick=False):
        organiser = UserFactory(is_staff=True)
        for number in range(7):
            make_submission(motion, clp, email=f"s{number}@example.org", confirmed=False)
            add_note(clp=clp, motion=motion, words="A note.", by=organiser)
    whole, calls = sweeps.blank, []

    def breaks_off(person, places):
        calls.append(person.pk)
        if len(calls) == 3:
            raise RuntimeError("The power went.")
        whole(person, places)

    monkeypatch.setattr(sweeps, "blank", breaks_off)
    with time_machine.travel(BEGIN + 400 * DAY, tick=False):
        with pytest.raises(NotForgotten, match="unconfirmed"):
            forget_old(timezone.now(), lot=2)
        # One person could not be seen to: everybody else was, and so was every other sort.
        assert went_on(timezone.localdate()) == {"report": 6, "word": 7}
        assert Note.objects.count() == 0
        assert forget_old(timezone.now(), lot=2) == {"report": 1}
        assert went_on(timezone.localdate())["report"] == 7
        assert sum(forget_old(timezone.now(), lot=2).values()) == 0
    assert LOT > 1


def test_settings_page_changes_a_period_and_the_next_round_keeps_to_it(motion, clp, signed_in):
    with time_machine.travel(timezone.now() - 40 * DAY, tick=False):
        make_submission(motion, clp, email="alex@example.org")
        send_all()
    address = reverse("admin:desk-keeping")
    given = {period.kept.value: period.days for period in TABLE if not period.is_fixed}
    assert signed_in.post(address, {**given, "mail": "60"}).headers["Location"] == address
    assert PeriodSetting.objects.days_of(Kept.MAIL) == 60
    assert forget_old(timezone.now())["mail"] == 0
    assert signed_in.post(address, {**given, "mail": "20"}).status_code == 302
    assert forget_old(timezone.now())["mail"] > 0
    page = signed_in.get(address).content.decode()
    assert f"On {timezone.localdate():%-d %B %Y}: {gone_lately(1)[0].words}." in page
    assert "1 mail’s words" in gone_lately(1)[0].words
    assert gone_lately(1)[0].words in signed_in.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("days", ["", "1", "9999", "soon"])
def test_settings_page_refuses_what_is_out_of_bounds_and_keeps_what_was_typed(signed_in, days):
    given = {period.kept.value: period.days for period in TABLE if not period.is_fixed}
    response = signed_in.post(reverse("admin:desk-keeping"), {**given, "inbound": "45", "mail": days})
    assert response.status_code == 422
    assert 'value="45"' in response.content.decode()
    assert "Choose between 7 and 365 days." in response.content.decode()
    assert not PeriodSetting.objects.exists()


def test_settings_page_is_read_by_organisers_and_changed_by_admins(client, admin):
    organiser = with_role(Role.ORGANISER)
    client.force_login(organiser)
    page = client.get(reverse("admin:desk-keeping"))
    assert page.status_code == 200
    assert 'type="number"' not in page.content.decode()
    assert client.post(reverse("admin:desk-keeping"), {"mail": "8"}).status_code == 403
    client.force_login(UserFactory())
    assert client.get(reverse("admin:desk-keeping")).status_code == 302
    with pytest.raises(NotAllowed):
        set_periods({Kept.SESSIONS: 300}, by=admin)
    assert not PeriodSetting.objects.exists()


@pytest.fixture
def people(motion, clp):
    """Everybody who may be known after a campaign whose conference ended on 29 September 2027."""
    with time_machine.travel(BEGIN, tick=False):
        for name in ("alex", "stopped", "again"):
            make_submission(motion, CLPFactory(), email=f"{name}@example.org")
        make_champion(motion, CLPFactory(), name="Robin Champion", email="robin@example.org")
        asked = make_question(email="asker@example.org", name="Ann Asker", question="Where is puffin?", by_mail=True)
        stop_everything(User.objects.get(email="stopped@example.org"))
        suppress("robin@example.org", reason=SuppressionReason.BOUNCED, detail="550")
        suppress("nobody.here@example.org", reason=SuppressionReason.BOUNCED, detail="550")
        organiser = with_role(Role.ORGANISER, email="olive@example.org", name="Olive Organiser", date_joined=BEGIN)
        report_by_organiser(make_report(motion, CLPFactory()), by=organiser)
        User.objects.filter(pk=asked.asker_id).update(email_confirmed_at=BEGIN)
        entry = record_sent(motion=motion, clp=clp, sent_on=BEGIN.date(), by=None)
        record_delegate(entry, DelegateContact(name="Del Egate", email="del@example.org", how_known="Met."), by=None)
    return motion


def nights(*days):
    """A round of forgetting and one of mail on each of these days; return what each person got, and who went when."""
    told, went = [], []
    for day in days:
        before = set(User.objects.filter(removed_at__isnull=True).values_list("email", flat=True))
        sent = len(mail.outbox)
        with time_machine.travel(datetime(day.year, day.month, day.day, 3, 20, tzinfo=UTC), tick=False):
            forget_what_is_old()
        with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
            send_all()
        told += [(day, one.to[0]) for one in mail.outbox[sent:] if "goes in a month" in one.subject]
        now = set(User.objects.filter(removed_at__isnull=True).values_list("email", flat=True))
        went += [(day, email) for email in sorted(before - now)]
    return told, went


def test_people_who_took_part_are_told_a_month_before_and_go_six_months_after_conference(people):
    with time_machine.travel(datetime(2028, 1, 5, tzinfo=UTC), tick=False):
        days = {"starts_on": date(2028, 9, 24), "ends_on": date(2028, 9, 27)}
        conference = ConferenceFactory(**days, deadline=datetime(2028, 9, 14, 16, tzinfo=UTC))
        later = CampaignFactory(is_current=False, conference=conference)
        make_submission(MotionFactory(campaign=later), CLPFactory(), email="again@example.org")
    stages = dict(people.standings.values_list("clp", "stage"))
    told, went = nights(
        date(2028, 2, 28), LEAP, date(2028, 3, 1), date(2028, 3, 29), date(2028, 3, 30), date(2028, 3, 31)
    )
    assert told == [(LEAP, "alex@example.org"), (LEAP, "asker@example.org")]
    assert went == [(date(2028, 3, 30), f"{name}@example.org") for name in ("alex", "asker", "robin", "stopped")]
    assert went_on(date(2028, 3, 30)) == {"person": 4, "delegate": 1}
    assert Gone.objects.get(sort="address").number == 1
    assert (
        traces_of(["alex@", "asker@", "Ann Asker", "puffin", "robin", "stopped@", "del@", "Del Egate", "nobody.here"])
        == []
    )
    assert set(User.objects.filter(removed_at__isnull=True).values_list("email", flat=True)) == {
        "olive@example.org",
        "again@example.org",
    }
    assert dict(people.standings.values_list("clp", "stage")) == stages
    removed = Event.objects.filter(kind="person_removed")
    assert {(event.by, event.details["by_themselves"]) for event in removed} == {(None, False)}


def test_people_of_long_ago_are_told_first_and_have_a_month_all_the_same(people):
    """The site was away, or is of a release that never forgot anybody."""
    told, went = nights(MAY, date(2029, 5, 2), date(2029, 5, 30), date(2029, 5, 31), date(2029, 6, 1))
    assert told == [
        (MAY, "again@example.org"),
        (MAY, "alex@example.org"),
        (MAY, "asker@example.org"),
    ]
    assert [email for day, email in went if day == MAY] == ["robin@example.org", "stopped@example.org"]
    assert {(day, email) for day, email in went if day > MAY} == {
        (date(2029, 5, 31), f"{name}@example.org") for name in ("again", "alex", "asker")
    }
    [body] = {one.body for one in mail.outbox if one.to == ["alex@example.org"] and "goes in a month" in one.subject}
    assert "From 31 May 2029 on" in body
