"""Somebody's name and address in what others wrote: organisers' notes and reasons, other people's questions and mail.

A name is looked for whole, as they gave it to us. A first name alone says little; it is looked for only in the notes
of the CLPs where they took part. What a branch or a CLP decided is never touched, nor are the motion's own texts.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q, QuerySet

from campaign.accounts.models import User
from campaign.desk.models import AttentionMark, Call, ImportedLine, Note
from campaign.mail.erasure import mails_from
from campaign.mail.models import DeliveryNote, Email, GroupLetter, InboundMail, MailPause, Suppression
from clps.models import Secretary
from motions.actions.erasure import REMOVED
from motions.models import (
    AdviceReply,
    AdviceRequest,
    AffiliateContact,
    Affiliation,
    AffiliationStep,
    ConferenceEntry,
    Delegate,
    Event,
    Offer,
    SavedAnswer,
    SpeakerOffer,
    SpeakerWish,
    Vote,
)


@dataclass(frozen=True, slots=True)
class Written:
    """Columns that hold what somebody wrote, perhaps about others. `is_of_a_clp`: each row tells its CLP."""

    model: type[Model]
    columns: tuple[str, ...]
    is_of_a_clp: bool = False


# In JSON, the key that holds words; everything else there is plain values.
REASON = "details__reason"
WRITTEN = (
    Written(Note, ("words",), is_of_a_clp=True),
    Written(Call, ("words",), is_of_a_clp=True),
    Written(AttentionMark, ("note",), is_of_a_clp=True),
    Written(Event, (REASON,), is_of_a_clp=True),
    Written(
        ConferenceEntry,
        ("ruling_reason", "ruling_letter", "appeal_words", "hearing_place", "reference_back_words"),
        is_of_a_clp=True,
    ),
    Written(Vote, ("words",)),
    Written(Affiliation, ("notes",)),
    Written(AffiliationStep, ("words",)),
    Written(AffiliateContact, ("how_known",)),
    Written(Delegate, ("how_known", "how_agreed")),
    Written(Secretary, ("how_known",)),
    Written(ImportedLine, ("how_known",)),
    Written(AdviceRequest, ("question",)),
    Written(AdviceReply, ("words",)),
    Written(SavedAnswer, ("question", "answer")),
    Written(Offer, ("message",)),
    Written(SpeakerOffer, ("message",)),
    Written(SpeakerWish, ("message",), is_of_a_clp=True),
    Written(InboundMail, ("subject", "text", "html", "note")),
    Written(Email, ("last_error",)),
    Written(DeliveryNote, ("words",)),
    Written(GroupLetter, ("subject", "body")),
    Written(MailPause, ("why",)),
    Written(Suppression, ("detail",)),
    Written(LogEntry, ("object_repr", "change_message")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What somebody is known by, and the keys of the CLPs where they took part."""

    address: str
    names: frozenset[str]
    clps: frozenset[int]

    def words_for(self, written: Written) -> "SoughtWords":
        """Return what to look for in such rows."""
        names = {name for name in self.names if " " in name}
        return SoughtWords({self.address, *names}, self.names - names if written.is_of_a_clp else set(), self.clps)


class SoughtWords:
    """Some words to be found and taken out: `anywhere` in whatever capitals, `nearby` as they stand in these CLPs."""

    def __init__(self, anywhere: Collection[str], nearby: Collection[str], clps: Collection[int]) -> None:
        """Read them once."""
        self.anywhere, self.nearby, self.clps = anywhere, nearby, clps
        self._anywhere = _pattern(anywhere, re.IGNORECASE)
        self._nearby = _pattern(nearby, re.NOFLAG) if nearby else None

    def in_column(self, column: str) -> Q:
        """Return which rows may hold them there. `taken_out` says for sure: the database looks for parts of words."""
        found = Q()
        for words in self.anywhere:
            for spelled in _spellings(words):
                found |= Q(**{f"{column}__icontains": spelled})
        for words in self.nearby:
            found |= Q(**{f"{column}__icontains": words, "clp__in": self.clps})
        return found

    def taken_out(self, text: str, *, clp: int | None) -> str:
        """Return a text without them."""
        text = self._anywhere.sub(REMOVED, text)
        return self._nearby.sub(REMOVED, text) if self._nearby and clp in self.clps else text


def _spellings(words: str) -> set[str]:
    """Return how words stand in a text, and in the JSON of the admin's history."""
    return {words, json.dumps(words)[1:-1]}


def _pattern(words: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str]:
    # The longest first: a pattern takes the first that fits, and would leave the end of a longer name.
    spelled = sorted({one for each in words for one in _spellings(each)}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spelled))})(?!\w)", flags)


def trace_of(person: User, clps: Collection[int]) -> Trace:
    """Return what somebody is known by: every name that they, or others for them, ever gave us with their address."""
    address = person.email
    sources: tuple[tuple[QuerySet[Any], str], ...] = (
        (person.submissions.order_by(), "reporter_name"),
        (person.championed.order_by(), "name"),
        (person.offers.order_by(), "name"),
        (person.advice_requests.order_by(), "name"),
        (mails_from(person, address).filter(sender__iexact=address).order_by(), "sender_name"),
        (Delegate.objects.filter(email__iexact=address).order_by(), "name"),
        (AffiliateContact.objects.filter(email__iexact=address).order_by(), "name"),
        (Secretary.objects.filter(email__iexact=address).order_by(), "name"),
    )
    given = {person.name, *(name for rows, column in sources for name in rows.values_list(column, flat=True))}
    names = {" ".join(name.split()) for name in given}
    # Nobody is looked for by a single letter: as a word of its own it stands in many texts.
    return Trace(address=address, names=frozenset(name for name in names if len(name) > 1), clps=frozenset(clps))


def mentions(written: Written, trace: Trace) -> list[Any]:
    """Return the rows that name somebody, with the words taken out but not saved."""
    words, found = trace.words_for(written), Q()
    for column in written.columns:
        found |= words.in_column(column)
    rows = written.model._default_manager.filter(found)
    return [row for row in rows if _without(row, written, words)]


def _without(row: Any, written: Written, words: SoughtWords) -> bool:  # noqa: ANN401 - of whichever model
    """Take words out of a row, which is not saved; return whether there were any."""
    clp = getattr(row, "clp_id", None)
    changed = False
    for column in written.columns:
        if column == REASON:
            before = str(row.details.get("reason") or "")
            row.details = {**row.details, "reason": words.taken_out(before, clp=clp)} if before else row.details
            changed |= before != str(row.details.get("reason") or "")
            continue
        before = getattr(row, column)
        # What is put in can be longer than the name was, and the column has its end.
        after = words.taken_out(before, clp=clp)[: row._meta.get_field(column).max_length]
        setattr(row, column, after)
        changed |= before != after
    return changed


def forget_mentions(trace: Trace) -> None:
    """Take somebody's name and address out of what others wrote. A part of removing a person."""
    for written in WRITTEN:
        columns = [column.partition("__")[0] for column in written.columns]
        if rows := mentions(written, trace):
            written.model._default_manager.bulk_update(rows, columns, batch_size=500)
