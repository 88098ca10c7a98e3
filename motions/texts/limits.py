"""The words of a text against a conference's limits. `static/js/motion-editor.js` says the same in the browser."""

from dataclasses import dataclass

from motions.models import Conference, Motion, MotionVersion, Submission
from motions.texts.blocks import without_markers
from motions.texts.wordcount import count_words, count_words_strictly


@dataclass(frozen=True, slots=True)
class Count:
    """How many words one part of a motion has, and how many it may have."""

    part: str
    words: int
    strict: int
    limit: int | None = None
    # What the count would be by the other rule on the markers of lists, and whether this one counts them.
    otherwise: int | None = None
    with_markers: bool = True

    @property
    def left(self) -> int | None:
        """How many words can still be added; below nought when there are too many; None without a limit."""
        return None if self.limit is None else self.limit - self.words

    @property
    def is_over(self) -> bool:
        """Whether the whole submission would be ruled out for it."""
        return self.left is not None and self.left < 0

    @property
    def is_full(self) -> bool:
        """Whether not one word can be added."""
        return self.left == 0

    @property
    def figures(self) -> str:
        """The count and its limit: "250 of 250 words", or "1 word" without a limit."""
        if self.limit is None:
            return f"{self.words} {_words(self.words)}"
        return f"{self.words} of {self.limit} {_words(self.limit)}"

    @property
    def remark(self) -> str:
        """What the count means for the writer; empty without a limit."""
        if self.left is None:
            return ""
        if self.is_full:
            return "nothing can be added"
        return f"{self.left} left" if self.left > 0 else f"{-self.left} too many"

    @property
    def message(self) -> str:
        """The whole sentence: "Text: 253 of 250 words, 3 too many"."""
        between = ": " if self.is_full else ", "
        return f"{self.part}: {self.figures}" + (between + self.remark if self.remark else "")

    @property
    def warning(self) -> str:
        """What to say where others would count otherwise: strictly, or by another rule on the markers of lists."""
        if self.limit is None:
            return ""
        strictly = not self.is_over and self.strict > self.limit
        said = [f"Counted strictly it is {self.strict}: some count he/she as two words."] if strictly else []
        if self.otherwise not in (None, self.words):
            rule = "Without" if self.with_markers else "With"
            said.append(f"{rule} the markers of its lists it is {self.otherwise}.")
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many words a title and a text may have; None is no limit."""

    title: int | None = None
    text: int | None = None
    markers_are_words: bool = True

    @classmethod
    def of(cls, conference: Conference) -> "Limits":
        """Return the limits of a conference."""
        return cls(conference.title_word_limit, conference.text_word_limit, conference.markers_are_words)

    @classmethod
    def on(cls, motion: Motion) -> "Limits":
        """Return what holds for a motion: the limits are the conference's, so a model local motion has none."""
        return cls.of(motion.campaign.conference) if motion.for_conference else cls()

    def counts(self, *, title: str, text: str) -> dict[str, Count]:
        """Return the counts of both parts, by the name of the field."""
        return {"title": count("Title", title, self.title), "text": self.count_text("Text", text)}

    def count_text(self, part: str, text: str) -> Count:
        """Return the count of a text, by the conference's rule on the markers of lists."""
        return count(part, text, self.text, markers=self.markers_are_words)

    def refusals(self, *, title: str, text: str) -> dict[str, str]:
        """Return what to say of each part that is too long, by the name of the field; empty when all is well."""
        return {name: found.message for name, found in self.counts(title=title, text=text).items() if found.is_over}


def count(part: str, text: str, limit: int | None = None, *, markers: bool = True) -> Count:
    """Count one part of a motion; `markers` says whether the markers of lists are words."""
    bare = without_markers(text)
    counted, other = (text, bare) if markers else (bare, text)
    return Count(part, count_words(counted), count_words_strictly(counted), limit, count_words(other), markers)


def counted_words(text: str, conference: Conference) -> int:
    """Return how many words a text has by the rule of a conference."""
    return Limits.of(conference).count_text("", text).words


def current_counts(motion: Motion) -> list[Count]:
    """Return the counts of a motion's current text, title first; none before there is one."""
    current = motion.current_version
    return list(Limits.on(motion).counts(title=current.title, text=current.text).values()) if current else []


def counts_of(version: MotionVersion) -> list[Count]:
    """Return the counts of a published text, title first."""
    return list(Limits.on(version.motion).counts(title=version.title, text=version.text).values())


def over_limit(submission: Submission) -> Count | None:
    """Return the count of a submission's words as they stand now, where conference would rule them out as too long.

    A meeting that amends a text may break the limit, and the next one hears it as it stands.
    """
    motion = submission.version.motion
    if not motion.for_conference:
        return None
    found = Limits.on(motion).count_text("The text as amended", submission.text_now)
    return found if found.is_over else None


def room_words(version: MotionVersion) -> str:
    """Return what the limit means for whoever would add to this text; empty for one that has no limit."""
    text = Limits.on(version.motion).counts(title=version.title, text=version.text)["text"]
    if text.limit is None or text.left is None:
        return ""
    if text.left > 0:
        return (
            f"The text has {text.words} of the {text.limit} words that conference allows, so at most {text.left} can "
            "be added. One word over, and the whole motion is ruled out."
        )
    return (
        f"The text has {text.words} of the {text.limit} words that conference allows, so nothing can be added: one "
        "word over, and the whole motion is ruled out. Each word that goes in means one out."
    )


def _words(number: int) -> str:
    return "word" if number == 1 else "words"
