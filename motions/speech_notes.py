"""The speaker's page of a motion: the campaign's words, and general ones where it has written none."""

from dataclasses import dataclass
from math import ceil

from django.utils.safestring import SafeString

from motions.models import Motion, MotionVersion, SpeakerNotes
from motions.models.texts import MOVERS_MINUTES
from motions.progress.deadline import Deadline
from motions.texts.markdown import to_html
from motions.texts.wordcount import count_words

# What others may say of a motion that a meeting decides on for itself.
AT_HOME = (
    "**“I agree, but it will change nothing.”**\nA decision that a meeting has taken is one that people have to "
    "answer.\n\n**“Let us look at it again another time.”**\nIt is short, and everybody has it in front of them. "
    "Please vote tonight.\n\n**“I would change some of the words.”**\nThat is welcome. Ask for the exact words, and "
    "vote on those first."
)
# How a speech ends: what it asks of the meeting.
TO_SEND = (
    "Why conference, and why now? Conference looks at how many CLPs send a motion. The more of us send this one in "
    "the same words, and the sooner we do, the harder it is to leave it off the agenda. One email and one vote, and "
    "our CLP is among them.\n\nSo I ask you for two things tonight. Carry it. And send it to conference as our "
    "motion. I move."
)
AS_POLICY = (
    "It cannot go to this conference any more. But we can say tonight what our CLP stands for, and act on it: to our "
    "councillors, to our MP, and next year.\n\nPlease carry it as our own policy. I move."
)
OF_OUR_OWN = (
    "We can decide this ourselves, here, tonight. Nobody has to allow it. If we carry it, I will write the letter "
    "that it asks for this week, and tell you at the next meeting what came of it.\n\nPlease vote for it. I move."
)
# Spoken slowly, to a room.
WORDS_A_MINUTE = 130


@dataclass(frozen=True, slots=True)
class SpeechNotes:
    """Everything that a speaker's page says."""

    minutes: int
    points: list[str]
    speech: str
    objections: SafeString
    # Whether the speech is our general one, which leaves room for what only the speaker can tell.
    is_general: bool

    @property
    def words(self) -> int:
        """How many words the speech has."""
        return count_words(self.speech)

    @property
    def takes(self) -> int:
        """How many minutes it takes, rounded up."""
        return ceil(self.words / WORDS_A_MINUTE)


def speech_notes_for(version: MotionVersion, deadline: Deadline) -> SpeechNotes:
    """Return what to say for a published text; once motions have closed, our general words ask for no more than a
    decision of the meeting's own.
    """
    motion = version.motion
    notes = SpeakerNotes.objects.filter(motion=motion).first() or SpeakerNotes(motion=motion, minutes=MOVERS_MINUTES)
    points, can_be_sent = notes.own_points or motion.campaign.points, motion.for_conference and not deadline.has_passed
    ending = TO_SEND if can_be_sent else AS_POLICY if motion.for_conference else OF_OUR_OWN
    return SpeechNotes(
        minutes=notes.minutes,
        points=points,
        speech=notes.speech.strip() or _speech(version.title, points, ending),
        objections=to_html(
            notes.objections.strip() or (_objections(motion, deadline.in_words) if can_be_sent else AT_HOME)
        ),
        is_general=not notes.speech.strip(),
    )


def _speech(title: str, points: list[str], ending: str) -> str:
    """Return a speech that anybody can make their own; what only they can tell stands in round brackets."""
    parts = [
        f"Chair, friends: I move the motion on “{title}”.",
        "(Here tell in five sentences of somebody whom this touches, where you live. What you have seen yourself, and "
        "no name.)",
        "That is one person. There are many, and we all know some of them. The motion is short, and it is in front of "
        "you. Let me give you the reasons that matter most to me.",
        *points,
        "(Here read out the two demands that matter most, slowly. People follow in the text.)",
        ending,
    ]
    return "\n\n".join(parts)


def _objections(motion: Motion, deadline_words: str) -> str:
    """Return the objections that every conference motion meets, each with a short answer."""
    return (
        "**“It is a good cause, but it is not for conference.”**\nConference is where the party decides what it "
        "stands for. We can send one motion, and one that other CLPs send too is the one that is heard.\n\n"
        f"**“Let us look at it again another time.”**\nMotions close at {deadline_words}. Please vote tonight.\n\n"
        "**“I would change some of the words.”**\n"
        f"{_limit_words(motion)}CLPs that send the same words stand together.\n\n"
        "**“It would cost too much.”**\nAsk what it costs to leave things as they are, and who pays that now. If you "
        "do not know a figure, say so, and offer to send it round.\n\n"
        "**“We should write our own.”**\nWe could, and it would be ours alone. Motions that say the same are grouped "
        "together at conference, and the largest groups have the best chance to be debated."
    )


def _limit_words(motion: Motion) -> str:
    """Return what the limit means for whoever would change words; empty where the rules do not say."""
    limit = motion.campaign.conference.text_word_limit
    if limit is None:
        return ""
    return (
        f"At most {limit} words are allowed, and one over rules out the whole motion. Once it is full, each word in "
        "means one out. "
    )
