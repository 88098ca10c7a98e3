"""Reading a spreadsheet that somebody made: CSV as their program saved it, in whichever letters, or a workbook."""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from campaign.desk.importing.workbooks import Sheet, is_workbook, read_workbook
from clps.importing.csv_files import BadFile, Problem, read_records
from clps.names import without_invisible

MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
# Nobody writes more into one file of this size by hand; a workbook can hold one long text a thousand times over.
MOST_CHARACTERS = 1_000_000
DELIMITERS = (",", ";", "\t", "|")
# Enough lines to tell what parts the values: the first may be a title.
SNIFFED = 30
# A header stands among the first rows that hold something; titles and notes stand above it.
HEADER_WITHIN = 20
# How the workbooks of old begin, and those that are locked by a password.
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
NO_SPREADSHEET = "This is no spreadsheet that we can read. Save it as CSV in UTF-8, or as .xlsx."
# An apostrophe before a sign is our own exports’, and is read where the column is known.
KEPT_A_TEXT = re.compile(r"=\"(?P<text>[^\"]*)\"|'(?P<rest>\w[^']*)")
# A fault of a whole row stands in this column.
WHOLE_ROW = -1
WINDOWS, MAC = "cp1252", "mac_roman"
# What stands before the first letter of a word: a blank, or what parts the cells of a CSV.
BEGINNINGS = frozenset(' \t\r\n,;|"')


@dataclass(frozen=True, slots=True)
class Table:
    """The header of a file, and the rows below it with their lines. Every row is as long as the header.

    `faults` says by line and place in the header, from 0, what cannot be read; `remarks` is what to say of the file.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def packed(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        faults = [[line, place, words] for (line, place), words in self.faults.items()]
        return asdict(self) | {"faults": faults}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> Self:
        """Return what `packed` gave."""
        return cls(
            packed["header"],
            [(line, values) for line, values in packed["rows"]],
            {(line, place): words for line, place, words in packed["faults"]},
            tuple(packed["remarks"]),
        )


def read_table(data: bytes, *, known: Iterable[Iterable[str]] = (), plain: Any = str.casefold) -> Table:  # noqa: ANN401
    """Return what is in a file; raise BadFile with what is wrong where it cannot be read as a table.

    `known` are the headings that stand for each column, made `plain`: the sheet and the row that name most of them
    hold the table. Where none does, the first row of several values in the first sheet is the header.
    """
    if len(data) > MOST_BYTES:
        raise BadFile([Problem(0, "The file is larger than 1 MB. Leave out what is not needed, or split it.")])
    if data.startswith(OLD_WORKBOOK):
        raise BadFile(
            [Problem(0, "This is an old or a locked workbook. Save it as .xlsx without a password, or CSV.")]
        )
    sheets = read_workbook(data) if is_workbook(data) else [_read_csv(data)]
    shown = [sheet for sheet in sheets if sheet.rows and not sheet.is_hidden]
    if not shown:
        hidden = any(sheet.rows for sheet in sheets)
        raise BadFile([Problem(0, "Every sheet with something in it is hidden." if hidden else "The file is empty.")])
    columns = [frozenset(ways) for ways in known]
    places = [(sheet, *_header_of(sheet, columns, plain)) for sheet in shown]
    sheet, place, _ = max(places, key=lambda one: one[2])
    return _table(sheet, place, remarks=_on_sheets(sheet, sheets))


def _header_of(sheet: Sheet, columns: Sequence[frozenset[str]], plain: Any) -> tuple[int, int]:  # noqa: ANN401
    """Return which of a sheet's rows is the header, and how many of our columns it names."""
    best, most = -1, 0
    for place, (_, values) in enumerate(sheet.rows[:HEADER_WITHIN]):
        headings = {plain(value) for value in values}
        named = sum(bool(ways & headings) for ways in columns)
        if named > most:
            best, most = place, named
    if best < 0:
        several = (place for place, (_, values) in enumerate(sheet.rows) if sum(map(bool, values)) > 1)
        best = next(several, 0)
    return best, most


def _on_sheets(read: Sheet, sheets: Sequence[Sheet]) -> list[str]:
    """Say which sheet was read, where there are several."""
    others = [sheet for sheet in sheets if sheet is not read and (sheet.rows or sheet.is_hidden)]
    if not others:
        return []
    named = ", ".join(f"“{sheet.name}”{' (hidden)' if sheet.is_hidden else ''}" for sheet in others)
    return [f"We read the sheet “{read.name}”, and not {named}."]


def _table(sheet: Sheet, place: int, *, remarks: list[str]) -> Table:
    header_line, header = sheet.rows[place]
    rows = sheet.rows[place + 1 :]
    header = _without_empty_end(header)
    if not rows:
        raise BadFile([Problem(0, "There is nothing below the header.")])
    if len(rows) > MOST_ROWS:
        raise BadFile([Problem(0, f"There are {len(rows):,} lines; {MOST_ROWS:,} at a time are the most. Split it.")])
    if sum(len(value) for _, values in rows for value in values) > MOST_CHARACTERS:
        raise BadFile([Problem(0, "There is too much text in it. Leave out what is not needed, or split it.")])
    if place:
        remarks.append(f"The columns are named on line {header_line}; what stands above it was left alone.")
    faults = {(line, column - 1): words for (line, column), words in sheet.faults.items()}
    if not sheet.name:
        faults |= dict(_too_long(header, rows))
    fitted = [(line, _fitted(values, len(header))) for line, values in rows]
    # Printed lists, and several put together, have the header again on each page.
    fitted = [(line, values) for line, values in fitted if values != header]
    return Table(header, fitted, faults, (*remarks, *sheet.remarks))


def _read_csv(data: bytes) -> Sheet:
    text = _decode(data)
    # Excel takes a first line "sep=;" as the word on what parts the values. It is no line of the table.
    said, _, rest = text.partition("\n")
    told = said.strip().strip('"')
    skipped = 0
    if told[:4].casefold() == "sep=" and len(told) <= len("sep=,"):
        delimiter, text, skipped = told[4:] or "\t", rest, 1
    else:
        lines = [line for line in text.splitlines()[: SNIFFED * 2] if line.strip()][:SNIFFED]
        delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
    records = read_records(text, delimiter=delimiter)
    tidied = ((line + skipped, [_as_typed(value) for value in values]) for line, values in records)
    return Sheet("", [(line, values) for line, values in tidied if any(values)])


def _as_typed(value: str) -> str:
    """Return a cell without the marks by which programs keep it a text: ="…", and an apostrophe before it."""
    value = without_invisible(value).strip()
    if marked := KEPT_A_TEXT.fullmatch(value):
        return (marked["text"] or marked["rest"] or "").strip()
    return value


def _decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 as Excel's “Unicode text” is, or Windows’ or a Mac’s own letters."""
    for text in _readings(data):
        if text is not None and "\x00" not in text and not _is_noise(text):
            return text
    raise BadFile([Problem(0, NO_SPREADSHEET)])


def _readings(data: bytes) -> Iterator[str | None]:
    """Yield the ways in which a file can be read, the likeliest first."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield _decoded(data, "utf-16")
    elif b"\x00" in data[:200]:
        yield _decoded(data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
    else:
        # What ended a file in DOS, and still does in some exports.
        data = data.rstrip(b"\x1a")
        yield _decoded(data, "utf-8-sig")
        yield read_letters(data)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_noise(text: str) -> bool:
    """Whether it is no text at all: other files, too, can be read as letters of some kind."""
    return any(letter < " " and letter not in "\t\n\r\f\v" for letter in text[:1_000])


def _without_empty_end(values: Sequence[str]) -> list[str]:
    """Return a row without the empty cells that spreadsheets leave at its end."""
    length = max((number for number, value in enumerate(values, start=1) if value), default=0)
    return list(values[:length])


def _too_long(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> Iterable[tuple[tuple[int, int], str]]:
    """Yield the rows that go on past the last column, as one does where a comma stands in a value without quotes."""
    for line, values in rows:
        if (length := len(_without_empty_end(values))) > len(header):
            words = f"There are {length} values, where the header has {len(header)} columns."
            yield (line, WHOLE_ROW), words


def _fitted(values: Sequence[str], length: int) -> list[str]:
    return [*values[:length], *[""] * (length - len(values))]


def read_letters(data: bytes) -> str:
    """Return the text of bytes that are no UTF-8, in whichever of the two code pages fits it better.

    Excel on a Mac saves "CSV" in its own old letters, in which â is the byte that is ‰ on Windows. Nothing in the file
    says so, so the reading whose letters stand more as words have them counts, and Windows where both do alike. A Mac
    has a letter for every byte, so there is always a text: whoever asks looks whether it is one.
    """
    readings = [data.decode(MAC)]
    # Windows has no letter for five bytes.
    with suppress(UnicodeDecodeError):
        readings.insert(0, data.decode(WINDOWS))
    return max(readings, key=_likelihood)


def _likelihood(text: str) -> int:
    """Return how many letters and marks beyond ASCII stand where words have them, less those that do not."""
    padded = f" {text} "
    return sum(
        _fits(before, letter, after)
        for before, letter, after in zip(padded, padded[1:], padded[2:], strict=False)
        if not letter.isascii()
    )


def _fits(before: str, letter: str, after: str) -> int:
    if letter == "’":
        return int(before.isalnum() or after.isalnum())
    if letter in "–—•“":
        # Between two letters it is a ñ or ó more often: few dashes stand without blanks, and many names have these.
        return -1 if before.isalpha() and after.isalpha() else 1
    if letter in "”…":
        return -1 if after.isalpha() else int(letter == "…" or before not in BEGINNINGS)
    if letter.islower() and letter != "ƒ":
        return _fits_small(before, letter, after)
    if letter.isupper():
        return -1 if before.islower() or after.isdigit() else 0
    return -1 if before.isalpha() or (after.isalpha() and letter not in "\u2018£€") else 0


def _fits_small(before: str, letter: str, after: str) -> int:
    if before.isalpha() or after.isalpha():
        # A small letter among capitals is another one read wrongly.
        return -1 if after.isupper() else 1
    if letter == "à":
        return 1
    # No other is a word; so it is a dash, a mark or a capital read wrongly.
    return -1 if before in BEGINNINGS else 0
