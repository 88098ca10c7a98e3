"""Reading the figures of a vote and a new date out of plain sentences, in small letters with plain hyphens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_N = r"(?<![\d/.:-])(\d{1,4})(?![\d/:]|\.\d|-\d{1,4}-)"
PAIR = re.compile(
    rf"{_N}(?: votes?)?\s*(?:-|to|v|vs|votes? to|against)\s*(?<!\d)(\d{{1,4}})(?![\d/:-]|\.\d)"
    r"(?!\s*(?:am|pm|o'clock|people|members|minutes|mins|hours|days|weeks|months|years|st|nd|rd|th"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b)"
)
FOR = re.compile(rf"{_N}(?: votes?)?(?: were)? (?:for|in favou?r)\b|\b(?:for|in favou?r):? (\d{{1,4}})\b")
AGAINST = re.compile(rf"{_N}(?: votes?)?(?: were)? against\b|\bagainst:? (\d{{1,4}})\b")
# "For: 19 Against: 6", in which the 19 stands before "against" as well.
LABELLED = re.compile(r"\bfor:? (\d{1,4})[,;.]? *against:? (\d{1,4})\b(?! (?:for|against)\b)")
NONE_AGAINST = re.compile(r"\b(?:none|nobody|no one|no votes?|nil) (?:voted )?against\b")
ABSTAINED = re.compile(rf"{_N}(?: people)? (?:abstentions?|abstained|abstaining)\b|\babstentions?:? (\d{{1,4}})\b")
NONE_ABSTAINED = re.compile(r"\bno(?:body)? (?:abstentions?|abstained)\b")
# A pair of numbers is a vote only beside a word of one, or where it stands alone: "Passed! 23 to 4."
VOTING = re.compile(
    r"\b(?:vote[ds]?|pass(?:ed)?|carried|lost|fell|won|defeated|rejected|failed|adopted|approved|agreed|for|against)\b"
)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_WEEKDAY = r"(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?,?"
_TO = rf"\b(?:to|until|till|on|for)\s+(?:the\s+)?(?:{_WEEKDAY}\s+)?(?:the\s+)?"
DAY_FIRST = re.compile(rf"{_TO}(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+(20\d\d))?")
MONTH_FIRST = re.compile(rf"{_TO}{_MONTH}\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d))?")
IN_FIGURES = re.compile(rf"{_TO}(\d{{1,2}})[/.](\d{{1,2}})(?:[/.]((?:20)?\d\d))?(?![\d/])")
# Nobody puts a motion off for longer; a day further on is a slip.
FURTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Figures:
    """Votes as they were given. `named`: the words said which were for and which against."""

    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    named: bool = False

    @property
    def majority(self) -> int:
        """By how many it was carried; below nought where it was lost, and nought where nobody can say."""
        return (self.votes_for or 0) - (self.votes_against or 0)


NO_FIGURES = Figures()


def find_figures(sentences: Sequence[str]) -> Figures:
    """Return the figures of the vote: none of them where there are none, or more than one vote's."""
    text = " . ".join(sentences)
    ayes, noes = _number(FOR, text), _number(AGAINST, text)
    if labelled := LABELLED.search(text):
        ayes, noes = int(labelled[1]), int(labelled[2])
    if noes is None and NONE_AGAINST.search(text):
        noes = 0
    abstained = _number(ABSTAINED, text)
    if abstained is None and NONE_ABSTAINED.search(text):
        abstained = 0
    if ayes is not None and noes is not None:
        return Figures(ayes, noes, abstained, named=True)
    pairs = {match.groups() for part in sentences if _tells_of_votes(part) for match in PAIR.finditer(part)}
    if len(pairs) == 1:
        first, second = pairs.pop()
        return Figures(int(first), int(second), abstained)
    return NO_FIGURES


def _tells_of_votes(sentence: str) -> bool:
    return bool(VOTING.search(sentence) or PAIR.fullmatch(sentence))


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    """Return the one number that a pattern finds; None for none, and for several that differ."""
    found = {int(next(group for group in match.groups() if group)) for match in pattern.finditer(text)}
    return found.pop() if len(found) == 1 else None


def date_put_off_to(text: str, *, after: date) -> date | None:
    """Return the one day after `after` that the text names as the new one; without a year, the next such day."""
    found = set()
    for day, month, year in _days(text):
        try:
            named = date(year or after.year, month, day)
            if year is None and named <= after:
                named = named.replace(year=after.year + 1)
        except ValueError:
            continue
        if after < named <= after + FURTHEST:
            found.add(named)
    return found.pop() if len(found) == 1 else None


def _days(text: str) -> list[tuple[int, int, int | None]]:
    """Return each day as its day, its month and its year, where the text gives one."""
    days = [(int(d), MONTHS.index(m) + 1, int(y) if y else None) for d, m, y in DAY_FIRST.findall(text)]
    days += [(int(d), MONTHS.index(m) + 1, int(y) if y else None) for m, d, y in MONTH_FIRST.findall(text)]
    for d, m, y in IN_FIGURES.findall(text):
        days.append((int(d), int(m), int(y) % 100 + 2000 if y else None))
    return days
