"""The texts on a compositing meeting's table: our motion as each CLP sent it, and what others sent, Word files too."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from django.db.models import Max

from clps.directory import Directory
from clps.models import CLP, Affiliate
from motions.composites.booklets import FoundMotion
from motions.composites.provenance import Library
from motions.enums import RULED_OUT_STATES, Allegiance, DraftSide, Outcome
from motions.models import CompositingMeeting, ConferenceEntry, Submission, Vote

# python-docx is large, so it is loaded where the first document is read: most workers never read one.
if TYPE_CHECKING:
    from docx.document import Document as DocumentType

# How many meetings' texts a process keeps ready. Each takes some megabytes.
KEPT = 4
# What a booklet puts behind the name of a place.
_PARTY = re.compile(r"\s*\b(?:CLPs?|C\.L\.P\.|Constituency Labour Party)\s*$")
# Bytes when unpacked. A booklet of 70 motions has less than one million; a file that swells to more is a trap.
MOST_UNPACKED = 30_000_000


@dataclass(frozen=True, slots=True)
class TableText:
    """One text on the table. `version` is which of ours it was sent from; none for what others sent."""

    sender: str
    text: str
    version: int | None = None
    is_amended: bool = False
    received: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the table; whose words we do not know; and whose motion was ruled out."""

    texts: tuple[TableText, ...]
    unknown: tuple[str, ...]
    ruled_out: tuple[str, ...] = ()


def table_of(meeting: CompositingMeeting) -> Table:
    """Return the texts on the table, in six queries at most, however many there are."""
    entries = (
        ConferenceEntry.objects.filter(motion=meeting.motion_id)
        .standing()
        .select_related("clp", "submission__version", "submission__follows")
        .prefetch_related("submission__votes", "submission__follows__votes")
        .order_by("clp__name")
    )
    texts: list[TableText] = []
    unknown: list[str] = []
    ruled_out: list[str] = []
    for entry in entries:
        sender = name_of_clp(entry.clp)
        if entry.state in RULED_OUT_STATES:
            ruled_out.append(sender)
            continue
        found = text_as_sent(entry.submission) if entry.submission else None
        if found is None or entry.submission is None:
            unknown.append(sender)
            continue
        version = entry.submission.version
        texts.append(TableText(sender, found, version.number, is_amended=found != version.text))
    taken = {name.casefold() for name in [*(text.sender for text in texts), *ruled_out]}
    # The booklet has our own CLPs too, and its words are what was sent: they count where ours are not known.
    for row in meeting.received.all():
        if row.sender.casefold() not in taken:
            texts.append(TableText(row.sender, row.text, received=row.pk))
            unknown = [name for name in unknown if name.casefold() != row.sender.casefold()]
    return Table(tuple(texts), tuple(unknown), tuple(ruled_out))


def library_of(meeting: CompositingMeeting) -> Library:
    """Return the texts on the table, ready to be asked; kept while nothing about them changes."""
    return _library(meeting.pk, _state(meeting))


def affiliate_names() -> frozenset[str]:
    """Return what unions, societies and groups are called, by which a paper's senders are known: without capitals."""
    rows = Affiliate.objects.values_list("name", "short_name")
    return frozenset(name.casefold() for names in rows for name in names if name)


def with_names_known(motions: Sequence[FoundMotion]) -> list[FoundMotion]:
    """Return motions with their CLPs called as we call them, so that each text finds its place at the table."""
    directory = Directory.read()

    def known(sender: str) -> str:
        found = directory.find(_PARTY.sub("", sender))
        return name_of_clp(found[0]) if len(found) == 1 and _PARTY.search(sender) else sender

    return [replace(each, senders=tuple(dict.fromkeys(map(known, each.senders)))) for each in motions]


def name_of_clp(clp: CLP) -> str:
    """Return what the table calls a CLP."""
    return f"{clp.name} CLP"


def model_text(meeting: CompositingMeeting) -> str:
    """Return our own text, as it now stands; empty before there is one."""
    version = meeting.motion.current_version
    return version.text if version else ""


@lru_cache(maxsize=KEPT)
def _library(pk: int, state: tuple[object, ...]) -> Library:
    meeting = CompositingMeeting.objects.select_related("motion").get(pk=pk)
    return Library.of((text.sender, text.text) for text in table_of(meeting).texts)


def _state(meeting: CompositingMeeting) -> tuple[object, ...]:
    """Return what moves whenever a text on the table does."""
    received = sorted(meeting.received.values_list("pk", flat=True))
    entries = ConferenceEntry.objects.filter(motion=meeting.motion_id).order_by("pk")
    last_vote = Vote.objects.filter(submission__version__motion=meeting.motion_id).aggregate(Max("pk"))["pk__max"]
    # The key too: numbers of rows come again in another database, such as one that was brought back.
    return meeting.follow_key, tuple(received), tuple(entries.values_list("pk", "state", "submission_id")), last_vote


def text_as_sent(submission: Submission) -> str | None:
    """Return the words that a CLP sent to conference: as its meeting left them; None where we do not know them.

    The same as `Submission.text_now`, from rows that have been read already.
    """
    for one in (submission, submission.follows):
        vote = _last(one.votes.all()) if one else None
        if vote and vote.amended_text:
            return vote.amended_text
        if vote and vote.outcome == Outcome.CARRIED_AS_AMENDED:
            return None
    return submission.version.text


def _last(votes: Iterable[Vote]) -> Vote | None:
    return max(votes, key=lambda vote: vote.pk, default=None)


def latest_texts(meeting: CompositingMeeting) -> dict[DraftSide, str]:
    """Return the last reading of each side's draft."""
    found: dict[DraftSide, str] = {}
    for reading in meeting.readings.order_by("number"):
        found[DraftSide(reading.side)] = reading.text
    return found


def agreed_text(meeting: CompositingMeeting) -> str:
    """Return what the meeting ended with, as far as it is known: as printed, or the committee's draft, or ours."""
    texts = latest_texts(meeting)
    order = (DraftSide.PRINTED, DraftSide.COMMITTEE, DraftSide.OURS)
    return next((texts[side] for side in order if side in texts), "")


def entries_that_stay(meeting: CompositingMeeting) -> list[int]:
    """Return the entries of the CLPs that stay in the composite."""
    staying = set(meeting.answers.filter(answer=Allegiance.STAYS).values_list("sender", flat=True))
    entries = ConferenceEntry.objects.filter(motion=meeting.motion_id).standing().select_related("clp")
    return [entry.pk for entry in entries if name_of_clp(entry.clp) in staying]


def words_of_document(file: IO[bytes]) -> str:
    """Return the words of a .docx, a line for each paragraph, tables by their cells; raise ValueError for no .docx.

    It is read with care: a file may claim to be what it is not.
    """
    from docx import Document

    data = file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise ValueError("It unpacks to far more than a booklet has.")
        return "\n".join(_lines(Document(io.BytesIO(data))))
    except (zipfile.BadZipFile, KeyError, OSError, SyntaxError) as error:
        # SyntaxError: what lxml raises for XML that is none.
        raise ValueError("It is no Word document.") from error


def _lines(document: "DocumentType") -> list[str]:
    from docx.table import Table as WordTable

    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, WordTable):
            lines += [cell.text for row in block.rows for cell in dict.fromkeys(row.cells)]
            continue
        is_listed = block.style is not None and block.style.name is not None and block.style.name.startswith("List")
        lines.append(f"- {block.text}" if is_listed and block.text.strip() else block.text)
    return lines
