"""Writing down what is asked of motions: by a conference, begun from rules that we have read; by a CLP or a branch."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from clps.models import CLP, Branch
from motions.actions.events import record_event
from motions.actions.standings import lock_standing
from motions.enums import EventKind
from motions.known_rules import KnownRules
from motions.models import (
    BodyRules,
    Conference,
    ConferenceSender,
    ConferenceWindow,
    Motion,
    RefusalGround,
    RuleSet,
    RuleSource,
)
from motions.progress.deadline import clock_words

FIELDS = (
    "notice_days",
    "branch_days",
    "word_limit",
    "needs_mover",
    "needs_seconder",
    "executive_decides",
    "source",
)


def start_from_rules(conference: Conference, known: KnownRules) -> None:
    """Fill in what is still empty of a conference's rules from those that we have read. What is there stays.

    Days are those of a year: they are taken over where the conference is of that year, and else stand beside as what
    they were. The deadline for motions is never touched. It is saved as a whole. A second time changes nothing.
    """
    same_year = conference.starts_on.year == known.year
    with transaction.atomic():
        dated = {"about_matters_since", "motions_open_on"}
        columns = {**known.conference, "motions_open_on": known.opens_on, "rules_source": known.source}
        _fill(conference, {name: value for name, value in columns.items() if same_year or name not in dated})
        # What we have read may contradict what was typed: then nothing of it is kept.
        conference.full_clean()
        conference.save()
        rules = RuleSet.objects.filter(conference=conference).first() or RuleSet(conference=conference)
        _fill(rules, known.rules)
        rules.full_clean()
        rules.save()
        windows = [_window(one, same_year=same_year, year=known.year) for one in known.windows]
        _add(ConferenceWindow, conference, windows)
        _add(ConferenceSender, conference, known.senders)
        _add(RefusalGround, conference, known.grounds)
        _add(RuleSource, conference, known.sources)


def _fill(row: models.Model, values: Mapping[str, Any]) -> None:
    """Give each column its value where it still says what a new row says."""
    for name, value in values.items():
        field = row._meta.get_field(name)
        is_empty = getattr(row, name) in (None, "", field.get_default() if isinstance(field, models.Field) else None)
        # A title with a limit of its own has been typed: that it is not counted would contradict it.
        contradicts = name == "title_rule" and getattr(row, "title_word_limit", None) is not None
        if is_empty and not contradicts:
            setattr(row, name, value)


def _add(model: type[models.Model], conference: Conference, rows: list[dict[str, Any]]) -> None:
    """Add rows of one kind, where the conference has none of it yet."""
    if not model._default_manager.filter(conference=conference).exists():
        for values in rows:
            row = model(conference=conference, **values)
            row.full_clean()
            row.save()


def _window(said: dict[str, Any], *, same_year: bool, year: int | None) -> dict[str, Any]:
    """Return a window's columns; of another year its moments become words."""
    if same_year:
        return said
    was = [
        f"{word} {_words(moment)}"
        for word, moment in (("from", said["opens_at"]), ("until", said["closes_at"]))
        if moment
    ]
    note = [f"In {year} it was {' '.join(was)}." if was else "", said["note"]]
    return {**said, "opens_at": None, "closes_at": None, "note": " ".join(filter(None, note))}


def _words(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{clock_words(local)} on {date_format(local, 'j F')}"


def tell_body_rules(
    *, motion: Motion, clp: CLP, branch: Branch | None, told: Mapping[str, object], by: AbstractBaseUser
) -> BodyRules:
    """Write down the rules of a CLP, or of a branch of it, in place of what we knew; return the row.

    Effects: the CLP's page is drawn anew, its reminders are planned anew, and `body_rules_told` names what is another.
    Where nothing is, nothing happens.
    """
    with transaction.atomic():
        # Two who write down the rules of one CLP at once take turns: else each would make its first row.
        lock_standing(motion, clp)
        row = BodyRules.objects.filter(clp=clp, branch=branch).first() or BodyRules(clp=clp, branch=branch)
        # What a form did not ask is not in `told`, and stays as it was.
        changed = [name for name in FIELDS if name in told and getattr(row, name) != told[name]]
        if row.pk and not changed:
            return row
        for name in changed:
            setattr(row, name, told[name])
        row.full_clean()
        row.save()
        # Rules move no stage: by this the kept page of the CLP is known to be stale.
        CLP.objects.filter(pk=clp.pk).update(modified_at=timezone.now())
        record_event(
            kind=EventKind.BODY_RULES_TOLD,
            motion=motion,
            clp=clp,
            by=by,
            details={"branch": branch.pk if branch else None, "fields": changed},
        )
    return row
