"""Model local motions: what a branch or CLP passes on its own account. Counted apart, never towards conference."""

from dataclasses import dataclass

from motions.counts import CARRIED_IN_ANY_WAY
from motions.enums import (
    ADOPTED,
    ADOPTED_STAGES,
    Body,
    Outcome,
    PublicView,
    Stage,
    SubmissionState,
)
from motions.models import Motion, Standing, Submission
from motions.next_steps import NextStep, step_after

# What a stage says of a motion that goes no further than the body that passes it.
LOCAL_WORDINGS = {
    Stage.BRANCH_CARRIED: "A branch here has passed it.",
    Stage.CARRIED_AS_POLICY: "The CLP has passed it.",
    Stage.ANOTHER_MOTION_CHOSEN: Stage.NOT_CARRIED.wording,
}


def stage_wording(motion: Motion, stage: Stage) -> str:
    """Return a stage in a sentence, for a conference motion or for a model local one."""
    return stage.wording if motion.for_conference else LOCAL_WORDINGS.get(stage, stage.wording)


def next_local_step(stage: Stage, outcome: Outcome | None = None) -> NextStep:
    """Return what whoever reported a model local motion can do once its meeting has been, with that outcome."""
    if after := step_after(outcome, stage):
        return after
    return _MAKE_IT_HAPPEN if stage in ADOPTED_STAGES | {Stage.BRANCH_CARRIED} else _IT_CAN_COME_BACK


_MAKE_IT_HAPPEN = NextStep(
    title="Now make it happen",
    text="The meeting has decided it. Write to those it calls on, and tell members what came of it.",
)
_IT_CAN_COME_BACK = NextStep(
    title="It can come back",
    text="Ask what people did not like. Another meeting, or another branch, may see it differently.",
)


@dataclass(frozen=True, slots=True)
class Passed:
    """How many bodies have passed a model local motion, as far as the campaign shows it. None: it does not."""

    clps: int
    branches: int | None
    before_a_meeting: int | None

    @property
    def words(self) -> str:
        """The count as a sentence."""
        clps = f"{self.clps} CLP{'' if self.clps == 1 else 's'}"
        if self.branches is None:
            return f"Passed by {clps}."
        return f"Passed by {self.branches} branch{'' if self.branches == 1 else 'es'} and {clps}."


def count_passed(motion: Motion) -> Passed:
    """Return who has passed a model local motion, in three queries at most.

    A campaign that shows only the CLPs that carried it shows those here too, and nothing of branches.
    """
    clps = Standing.objects.filter(motion=motion, stage__in=CARRIED_IN_ANY_WAY.stages).count()
    if motion.campaign.public_view == PublicView.ADOPTED:
        return Passed(clps, None, None)
    # A CLP's own stage hides that a branch of it has passed the motion too, so branches are counted from their votes.
    counted = Submission.objects.counted().filter(version__motion=motion)
    of_branches = counted.filter(body=Body.BRANCH, state=SubmissionState.DECIDED).with_last_vote()
    branches = of_branches.filter(vote_outcome__in=ADOPTED).order_by().values("branch").distinct().count()
    return Passed(clps, branches, counted.awaiting_outcome().count())
