"""What a mail says of news that concerns many: what happened, and for each thing of its reader's what it means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.reminders.facts.notices import Concern, NoticeFacts, of_event
from campaign.mail.reminders.facts.submissions import SubmissionFacts
from clps.models import CLP, Region
from motions.bodies import last_safe_days
from motions.enums import Body
from motions.models import Submission
from motions.progress.deadline import clock_words, meets_after
from motions.suspensions import Span, executives_that_decide

NOTICES = frozenset({MailKind.SUSPENDED, MailKind.DEADLINE_MOVED, MailKind.CALLED_OFF})
ASK_EXECUTIVE = "{Its} executive committee may decide meanwhile: ask the secretary whether it can take the motion."
TELL_EXECUTIVE = "Meanwhile {its} executive committee decides: ask the secretary to put the motion to it."


@dataclass(frozen=True, slots=True)
class Line:
    """What the news means for one thing of its reader's."""

    about: str
    words: str


def notice_context(email: Email) -> dict[str, object]:
    """Return what the words of such a mail may speak of."""
    if email.event is None:
        raise ValueError("Such a mail is always about something that happened.")
    facts = of_event(email.event, email.recipient_id)
    names = _names(facts.concerns)
    context: dict[str, object] = {"told_before": facts.told is not None, "news": facts.news}
    if email.kind == MailKind.SUSPENDED:
        context |= _suspension(facts)
        own = executives_that_decide(one.clp_id for one in facts.concerns if one.clp_id)
        lines = [Line(names[_key(one)], _at_a_suspension(one, facts, own)) for one in facts.concerns]
    elif email.kind == MailKind.DEADLINE_MOVED:
        was, now = facts.before[0], parse_datetime(facts.news.details["to"])
        if not isinstance(was, datetime) or not isinstance(now, datetime):
            raise TypeError("A deadline is an instant.")
        context |= {"was": _instant(was), "deadline": _instant(now), "is_later": now > was}
        clps = {one.clp_id for one in facts.concerns if one.clp_id}
        safe = last_safe_days(facts.news.campaign, clps, timezone.localdate(now))
        lines = [Line(names[_key(one)], _at_a_deadline(one, now, safe[one.clp_id or 0])) for one in facts.concerns]
    else:
        context |= {"is_off": facts.news.details["called_off"], "reason": facts.news.details.get("reason", "")}
        lines = []
    return {**context, "lines": list(dict.fromkeys(lines))}


def _names(concerns: Sequence[Concern]) -> dict[tuple[str, int], str]:
    """Return what each of a person's things is called, in two queries."""
    reports = Submission.objects.filter(pk__in=[one.submission_id for one in concerns if one.submission_id])
    found = {("submission", one.pk): one.body_name for one in reports.select_related("clp", "branch")}
    clps = CLP.objects.filter(pk__in=[one.clp_id for one in concerns]).in_bulk()
    champions = {_key(one): f"{clps[one.clp_id].name} CLP" for one in concerns if one.champion_id and one.clp_id}
    return found | champions


def _key(one: Concern) -> tuple[str, int]:
    return ("submission", one.submission_id) if one.submission_id else ("champion", one.champion_id or 0)


def _suspension(facts: NoticeFacts) -> dict[str, object]:
    """Return where meetings are suspended and until when; where ends differ, each region with its own."""
    regions = {one.region_id for one in facts.concerns}
    names = Region.objects.filter(pk__in=regions).in_bulk()
    spans = {names[region].name: facts.news.span_of(region) for region in sorted(regions)}
    held = {span.until_words for span in spans.values() if span}
    return {
        "reason": facts.news.details["reason"],
        "begins_on": date.fromisoformat(facts.news.details["begins_on"]),
        "is_over": not held,
        # Said of all of them at once only where it holds for all.
        "until": held.pop() if len(held) == 1 and all(spans.values()) else "",
        "places": [(name, span.until_words if span else "") for name, span in spans.items()],
        "where": " and ".join(spans),
    }


def _at_a_suspension(one: Concern, facts: NoticeFacts, own: Mapping[int, bool]) -> str:
    """Say what it means for one thing; `own` is which CLPs said whether their executive decides meanwhile."""
    span, told = facts.news.span_of(one.region_id), facts.told.span_of(one.region_id) if facts.told else None
    span = span.by_own_word(own.get(one.clp_id or 0)) if span else None
    if not isinstance(one, SubmissionFacts):
        return " ".join(_for_a_champion(span))
    if not one.is_live:
        return " ".join(_for_a_branch(span))
    return " ".join(_for_a_meeting(one.meeting_on, span, told))


def _for_a_champion(span: Span | None) -> Iterator[str]:
    if span is None:
        yield "Its meetings can hear the motion again: send it to the secretary now."
        return
    yield "You can still send the motion to the secretary, for the first meeting afterwards."
    yield from _executive(span, "its")


def _for_a_branch(span: Span | None) -> Iterator[str]:
    yield "It has carried the motion, and that stands."
    if span is None:
        yield "The CLP can meet again: if you have not sent it on to the CLP secretary yet, do so now."
        return
    yield "The CLP meets only afterwards: send it on to the CLP secretary now, so that it is on the first agenda."
    yield from _executive(span, "the CLP’s")


def _for_a_meeting(on: date | None, span: Span | None, told: Span | None) -> Iterator[str]:
    was_barred = bool(on and told and told.covers(on))
    if on and span and span.covers(on):
        yield f"Its meeting on {_day(on)} cannot be held. Take it out of your calendar."
    elif on and was_barred and on >= timezone.localdate():
        yield f"Its meeting on {_day(on)} may be held after all. Ask the secretary whether it will be."
    elif on and was_barred:
        yield f"Its meeting on {_day(on)} could not be held. Ask the secretary for the new date, and tell us."
    elif on and on >= timezone.localdate():
        yield f"Its meeting on {_day(on)} is not among those days, so it stands."
    elif on:
        yield f"Its meeting was to be on {_day(on)}, before that. Tell us how it went, if you have not yet."
    elif span is None:
        yield "Ask the secretary when it meets, and tell us."
    if span and not (on and not span.covers(on)):
        yield _afterwards(span)
        yield from _executive(span, "its")


def _executive(span: Span, whose: str) -> Iterator[str]:
    """Say whether an executive committee decides meanwhile: as the CLP told us, or else as it is for all."""
    if span.executives_may_decide:
        words = TELL_EXECUTIVE if span.is_own_word else ASK_EXECUTIVE
        yield words.format(its=whose, Its=whose[0].upper() + whose[1:])


def _afterwards(span: Span) -> str:
    if span.ends_on:
        return "We ask you for the new date once meetings can be held again."
    return "We write again as soon as we know until when this lasts."


def _at_a_deadline(one: Concern, deadline: datetime, safe: date) -> str:
    """Say what a deadline means for one thing; `safe` is the last day that leaves its CLP time for notice."""
    has_time = safe >= timezone.localdate()
    if not isinstance(one, SubmissionFacts):
        if has_time:
            return (
                f"Send the motion to its secretary by {_day(safe)}: that leaves time for its notice and its meeting."
            )
        return "There is no time left for the usual notice. Write to its secretary today, and ask us for help."
    if one.waits_for_conference:
        return f"It carried the motion. Ask the secretary to send it in by {_instant(deadline)}."
    if one.waits_for_the_clp:
        if has_time:
            by = f"Send it on to the CLP secretary by {_day(safe)}, so that the CLP can vote on it."
            return f"It carried the motion. {by}"
        return (
            "It carried the motion. There is no time left for the CLP’s usual notice: send it on to the CLP secretary "
            "today, and ask us for help."
        )
    return _for_a_vote(one, deadline, safe)


def _for_a_vote(one: SubmissionFacts, deadline: datetime, safe: date) -> str:
    """Say whether a meeting is in time: a branch’s has to leave its CLP time for notice and a vote of its own."""
    closes, on, is_branch = timezone.localtime(deadline), one.meeting_on, one.body == Body.BRANCH
    last = safe if is_branch else closes.date()
    after_it = ", so that the CLP can vote after it" if is_branch else ""
    if on and on < timezone.localdate() and not one.barred:
        return f"Its meeting was to be on {_day(on)}. Tell us how it went, if you have not yet."
    if last < timezone.localdate():
        return "There is no time left for the usual notice. Ask the secretary what is still possible, and us for help."
    if on is None:
        return f"It has to meet by {_day(last)}{after_it}. Ask the secretary for the date, and tell us."
    if one.barred:
        return f"Its meeting on {_day(on)} cannot be held. It needs another date, by {_day(last)}{after_it}."
    if meets_after(deadline, on, one.meeting_time):
        return f"Its meeting on {_day(on)} is too late for that. Ask for an earlier one, and ask us for help."
    if on > last:
        return (
            f"Its meeting on {_day(on)} leaves the CLP too little time to vote after it. Ask for an earlier one, and "
            "ask us for help."
        )
    return f"Its meeting on {_day(on)} is in time."


def _day(day: date) -> str:
    return date_format(day, "l j F")


def _instant(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{clock_words(local)} on {date_format(local, 'l j F Y')}"
