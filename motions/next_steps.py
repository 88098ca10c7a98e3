"""What to do next: in a CLP at its stage, and after a meeting that neither carried nor lost the motion."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from motions.enums import (
    ADOPTED_STAGES,
    EVER_SENT_STAGES,
    AdviceStep,
    EntryState,
    Outcome,
    Stage,
    SubmissionState,
)
from motions.models import ConferenceEntry, Motion, Submission
from motions.progress.deadline import meets_after, read_deadline
from motions.suspensions import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What a member of this CLP can do next, and which buttons its page offers for it.

    `sends` writes the email, `reports` tells that it was sent, `votes` tells how a meeting went, and `shares` offers
    words to pass on. `wording` says where the motion stands in place of the stage's own sentence, and `outcome` is the
    one that the help page has an answer about.
    """

    title: str
    text: str
    sends: bool = False
    reports: bool = False
    votes: bool = False
    shares: bool = False
    wording: str = ""
    outcome: Outcome | None = None


_TAKE_IT = "It takes one email. We write it with you, and you can change every word."
_BY_DELEGATES = (
    "Delegates vote at the General Committee. Ask those of your branch to speak for it and to vote for it, and the "
    "chair whether a member may speak. Afterwards tell us how it went."
)
_NEXT_STEPS = {
    Stage.NOT_STARTED: NextStep(title="Take the motion to your CLP", text=_TAKE_IT, sends=True, reports=True),
    Stage.CHAMPION_FOUND: NextStep(
        title="Has it gone to the secretary?",
        text="A member here means to take it. If that is you, the link in our mail to you opens your own page. If "
        "not, you can take it as well: two are better than one. " + _TAKE_IT,
        sends=True,
        reports=True,
    ),
    Stage.WITH_BRANCH: NextStep(
        title="Go to the branch meeting",
        text="Speak for it and vote. Your own branch can carry it too: write to its secretary.",
        votes=True,
        sends=True,
        reports=True,
    ),
    Stage.BRANCH_CARRIED: NextStep(
        title="Now the CLP",
        text="A branch has proposed it. It goes to the CLP secretary next, for a meeting of the CLP to vote on.",
        sends=True,
        reports=True,
    ),
    Stage.WITH_CLP: NextStep(
        title="Go to the meeting",
        text="Be there, speak for it, and bring two friends who vote for it. Afterwards tell us how it went.",
        votes=True,
    ),
    Stage.CARRIED_AS_POLICY: NextStep(
        title="Ask for one more vote",
        text="The CLP agrees with it. For conference it has to choose it as its conference motion, at a meeting "
        "before the deadline. The email for that says when the CLP carried it.",
        sends=True,
        votes=True,
    ),
    Stage.CARRIED_FOR_CONFERENCE: NextStep(
        title="Make sure it is sent",
        text="Ask the CLP secretary to send it to conference before the deadline, and to tell you when it has gone. "
        "Then tell other CLPs: each that follows makes it stronger.",
        shares=True,
    ),
    Stage.SENT_TO_CONFERENCE: NextStep(
        title="Talk to your delegate",
        text="It has gone. Your CLP’s delegates speak and vote for it at conference. Tell other CLPs meanwhile: each "
        "that sends it too makes it stronger.",
        shares=True,
    ),
    Stage.ACCEPTED: NextStep(
        title="Talk to your delegate",
        text="It is in order. Your CLP’s delegates speak and vote for it at conference.",
        shares=True,
    ),
    Stage.NOT_CARRIED: NextStep(
        title="It can come back",
        text="Ask what people did not like. Another branch, or a later meeting, may see it differently.",
        sends=True,
        reports=True,
        outcome=Outcome.LOST,
    ),
    Stage.ANOTHER_MOTION_CHOSEN: NextStep(
        title="You can still help",
        text="Each CLP sends one motion. Help a CLP next door, or ask yours to carry it as policy.",
        outcome=Outcome.ANOTHER_CHOSEN,
    ),
    Stage.RULED_OUT: NextStep(
        title="Ask about an appeal",
        text="The CLP can appeal, if it does so in time. Ask us at the foot of this page: we have seen how these go.",
    ),
}
# A meeting that did not carry it has not always turned it down: what to do depends on what it did.
_AFTER_OUTCOMES = {
    Outcome.REMITTED: NextStep(
        title="Ask when it comes back",
        text="It was passed to the executive without a vote on it, so nothing is decided. Ask the secretary when the "
        "executive looks at it, and ask for it to come back to a meeting before motions close.",
        wording="A meeting passed it to the executive, without a vote on it.",
    ),
    Outcome.WITHDRAWN: NextStep(
        title="Find out why it was taken back",
        text="The mover took it back before a vote, so the meeting has decided nothing. Ask what stood in the way. It "
        "can be sent again, to a later meeting or by another member.",
        sends=True,
        reports=True,
        wording="It was taken back before a meeting could vote on it.",
    ),
    Outcome.NOT_MOVED: NextStep(
        title="Find somebody to move it",
        text="Nobody was there to move it, so it fell without a vote and nothing is decided. Find a member who comes "
        "and moves it, and another who seconds it, and send it to the next meeting.",
        sends=True,
        reports=True,
        wording="It was on the agenda of a meeting here, and nobody was there to move it.",
    ),
    Outcome.RULED_OUT_BY_CHAIR: NextStep(
        title="Ask which rule it was",
        text="Ask the chair or the secretary, kindly and in writing, which rule or standing order it was. What can be "
        "put right, put right, and send it to the next meeting. Tell us the reason: other CLPs may hear it too.",
        sends=True,
        reports=True,
        wording="The chair of a meeting here ruled it out, and there was no vote.",
    ),
    Outcome.OTHER: NextStep(
        title="Ask whether it comes back",
        text="What the meeting did fits none of our answers, so an organiser reads what was written and may ask. "
        "Meanwhile, ask the secretary whether the motion is to be heard again, and when.",
        votes=True,
        wording="A meeting has dealt with it in a way of its own. An organiser finds out what that means.",
    ),
}
_TOO_LATE = NextStep(
    title="The deadline has passed",
    text="New motions cannot reach this conference. You can still tell us how a vote went.",
    votes=True,
)
# What was carried still stands, and may have been sent in time: there is something to ask.
_LATE_STEPS = {
    Stage.CARRIED_FOR_CONFERENCE: NextStep(
        title="Was it sent in time?",
        text="Motions have closed. If the CLP secretary sent it before the deadline, it counts: ask, and tell us on "
        "which day. If not, it stands as what your CLP has decided, and it can act on it.",
        votes=True,
        wording="The CLP carried it as its conference motion. We have not heard that it was sent in time.",
    ),
    Stage.CARRIED_AS_POLICY: NextStep(
        title="It stands as your CLP’s policy",
        text="Motions have closed, so it can no longer be chosen for this conference. Your CLP can act on it, and "
        "choose it another year. Did it vote on that before the deadline? Then tell us.",
        votes=True,
        wording="The CLP carried it as policy.",
    ),
    Stage.BRANCH_CARRIED: NextStep(
        title="It is too late for this conference",
        text="Motions have closed. The CLP can still carry it as its own policy: ask its secretary which meeting can "
        "hear it. Did the CLP vote before the deadline? Then tell us.",
        votes=True,
        wording="A branch has carried it.",
    ),
}
# It has gone, and no other CLP can send it any more: there is nothing to ask of them.
_LATE_AT_CONFERENCE = {
    Stage.SENT_TO_CONFERENCE: NextStep(
        title="Talk to your delegate",
        text="It has gone. Your CLP’s delegates speak and vote for it at conference. Tell them that you count on it.",
    ),
    Stage.ACCEPTED: NextStep(
        title="Talk to your delegate",
        text="It is in order. Your CLP’s delegates speak and vote for it at conference.",
    ),
}
_WHAT_BECAME_OF_IT = NextStep(
    title="Ask what became of it",
    text="Conference is over. Ask your CLP’s delegates how it went there, and tell us by the link at the foot of this "
    "page: we have not heard yet.",
)
_AFTER_CONFERENCE = {
    Stage.SENT_TO_CONFERENCE: _WHAT_BECAME_OF_IT,
    Stage.ACCEPTED: _WHAT_BECAME_OF_IT,
    Stage.RULED_OUT: NextStep(
        title="It was not heard this time",
        text="Conference is over, and the motion was ruled out. What your CLP has decided stands as its own policy: "
        "it can act on it, and the motion can come back another year.",
    ),
}
_CALLED_OFF = NextStep(
    title="The conference is called off",
    text="No motion can be sent to it. What your branch or CLP has decided, or decides yet, stands as its own policy, "
    "and it can act on it. You can still tell us how a vote went.",
    votes=True,
)
_WAITS_FOR_A_MEETING = frozenset({Stage.WITH_BRANCH, Stage.WITH_CLP, Stage.CARRIED_AS_POLICY, Stage.BRANCH_CARRIED})
_BEFORE_CONFERENCE = frozenset(set(_NEXT_STEPS) - EVER_SENT_STAGES)
_AFTER_THE_VOTE = NextStep(
    title="Conference has dealt with it",
    text="Thank you. Tell your CLP at its next meeting, and thank its delegates.",
    shares=True,
)
_NOT_DEBATED = NextStep(
    title="It will not be debated this time",
    text="The priorities ballot chose other subjects. Your CLP can still act on it, and it can come back next year.",
)


def next_step(
    stage: Stage,
    motion: Motion,
    now: datetime,
    *,
    entry: ConferenceEntry | None = None,
    outcome: Outcome | None = None,
    suspension: Span | None = None,
    by_delegates: bool = False,
) -> NextStep:
    """Return what to do next at this stage; after the deadline nothing new can be sent.

    `suspension` is what keeps meetings there from being held today, and `by_delegates` says that a General Committee
    votes.

    `entry` is what conference has of it, once it is accepted, and `outcome` what the meeting did that the stage tells
    of.
    """
    # What conference did comes first: it stands whatever the clock says.
    if entry and entry.floor_result:
        return _AFTER_THE_VOTE
    if entry and entry.state == EntryState.NOT_CHOSEN:
        return _NOT_DEBATED
    # Before the deadline is asked for: it passes too, and "too late" would be the wrong reason.
    if motion.campaign.conference.called_off_at:
        return _CALLED_OFF
    if now >= motion.campaign.conference.deadline:
        return _late_step(stage, motion, now, outcome)
    if suspension and stage in _WAITS_FOR_A_MEETING:
        words = _afterwards(suspension, motion.campaign.conference.deadline_day)
        return replace(_NEXT_STEPS[stage], title="Meetings are suspended", text=words)
    step = step_after(outcome, stage) or _NEXT_STEPS[stage]
    # The plain step alone: one that follows an outcome has words of its own.
    return replace(step, text=_BY_DELEGATES) if by_delegates and step is _NEXT_STEPS[Stage.WITH_CLP] else step


def _late_step(stage: Stage, motion: Motion, now: datetime, outcome: Outcome | None) -> NextStep:
    """Return what to do once nothing can be sent any more, and once conference is over."""
    if stage in _BEFORE_CONFERENCE:
        after = step_after(outcome, stage)
        return _LATE_STEPS.get(stage) or replace(_TOO_LATE, wording=after.wording if after else "")
    if timezone.localdate(now) > motion.campaign.conference.ends_on:
        return _AFTER_CONFERENCE[stage]
    return _LATE_AT_CONFERENCE.get(stage) or _NEXT_STEPS[stage]


def _afterwards(suspension: Span, closes_on: date) -> str:
    """Say what to do while no meeting can be held before motions close, or at all."""
    when = f"They are {suspension.until_words}, so nobody can vote on it there before."
    ask = "Ask the secretary to put it on the agenda of the first meeting afterwards, and be there."
    if suspension.ends_on and suspension.ends_on >= closes_on:
        when += " By then motions have closed."
        ask = "A later meeting can still carry it as your CLP’s own policy."
    if suspension.executives_may_decide and suspension.is_own_word:
        ask += " Meanwhile the CLP’s executive committee decides: ask for the motion to be put to it."
    elif suspension.executives_may_decide:
        ask += " The CLP’s executive committee may decide meanwhile: ask whether it can take the motion."
    return f"{when} {ask}"


def step_after(outcome: Outcome | None, stage: Stage) -> NextStep | None:
    """Return what to do after a meeting that neither carried nor lost it; None where the stage says what to do."""
    if outcome not in _AFTER_OUTCOMES or stage in ADOPTED_STAGES | {Stage.BRANCH_CARRIED}:
        return None
    return replace(_AFTER_OUTCOMES[outcome], outcome=outcome)


def late_meeting(submission: Submission) -> str:
    """Return what to say of a meeting that is too late for conference, and what can still be done; "" of others."""
    conference = submission.version.motion.campaign.conference
    meets_on, motion = submission.meeting_on, submission.version.motion
    if meets_on is None or not motion.for_conference or submission.state == SubmissionState.DECIDED:
        return ""
    if conference.called_off_at:
        return ""
    if meets_on > conference.ends_on:
        late = (
            f"That meeting, on {meets_on:%-d %B %Y}, is after {conference.name}, so it cannot send the motion there."
        )
    elif meets_after(conference.deadline, meets_on, submission.meeting_time):
        closes = read_deadline(motion.campaign, now=timezone.now()).in_words
        late = (
            f"That meeting, on {meets_on:%-d %B %Y}, is after motions close, at {closes}, so it cannot send the "
            f"motion to {conference.name}."
        )
    else:
        return ""
    if timezone.now() >= conference.deadline:
        return f"{late} It can still carry it as policy, for your CLP to act on and for next year."
    return (
        f"{late} Ask the secretary whether an earlier meeting can take it, or the executive committee on the CLP’s "
        "behalf. Carried later, it can still be your CLP’s policy."
    )


_STUCK_AT = {
    Stage.NOT_STARTED: AdviceStep.FINDING_SECRETARY,
    Stage.CHAMPION_FOUND: AdviceStep.FINDING_SECRETARY,
    Stage.BRANCH_CARRIED: AdviceStep.WHICH_WAY,
    Stage.WITH_BRANCH: AdviceStep.SPEAKING,
    Stage.WITH_CLP: AdviceStep.SPEAKING,
    Stage.NOT_CARRIED: AdviceStep.NOT_CARRIED,
    Stage.ANOTHER_MOTION_CHOSEN: AdviceStep.NOT_CARRIED,
}


def stuck_at(stage: Stage, step: NextStep | None = None) -> AdviceStep:
    """Return what people usually ask about in a CLP at this stage, or after what its meeting did."""
    if step and step.outcome:
        return AdviceStep.RULED_OUT if step.outcome == Outcome.RULED_OUT_BY_CHAIR else AdviceStep.NOT_CARRIED
    return _STUCK_AT.get(stage, AdviceStep.AFTER_CARRIED)
