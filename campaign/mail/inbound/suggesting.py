"""Reading a vote out of a plain sentence: a suggestion for an organiser, never more.

Saying nothing is always right; saying the wrong thing is not. So where the words could mean two things, no suggestion.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from campaign.mail.inbound.figures import NO_FIGURES, Figures, date_put_off_to, find_figures
from campaign.mail.inbound.wordings import BEFORE_CARRIED, CARRIED, NEGATION, OTHER_THINGS, OWN_NEGATION, UNCERTAIN
from motions.enums import TO_BE_HEARD_AGAIN, Outcome

# Who tells of a vote does it in the first lines.
LONGEST = 2_000
SENTENCE_ENDS = re.compile(
    r"[.!;\n]+(?:\s|$)|\n|\s-\s|,?\s+(?:but|though|although|yet|and then|however)\s", re.IGNORECASE
)
PLAIN_MARKS = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2212": "-"}
)
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


def suggest(words: str, *, on: date) -> Suggestion | None:
    """Return what these words, written on a day, say of the vote.

    None where they say nothing, or could mean two things. Give it the new words of a reply alone: what it quotes holds
    every outcome.
    """
    text = words[:LONGEST].translate(PLAIN_MARKS).casefold()
    sentences = [" ".join(part.split()) for part in SENTENCE_ENDS.split(text) if part.strip()]
    found = {outcome for sentence in sentences for outcome in _outcomes(sentence)}
    figures = find_figures(sentences)
    if not found:
        return _by_figures(figures)
    outcome = _one_of(found)
    if outcome is None:
        return None
    if outcome in WITH_FIGURES:
        return _with_figures(outcome, figures)
    new_date = date_put_off_to(" ".join(text.split()), after=on) if outcome in TO_BE_HEARD_AGAIN else None
    return Suggestion(outcome=outcome, confidence=PLAIN, deferred_to=new_date)


def _outcomes(sentence: str) -> Iterator[Outcome]:
    """Yield every outcome that one sentence states as done."""
    if UNCERTAIN.search(sentence):
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
