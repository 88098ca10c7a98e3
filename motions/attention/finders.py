"""How each kind of attention is found and told. Which kinds there are stands in `motions.attention.listing`."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import combinations

from django.utils import timezone
from django.utils.formats import date_format

from motions.attention.facts import Meeting, Scope
from motions.attention.items import Attention, Finding, Urgency
from motions.attention.lateness import LATE_WORDS, Late, Timetable, why_late
from motions.committee.differences import reconcile
from motions.enums import UNDER_WAY_STAGES, AdviceStep, AppealChoice, Speaker, Stage

SPEAKER_DAYS = 7  # a meeting as near as this needs a speaker
DEADLINE_NEARS = 21  # days before it, from which a carried motion must be known to have gone
LAST_WEEK = 7  # days before it, from which that cannot wait
SILENT_DAYS = 4  # a speaker who was asked has had the reminder by then
STALE_DAYS = 14
BURST = 10  # more unconfirmed reports than these on one day are one thing to look at, not many


def overdue(scope: Scope) -> Iterator[Finding]:
    """Yield the meetings that the mail asks about no more."""
    for meeting, on in _meetings_without_word(scope):
        if (scope.day - on).days > scope.mail_asks_until:
            yield Finding(clp=meeting.clp, due=on, submission_pk=meeting.submission_pk, body=meeting.body)


def awaited(scope: Scope) -> Iterator[Finding]:
    """Yield the meetings that the mail still asks about."""
    for meeting, on in _meetings_without_word(scope):
        gone = (scope.day - on).days
        if gone <= scope.mail_asks_until:
            coming = min((days for days in scope.asks_after if days > gone), default=None)
            yield Finding(
                clp=meeting.clp,
                due=on,
                submission_pk=meeting.submission_pk,
                body=meeting.body,
                asked_on=None if coming is None else on + timedelta(days=coming),
            )


def _meetings_without_word(scope: Scope) -> Iterator[tuple[Meeting, date]]:
    for meeting in scope.meetings:
        if meeting.on is not None and meeting.on < scope.day:
            yield meeting, meeting.on


def say_overdue(item: Attention) -> str:
    """Say when they met, and that nobody asks any more."""
    return f"{_met(item)} No mail asks about it any more: it is yours now."


def say_awaited(item: Attention) -> str:
    """Say when they met, and when the mail asks next."""
    if item.fact.asked_on is None:
        return f"{_met(item)} The mail asks for the last time today. Tomorrow it is yours."
    return f"{_met(item)} The mail asks next on {_day(item.fact.asked_on)}."


def without_speaker(scope: Scope) -> Iterator[Finding]:
    """Yield the meetings of today and the next days where nobody is known to speak for it."""
    for meeting in scope.meetings:
        if meeting.on is None or not 0 <= (meeting.on - scope.day).days <= SPEAKER_DAYS:
            continue
        nobody = Speaker.NOBODY in meeting.speakers
        if meeting.speaker_is_known or (meeting.clp.pk in scope.championed and not nobody):
            continue
        yield Finding(
            clp=meeting.clp,
            due=meeting.on,
            submission_pk=meeting.submission_pk,
            body=meeting.body,
            reason=Speaker.NOBODY if nobody else "",
        )


def say_without_speaker(item: Attention) -> str:
    """Say when they meet, and what we know."""
    when = {0: "meets today", -1: "meets tomorrow"}.get(item.days, f"meets on {_day(item.fact.due)}")
    known = "We are told that nobody speaks for it." if item.fact.reason else "Nobody has said that they speak for it."
    return f"{item.fact.body} {when}. {known}"


def without_visitor(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs that want a visiting speaker, where none is asked or the one asked has been silent for days."""
    for pk, clp_pk, on, asked_at in scope.wishes:
        silent_since = timezone.localdate(asked_at) if asked_at else None
        if clp_pk in scope.clps and (silent_since is None or (scope.day - silent_since).days >= SILENT_DAYS):
            soon = (on - scope.day).days <= SPEAKER_DAYS
            yield Finding(
                clp=scope.clps[clp_pk],
                due=on,
                reference=f"wish-{pk}",
                reason=silent_since.isoformat() if silent_since else "",
                urgency=Urgency.TODAY if soon else None,
            )


def say_without_visitor(item: Attention) -> str:
    """Say for which day, and whether anybody is asked."""
    wanted = f"The CLP wants a visiting speaker on {_day(item.fact.due)}."
    if item.fact.reason:
        return f"{wanted} Whoever we asked on {_day(date.fromisoformat(item.fact.reason))} has not answered."
    return f"{wanted} No speaker is being asked."


def not_sent(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs that carried it and are not known to have sent it, once the deadline is near."""
    conference = scope.motion.campaign.conference
    left = conference.days_to_deadline(scope.day)
    if 0 <= left <= DEADLINE_NEARS:
        urgency = Urgency.TODAY if left <= LAST_WEEK else None
        for clp in scope.clps.values():
            if clp.stage == Stage.CARRIED_FOR_CONFERENCE:
                since = clp.since.isoformat() if clp.since else ""
                yield Finding(clp=clp, due=conference.deadline_day, reason=since, urgency=urgency)


def say_not_sent(item: Attention) -> str:
    """Say since when it is carried, and how long there is."""
    carried = f"Carried on {_day(date.fromisoformat(item.fact.reason))}. " if item.fact.reason else "Carried. "
    left = {0: "Motions close today.", -1: "Motions close tomorrow."}
    return carried + left.get(item.days, f"Motions close in {-item.days} days.")


def to_appeal(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs that were ruled out and can still appeal, unless they let it be."""
    if scope.motion.campaign.conference.ends_on < scope.day:
        return
    for entry in scope.refused:
        closes_at = entry.appeals_close_at
        closes_on = timezone.localdate(closes_at) if closes_at else None
        if closes_on is None or closes_on >= scope.day:
            due = closes_on or entry.ruled_on or scope.day
            moment = timezone.localtime(closes_at).isoformat() if closes_at else ""
            yield Finding(clp=scope.clps[entry.clp_id], due=due, reason=f"{entry.appeal_choice}|{moment}")


def say_to_appeal(item: Attention) -> str:
    """Say what we were told, and until when there is time."""
    choice, _, moment = item.fact.reason.partition("|")
    told = {
        "": "Nobody has told us whether it appeals.",
        AppealChoice.YES: "It appeals, and the appeal has not gone yet.",
    }
    said = told.get(choice, "Whether it appeals is not decided yet.")
    if not moment:
        return f"{said} Its letter says until when there is time."
    closes = datetime.fromisoformat(moment)
    return f"{said} Appeals close at {closes:%H:%M} on {_day(closes.date())}."


def differing(scope: Scope) -> Iterator[Finding]:
    """Yield each way in which the committee's newest list differs from what we know, until conference has ended."""
    found = reconcile(scope.motion) if scope.motion.campaign.conference.ends_on >= scope.day else None
    for one in found.differences if found else ():
        clp = scope.clps.get(one.clp.pk) if one.clp else None
        # A name that we do not know may be of any region.
        if found and (clp or (one.clp is None and scope.regions is None)):
            about = f"{one.kind}-{one.line.number}" if one.clp is None and one.line else str(one.kind)
            yield Finding(clp=clp, due=found.listed.published_on, reference=about, reason=one.words)


def say_differing(item: Attention) -> str:
    """Say in which words the committee's list differs from what we were told."""
    return item.fact.reason


def too_late(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs under way that cannot make the deadline by the normal route."""
    usual = Timetable.of(scope.motion.campaign, scope.day)
    for clp in scope.clps.values():
        if clp.stage in UNDER_WAY_STAGES:
            times = usual.as_told_by(clp)
            meetings = scope.meetings_by_clp.get(clp.pk, [])
            if late := why_late(clp, meetings, times):
                yield Finding(clp=clp, due=times.deadline_day, reason=late)


def say_too_late(item: Attention) -> str:
    """Say why, and how long there is."""
    days = -item.days
    left = "Motions close today." if days == 0 else f"{days} day{'' if days == 1 else 's'} left."
    return f"{LATE_WORDS[Late(item.fact.reason)]} {left}"


def unanswered(scope: Scope) -> Iterator[Finding]:
    """Yield the questions that wait for an answer, those about no CLP too."""
    for reference, clp_pk, since, step in scope.questions:
        clp = scope.clps.get(clp_pk) if clp_pk else None
        due = timezone.localdate(since) if since else scope.day
        yield Finding(clp=clp, due=due, reference=str(reference), reason=step)


def say_unanswered(item: Attention) -> str:
    """Say what it is about, and since when they wait."""
    step = str(AdviceStep(item.fact.reason).label)
    return f"Somebody asked {_ago(item.days)}: {step[0].lower()}{step[1:]}."


def conflicting(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs where one report says carried and another says not."""
    for clp in scope.clps.values():
        if clp.is_conflicting:
            heard = scope.last_heard.get(clp.pk)
            due = clp.since or (timezone.localdate(heard) if heard else scope.day)
            yield Finding(clp=clp, due=due, reason=heard.isoformat() if heard else "")


def say_conflicting(item: Attention) -> str:
    """Say that reports differ."""
    return (
        "One report says that the CLP carried it, another that it did not. We show it as carried until you settle it."
    )


def long_texts(scope: Scope) -> Iterator[Finding]:
    """Yield the amended texts that conference would rule out, while they can still be shortened."""
    for pk, clp, held_on, over in scope.long_texts:
        if clp.stage in UNDER_WAY_STAGES or clp.stage == Stage.CARRIED_FOR_CONFERENCE:
            reason = f"{over.limit} {over.part}".strip()
            yield Finding(clp=clp, due=held_on, submission_pk=pk, number=over.words, reason=reason)


def say_long_texts(item: Attention) -> str:
    """Say how long it is."""
    limit, _, part = item.fact.reason.partition(" ")
    where = f" under {part}" if part else ""
    return f"The text as amended has {item.fact.number} words{where}; the limit is {limit}. One over is ruled out."


def unconfirmed(scope: Scope) -> Iterator[Finding]:
    """Yield the reports that count nowhere, as nobody confirmed their address; of a day with many, one for all."""
    by_day = defaultdict(list)
    for pk, clp, on in scope.unconfirmed:
        by_day[on].append((pk, clp))
    for on, reports in by_day.items():
        if len(reports) > BURST:
            yield Finding(clp=None, due=on, reference=on.isoformat(), number=len(reports))
        else:
            yield from (Finding(clp=clp, due=on, submission_pk=pk) for pk, clp in reports)


def say_unconfirmed(item: Attention) -> str:
    """Say since when it waits."""
    if item.fact.number:
        return (
            f"{item.fact.number} reports came in {_ago(item.days)} whose addresses nobody confirmed: that may be one "
            "person, or a program. They count nowhere."
        )
    return f"Reported {_ago(item.days)}. It counts nowhere until they press the button in our mail."


def unchecked(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs that carried it on one person's word."""
    for clp in scope.clps.values():
        if clp.stage == Stage.CARRIED_FOR_CONFERENCE and not clp.is_checked and not clp.is_conflicting:
            yield Finding(clp=clp, due=clp.since or scope.day)


def say_unchecked(item: Attention) -> str:
    """Say on whose word it stands."""
    return f"Carried on {_day(item.fact.due)}, on one person’s word."


def to_introduce(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs where champions agreed to be introduced to each other, and some are not yet."""
    willing: defaultdict[int, list[tuple[int, date]]] = defaultdict(list)
    for pk, clp_pk, since, may_introduce in scope.champions:
        if may_introduce and clp_pk in scope.clps:
            willing[clp_pk].append((pk, since))
    for clp_pk, people in willing.items():
        keys = [pk for pk, _ in people]
        if set(combinations(keys, 2)) - scope.introduced:
            due = max(since for _, since in people)
            reason = ",".join(map(str, keys))
            yield Finding(clp=scope.clps[clp_pk], due=due, number=len(people), reason=reason)


def say_to_introduce(item: Attention) -> str:
    """Say how many there are."""
    number = item.fact.number
    many = "Two people" if number == 2 else f"{number} people"
    return f"{many} want to take it here and agreed to be introduced to each other."


def stale(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs under way where nothing has happened for a fortnight and no meeting is known."""
    for clp in scope.clps.values():
        heard = scope.last_heard.get(clp.pk) if clp.stage in UNDER_WAY_STAGES else None
        if heard is None or any(meeting.on for meeting in scope.meetings_by_clp.get(clp.pk, ())):
            continue
        due = timezone.localdate(heard)
        # While no meeting can be held, silence says nothing, unless the executive decides there meanwhile.
        if (scope.day - due).days >= STALE_DAYS and not scope.nobody_decides(clp):
            yield Finding(clp=clp, due=due, reason=clp.stage)


def say_stale(item: Attention) -> str:
    """Say where it stands, and since when nothing was heard."""
    return f"{Stage(item.fact.reason).label}, and nothing heard for {item.days} days. No meeting is known."


def _met(item: Attention) -> str:
    return f"{item.fact.body} met {_ago(item.days)}, on {_day(item.fact.due)}."


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def _day(day: date) -> str:
    return date_format(day, "j F")
