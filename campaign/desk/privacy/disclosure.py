"""What is held about a person, told to them: as numbers before they are removed, and whole as a file of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.db.models import Field
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst

from campaign.accounts.models import User
from campaign.desk.privacy.inventory import HOLDINGS, Holding
from campaign.desk.privacy.mentions import WRITTEN, mentions, trace_of
from campaign.mail.models import Email
from campaign.mail.outbox.stored_mail import read
from motions.actions.erasure import standings_touched_by
from motions.models import Campaign

HOW = (
    "Organisers’ notes, and what others wrote to us, may name you and somebody else too. So a person reads them "
    "before you get them: write to the campaign."
)


@dataclass(frozen=True, slots=True)
class Held:
    """How much of one sort is held."""

    holding: Holding
    number: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held about one person, of which there is any; and how often others name them in writing."""

    held: list[Held]
    named: int


def count_holdings(person: User) -> Holdings:
    """Return how much is held of each sort, in a number of queries that does not grow with it."""
    numbers = ((holding, holding.rows(person).count()) for holding in HOLDINGS)
    held = [Held(holding, number) for holding, number in numbers if number]
    return Holdings(held, named=_named(person))


def tell_holdings(person: User) -> dict[str, Any]:
    """Return everything that is held about somebody, in plain values and in the order of the table."""
    campaign = Campaign.objects.current()
    told = ((holding.name, list(_rows(holding, person))) for holding in HOLDINGS)
    return {
        "What this is": "Everything that is held about you here. Give it to nobody whom you would not tell it.",
        "Held by": f"{campaign.group}, {campaign.email}" if campaign else "",
        "Made": _plain(timezone.now()),
        **{name: rows for name, rows in told if rows},
        "What others wrote that names you": {"How many": _named(person), "How to have them": HOW},
    }


def _named(person: User) -> int:
    """Return how many rows name somebody that are not in the table as theirs."""
    trace, theirs = trace_of(person, {clp for _, clp in standings_touched_by(person)}), set()
    for rows in (holding.rows(person) for holding in HOLDINGS):
        # Only where words of others are looked through: the keys of all other rows would be read for nothing.
        if any(rows.model is written.model for written in WRITTEN):
            theirs |= {(rows.model, pk) for pk in rows.values_list("pk", flat=True)}
    return sum((type(row), row.pk) not in theirs for written in WRITTEN for row in mentions(written, trace))


def _rows(holding: Holding, person: User) -> Iterator[dict[str, Any]]:
    rows, columns = holding.rows(person), holding.told.split()
    fields = {column: _field(rows.model, column) for column in columns}
    say = {column: holding.words.get(column, partial(_said, fields[column])) for column in columns}
    for row in rows.order_by("pk").values(*columns):
        yield {
            capfirst(str(fields[column].verbose_name)): say[column](value)
            for column, value in row.items()
            if value not in (None, "", [], b"")
        }


def _field(model: Any, column: str) -> Any:  # noqa: ANN401 - of whichever model
    """Return what a column is called after: itself, or the row that it names, such as a CLP."""
    way = column.split("__")
    for step in way[:-2]:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(way[-2] if len(way) > 1 else way[0])


def _said(field: Any, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return a value in words: a choice as people read it, a mail without the links that act for its reader."""
    if isinstance(field, Field) and field.choices:
        named = dict(field.flatchoices).get(value, value)
        # What django-allauth calls its choices is translated only when it is read, and JSON does not read.
        return str(named) if isinstance(named, Promise) else named
    if isinstance(value, bytes | memoryview):
        return read(Email(message=bytes(value))).text_without_tokens
    return _plain(value)


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value that JSON has; an instant by the UK's clock."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date | time) else value
