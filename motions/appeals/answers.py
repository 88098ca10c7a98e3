"""What is answered to each ground of refusal: the campaign's own words, or else these, which are ours."""

from collections.abc import Iterable, Mapping

from motions.enums import RulingGround
from motions.models import GroundAnswer

_G = RulingGround
DEFAULTS: Mapping[RulingGround, str] = {
    _G.SEVERAL_SUBJECTS: (
        "The motion has one subject, and its title names it. Each of its parts serves it: what is wrong, why it "
        "matters, and what is to be done. Take any part away, and the rest no longer says what the CLP decided.\n"
        "A motion does not gain a second subject by naming the several places, services or laws that its one demand "
        "is about. If the committee sees two subjects, we ask it to name them, and to say which words belong to "
        "which."
    ),
    _G.NOT_NEW: (
        "The matters below have arisen since, each with its day and where it can be read. The motion asks conference "
        "to decide about them, and no report that is before conference does.\n"
        "That a report touches a subject does not settle what the motion asks. If the committee relies on a passage "
        "of a report, we ask it to quote the passage, so that it can be laid beside the motion."
    ),
    _G.ADDRESSED: (
        "A report that speaks of a subject does not decide what this motion asks conference to decide. The motion "
        "asks for something that the report does not say, and its text shows what that is.\n"
        "We ask the committee to name the report and the page, and to lay the passage beside the motion: conference "
        "can then see what is left for it to decide."
    ),
    _G.LATE: (
        "The day on which the CLP sent the motion stands above. We ask the committee to say at which minute it "
        "arrived, and by which way.\n"
        "If the form or the mail of the party failed, that is no fault of the CLP. We can show when it was sent."
    ),
    _G.TOO_LONG: (
        "The counts above are made by the rule of this conference, on the text as it was sent. The motion keeps to "
        "them.\n"
        "We ask the committee to say how many words it counted, by which rule, and whether it counted the title, the "
        "numbers of lists, or words joined by a stroke, which the rule does not ask for."
    ),
    _G.ORGANISATIONAL: (
        "The motion asks for a policy. It gives no instruction on how the party arranges its own staff, bodies, "
        "premises or money.\n"
        "Where it names the party, it names it as the one that is to work for the policy. If the committee reads a "
        "sentence otherwise, we ask it to name that sentence."
    ),
    _G.RULE_CHANGE: (
        "The motion changes no rule. It adds no word to the rule book, takes none out, and suspends none.\n"
        "Everything that it asks for can be done under the rules as they are. If the committee holds that a rule "
        "stands in its way, we ask it to name the rule by chapter and clause."
    ),
    _G.OTHER: (
        "The committee’s reason is quoted above. We ask it to name the rule on which the reason rests, and the words "
        "of the motion that break it.\n"
        "We know of no such rule, and the text above keeps to those that were published."
    ),
    _G.NONE_GIVEN: (
        "No ground was given. A CLP can answer only what it has been told.\n"
        "We ask the committee to name the rule, to say which words break it, and to give the CLP time to answer; and, "
        "where it can name none, to rule the motion in order."
    ),
}
EDITABLE = tuple(DEFAULTS)


def answers_to(grounds: Iterable[RulingGround]) -> dict[RulingGround, str]:
    """Return what is answered to each of these grounds, in one query."""
    own = dict(GroundAnswer.objects.values_list("ground", "answer"))
    return {ground: own.get(ground, DEFAULTS[ground]) for ground in grounds}
