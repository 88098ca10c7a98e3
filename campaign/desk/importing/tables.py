"""Reading a spreadsheet that somebody made: CSV as their program saved it, or a workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaign.desk.importing.workbooks import is_workbook, read_workbook
from clps.importing.csv_files import BadFile, Problem, read_records

MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
# Nobody writes more into one file of this size by hand; a workbook can hold one long text a thousand times over.
MOST_CHARACTERS = 1_000_000
DELIMITERS = (",", ";", "\t")
# How the workbooks of old begin, and those that are locked by a password.
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Table:
    """The header of a file, and the rows below it with their lines. Every row is as long as the header."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(data: bytes) -> Table:
    """Return what is in a file; raise BadFile with what is wrong where it cannot be read as a table."""
    if len(data) > MOST_BYTES:
        raise BadFile([Problem(0, "The file is larger than 1 MB. Leave out what is not needed, or split it.")])
    if data.startswith(OLD_WORKBOOK):
        raise BadFile(
            [Problem(0, "This is an old or a locked workbook. Save it as .xlsx without a password, or CSV.")]
        )
    records = [*read_workbook(data)] if is_workbook(data) else _read_csv(data)
    if not records:
        raise BadFile([Problem(0, "The file is empty.")])
    (_, header), *rows = records
    header = _without_empty_end(header)
    if not rows:
        raise BadFile([Problem(0, "There is nothing below the header.")])
    if len(rows) > MOST_ROWS:
        raise BadFile([Problem(0, f"There are {len(rows):,} lines; {MOST_ROWS:,} at a time are the most. Split it.")])
    if sum(len(value) for _, values in records for value in values) > MOST_CHARACTERS:
        raise BadFile([Problem(0, "There is too much text in it. Leave out what is not needed, or split it.")])
    problems = list(_too_long(header, rows))
    if problems:
        raise BadFile(problems)
    return Table(header, [(line, _fitted(values, len(header))) for line, values in rows])


def _read_csv(data: bytes) -> list[tuple[int, list[str]]]:
    text = _decode(data)
    if not text.strip():
        return []
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(DELIMITERS, key=first.count)
    records = ((line, [value.strip() for value in values]) for line, values in read_records(text, delimiter=delimiter))
    return [(line, values) for line, values in records if any(values)]


def _decode(data: bytes) -> str:
    """Return the text of a file in UTF-8 or, as spreadsheets on Windows save CSV, in Windows-1252."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadFile([Problem(0, "This is no spreadsheet that we can read. Save it as CSV in UTF-8, or as .xlsx.")])


def _without_empty_end(values: Sequence[str]) -> list[str]:
    """Return a row without the empty cells that spreadsheets leave at its end."""
    length = max((number for number, value in enumerate(values, start=1) if value), default=0)
    return list(values[:length])


def _too_long(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Iterable[Problem]:
    """Yield the rows that go on past the last column, as one does where a comma stands in a value without quotes."""
    for line, values in rows:
        if (length := len(_without_empty_end(values))) > len(header):
            yield Problem(line, f"there are {length} values, where the header has {len(header)} columns.")


def _fitted(values: Sequence[str], length: int) -> list[str]:
    return [*values[:length], *[""] * (length - len(values))]
