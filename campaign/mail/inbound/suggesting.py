"""Reading a vote out of a plain sentence: a suggestion for an organiser, never more.

Saying nothing is always right; saying the wrong thing is not. So where the words could mean two things, no suggestion.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from campaign.mail.inbound.figures import NO_FIGURES, PAIR, Figures, date_put_off_to, find_figures
from campaign.mail.inbound.wordings import (
    AMENDED,
    BEFORE_CARRIED,
    CARRIED,
    CLAUSE_ENDS,
    FOR_A_COMPOSITE,
    GREETING,
    HALF_TAKEN_BACK,
    LOST,
    NEGATION,
    OTHER_MOTION,
    OTHER_THINGS,
    OWN_NEGATION,
    PLAIN_AFTER,
    PLAIN_BEFORE,
    REFUSALS,
    TAKEN_BACK,
    UNCERTAIN,
    WITHOUT_AMENDMENT,
    WORD,
    are_plain_beside,
    are_plain_figures,
)
from motions.enums import TO_BE_HEARD_AGAIN, Body, Outcome

# Who tells of a vote does it in the first lines.
LONGEST = 2_000
SENTENCE_ENDS = re.compile(
    r"[.!;\n]+(?:\s|$)|\n|\s-\s|(?<!amended),?\s+(?:but|though|although|yet|and then|however)\s"
    r"|[,:]\s+(?=(?:(?:the|our|your) )?motion\b|ours\b|yours\b)",
    re.IGNORECASE,
)
# A line that a mail app broke goes on in the next: it is long, it ends in mid-sentence, or the next begins small.
LONG_LINE = 50
GOES_ON = re.compile(
    r"(?:,|\b(?:not|never|was|were|has|have|been|the|a|an|our|your|to|and|or|of|by|for|that|finally|n['’]t))$",
    re.IGNORECASE,
)
# "wasnt" is typed as often as "wasn't".
BARE_NOT = re.compile(r"\b(was|were|is|are|did|do|does|has|have|had|could|would|should|ca|wo)\s?nt\b", re.IGNORECASE)
# Who says "the motion" or "ours" speaks of ours, whatever "it" was said of before.
NAMES_OURS = re.compile(r"\b(?:(?:the|our|your|this) (?:conference )?motion|^motion|ours|yours)\b")
TELLS = re.compile(
    r"\b(?:passed|carried|lost|fell|won|defeated|rejected|adopted|approved|agreed|failed|withdrawn|remitted|deferred)\b"
)
# Whatever a keyboard has for an apostrophe, or a program made of one; dashes and quotes as they are plainest.
PLAIN_MARKS = {
    **dict.fromkeys(map(ord, "\u2019\u2018\u201b\u02bc\u2032\u00b4`\u0092"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d"), '"'),
    **dict.fromkeys(map(ord, "\u2013\u2014\u2212"), "-"),
}
OTHER_BODY = {
    Body.CLP: re.compile(r"\bbranch|\bward\b|\bunion\b"),
    Body.BRANCH: re.compile(r"\b(?:clp|gc|constituency)\b"),
}
AMENDING = re.compile(r"\bamend\w*")
WITH_FIGURES = frozenset({Outcome.CARRIED, Outcome.CARRIED_AS_AMENDED, Outcome.LOST})

PLAIN = "It says so plainly."
BY_FIGURES = "Only the figures say so."
TURNED = "The figures were given the other way round."
FIGURES_UNCLEAR = "The figures do not fit, so they are left out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What somebody seems to say that the meeting did; `confidence` says in words how sure that is."""

    outcome: Outcome
    confidence: str
    figures: Figures = NO_FIGURES
    deferred_to: date | None = None

    def plain(self) -> dict[str, str | int]:
        """Return what it says, without what it does not, as values that JSON and an address can hold."""
        values = {
            "outcome": self.outcome.value,
            "votes_for": self.figures.votes_for,
            "votes_against": self.figures.votes_against,
            "abstentions": self.figures.abstentions,
            "deferred_to": self.deferred_to.isoformat() if self.deferred_to else None,
            "confidence": self.confidence,
        }
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Said:
    """What one sentence says: outcomes, whether it names our motion, and whether it could mean something else."""

    outcomes: frozenset[Outcome] = frozenset()
    names_ours: bool = False
    is_other: bool = False
    is_doubtful: bool = False


def suggest(words: str, *, on: date, body: Body = Body.CLP) -> Suggestion | None:
    """Return what these words, written on a day, say of the vote of this body.

    None where they say nothing, or could mean two things. Give it the new words of a reply alone: what it quotes holds
    every outcome.
    """
    if TAKEN_BACK.search(words.casefold()):
        return None
    text = BARE_NOT.sub(r"\1n't", _joined(words[:LONGEST].translate(PLAIN_MARKS))).casefold().replace("w/ ", "with ")
    parts = [GREETING.sub("", " ".join(part.split())) for part in SENTENCE_ENDS.split(text) if part.strip()]
    sentences = [part for part in parts if part]
    said = [_read(sentence, body) for sentence in sentences]
    if any(one.is_doubtful for one in said):
        return None
    if any(one.is_other for one in said):
        # "The amendment fell. It passed": what passed? Only who names our motion is sure to mean it.
        if not any(one.outcomes and one.names_ours for one in said):
            return None
        said = [one if one.names_ours else Said() for one in said]
        sentences = [part for part, one in zip(sentences, said, strict=True) if one.outcomes]
    found = {outcome for one in said for outcome in one.outcomes}
    figures = find_figures(sentences)
    if not found:
        return _by_figures(figures) if all(_counts_ours(sentence, body) for sentence in sentences) else None
    outcome = _one_of(found)
    if outcome is None:
        return None
    if outcome in WITH_FIGURES:
        return _with_figures(outcome, figures)
    new_date = date_put_off_to(" ".join(text.split()), after=on) if outcome in TO_BE_HEARD_AGAIN else None
    return Suggestion(outcome=outcome, confidence=PLAIN, deferred_to=new_date)


def _joined(text: str) -> str:
    """Return the text with the lines put together again that a mail app broke."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1].rstrip() if lines else ""
        goes_on = len(before) >= LONG_LINE or GOES_ON.search(before) or line.strip()[:1].islower()
        if before and line.strip() and goes_on:
            lines[-1] = f"{before} {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _read(sentence: str, body: Body) -> Said:
    """Return what one sentence says, if it is sure to mean our motion and our meeting."""
    sentence = FOR_A_COMPOSITE.sub("", sentence)
    outcomes = frozenset(_outcomes(sentence))
    tells = bool(TELLS.search(sentence))
    if not outcomes:
        # It tells of some vote, and nobody can say of which, or how it went.
        is_other = bool(OTHER_THINGS.search(sentence) or OTHER_MOTION.search(sentence))
        return Said(is_other=is_other and tells, is_doubtful=tells and not is_other and _speaks_of_a_vote(sentence))
    names_ours = bool(NAMES_OURS.search(sentence)) and not OTHER_MOTION.search(sentence)
    if outcomes == {Outcome.ANOTHER_CHOSEN}:
        return Said(outcomes, names_ours) if _is_plain_otherwise(sentence, outcomes) else Said(is_doubtful=True)
    if OTHER_MOTION.search(sentence) or OTHER_BODY[body].search(sentence):
        return Said(is_other=True)
    is_plain = _is_plain if outcomes <= WITH_FIGURES else _is_plain_otherwise
    return Said(outcomes, names_ours) if is_plain(sentence, outcomes) else Said(is_doubtful=True)


def _counts_ours(sentence: str, body: Body) -> bool:
    """Whether a sentence holds no figures, or such as can only be those of the vote on our motion."""
    if not re.search(r"\d", sentence):
        return True
    names_other = OTHER_THINGS.search(sentence) or OTHER_MOTION.search(sentence) or OTHER_BODY[body].search(sentence)
    return not names_other and are_plain_figures(sentence)


def _speaks_of_a_vote(sentence: str) -> bool:
    return bool(CARRIED.search(sentence) or LOST.search(sentence))


def _is_plain(sentence: str, outcomes: frozenset[Outcome]) -> bool:
    """Whether nothing before the words names something else, and nothing behind them takes them back."""
    pattern = {Outcome.LOST: LOST, Outcome.CARRIED_AS_AMENDED: AMENDED}.get(next(iter(outcomes)), CARRIED)
    match = pattern.search(sentence)
    if match is None:
        return False
    before, after = sentence[: match.start()], WITHOUT_AMENDMENT.sub("", sentence[match.end() :])
    if Outcome.CARRIED_AS_AMENDED in outcomes:
        after = AMENDING.sub("", after)
    words = WORD.findall(before)
    behind = WORD.findall(CLAUSE_ENDS.split(after, maxsplit=1)[0])
    if not all(word in PLAIN_AFTER for word in behind):
        return False
    counted = re.search(r"\d", before) and not PAIR.search(before)
    return all(word in PLAIN_BEFORE for word in words) and not counted and not HALF_TAKEN_BACK.search(after)


def _is_plain_otherwise(sentence: str, outcomes: frozenset[Outcome]) -> bool:
    """Whether nothing around the words of an outcome that is no count names something else."""
    found = [(outcome, match) for outcome, pattern in BEFORE_CARRIED if (match := pattern.search(sentence))]
    said = sorted(
        ((outcome, match) for outcome, match in found if outcome in outcomes), key=lambda one: one[1].start()
    )
    if not said:
        return False
    (outcome, first), (_, last) = said[0], said[-1]
    return are_plain_beside(outcome, sentence[: first.start()], sentence[last.end() :])


def _outcomes(sentence: str) -> Iterator[Outcome]:
    """Yield every outcome that one sentence states as done."""
    if UNCERTAIN.search(REFUSALS.sub("", sentence)):
        return
    is_said = False
    for outcome, pattern in BEFORE_CARRIED:
        match = pattern.search(sentence)
        if match and not _turned_round(sentence[: match.start()], outcome):
            is_said = True
            yield outcome
    match = CARRIED.search(sentence)
    if match and not is_said and not _turned_round(sentence[: match.start()], Outcome.CARRIED):
        yield Outcome.CARRIED


def _turned_round(before: str, outcome: Outcome) -> bool:
    """Whether what stands before the words denies them, or says that they are about something else."""
    if OTHER_THINGS.search(before) and outcome not in TO_BE_HEARD_AGAIN:
        return True
    return outcome not in OWN_NEGATION and bool(NEGATION.search(before))


def _one_of(found: set[Outcome]) -> Outcome | None:
    """Return the one outcome that all the words come to, if they do."""
    if Outcome.CARRIED_AS_AMENDED in found:
        found = found - {Outcome.CARRIED}
    # Why it was put off says more than that it was.
    if len(found) == 2 and Outcome.DEFERRED in found and found <= TO_BE_HEARD_AGAIN:
        found = found - {Outcome.DEFERRED}
    return next(iter(found)) if len(found) == 1 else None


def _by_figures(figures: Figures) -> Suggestion | None:
    """Return what "23 for, 4 against" alone comes to. A tie is the chair's to settle, so it says nothing."""
    if not figures.named or figures.majority == 0:
        return None
    outcome = Outcome.CARRIED if figures.majority > 0 else Outcome.LOST
    return Suggestion(outcome=outcome, confidence=BY_FIGURES, figures=figures)


def _with_figures(outcome: Outcome, figures: Figures) -> Suggestion:
    if figures.majority == 0 or (figures.majority < 0) == (outcome == Outcome.LOST):
        return Suggestion(outcome=outcome, confidence=PLAIN, figures=figures)
    if outcome == Outcome.LOST and not figures.named:
        # People name the larger number first, whichever side it was.
        turned = replace(figures, votes_for=figures.votes_against, votes_against=figures.votes_for)
        return Suggestion(outcome=outcome, confidence=TURNED, figures=turned)
    return Suggestion(outcome=outcome, confidence=FIGURES_UNCLEAR)
