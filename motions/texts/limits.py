"""The words of a text against a conference's limits. `static/js/motion-editor.js` says the same in the browser."""

from dataclasses import dataclass, replace

from motions.enums import TitleRule
from motions.models import Conference, Motion, MotionVersion, Submission
from motions.texts.blocks import without_markers
from motions.texts.sections import SectionLimit, split_sections, without_line_numbers
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
    # Whether the numbers of lines are counted, and how many of the words are its title's.
    with_line_numbers: bool = True
    of_title: int = 0

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
    """How many words a title and a text may have, and what counts as one; None is no limit that we know of."""

    title: int | None = None
    text: int | None = None
    markers_are_words: bool = True
    title_rule: str = TitleRule.APART
    line_numbers_are_words: bool = True
    sections: tuple[SectionLimit, ...] = ()

    @classmethod
    def of(cls, conference: Conference) -> "Limits":
        """Return the limits of a conference."""
        return cls(
            conference.title_word_limit,
            conference.text_word_limit,
            conference.markers_are_words,
            conference.title_rule,
            conference.line_numbers_are_words,
            conference.sections,
        )

    @classmethod
    def on(cls, motion: Motion) -> "Limits":
        """Return what holds for a motion: the limits are the conference's, so a model local motion has none."""
        return cls.of(motion.campaign.conference) if motion.for_conference else cls()

    @property
    def title_part(self) -> str:
        """What the title is called beside its count."""
        return {
            TitleRule.IN_TEXT: "Title, counted with the text",
            TitleRule.NOT_COUNTED: "Title, which is not counted",
        }.get(TitleRule(self.title_rule), "Title")

    def counts(self, *, title: str, text: str) -> dict[str, Count]:
        """Return the counts of both parts by the name of the field, and then of each section by its own name."""
        return {
            "title": count(self.title_part, title, self.title),
            "text": self.count_text("Text", text, title=title),
            **self.count_sections(text),
        }

    def count_text(self, part: str, text: str, *, title: str = "") -> Count:
        """Return the count of a text, with its title where that counts with it."""
        text = self._bare(text)
        if self.sections:
            parts = split_sections(text, [section.name for section in self.sections])
            text = "\n".join(parts[name] for name in ("", *(one.name for one in self.sections if one.is_counted)))
        if self.title_rule == TitleRule.IN_TEXT:
            found = self._count(f"{part} with its title", f"{title}\n\n{text}", self.text)
            return replace(found, of_title=count_words(title))
        return self._count(part, text, self.text)

    def count_sections(self, text: str) -> dict[str, Count]:
        """Return the counts of the sections that have a limit of their own, by their names."""
        parts = split_sections(self._bare(text), [section.name for section in self.sections])
        return {
            f"section:{section.name}": self._count(f"“{section.name}”", parts[section.name], section.limit)
            for section in self.sections
            if section.limit
        }

    def over(self, *, title: str, text: str, part: str = "Text") -> list[Count]:
        """Return what of a text is over its limit: the whole first, then its sections."""
        found = [self.count_text(part, text, title=title), *self.count_sections(text).values()]
        return [one for one in found if one.is_over]

    def refusals(self, *, title: str, text: str) -> dict[str, str]:
        """Return what to say of each part that is too long, by the name of the field; empty when all is well."""
        of_title = count(self.title_part, title, self.title)
        too_long = ". ".join(found.message for found in self.over(title=title, text=text))
        return {
            **({"title": of_title.message} if of_title.is_over else {}),
            **({"text": too_long} if too_long else {}),
        }

    def _bare(self, text: str) -> str:
        """Return a text without the numbers of its lines, where they do not count."""
        return text if self.line_numbers_are_words else without_line_numbers(text)

    def _count(self, part: str, text: str, limit: int | None) -> Count:
        found = count(part, text, limit, markers=self.markers_are_words)
        return replace(found, with_line_numbers=self.line_numbers_are_words)


def count(part: str, text: str, limit: int | None = None, *, markers: bool = True) -> Count:
    """Count one part of a motion; `markers` says whether the markers of lists are words."""
    bare = without_markers(text)
    counted, other = (text, bare) if markers else (bare, text)
    return Count(part, count_words(counted), count_words_strictly(counted), limit, count_words(other), markers)


def counted_words(text: str, conference: Conference, *, title: str) -> int:
    """Return how many words a text has by the rule of a conference."""
    return Limits.of(conference).count_text("", text, title=title).words


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
    limits = Limits.on(motion)
    found = limits.over(title=submission.version.title, text=submission.text_now, part="The text as amended")
    return found[0] if found else None


def room_words(version: MotionVersion) -> str:
    """Return what the limit means for whoever would add to this text; empty for one that has no limit."""
    _, text, *sections = Limits.on(version.motion).counts(title=version.title, text=version.text).values()
    said = [_room("The text", text), *(_room(found.part, found) for found in sections)]
    return " ".join(filter(None, said))


def _room(part: str, found: Count) -> str:
    """Return what one limit means for whoever would add to it."""
    if found.limit is None or found.left is None:
        return ""
    if found.left > 0:
        return (
            f"{part} has {found.words} of the {found.limit} words that conference allows, so at most {found.left} "
            "can be added. One word over, and the whole motion is ruled out."
        )
    return (
        f"{part} has {found.words} of the {found.limit} words that conference allows, so nothing can be added: one "
        "word over, and the whole motion is ruled out. Each word that goes in means one out."
    )


def _words(number: int) -> str:
    return "word" if number == 1 else "words"
