"""What each event of a CLP says in its story: with who, with the day that it tells of, and with what was decided."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campaign.desk.enums import TimelineKind
from campaign.desk.story.timeline import StoryLine, display_name_of
from motions.actions.entry_corrections import TAKEN_BACK
from motions.actions.votes import Result
from motions.enums import AppealChoice, DelegateStep, EntryState, EventKind, RulingGround, Stage
from motions.models import Champion, Delegate, Event, Motion, Submission, Vote
from motions.progress.conference import plain
from motions.texts.limits import Limits
from motions.workflow import EntryAct

_REPORTS = ["submission", "report", "confirm", "speaker", "merge"]
_KINDS = {
    "vote": TimelineKind.VOTES,
    "entry": TimelineKind.CONFERENCE,
    "appeal": TimelineKind.CONFERENCE,
    "delegate": TimelineKind.CONFERENCE,
    "champion": TimelineKind.CHAMPIONS,
}
# Where the state that a step leads to does not say what the step was.
_STEPS = {
    EntryAct.SEND_AGAIN.name: "Sent to conference again",
    EntryAct.WIN_APPEAL.name: "Appeal won: ruled in order",
    EntryAct.LOSE_APPEAL.name: "Appeal lost",
    EntryAct.APPEAL.name: "Appealed",
    EntryAct.ARRANGE_HEARING.name: "Hearing of the appeal arranged",
    EntryAct.MOVE_REFERENCE_BACK.name: "Reference back moved",
    EntryAct.WIN_REFERENCE_BACK.name: "Referred back: ruled in order",
    EntryAct.LOSE_REFERENCE_BACK.name: "Reference back lost",
    TAKEN_BACK: "Taken back",
    EntryAct.GIVE_HEADING.name: "Given a subject heading",
    EntryAct.TAKE_OUT.name: "Taken out of its composite",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What events speak of, by key: read beforehand, so that a long story costs what a short one does."""

    motion: Motion
    submissions: Mapping[int, Submission]
    champions: Mapping[int, Champion]
    # Empty for those who may not see delegates.
    delegates: Mapping[int, Delegate]

    @property
    def limit(self) -> int | None:
        """How many words conference takes; None where its rules do not say."""
        return self.motion.campaign.conference.text_word_limit


def kind_of(event: str) -> TimelineKind:
    """Return which part of the story an event belongs to."""
    first = event.split("_")[0]
    if first.rstrip("s") in _KINDS:
        return _KINDS[first.rstrip("s")]
    if first == "advice":
        return TimelineKind.ADVICE
    return TimelineKind.REPORTS if first in _REPORTS else TimelineKind.CHANGES


def of_events(events: Sequence[Event], known: Known) -> Iterator[StoryLine]:
    """Yield what happened. The votes of a report and its events stand in the same order, so each finds its own."""
    told: defaultdict[int, list[Vote]] = defaultdict(list)
    for submission in known.submissions.values():
        told[submission.pk] = list(submission.votes.all())
    for event in sorted(events, key=lambda one: one.pk):
        vote: Vote | None = None
        if event.kind in (EventKind.VOTE_RECORDED, EventKind.VOTE_CORRECTED) and told[event.submission_id or 0]:
            vote = told[event.submission_id or 0].pop(0)
        line = _line(event, known, vote)
        if event.motion_id != known.motion.pk:
            line = line._replace(kind=TimelineKind.LOCAL, title=f"Model local motion: {line.title.lower()}")
        yield line


def _line(event: Event, known: Known, vote: Vote | None) -> StoryLine:
    submission = known.submissions.get(event.submission_id or 0)
    who = display_name_of(event.by)
    if not who and submission and event.kind == EventKind.SUBMISSION_REPORTED:
        who = submission.reporter_name
    if not who and event.champion:
        who = event.champion.name
    quote = str(event.details.get("reason") or "")
    line = StoryLine(event.at, kind_of(event.kind), _title(event), who, _words(event, submission, known), quote)
    if vote is None:
        return line
    title = submission.version.title if submission else ""
    too_long = bool(vote.amended_text and Limits.on(known.motion).over(title=title, text=vote.amended_text))
    allowed = f", of {known.limit} allowed" if known.limit else ""
    count = f"{vote.amended_words} words{allowed}" if vote.amended_words else ""
    return line._replace(
        words=f"{line.words} {say_vote(vote)}".strip(),
        quote=vote.words,
        text=vote.amended_text,
        length=count,
        is_too_long=too_long,
    )


def _title(event: Event) -> str:
    if event.kind != EventKind.ENTRY_CHANGED:
        return event.get_kind_display()
    return _STEPS.get(event.details.get("act", "")) or str(EntryState(event.details["state"]).label)


def _words(event: Event, submission: Submission | None, known: Known) -> str:
    details = event.details
    if event.kind == EventKind.STAGE_MOVED:
        return f"From “{Stage(details['from']).label}” to “{Stage(details['to']).label}”."
    if event.kind in (EventKind.ENTRY_SENT, EventKind.ENTRY_CHANGED):
        return _of_entry(event)
    if event.kind == EventKind.APPEAL_ANSWERED:
        return f"{AppealChoice(details['choice']).label}."
    if event.kind.startswith("delegate"):
        return _of_delegate(event, known)
    if event.kind.startswith("champion"):
        return _of_champion(event, known)
    if event.kind in (EventKind.SECRETARY_RECORDED, EventKind.SECRETARY_CHANGED, EventKind.BODY_RULES_TOLD):
        return _of_body(event)
    if submission is None:
        return ""
    if event.kind == EventKind.SUBMISSION_REPORTED:
        phone = ", heard by phone" if submission.heard_by_phone else ""
        phone += ", from a spreadsheet" if submission.from_file else ""
        met = f" Meeting on {submission.meeting_on:%-d %B %Y}." if submission.meeting_on else ""
        version = f"version {submission.version.number} of the text"
        version += f", “{submission.version.variant}”" if submission.version.variant else ""
        return f"{submission.body_name}: {version}, sent on {submission.sent_on:%-d %B %Y}{phone}.{met}"
    if event.kind == EventKind.SUBMISSION_CHANGED:
        return f"{submission.body_name}: {_fields(event)}."
    return f"{submission.body_name}, reported by {submission.reporter_name or display_name_of(submission.activist)}."


def _of_body(event: Event) -> str:
    """Say whose secretary or whose rules, and what of them is another."""
    if event.kind == EventKind.BODY_RULES_TOLD:
        return f"{'A branch’s. ' if event.details.get('branch') else ''}{_fields(event).capitalize()}."
    return _of_secretary(event)


def _fields(event: Event) -> str:
    return ", ".join(name.replace("_", " ") for name in event.details.get("fields", []))


def _of_entry(event: Event) -> str:
    """Say on which day it was, and what conference said."""
    details = event.details
    said = []
    if on := details.get("on"):
        said.append(f"On {date.fromisoformat(on):%-d %B %Y}.")
    if instead_of := details.get("instead_of"):
        said.append(f"Corrected: it was told as {date.fromisoformat(instead_of):%-d %B %Y}.")
    if was := details.get("was"):
        said.append(f"It was not “{str(EntryState(was).label).lower()}”.")
    # Older events have one ground, or none.
    grounds = details.get("grounds") or filter(None, [details.get("ground")])
    said += [f"{RulingGround(ground).label}." for ground in grounds]
    if details.get("letter"):
        said.append("The committee’s letter is kept with it.")
    if hearing := details.get("hearing"):
        said.append(f"It is heard on {date.fromisoformat(hearing):%-d %B %Y}.")
    if heading := details.get("heading"):
        said.append(f"“{heading}”.")
    if composite := details.get("composite"):
        said.append(f"{composite}.")
    if card := details.get("card"):
        yes, no = (plain(Decimal(figure)) for figure in card)
        said.append(f"Card vote: {yes} for, {no} against.")
    if halves := details.get("halves"):
        clps, affiliates = (plain(Decimal(half)) for half in halves)
        said.append(f"For it: {clps}% of the CLPs, {affiliates}% of the affiliates.")
    return " ".join(said)


def _of_delegate(event: Event, known: Known) -> str:
    """Name the delegate, while they let us keep their name and to those who may see it."""
    delegate = known.delegates.get(event.details.get("delegate", 0))
    if delegate is None:
        return ""
    name = delegate.name or ("Somebody" if not delegate.withdrawn_on else "Their name is removed")
    if event.kind == EventKind.DELEGATE_AGREED and delegate.how_agreed:
        return f"{name}: {delegate.how_agreed}"
    if event.kind == EventKind.DELEGATE_MOVED:
        step = DelegateStep(event.details["step"]).label.lower()
        return f"{name}: {step}{', taken back' if event.details.get('taken_back') else ''}."
    return f"{name}: {_fields(event)}." if event.kind == EventKind.DELEGATE_CHANGED else f"{name}."


def _of_champion(event: Event, known: Known) -> str:
    """Say who it is about, where that is not who did it, and whom they met."""
    name = event.champion.called if event.champion else ""
    if event.kind == EventKind.CHAMPIONS_INTRODUCED:
        met = known.champions.get(event.introduced_to_id or 0)
        return f"{name} and {met.called}." if met else f"{name}."
    if event.kind == EventKind.CHAMPION_CHANGED:
        return f"{name}: {_fields(event)}."
    return f"{name}." if event.by_id and event.champion and event.by_id != event.champion.activist_id else ""


def _of_secretary(event: Event) -> str:
    """Say what we were told of a secretary, and never whom."""
    names = {"email": "email address", "known_since": "when we learned it", "how_known": "how we know"}
    told = ", ".join(names.get(name, name) for name in event.details.get("fields", []))
    if event.details.get("taken_back"):
        return "What a spreadsheet told was taken back."
    took_over = " Whoever had it before gave it up." if event.details.get("took_over") else ""
    return f"{told[:1].upper()}{told[1:]}, from a spreadsheet.{took_over}"


def say_vote(vote: Vote) -> str:
    """Say what a meeting did, with its figures where they were counted."""
    said = str(vote.get_outcome_display())
    if vote.purpose:
        said += f", {str(vote.get_purpose_display()).lower()}"
    counted = say_figures(vote)
    later = f" To be heard on {vote.deferred_to:%-d %B %Y}." if vote.deferred_to else ""
    return f"{said}, on {vote.held_on:%-d %B %Y}{f': {counted}' if counted else ''}.{later}"


def say_figures(of: Vote | Result) -> str:
    """Say how many voted which way, as far as it was counted."""
    words = ((of.votes_for, "for"), (of.votes_against, "against"), (of.abstentions, "abstained"))
    return ", ".join(f"{number} {label}" for number, label in words if number is not None)
