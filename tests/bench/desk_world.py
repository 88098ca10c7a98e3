"""What the desk's benchmark looks at: a campaign late in its last summer, and 100,000 submissions."""

import random
from datetime import UTC, datetime, time, timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

SUBMISSIONS = 100_000
LIVE = 3_000  # of them, whose outcome is still to come
UNCONFIRMED = 1_000
EVENTS_EACH = 3
MAILS, DOUBTFUL, MARKS = 20_000, 150, 1_500
STARTED = 450  # CLPs with a stage
AMENDED_SHARE = 0.02
BATCH = 5_000


def build_desk_world():
    """Fill an empty database; return an organiser of all regions. The same seed each time, so runs can be compared."""
    call_command("migrate", verbosity=0)
    call_command("import_clps", "clps/data/clps.csv", verbosity=0, stdout=StringIO())
    from django.db import connection

    from campaign.accounts.models import User
    from clps.models import CLP

    chance, today = random.Random(2027), timezone.localdate()
    organiser = User.objects.create_superuser("organiser@example.org", "a long enough password", name="Olive")
    motion = build_campaign(today)
    clps = list(CLP.objects.all())
    build_standings(motion, clps, chance, today)
    build_submissions(motion, clps, chance, today)
    build_mail_and_marks(motion, organiser, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return organiser


def build_campaign(today):
    """Make the campaign that is shown, with its deadline twenty days off, and one of last year."""
    from motions.models import Campaign, Conference, Motion, MotionVersion

    made = []
    for year, days in ((2026, -344), (2027, 20)):
        deadline = datetime.combine(today + timedelta(days), time(16), tzinfo=UTC)
        conference = Conference.objects.create(
            name=f"Annual Conference {year}",
            starts_on=deadline.date() + timedelta(12),
            ends_on=deadline.date() + timedelta(15),
            deadline=deadline,
            title_word_limit=10,
            text_word_limit=250,
        )
        campaign = Campaign.objects.create(
            name=f"A library in reach {year}",
            group="Friends of the Lending Library",
            summary="A library for all.",
            conference=conference,
            email="motions@example.org",
            target=250,
            is_current=year == 2027,
        )
        motion = Motion.objects.create(campaign=campaign, kind="conference", slug=f"libraries-{year}")
        motion.current_version = MotionVersion.objects.create(motion=motion, number=1, title="Libraries", text="Yes.")
        motion.save()
        made.append(motion)
    from clps.models import CLP

    build_standings(made[0], list(CLP.objects.all()), random.Random(2026), today - timedelta(364))
    return made[1]


def build_standings(motion, clps, chance, today):
    """Give some CLPs a stage, whichever, and the events that led there."""
    from motions.enums import LADDER, Stage
    from motions.models import Event, Standing

    standings, events = [], []
    for clp in chance.sample(clps, STARTED):
        stage = chance.choice(list(Stage)[1:])
        since = today - timedelta(chance.randrange(90))
        conflicts = chance.random() < 0.03
        standings.append(Standing(motion=motion, clp=clp, stage=stage, since=since, is_conflicting=conflicts))
        way = [*LADDER[1 : LADDER.index(stage)], stage] if stage in LADDER else [Stage.WITH_CLP, stage]
        for place, step in enumerate(way):
            on = since - timedelta(3 * (len(way) - place - 1))
            at = datetime.combine(on, time(20), tzinfo=UTC)
            details = {"from": "", "to": step.value, "since": on.isoformat()}
            events.append(Event(kind="stage_moved", motion=motion, clp=clp, at=at, details=details))
    Standing.objects.bulk_create(standings)
    Event.objects.bulk_create(events, batch_size=BATCH)


def build_submissions(motion, clps, chance, today):
    """Report the motion sent, many times over; most of it is history."""
    from campaign.accounts.models import User
    from clps.models import Branch
    from motions.models import Submission

    people = User.objects.bulk_create(User(email=f"member{number}@example.org") for number in range(500))
    branches = Branch.objects.bulk_create(Branch(clp=clp, name="Old Town") for clp in clps)
    states = ["awaiting-outcome"] * LIVE + ["awaiting-confirmation"] * UNCONFIRMED
    states += ["decided"] * (SUBMISSIONS - len(states))
    submissions = []
    for state in states:
        place, sent_on = chance.randrange(len(clps)), today - timedelta(chance.randrange(20, 120))
        to_branch = chance.random() < 0.3
        meeting_on = sent_on + timedelta(chance.randrange(10, 40)) if chance.random() < 0.8 else None
        submissions.append(
            Submission(
                version=motion.current_version,
                clp=clps[place],
                body="branch" if to_branch else "clp",
                branch=branches[place] if to_branch else None,
                activist=chance.choice(people),
                reporter_name="A member",
                sent_on=sent_on,
                meeting_on=meeting_on,
                state=state,
                created_at=datetime.combine(sent_on, time(18), tzinfo=UTC),
            )
        )
    Submission.objects.bulk_create(submissions, batch_size=BATCH)
    build_votes(motion, submissions, chance)


def build_votes(motion, submissions, chance):
    """Record what became of those that were decided, and the history of each."""
    from motions.enums import Outcome
    from motions.models import Event, Vote

    votes, events = [], []
    for submission in submissions:
        if submission.state == "decided":
            is_amended = chance.random() < AMENDED_SHARE
            words = chance.randrange(200, 255) if is_amended else None
            votes.append(
                Vote(
                    submission=submission,
                    outcome="carried-as-amended" if is_amended else chance.choice([Outcome.CARRIED, Outcome.LOST]),
                    held_on=submission.sent_on,
                    amended_text="word " * (words or 0),
                    amended_words=words,
                )
            )
        for number in range(EVENTS_EACH):
            at = submission.created_at + timedelta(number)
            kind = ("submission_reported", "submission_confirmed", "vote_recorded")[number]
            events.append(Event(kind=kind, motion=motion, clp_id=submission.clp_id, submission=submission, at=at))
    Vote.objects.bulk_create(votes, batch_size=BATCH)
    Event.objects.bulk_create(events, batch_size=BATCH)


def build_mail_and_marks(motion, organiser, chance):
    """Write many mails, a few of which failed, and marks on what needs attention."""
    from campaign.desk.front import marks
    from campaign.desk.front.attention import DESK_KINDS
    from campaign.mail.models import Email
    from campaign.mail.reminders.settings import days_asked
    from motions.attention import find_attention
    from motions.models import Submission
    from motions.queries import current_conference_motion

    submissions = list(Submission.objects.order_by("pk")[:MAILS])
    Email.objects.bulk_create(
        (
            Email(
                key=f"bench:{number}",
                kind="receipt",
                submission=submission,
                recipient_id=submission.activist_id,
                to="member@example.org",
                sender="motions@example.org",
                subject="Receipt",
                message=b"x" * 4_000,
                message_id=f"<{number}@example.org>",
                state="failed" if number < DOUBTFUL else "sent",
                until=timezone.now(),
            )
            for number, submission in enumerate(submissions)
        ),
        batch_size=BATCH,
    )
    asks_after = days_asked(motion.campaign)
    found = find_attention(
        current_conference_motion(), day=timezone.localdate(), asks_after=asks_after, kinds=DESK_KINDS
    )
    for item in chance.sample(found, min(MARKS, len(found))):
        act = chance.choice([marks.take, marks.finish])
        extra = {} if act is marks.take else {"note": ""}
        act(item, motion=motion, by=organiser, **extra)
