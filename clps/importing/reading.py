"""Reading a file of CLPs. Everything that is wrong with it is found at once and named by its line."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clps.enums import ConstituencyKind, Nation
from clps.models import CLP, Region
from clps.names import slug_of, tidy_name

COLUMNS = ("name", "nation", "region", "gss_codes", "hex_q", "hex_r")
# GSS codes of Westminster constituencies (England, Wales, Northern Ireland before and after 2024, Scotland), and of
# Holyrood's. From the register of geographic codes of the Office for National Statistics.
KINDS = {
    "E14": ConstituencyKind.WESTMINSTER,
    "W07": ConstituencyKind.WESTMINSTER,
    "N05": ConstituencyKind.WESTMINSTER,
    "N06": ConstituencyKind.WESTMINSTER,
    "S14": ConstituencyKind.WESTMINSTER,
    "S16": ConstituencyKind.HOLYROOD,
}
_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"-?\d{1,6}", re.ASCII)
_CELL_LIMITS = range(-32768, 32768)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_NAME = CLP._meta.get_field("name").max_length or 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file, and the line it stands on: the header is 1, the file as a whole 0."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


class BadFile(Exception):
    """A file that cannot be loaded; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their lines."""
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Row:
    """One CLP as a file has it. `line` is where its row begins."""

    line: int
    name: str
    slug: str
    region: str
    codes: tuple[str, ...]
    cell: tuple[int, int] | None


def read_rows(data: bytes) -> list[Row]:
    """Return the CLPs of a file, in its order; raise BadFile when anything in it is wrong."""
    text = _decode(data)
    records = list(_records(text))
    header = _header(records)
    nations = {region.name: Nation(region.nation) for region in Region.objects.all()}
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, values in records[1:]:
        row, wrong = _read_row(line, values, header, nations)
        problems += wrong
        rows += [row] if row else []
    problems += _repeats(rows)
    if not records[1:]:
        problems.append(Problem(1, "there are no CLPs below the header."))
    if problems:
        raise BadFile(problems)
    return rows


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b".").splitlines())
        raise BadFile([Problem(line, "this is not UTF-8. Save the file as CSV in UTF-8.")]) from error
    if not text.strip():
        raise BadFile([Problem(1, "the file is empty.")])
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on, as an editor counts lines; a quoted value may take several."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for values in reader:
            if len(values) > 1 or "".join(values).strip():
                yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        words = f"this row cannot be read: {error}. Look for a stray quotation mark."
        raise BadFile([Problem(line, words)]) from error


def _header(records: Sequence[tuple[int, list[str]]]) -> list[str]:
    """Return the names of the columns; columns that we do not know are left alone."""
    line, values = records[0]
    header = [value.strip().lower() for value in values]
    problems = [Problem(line, f'there is no column "{name}".') for name in COLUMNS if name not in header]
    problems += [Problem(line, f'the column "{name}" is there twice.') for name in COLUMNS if header.count(name) > 1]
    if problems:
        raise BadFile(problems)
    return header


def _read_row(
    line: int, values: list[str], header: list[str], nations: dict[str, Nation]
) -> tuple[Row | None, list[Problem]]:
    """Return one CLP and what is wrong with it; what can be read is returned even then, to be compared with others."""
    if len(values) != len(header):
        many = "many" if len(values) > len(header) else "few"
        return None, [Problem(line, f"too {many} values: {len(values)}, where the header has {len(header)}.")]
    value = {name: text.strip() for name, text in zip(header, values, strict=True)}
    codes = tuple(code.strip() for code in value["gss_codes"].split("|")) if value["gss_codes"] else ()
    cell, wrong_cell = _read_cell(value["hex_q"], value["hex_r"])
    wrong = [
        *_wrong_with_name(value["name"]),
        *_wrong_with_region(value["region"], value["nation"], nations),
        *_wrong_with_codes(codes),
        *wrong_cell,
    ]
    name = tidy_name(value["name"])
    return Row(line, name, slug_of(name), value["region"], codes, cell), [Problem(line, words) for words in wrong]


def _wrong_with_name(name: str) -> Iterator[str]:
    if not name:
        yield "the name is empty."
    elif _CONTROL.search(name):
        yield "the name has a line break or another character in it that cannot be printed."
    elif not slug_of(name):
        yield f'the name "{name}" has no letter from A to Z to make an address of.'
    elif max(len(tidy_name(name)), len(slug_of(name))) > _LONGEST_NAME:
        yield f"the name is longer than {_LONGEST_NAME} characters."


def _wrong_with_region(region: str, nation: str, nations: dict[str, Nation]) -> Iterator[str]:
    if region not in nations:
        yield f'there is no region "{region}".'
    elif nation not in Nation.labels:
        yield f'there is no nation "{nation}".'
    elif nations[region].label != nation:
        yield f'the region "{region}" is in {nations[region].label}, not in {nation}.'


def _wrong_with_codes(codes: tuple[str, ...]) -> Iterator[str]:
    for code in codes:
        if not _CODE.fullmatch(code) or code[:3] not in KINDS:
            yield f'"{code}" is not the code of a constituency, such as E14001063.'
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield f"the code {code} is there twice."


def _read_cell(q: str, r: str) -> tuple[tuple[int, int] | None, list[str]]:
    """Return the cell on the hexmap, if the row has one, and what is wrong with it."""
    if not q and not r:
        return None, []
    if not q or not r:
        return None, ["half a cell: hex_q and hex_r are either both given or both empty."]
    wrong = [
        f'{column} is "{text}", which is not a whole number for a cell.'
        for column, text in (("hex_q", q), ("hex_r", r))
        if not (_WHOLE_NUMBER.fullmatch(text) and int(text) in _CELL_LIMITS)
    ]
    return (None, wrong) if wrong else ((int(q), int(r)), [])


def _repeats(rows: Iterable[Row]) -> Iterator[Problem]:
    """Yield the names and cells that an earlier row has already."""
    names: dict[str, Row] = {}
    cells: dict[tuple[int, int], Row] = {}
    for row in rows:
        if row.slug and (first := names.setdefault(row.slug, row)) is not row:
            yield Problem(row.line, f'the name "{row.name}" is on line {first.line} already, as "{first.name}".')
        if row.cell and (first := cells.setdefault(row.cell, row)) is not row:
            yield Problem(row.line, f"the cell {row.cell} is on line {first.line} already, for {first.name}.")
