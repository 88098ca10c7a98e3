"""What the benchmark looks at: every CLP of the project's own list, and so many submissions.

`python -m tests.bench.world 10000` fills an empty database, or adds to one that it filled before. Most of it is
history; a few wait for their outcome.
"""

import logging
import os
import random
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import django
from django.core.management import call_command

WAITING = 1_000  # for their outcome
STARTED = 300  # CLPs with a stage


def main(submissions):
    """Fill the database up to so many submissions, and write down for the benchmark what it has to know."""
    from django.db import connection
    from django.utils import timezone

    from clps.models import CLP
    from motions.models import Motion, MotionVersion, Submission
    from tests.bench.history import add_history

    if not connection.introspection.table_names():
        call_command("collectstatic", interactive=False, verbosity=0)
        build_world()
    motion = Motion.objects.get(slug="a-library-in-reach")
    add_history(motion, list(CLP.objects.all()), submissions - Submission.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    folder = Path(os.environ["BENCH_FOLDER"])
    # The last of those with a stage is as good as any.
    (folder / "clp").write_text(CLP.objects.filter(standings__stage="carried_for_conference").last().slug)
    (folder / "report").write_text(f"{timezone.localdate()} {MotionVersion.objects.get().pk}")


def build_world():
    """Fill an empty database. The same seed each time, so that runs can be compared."""
    call_command("migrate", verbosity=0)
    call_command("import_clps", "clps/data/clps.csv", verbosity=0, stdout=StringIO())
    from clps.models import CLP

    chance = random.Random(2027)
    clps, motion = list(CLP.objects.all()), build_campaign()
    build_standings(motion, chance.sample(clps, STARTED), chance)
    build_submissions(motion, clps, chance)


def build_campaign():
    """Make a campaign with its conference and its motion; return the motion."""
    from motions.models import Campaign, Conference, Motion, MotionVersion

    conference = Conference.objects.create(
        name="Annual Conference 2027",
        starts_on=date(2027, 9, 26),
        ends_on=date(2027, 9, 29),
        deadline=datetime(2027, 9, 16, 16, 0, tzinfo=UTC),
        title_word_limit=10,
        text_word_limit=250,
    )
    about = {"name": "A library in reach", "group": "Friends of the Lending Library", "summary": "A library for all."}
    campaign = Campaign.objects.create(
        **about, conference=conference, email="motions@example.org", target=150, is_current=True
    )
    motion = Motion.objects.create(campaign=campaign, kind="conference", slug="a-library-in-reach")
    motion.current_version = MotionVersion.objects.create(motion=motion, number=1, title="A library", text="Resolves.")
    motion.save()
    return motion


def build_standings(motion, clps, chance):
    """Give these CLPs a stage, whichever."""
    from motions.enums import Stage
    from motions.models import Standing

    def standing(clp):
        since = date(2027, 1, 1) + timedelta(chance.randrange(60))
        return Standing(motion=motion, clp=clp, stage=chance.choice(Stage.values), since=since)

    Standing.objects.bulk_create(standing(clp) for clp in clps)


def build_submissions(motion, clps, chance):
    """Report the motion sent, by one person many times over, to meetings that are still to come."""
    from django.utils import timezone

    from campaign.accounts.models import User
    from motions.models import Submission

    values = {
        "version": motion.current_version,
        "body": "clp",
        "activist": User.objects.create_user("activist@example.org"),
        "reporter_name": "A member",
        "sent_on": timezone.localdate() - timedelta(10),
        "meeting_on": timezone.localdate() + timedelta(10),
        "state": "awaiting-outcome",
        "confirmed_at": timezone.now() - timedelta(10),
    }
    Submission.objects.bulk_create(Submission(clp=chance.choice(clps), **values) for _ in range(WAITING))


if __name__ == "__main__":
    # That nothing has been collected yet is no news here.
    logging.disable()
    django.setup()
    main(int(sys.argv[1]))
