"""What every journey of the demonstration needs: the motion, the day, chance, and people."""

import random
from datetime import date, timedelta

from django.contrib.auth import get_user_model

from clps.models import CLP
from motions.actions.reports import Report
from motions.actions.submissions import confirm_report, report_submission
from motions.actions.votes import Result, record_vote
from motions.consent import consent_wording
from motions.demo import ORGANISER
from motions.demo.texts import TEXT
from motions.enums import (
    Body,
    LinkPurpose,
    Outcome,
    Purpose,
)
from motions.models import Motion, Submission, SubmissionLink

AMENDED = TEXT.replace("two hundred metres", "one hundred and fifty metres, uphill or down,")
BRANCHES = ("Market", "Riverside", "Old Town", "Hill Top", "Abbey", "Station Road")
FIRST_NAMES = ("Asha", "Bryn", "Carys", "Dev", "Ewan", "Fatima", "Grace", "Huw", "Isla", "Joan", "Kofi", "Lena")
LAST_NAMES = ("Ahmed", "Bell", "Clarke", "Davies", "Evans", "Fraser", "Green", "Hughes", "Iqbal", "Jones", "Khan")


class World:
    """What the journeys need: the motion, the day, chance, and people with invented names."""

    def __init__(self, motion: Motion, today: date, chance: random.Random, *, people: int = 0) -> None:
        """Start with nobody; `people` is where their numbers begin."""
        self.motion, self.today, self.chance = motion, today, chance
        self.wording = consent_wording(motion.campaign)
        self.organiser = get_user_model().objects.get(email=ORGANISER)
        self.people = people

    def person(self) -> tuple[str, str]:
        """Return the name and address of somebody new."""
        self.people += 1
        name = f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)}"
        return name, f"member{self.people}@example.org"

    def days_ago(self, least: int, most: int) -> date:
        """Return a day at most `most` and at least `least` days back."""
        return self.today - timedelta(days=self.chance.randint(least, most))

    def report(self, clp: CLP, *, body: Body, sent_on: date, meeting_on: date | None, confirm: bool) -> Submission:
        """Report that somebody new sent it, and confirm their address unless told otherwise."""
        version = self.motion.current_version
        if version is None:
            raise ValueError("The demonstration's motion has no text.")
        branch = self.chance.choice(BRANCHES) if body == Body.BRANCH else ""
        report = Report(
            clp=clp, version=version, body=body, branch_name=branch, sent_on=sent_on, meeting_on=meeting_on
        )
        name, email = self.person()
        submission = report_submission(report, name=name, email=email, consent=self.wording)
        if confirm:
            confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
        return submission

    def heard(
        self, clp: CLP, outcome: Outcome, *, body: Body = Body.CLP, purpose: Purpose | None = None
    ) -> Submission:
        """Report a submission and what its meeting did some weeks later."""
        held_on = self.days_ago(3, 60)
        sent_on = held_on - timedelta(days=self.chance.randint(8, 25))
        submission = self.report(clp, body=body, sent_on=sent_on, meeting_on=held_on, confirm=True)
        self.vote(submission, outcome, held_on, purpose=purpose)
        return submission

    def vote(self, submission: Submission, outcome: Outcome, held_on: date, *, purpose: Purpose | None = None) -> None:
        """Record an outcome, counted as often as not."""
        counted = outcome in (Outcome.CARRIED, Outcome.CARRIED_AS_AMENDED, Outcome.LOST) and self.chance.random() < 0.6
        many, few = self.chance.randint(14, 70), self.chance.randint(0, 12)
        if outcome == Outcome.LOST:
            many, few = few, many
        result = Result(
            outcome=outcome,
            held_on=held_on,
            purpose=purpose,
            votes_for=many if counted else None,
            votes_against=few if counted else None,
            amended_text=AMENDED if outcome == Outcome.CARRIED_AS_AMENDED else "",
            deferred_to=self.today + timedelta(days=20) if outcome == Outcome.DEFERRED else None,
            words="They liked it and asked us to bring it to the policy day." if outcome == Outcome.OTHER else "",
        )
        record_vote(submission, result, by=submission.activist)
