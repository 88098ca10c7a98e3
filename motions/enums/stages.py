"""How far a CLP has come."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """How far a CLP has come with a motion, in order; the last three are off the ladder."""

    NOT_STARTED = "not_started", "Not started"
    CHAMPION_FOUND = "champion_found", "Champion found"
    WITH_BRANCH = "with_branch", "With a branch"
    BRANCH_CARRIED = "branch_carried", "Branch carried"
    WITH_CLP = "with_clp", "With the CLP"
    CARRIED_AS_POLICY = "carried_as_policy", "Carried as policy"
    CARRIED_FOR_CONFERENCE = "carried_for_conference", "Carried for conference"
    SENT_TO_CONFERENCE = "sent_to_conference", "Sent to conference"
    ACCEPTED = "accepted", "Accepted"
    NOT_CARRIED = "not_carried", "Not carried"
    ANOTHER_MOTION_CHOSEN = "another_motion_chosen", "Another motion chosen"
    RULED_OUT = "ruled_out", "Ruled out"

    @property
    def css_class(self) -> str:
        """The class that gives a cell or a pill of this stage its colour and pattern."""
        return f"stage-{self.value.replace('_', '-')}"

    @property
    def letter(self) -> str:
        """The letter shown with the colour, so that colour never stands alone."""
        return STAGE_LETTERS[self]

    @property
    def wording(self) -> str:
        """A sentence for the public, about one CLP."""
        return STAGE_WORDINGS[self]


LADDER = tuple(list(Stage)[:9])
OFF_THE_LADDER = frozenset(list(Stage)[9:])
# The CLP itself has carried it, for whatever purpose and whatever conference then did with it.
ADOPTED_STAGES = frozenset(
    {
        Stage.CARRIED_AS_POLICY,
        Stage.CARRIED_FOR_CONFERENCE,
        Stage.SENT_TO_CONFERENCE,
        Stage.ACCEPTED,
        Stage.RULED_OUT,
    }
)
# It was sent, whatever conference ruled; and the CLP chose it for conference, which counts against the target.
EVER_SENT_STAGES = frozenset({Stage.SENT_TO_CONFERENCE, Stage.ACCEPTED, Stage.RULED_OUT})
TARGET_STAGES = EVER_SENT_STAGES | {Stage.CARRIED_FOR_CONFERENCE}
# Somebody has taken it up, and its way is not at an end.
UNDER_WAY_STAGES = frozenset(
    {
        Stage.CHAMPION_FOUND,
        Stage.WITH_BRANCH,
        Stage.BRANCH_CARRIED,
        Stage.WITH_CLP,
        Stage.CARRIED_AS_POLICY,
    }
)

STAGE_LETTERS = {
    Stage.NOT_STARTED: "",
    Stage.CHAMPION_FOUND: "F",
    Stage.WITH_BRANCH: "b",
    Stage.BRANCH_CARRIED: "B",
    Stage.WITH_CLP: "c",
    Stage.CARRIED_AS_POLICY: "P",
    Stage.CARRIED_FOR_CONFERENCE: "C",
    Stage.SENT_TO_CONFERENCE: "S",
    Stage.ACCEPTED: "A",
    Stage.NOT_CARRIED: "–",
    Stage.ANOTHER_MOTION_CHOSEN: "o",
    Stage.RULED_OUT: "x",
}

STAGE_WORDINGS = {
    Stage.NOT_STARTED: "Nobody has told us of a motion here yet.",
    Stage.CHAMPION_FOUND: "A member here has said they will take it forward.",
    Stage.WITH_BRANCH: "The motion is with a branch of this CLP.",
    Stage.BRANCH_CARRIED: "A branch has carried it. The CLP votes next.",
    Stage.WITH_CLP: "The motion is with the CLP and waits for its vote.",
    Stage.CARRIED_AS_POLICY: "The CLP carried it as policy. To reach conference it must vote on that too.",
    Stage.CARRIED_FOR_CONFERENCE: "The CLP carried it as its conference motion, for its secretary to send in.",
    Stage.SENT_TO_CONFERENCE: "The CLP has sent it to conference.",
    Stage.ACCEPTED: "Conference has accepted it: it was ruled in order.",
    Stage.NOT_CARRIED: "It was put to a meeting here and was not carried.",
    Stage.ANOTHER_MOTION_CHOSEN: "The CLP chose another motion for conference.",
    Stage.RULED_OUT: "The CLP sent it, and it was ruled out of order.",
}


class PublicView(TextChoices):
    """How much of each CLP's progress everybody may see."""

    ALL = "all", "Every stage"
    ADOPTED = "adopted", "Only CLPs that have carried it"
