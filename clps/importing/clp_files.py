"""Reading a file of CLPs. Everything that is wrong with it is found at once and named by its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clps.enums import ConstituencyKind, Nation
from clps.importing.csv_files import CONTROL, BadFile, Problem, count_values, read_table
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
# A code begins with the letter of its nation.
_NATION_OF_LETTER = {
    "E": Nation.ENGLAND,
    "S": Nation.SCOTLAND,
    "W": Nation.WALES,
    "N": Nation.NORTHERN_IRELAND,
}
_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"-?\d{1,6}", re.ASCII)
_CELL_LIMITS = range(-32768, 32768)
_LONGEST_NAME = CLP._meta.get_field("name").max_length or 0


@dataclass(frozen=True, slots=True)
class CLPRow:
    """One CLP as a file has it. `line` is where its row begins."""

    line: int
    name: str
    slug: str
    region: str
    codes: tuple[str, ...]
    cell: tuple[int, int] | None


def read_rows(data: bytes) -> list[CLPRow]:
    """Return the CLPs of a file, in its order; raise BadFile when anything in it is wrong."""
    header, records = read_table(data, COLUMNS)
    nations = {region.name: Nation(region.nation) for region in Region.objects.all()}
    rows: list[CLPRow] = []
    problems: list[Problem] = []
    for line, values in records:
        row, wrong = _read_row(line, values, header, nations)
        problems += wrong
        rows += [row] if row else []
    problems += _repeats(rows)
    if not records:
        problems.append(Problem(1, "there are no CLPs below the header."))
    if problems:
        raise BadFile(problems)
    return rows


def _read_row(
    line: int, values: list[str], header: list[str], nations: dict[str, Nation]
) -> tuple[CLPRow | None, list[Problem]]:
    """Return one CLP and what is wrong with it; what can be read is returned even then, to be compared with others."""
    if wrong_count := count_values(line, values, header):
        return None, wrong_count
    value = {name: text.strip() for name, text in zip(header, values, strict=True)}
    codes = tuple(code.strip() for code in value["gss_codes"].split("|")) if value["gss_codes"] else ()
    cell, wrong_cell = _read_cell(value["hex_q"], value["hex_r"])
    wrong = [
        *_wrong_with_name(value["name"]),
        *_wrong_with_region(value["region"], value["nation"], nations),
        *_wrong_with_codes(codes, nations.get(value["region"])),
        *wrong_cell,
    ]
    name = tidy_name(value["name"])
    return CLPRow(line, name, slug_of(name), value["region"], codes, cell), [Problem(line, words) for words in wrong]


def _wrong_with_name(name: str) -> Iterator[str]:
    if not name:
        yield "the name is empty."
    elif CONTROL.search(name):
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


def _wrong_with_codes(codes: tuple[str, ...], nation: Nation | None) -> Iterator[str]:
    for code in codes:
        if not _CODE.fullmatch(code) or code[:3] not in KINDS:
            yield f'"{code}" is not the code of a constituency, such as E14001063.'
        elif nation and nation != Nation.INTERNATIONAL and (other := _NATION_OF_LETTER[code[0]]) != nation:
            yield f"the code {code} is of a constituency in {other.label}, not in {nation.label}."
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


def _repeats(rows: Iterable[CLPRow]) -> Iterator[Problem]:
    """Yield the names and cells that an earlier row has already."""
    names: dict[str, CLPRow] = {}
    cells: dict[tuple[int, int], CLPRow] = {}
    for row in rows:
        if row.slug and (first := names.setdefault(row.slug, row)) is not row:
            yield Problem(row.line, f'the name "{row.name}" is on line {first.line} already, as "{first.name}".')
        if row.cell and (first := cells.setdefault(row.cell, row)) is not row:
            yield Problem(row.line, f"the cell {row.cell} is on line {first.line} already, for {first.name}.")
