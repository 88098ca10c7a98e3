"""The rules of a conference as everybody may read them: each line in words, with where it was read.

What nobody has entered is said to be not known: a gap that is passed over looks like a rule that there is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from motions.enums import Priorities, RuleChangeBeside, RuleSubject, SenderKind, TitleRule
from motions.models import Conference, ConferenceSender, ConferenceWindow, RuleSet
from motions.models.rules import grounds_of, rules_of
from motions.progress.deadline import clock_words
from motions.texts.sections import SectionLimit

NOT_SAID = "The rules we have read do not say."
NOT_COUNTED = (
    "That is for an amendment sent in to conference, which this site does not count. A motion that your own meeting "
    "amends is counted whole, by the limits above."
)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: what it is about, what it says (empty is not known), and its own source, where it has one."""

    name: str
    words: str
    source: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anybody has entered it."""
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class RulePart:
    """The rules on one subject, with where they were read and the words of the rule, where we have them."""

    heading: str
    lines: Sequence[RuleLine]
    source: str
    quote: str = ""


def rules_in_words(conference: Conference) -> list[RulePart]:
    """Return everything that is known of the rules of a conference, and what is not, by subject."""
    rules = rules_of(conference)
    own = {one.subject: one for one in conference.rule_sources.all()}
    said = {
        RuleSubject.LENGTH: _length(conference, rules),
        RuleSubject.MATTERS: _matters(conference, rules),
        RuleSubject.SENDING: _sending(conference),
        RuleSubject.RULE_CHANGES: _rule_changes(rules),
        RuleSubject.DELEGATION: [RuleLine("Delegates of one body, at most", _number(rules.delegation_most))],
        RuleSubject.APPEALS: _appeals(rules),
        RuleSubject.PRIORITIES: _priorities(rules),
    }
    parts = [
        RulePart(
            subject.label,
            lines,
            own[subject].source if subject in own else conference.rules_source,
            own[subject].quote if subject in own else "",
        )
        for subject, lines in said.items()
    ]
    return [
        RulePart("When things are taken", list(_times(conference)), conference.rules_source),
        *parts,
        RulePart("Why a motion may be refused", list(_grounds(conference)), conference.rules_source),
        *(
            [RulePart("What else they say", [RuleLine("Besides", rules.notes)], conference.rules_source)]
            if rules.notes
            else []
        ),
    ]


def moment_words(moment: datetime) -> str:
    """Return a moment as people say it: “5pm on Thursday 16 September 2027”."""
    local = timezone.localtime(moment)
    return f"{clock_words(local)} on {date_format(local, 'l j F Y')}"


def _times(conference: Conference) -> Iterator[RuleLine]:
    expected = " (expected, not announced yet)" if conference.dates_are_provisional else ""
    opens = conference.motions_open_on
    yield RuleLine("Motions, from", date_format(opens, "l j F Y") if opens else "")
    yield RuleLine("Motions, until", moment_words(conference.deadline) + expected)
    for window in conference.windows.all():
        yield RuleLine(window.get_kind_display(), _window(window), window.source)


def _window(window: ConferenceWindow) -> str:
    opens, closes = window.opens_at, window.closes_at
    said = [
        f"From {moment_words(opens)}" if opens else "",
        f"{'until' if opens else 'Until'} {moment_words(closes)}" if closes else "",
    ]
    when = " ".join(filter(None, said))
    return " ".join(filter(None, [f"{when}." if when else NOT_SAID if window.note else "", window.note]))


def _length(conference: Conference, rules: RuleSet) -> list[RuleLine]:
    title = _words(conference.title_word_limit)
    if conference.title_rule != TitleRule.APART:
        title = f"{conference.get_title_rule_display()}."
    return [
        RuleLine("The title", title),
        RuleLine("The text", _words(conference.text_word_limit)),
        *(RuleLine(f"The section “{one.name}”", _section(one)) for one in conference.sections),
        RuleLine("The markers of lists", "Counted." if conference.markers_are_words else "Not counted."),
        RuleLine("The numbers of lines", "Counted." if conference.line_numbers_are_words else "Not counted."),
        RuleLine("An amendment", _amendment(rules.amendment_word_limit)),
        RuleLine("An emergency motion", _words(rules.emergency_word_limit)),
    ]


def _amendment(limit: int | None) -> str:
    """Say what the limit is for: next to those that the site does count, it would seem to hold for a CLP's changes."""
    return f"{_words(limit)} {NOT_COUNTED}" if limit else ""


def _section(section: SectionLimit) -> str:
    if not section.is_counted:
        return "Not counted."
    return _words(section.limit) or "No limit of its own."


def _matters(conference: Conference, rules: RuleSet) -> list[RuleLine]:
    since = conference.about_matters_since
    return [
        RuleLine("It may be about", rules.about),
        RuleLine("Something arising after", date_format(since, "j F Y") if since else ""),
    ]


def _sending(conference: Conference) -> list[RuleLine]:
    senders = list(conference.senders.all())
    if not senders:
        return [RuleLine("Who may send a motion", "")]
    return [RuleLine(_who(one), _sender(one), one.source) for one in senders]


def _who(sender: ConferenceSender) -> str:
    if sender.kind == SenderKind.MEMBERS and sender.members:
        return f"{sender.members} members or more together"
    return sender.get_kind_display()


def _sender(sender: ConferenceSender) -> str:
    said = [
        f"At most {sender.motions} motion{'' if sender.motions == 1 else 's'}." if sender.motions else "",
        f"At most {sender.words_in_all:,} words in all that it sends." if sender.words_in_all else "",
        sender.note,
    ]
    return " ".join(filter(None, said)) or "May send motions. How many, the rules we have read do not say."


def _rule_changes(rules: RuleSet) -> list[RuleLine]:
    years, rest = rules.rule_change_years_ahead, rules.rule_change_rest_years
    ahead = {None: "", 0: "Heard at the conference of the same year."}
    beside = f"{RuleChangeBeside(rules.rule_change_beside).label}." if rules.rule_change_beside else ""
    return [
        RuleLine("Sent", ahead.get(years, f"{_years(years or 0)} before conference hears it.")),
        RuleLine("In one year a CLP may send", beside),
        RuleLine("The same again", "" if rest is None else f"Not within {_years(rest)}."),
    ]


def _appeals(rules: RuleSet) -> list[RuleLine]:
    window = rules.appeal_window
    unit = rules.get_appeal_unit_display()
    words = "" if window is None else f"Within {window} {unit[:-1] if window == 1 else unit} of the ruling."
    return [RuleLine("Time to appeal", words)]


def _priorities(rules: RuleSet) -> list[RuleLine]:
    how = f"{Priorities(rules.priorities).label}." if rules.priorities else ""
    found = [RuleLine("How conference chooses among motions", how)]
    if rules.priorities in {Priorities.BALLOT, ""}:
        found += [
            RuleLine("Subjects that the CLPs choose", _number(rules.chosen_by_clps)),
            RuleLine("Subjects that the affiliates choose", _number(rules.chosen_by_affiliates)),
        ]
    return found


def _grounds(conference: Conference) -> Iterator[RuleLine]:
    found = grounds_of(conference)
    # Unsaved ones are the usual grounds, which stand in: they are not this committee's own.
    if not found[0].pk:
        yield RuleLine("Grounds", "")
        return
    for ground in found:
        quote = f"“{ground.rule.strip('“”')}”" if ground.rule else "We do not have the words of the rule."
        yield RuleLine(ground.label, quote, ground.source)


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _words(number: int | None) -> str:
    return "" if number is None else f"At most {number} word{'' if number == 1 else 's'}."


def _years(number: int) -> str:
    return "One year" if number == 1 else f"{number} years"
