"""After any sequence of actions, every stored stage equals the one rebuilt from the facts."""

import contextlib
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from motions.actions.champions import (
    agree_to_introduction,
    confirm_champion,
    introduce_champions,
    offer_to_take,
    record_champion,
    report_as_champion,
    withdraw_champion,
)
from motions.actions.composites import CompositeWords, change_composite, record_composite
from motions.actions.entries import move_entry, record_sent
from motions.actions.merging import merge_submissions, undo_merge
from motions.actions.reports import settle_conflict
from motions.actions.standings import rebuild_stages
from motions.actions.submissions import (
    change_report,
    check_report,
    confirm_report,
    report_by_organiser,
    report_onward,
    withdraw_report,
)
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, MotionKind, Outcome, Purpose
from motions.models import Champion, Composite, ConferenceEntry, Motion, Standing, Submission, SubmissionLink
from motions.queries import standpoint_from_facts
from motions.workflow import EntryAct, NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_report, make_submission
from tests.faults.scale import size

pytestmark = pytest.mark.django_db
DAYS = st.integers(0, 60).map(lambda days: date(2027, 3, 1) + timedelta(days=days))


class Campaigning(RuleBasedStateMachine):
    """People do things in any order; what the table refuses changes nothing."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.motion = MotionFactory()
        self.local = MotionFactory(campaign=self.motion.campaign, kind=MotionKind.LOCAL)
        self.composites = 0
        self.clps = [CLPFactory(), CLPFactory()]
        self.organiser = UserFactory(is_staff=True)
        self.version = 0

    def conference_progress(self):
        rows = Standing.objects.filter(motion=self.motion).order_by("clp")
        version = Motion.objects.get(pk=self.motion.pk).progress_version
        return version, list(rows.values_list("clp", "stage", "since", "is_checked", "is_conflicting"))

    @contextlib.contextmanager
    def on(self, motion):
        """Do something about this motion; what is done about a model local motion never moves the other."""
        before = self.conference_progress()
        yield
        assert motion == self.motion or self.conference_progress() == before

    def one(self, draw, rows):
        rows = list(rows)
        return draw.draw(st.sampled_from(rows)) if rows else None

    @rule(data=st.data(), which=st.integers(0, 1), body=st.sampled_from(Body), sent_on=DAYS, confirmed=st.booleans())
    def report(self, data, which, body, sent_on, confirmed):
        email = data.draw(st.sampled_from(["a@example.org", "b@example.org"]))
        motion = data.draw(st.sampled_from([self.motion, self.motion, self.local]))
        branch = "Market" if body == Body.BRANCH else ""
        values = {"body": body, "branch_name": branch, "sent_on": sent_on, "confirmed": confirmed, "email": email}
        with self.on(motion):
            make_submission(motion, self.clps[which], **values)

    @rule(data=st.data())
    def confirm(self, data):
        if submission := self.one(data, Submission.objects.all()):
            with contextlib.suppress(NotAllowed):
                confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))

    @rule(data=st.data(), outcome=st.sampled_from(Outcome), purpose=st.sampled_from(Purpose), held_on=DAYS)
    def vote(self, data, outcome, purpose, held_on):
        if submission := self.one(data, Submission.objects.all()):
            result = Result(outcome=outcome, purpose=purpose, held_on=held_on, words="So.")
            with self.on(submission.version.motion):
                try:
                    record_vote(submission, result, by=None)
                except NotAllowed:
                    assert submission.state in ("awaiting-confirmation", "withdrawn", "merged")

    # Most outcomes end the way to conference: without this, few sequences would get there.
    @rule(data=st.data(), held_on=DAYS)
    def carry_for_conference(self, data, held_on):
        self.vote(data, Outcome.CARRIED, Purpose.CONFERENCE, held_on)

    @rule(data=st.data(), act=st.sampled_from([withdraw_report, check_report]))
    def withdraw_or_check(self, data, act):
        if submission := self.one(data, Submission.objects.all()):
            with contextlib.suppress(NotAllowed):
                act(submission, by=self.organiser)

    @rule(data=st.data(), body=st.sampled_from(Body), outcome=st.sampled_from([None, *Outcome]), on=DAYS)
    def hear_by_phone(self, data, body, outcome, on):
        motion, clp = data.draw(st.sampled_from([self.motion, self.local])), data.draw(st.sampled_from(self.clps))
        branch = "Market" if body == Body.BRANCH else ""
        report = make_report(motion, clp, body=body, branch_name=branch, sent_on=on)
        result = Result(outcome=outcome, purpose=Purpose.CONFERENCE, held_on=on, words="So.") if outcome else None
        with self.on(motion):
            report_by_organiser(report, by=self.organiser, result=result)

    @rule(data=st.data())
    def merge(self, data):
        pair = [self.one(data, Submission.objects.all()) for _ in range(2)]
        if all(pair):
            with self.on(pair[1].version.motion), contextlib.suppress(NotAllowed):
                merge_submissions(*pair, by=self.organiser, reason="The same.")

    @rule(data=st.data())
    def take_apart(self, data):
        if submission := self.one(data, Submission.objects.filter(state="merged")):
            with self.on(submission.version.motion):
                undo_merge(submission, by=self.organiser)

    @rule(data=st.data())
    def settle(self, data):
        if submission := self.one(data, Submission.objects.all()):
            with self.on(submission.version.motion), contextlib.suppress(NotAllowed):
                settle_conflict(submission, by=self.organiser, reason="The minutes say so.")
                standing = Standing.objects.get(motion=submission.version.motion, clp=submission.clp)
                assert not standing.is_conflicting

    @rule(data=st.data(), sent_on=DAYS)
    def change(self, data, sent_on):
        if submission := self.one(data, Submission.objects.all()):
            motion, clp = data.draw(st.sampled_from([self.motion, self.local])), data.draw(st.sampled_from(self.clps))
            body = data.draw(st.sampled_from(Body))
            branch = "Market" if body == Body.BRANCH else ""
            report = make_report(motion, clp, sent_on=sent_on, body=body, branch_name=branch)
            with self.on(submission.version.motion), contextlib.suppress(NotAllowed):
                change_report(submission, report, by=None)
                assert (motion, clp) == (submission.version.motion, submission.clp)
                assert submission.follows is None or body == Body.CLP

    @rule(data=st.data(), sent_on=DAYS)
    def go_onward(self, data, sent_on):
        if submission := self.one(data, Submission.objects.all()):
            motion, first = submission.version.motion, not Submission.objects.filter(follows=submission).exists()
            with self.on(motion), contextlib.suppress(NotAllowed):
                report_onward(submission, make_report(motion, submission.clp, sent_on=sent_on), consent="Yes.")
                assert submission.body == Body.BRANCH
                assert submission.state == "decided" or not first

    @rule(data=st.data(), which=st.integers(0, 1), on=DAYS, known=st.booleans())
    def send_to_conference(self, data, which, on, known):
        submission = self.one(data, Submission.objects.all()) if known else None
        motion = data.draw(st.sampled_from([self.motion, self.motion, self.local]))
        with self.on(motion):
            try:
                entry = record_sent(motion=motion, clp=self.clps[which], sent_on=on, by=None, submission=submission)
            except NotAllowed:
                assert submission is not None or motion == self.local
            else:
                assert motion == self.motion
                at_conference = ("sent_to_conference", "accepted", "ruled_out")
                assert Standing.objects.get(motion=motion, clp=entry.clp).stage in at_conference

    @rule(data=st.data(), act=st.sampled_from(EntryAct), on=DAYS)
    def rule_on_entry(self, data, act, on):
        if entry := self.one(data, ConferenceEntry.objects.all()):
            with contextlib.suppress(NotAllowed):
                move_entry(entry, act, on=on, by=self.organiser, heading="Libraries")

    @rule(data=st.data(), on=DAYS, again=st.booleans())
    def composite(self, data, on, again):
        entries = data.draw(st.lists(st.sampled_from(list(ConferenceEntry.objects.all()) or [None]), unique=True))
        words = CompositeWords(
            name=f"Composite {self.composites}", subject_heading="Libraries", text="It acts.", agreed_on=on
        )
        known = self.one(data, Composite.objects.all()) if again else None
        with contextlib.suppress(NotAllowed):
            if known:
                change_composite(known, words, filter(None, entries), by=None)
            else:
                record_composite(self.motion, words, filter(None, entries), by=None)
                self.composites += 1

    @rule(data=st.data(), which=st.integers(0, 1), on=DAYS)
    def champion(self, data, which, on):
        motion = data.draw(st.sampled_from([self.motion, self.local]))
        with self.on(motion):
            record_champion(motion=motion, clp=self.clps[which], activist=self.organiser, since=on, by=None)

    @rule(which=st.integers(0, 1), email=st.sampled_from(["a@example.org", "b@example.org"]), known=st.booleans())
    def offer(self, which, email, known):
        offer_to_take(
            motion=self.motion, clp=self.clps[which], name="A", email=email, consent="Yes.", may_introduce=known
        )

    @rule(data=st.data())
    def confirm_offer(self, data):
        if champion := self.one(data, Champion.objects.all()):
            with contextlib.suppress(NotAllowed):
                confirm_champion(SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_CONFIRM))

    @rule(data=st.data())
    def withdraw_offer(self, data):
        if champion := self.one(data, Champion.objects.all()):
            with contextlib.suppress(NotAllowed):
                withdraw_champion(champion, by=self.organiser)

    @rule(data=st.data())
    def introduce(self, data):
        pair = [self.one(data, Champion.objects.all()) for _ in range(2)]
        if all(pair):
            with contextlib.suppress(NotAllowed):
                agree_to_introduction(pair[0], consent="Yes.", by=None)
                introduce_champions(*pair, by=self.organiser)

    @rule(data=st.data(), sent_on=DAYS)
    def report_from_the_page_of_a_champion(self, data, sent_on):
        if champion := self.one(data, Champion.objects.all()):
            motion, clp = data.draw(st.sampled_from([self.motion, self.local])), data.draw(st.sampled_from(self.clps))
            report = make_report(motion, clp, sent_on=sent_on)
            with self.on(champion.motion), contextlib.suppress(NotAllowed):
                report_as_champion(champion, report, name="A", consent="Yes.")
                assert (motion, clp) == (champion.motion, champion.clp)

    @invariant()
    def stored_stages_equal_the_facts(self):
        if not hasattr(self, "motion"):
            return
        stored = {
            (row.motion_id, row.clp_id): (row.stage, row.since, row.is_checked, row.is_conflicting)
            for row in Standing.objects.all()
        }
        for motion, clp in product((self.motion, self.local), self.clps):
            point = standpoint_from_facts(motion, clp)
            derived = (point.stage, point.since, point.checked, point.conflicting)
            assert stored.get((motion.pk, clp.pk), ("not_started", None, False, False)) == derived

    @invariant()
    def entries_of_one_composite_are_voted_on_as_one(self):
        if hasattr(self, "motion"):
            for composite in Composite.objects.prefetch_related("entries"):
                assert len({(entry.state, entry.floor_on) for entry in composite.entries.all()}) <= 1

    @invariant()
    def progress_version_never_falls(self):
        if hasattr(self, "motion"):
            version = Motion.objects.get(pk=self.motion.pk).progress_version
            assert version >= self.version
            self.version = version


def test_stages_stored_equal_stages_rebuilt_after_any_sequence_of_actions():
    run_state_machine_as_test(
        Campaigning,
        settings=settings(
            max_examples=size(100, 12), stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )


def test_rebuild_stages_puts_a_wrong_row_right_and_then_finds_nothing():
    motion, clp = MotionFactory(), CLPFactory()
    make_submission(motion, clp)
    Standing.objects.update(stage="accepted", since=None)
    assert rebuild_stages(motion) == 1
    assert Standing.objects.get(clp=clp).stage == "with_clp"
    assert rebuild_stages(motion) == 0
