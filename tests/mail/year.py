"""`make mail-year`: how many mails one activist and one CLP get over a whole year, in six courses that it can take.

Each course is played by a travelling clock: the reader does what they would do, a day after the mail that asks for it,
and the mail goes as it does in earnest. The numbers are for a reader to judge; nobody may get more than MOST.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

MOST = 14
START, END = date(2026, 11, 1), date(2027, 10, 31)
OPENS, CLOSES = date(2027, 7, 20), (2027, 9, 16, 17)
ALEX = "alex@example.org"


def main() -> str | None:
    """Play every course and print who got what and when; say who got too much."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with database():
        years = {name: played(name) for name in COURSES}
    for name, year in years.items():
        print(f"\n{name}: {len(year.to_activist)} mails to the activist, {len(year.about_clp)} about the CLP")
        for when, to, subject in year.about_clp + year.about_conference:
            print(f"  {when:%d %b %Y %H:%M}  {'' if to == ALEX else '(another) '}{subject}")
    worst = max(len(year.to_activist) for year in years.values())
    print(f"\nThe most that anybody got: {worst}, of at most {MOST}.")
    return f"More than {MOST} mails in a year." if worst > MOST else None


@contextmanager
def database() -> Iterator[None]:
    """A database of its own for as long as the courses run."""
    import django
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


@dataclass
class Year:
    """What went in one year: when, to whom, and its subject."""

    about_clp: list[tuple[datetime, str, str]] = field(default_factory=list)
    about_conference: list[tuple[datetime, str, str]] = field(default_factory=list)

    @property
    def to_activist(self) -> list[str]:
        return [subject for _, to, subject in self.about_clp + self.about_conference if to == ALEX]


class Play:
    """A campaign, a CLP, and a clock that goes from one thing that happens to the next."""

    def __init__(self) -> None:
        from tests.factories import CampaignFactory, CLPFactory, ConferenceFactory, MotionFactory
        from tests.mail.helpers import london

        self.now = london(START.year, START.month, START.day, 12)
        conference = ConferenceFactory(motions_open_on=OPENS, deadline=london(*CLOSES))
        self.motion = MotionFactory(slug="libraries", campaign=CampaignFactory(conference=conference))
        self.clp = CLPFactory(name="Little Mickering")
        # What is to happen, at which instant, in order.
        self.agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        # What the reader does a day after a kind of mail: one after the other.
        self.answers: dict[str, list[Callable[[], None]]] = {}
        self.numbers = count()
        self.seen = 0

    def on(self, day: date, what: Callable[[], None], hour: int = 12) -> None:
        """Let something happen on a day."""
        from tests.mail.helpers import london

        self.agenda.append((london(day.year, day.month, day.day, hour), next(self.numbers), what))
        self.agenda.sort()

    def run(self) -> None:
        """Let the year go by: a round whenever something happens or is due, and one a week."""
        from campaign.mail.models import Reminder
        from tests.mail.helpers import london, round_at

        end = london(END.year, END.month, END.day, 12)
        while self.now < end:
            due = Reminder.objects.filter(not_before__gt=self.now).order_by("not_before").first()
            moments = [self.now + timedelta(days=7), *(when for when, *_ in self.agenda[:1])]
            self.now = min([*moments, due.not_before] if due else moments)
            while self.agenda and self.agenda[0][0] <= self.now:
                self._happen(self.agenda.pop(0)[2])
            round_at(self.now)
            self._read()

    def _happen(self, what: Callable[[], None]) -> None:
        from tests.mail.helpers import at

        with at(self.now):
            what()

    def _read(self) -> None:
        """Let the reader see to what came."""
        from campaign.mail.models import Email

        for email in Email.objects.filter(pk__gt=self.seen, to=ALEX).order_by("pk"):
            self.seen = email.pk
            if waiting := self.answers.get(email.kind):
                self.agenda.append((self.now + timedelta(hours=9), next(self.numbers), waiting.pop(0)))
                self.agenda.sort()

    def reports(self, meeting_on: date, **values: object) -> Callable[[], None]:
        """Alex reports that it was sent, and confirms it within minutes."""

        def act() -> None:
            from tests.factories import make_submission

            make_submission(
                self.motion, self.clp, email=ALEX, sent_on=self.now.date(), meeting_on=meeting_on, **values
            )

        return act

    def tells(self, outcome: str, **values: object) -> Callable[[], None]:
        """Alex says how the last meeting went."""

        def act() -> None:
            from motions.actions.votes import Result, record_vote
            from motions.enums import Outcome
            from motions.models import Submission

            one = Submission.objects.latest("pk")
            result = Result(outcome=Outcome(outcome), held_on=one.meeting_on or self.now.date(), **values)
            record_vote(one, result, by=one.activist)

        return act

    def year(self) -> Year:
        from campaign.mail.enums import EmailState
        from campaign.mail.models import Email

        year = Year()
        for email in Email.objects.filter(state=EmailState.SENT).order_by("sent_at", "pk"):
            rows = year.about_clp if email.clp_id else year.about_conference
            rows.append((email.sent_at, email.to, email.subject))
        return year


FOR_CONFERENCE = {"purpose": "conference"}


def early(play: Play) -> None:
    """Carried ten months before the deadline, and never heard of again."""
    play.on(date(2026, 11, 2), play.reports(date(2026, 11, 18)))
    play.answers["outcome-due"] = [play.tells("carried", **FOR_CONFERENCE)]


def late(play: Play) -> None:
    """A champion of August whose text changes, who sends it late, and whose CLP carries it in the last week."""

    def champion() -> None:
        from tests.factories import make_champion

        make_champion(play.motion, play.clp, email=ALEX)

    def publish() -> None:
        from motions.actions.texts import publish_version

        publish_version(motion=play.motion, title="A library in reach", text="It resolves.", note="Shorter.", by=None)

    play.on(date(2027, 8, 16), champion)
    play.on(date(2027, 8, 24), publish)
    play.on(date(2027, 9, 1), play.reports(date(2027, 9, 9)))
    play.answers["outcome-due"] = [play.tells("carried", **FOR_CONFERENCE)]


def deferred_twice(play: Play) -> None:
    """Put off twice, each time to a day; then carried, and asked about until the deadline."""
    play.on(date(2027, 4, 20), play.reports(date(2027, 5, 12)))
    play.answers["outcome-due"] = [
        play.tells("deferred", deferred_to=date(2027, 6, 9)),
        play.tells("inquorate", deferred_to=date(2027, 7, 14)),
        play.tells("carried", **FOR_CONFERENCE),
    ]


def lost(play: Play) -> None:
    """A branch carries it, Alex sends it on, and the CLP votes it down."""

    def onward() -> None:
        from motions.actions.submissions import report_onward
        from motions.models import Submission
        from tests.factories import make_report

        first = Submission.objects.latest("pk")
        report = make_report(play.motion, play.clp, sent_on=play.now.date(), meeting_on=date(2027, 5, 27))
        report_onward(first, report, consent="I agree.")

    play.on(date(2027, 4, 1), play.reports(date(2027, 4, 14), body="branch", branch_name="Mill Lane"))
    play.answers["outcome-due"] = [play.tells("carried"), play.tells("lost")]
    play.answers["branch-carried"] = [lambda: None, onward]


def silent(play: Play) -> None:
    """Reported, and never answered."""
    play.on(date(2027, 5, 3), play.reports(date(2027, 5, 20)))


def suspended(play: Play) -> None:
    """Meetings are suspended on its day, and for longer than was thought; later the deadline moves."""

    def organiser() -> object:
        from tests.factories import UserFactory

        return UserFactory(is_staff=True)

    def hold(ends_on: date | None) -> Callable[[], None]:
        def act() -> None:
            from motions.actions.suspensions import SuspensionTerms, change_suspension, suspend_meetings
            from motions.models import Suspension

            terms = SuspensionTerms(date(2027, 4, 20), {play.clp.region: ends_on}, "elections")
            held = Suspension.objects.first()
            change_suspension(held, terms, by=organiser()) if held else suspend_meetings(terms, by=organiser())

        return act

    def meets(on: date) -> Callable[[], None]:
        def act() -> None:
            from motions.actions.submissions import change_report
            from motions.models import Submission
            from tests.factories import make_report

            one = Submission.objects.latest("pk")
            change_report(one, make_report(play.motion, play.clp, sent_on=one.sent_on, meeting_on=on), by=one.activist)

        return act

    def move() -> None:
        from motions.actions.conferences import move_deadline
        from tests.mail.helpers import london

        conference = play.motion.campaign.conference
        move_deadline(conference, london(2027, 9, 20, 12), are_provisional=False, by=organiser())

    play.on(date(2027, 4, 6), play.reports(date(2027, 5, 5)))
    play.on(date(2027, 4, 19), hold(date(2027, 5, 7)))
    play.on(date(2027, 5, 3), hold(date(2027, 5, 23)))
    play.answers["meeting-again"] = [lambda: None, meets(date(2027, 6, 16))]
    play.answers["outcome-due"] = [play.tells("carried", **FOR_CONFERENCE)]
    play.on(date(2027, 8, 30), move)


COURSES: dict[str, Callable[[Play], None]] = {
    "early": early,
    "late": late,
    "deferred twice": deferred_twice,
    "lost": lost,
    "silent": silent,
    "suspended": suspended,
}


def played(name: str) -> Year:
    """Play one course from an empty database, and leave it empty."""
    from django.db import transaction

    with transaction.atomic():
        play = Play()
        COURSES[name](play)
        play.run()
        year = play.year()
        transaction.set_rollback(True)
    return year


if __name__ == "__main__":
    raise SystemExit(main())
