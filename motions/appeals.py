"""Appeals against rulings: what is answered to each ground, and the papers that a CLP hands in.

The papers hold its text, the counts, the rule and our answer to each ground, and the facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, time_format

from motions.composites.sources import text_as_sent
from motions.enums import RulingGround
from motions.models import Conference, ConferenceEntry, DatedNote, GroundAnswer, RefusalGround, Vote
from motions.models.entries import WITH_RULES
from motions.texts import papers
from motions.texts.limits import Limits

_G = RulingGround
DEFAULTS: Mapping[RulingGround, str] = {
    _G.SEVERAL_SUBJECTS: (
        "The motion has one subject, and its title names it. Each of its parts serves it: what is wrong, why it "
        "matters, and what is to be done. Take any part away, and the rest no longer says what the CLP decided.\n"
        "A motion does not gain a second subject by naming the several places, services or laws that its one demand "
        "is about. If the committee sees two subjects, we ask it to name them, and to say which words belong to "
        "which."
    ),
    _G.NOT_NEW: (
        "The matters below have arisen since, each with its day and where it can be read. The motion asks conference "
        "to decide about them, and no report that is before conference does.\n"
        "That a report touches a subject does not settle what the motion asks. If the committee relies on a passage "
        "of a report, we ask it to quote the passage, so that it can be laid beside the motion."
    ),
    _G.ADDRESSED: (
        "A report that speaks of a subject does not decide what this motion asks conference to decide. The motion "
        "asks for something that the report does not say, and its text shows what that is.\n"
        "We ask the committee to name the report and the page, and to lay the passage beside the motion: conference "
        "can then see what is left for it to decide."
    ),
    _G.LATE: (
        "The day on which the CLP sent the motion stands above. We ask the committee to say at which minute it "
        "arrived, and by which way.\n"
        "If the form or the mail of the party failed, that is no fault of the CLP. We can show when it was sent."
    ),
    _G.TOO_LONG: (
        "The counts above are made by the rule of this conference, on the text as it was sent. The motion keeps to "
        "them.\n"
        "We ask the committee to say how many words it counted, by which rule, and whether it counted the title, the "
        "numbers of lists, or words joined by a stroke, which the rule does not ask for."
    ),
    _G.ORGANISATIONAL: (
        "The motion asks for a policy. It gives no instruction on how the party arranges its own staff, bodies, "
        "premises or money.\n"
        "Where it names the party, it names it as the one that is to work for the policy. If the committee reads a "
        "sentence otherwise, we ask it to name that sentence."
    ),
    _G.RULE_CHANGE: (
        "The motion changes no rule. It adds no word to the rule book, takes none out, and suspends none.\n"
        "Everything that it asks for can be done under the rules as they are. If the committee holds that a rule "
        "stands in its way, we ask it to name the rule by chapter and clause."
    ),
    _G.OTHER: (
        "The committee’s reason is quoted above. We ask it to name the rule on which the reason rests, and the words "
        "of the motion that break it.\n"
        "We know of no such rule, and the text above keeps to those that were published."
    ),
    _G.NONE_GIVEN: (
        "No ground was given. A CLP can answer only what it has been told.\n"
        "We ask the committee to name the rule, to say which words break it, and to give the CLP time to answer; and, "
        "where it can name none, to rule the motion in order."
    ),
}
EDITABLE = tuple(DEFAULTS)
TEXT_NOT_KNOWN = "We do not have the text as this CLP sent it. Put it here, word for word, before you send this in."
COUNTS_NOT_KNOWN = "The counts are those of our own text, and hold only if the CLP sent that."


def answers_to(grounds: Iterable[RulingGround]) -> dict[RulingGround, str]:
    """Return what is answered to each of these grounds, in one query."""
    own = dict(GroundAnswer.objects.values_list("ground", "answer"))
    return {ground: own.get(ground, DEFAULTS[ground]) for ground in grounds}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredGround:
    """One ground of the ruling: how the committee calls it, the rule it rests on, and what is answered."""

    label: str
    rule: str
    source: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPack:
    """Everything that the papers of one appeal say. Nobody is named."""

    entry: ConferenceEntry
    title: str
    text: str
    is_amended: bool
    counts: Sequence[str]
    is_too_long: bool
    grounds: Sequence[AnsweredGround]
    facts: Sequence[DatedNote]
    cut_off: date | None

    @property
    def is_text_known(self) -> bool:
        """Whether we know what the CLP sent."""
        return bool(self.text)


def entries_for_packs() -> QuerySet[ConferenceEntry]:
    """Return entries with all that their papers are made of, in a few queries however many there are."""
    votes = Vote.objects.order_by("pk")
    rows = ConferenceEntry.objects.select_related(
        "clp",
        "composite",
        *WITH_RULES,
        "motion__current_version",
        "submission__version",
        "submission__follows",
    )
    return rows.prefetch_related(
        "grounds",
        "motion__campaign__conference__grounds",
        "motion__campaign__conference__part_of__grounds",
        Prefetch("submission__votes", votes),
        Prefetch("submission__follows__votes", votes),
    )


def pack_of(entry: ConferenceEntry) -> AppealPack:
    """Return the papers of one CLP's appeal; `entry` comes from `entries_for_packs`."""
    motion, submission = entry.motion, entry.submission
    conference = motion.campaign.conference
    version = submission.version if submission else motion.current_version
    text = text_as_sent(submission) if submission else None
    title = version.title if version else str(motion)
    counted = Limits.of(conference).counts(title=title, text=text or (version.text if version else ""))
    given = [RulingGround(one.ground) for one in entry.grounds.all()]
    return AppealPack(
        entry=entry,
        title=title,
        text=text or "",
        is_amended=bool(submission and text and text != submission.version.text),
        counts=[f"{count.message}." for count in counted.values()],
        is_too_long=any(count.is_over for count in counted.values()),
        grounds=_answered(conference.ruled_by, given or [RulingGround.NONE_GIVEN]),
        facts=list(DatedNote.objects.filter(motion=motion).new_matters()),
        cut_off=conference.about_matters_since,
    )


def _answered(conference: Conference, given: Sequence[RulingGround]) -> list[AnsweredGround]:
    """Return each ground with our answer, and with the rule it rests on where we have read it."""
    answers = answers_to(given)
    rules: defaultdict[str, list[RefusalGround]] = defaultdict(list)
    for row in conference.grounds.all():
        rules[row.ground].append(row)
    return [_answered_one(one, rules[one], answers[one], conference.rules_source) for one in given]


def _answered_one(ground: RulingGround, rules: Sequence[RefusalGround], answer: str, known: str) -> AnsweredGround:
    """Return a ground in the committee's own words, with its rule; `known` is where the rules as a whole were read."""
    named = [row.label for row in rules]
    quoted = [row for row in rules if row.rule] or rules
    sources = dict.fromkeys(row.source for row in quoted if row.source)
    return AnsweredGround(
        label=" / ".join(dict.fromkeys(named)) or str(ground.label),
        rule="\n".join(row.rule for row in quoted if row.rule),
        source="; ".join(sources) or known,
        answer=answer,
    )


def paper_of(pack: AppealPack) -> papers.Paper:
    """Return the papers as one document."""
    entry = pack.entry
    conference, campaign = entry.motion.campaign.conference, entry.motion.campaign
    parts = [
        papers.words(_opening(pack)),
        papers.heading("The motion, as it was sent"),
        papers.heading(pack.title, level=3),
    ]
    parts.append(papers.motion_text(pack.text) if pack.text else papers.words(TEXT_NOT_KNOWN))
    if pack.is_amended:
        parts.append(papers.words("This is the text as the CLP’s own meeting amended it."))
    parts += [papers.heading("Its length"), papers.points(pack.counts)]
    if not pack.is_text_known:
        parts.append(papers.words(COUNTS_NOT_KNOWN))
    parts += _ruling(pack)
    for number, ground in enumerate(pack.grounds, start=1):
        parts.append(papers.heading(f"Ground {number}: {ground.label}" if len(pack.grounds) > 1 else ground.label))
        if ground.rule:
            parts += [papers.words("The rule says:"), papers.quote(ground.rule, source=ground.source)]
        elif ground.source:
            parts.append(papers.words(f"The rules that we know of: {ground.source}."))
        parts.append(papers.words(ground.answer))
    parts += _facts(pack)
    parts += [papers.heading("What we ask"), papers.words("We ask the committee to rule the motion in order.")]
    return papers.Paper(
        title=f"Appeal of {entry.clp.name} CLP",
        kicker=f"To the committee for motions of {conference.name}",
        group=campaign.group,
        footer=f"{entry.clp.name} CLP: {pack.title}",
        # Nothing that changes by itself is in it, so it bears the day of what it answers.
        dated=timezone.make_aware(datetime.combine(entry.ruled_out_on or entry.ruled_on or entry.sent_on, time(12))),
        parts=parts,
    )


def filename_of(pack: AppealPack, ending: str) -> str:
    """Return what the file is called: by CLP, in plain letters."""
    return f"appeal-{pack.entry.clp.slug}.{ending}"


def _opening(pack: AppealPack) -> str:
    entry = pack.entry
    ruled = entry.ruled_out_on or entry.ruled_on
    lines = [
        f"{entry.clp.name} CLP sent the motion “{pack.title}” on {date_format(entry.sent_on, 'j F Y')}."
        + (f" It was ruled out on {date_format(ruled, 'j F Y')}. The CLP appeals." if ruled else " The CLP appeals.")
    ]
    if entry.hearing_on:
        at = f" at {time_format(entry.hearing_time, 'H:i')}" if entry.hearing_time else ""
        place = f", {entry.hearing_place}" if entry.hearing_place else ""
        lines.append(f"It is heard on {date_format(entry.hearing_on, 'j F Y')}{at}{place}.")
    return "\n".join(lines)


def _ruling(pack: AppealPack) -> list[papers.PaperPart]:
    """Return what the committee itself wrote, as far as we know it."""
    said = pack.entry.ruling_letter or pack.entry.ruling_reason
    return [papers.heading("What the committee wrote"), papers.quote(said)] if said else []


def _facts(pack: AppealPack) -> list[papers.PaperPart]:
    if not pack.facts:
        return []
    since = f" since {date_format(pack.cut_off, 'j F Y')}" if pack.cut_off else ""
    rows = [(date_format(fact.on, "j F Y"), fact.words, fact.source) for fact in pack.facts]
    return [
        papers.heading(f"What has happened{since}"),
        papers.table(("Day", "What happened", "Where to read it"), rows),
    ]
