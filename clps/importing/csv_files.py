"""Reading a file of comma-separated values. What is wrong with it is named by its line."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# Line breaks and other characters that cannot be printed: nothing that stands in a list has one in it.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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


def read_table(data: bytes, columns: Sequence[str]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return a file's header and the rows below it, each with its line; raise BadFile where a column is missing."""
    text = _decode(data)
    records = list(read_records(text))
    return _header(records, columns), records[1:]


def count_values(line: int, values: Sequence[str], header: Sequence[str]) -> list[Problem]:
    """Return what is wrong with a row that has more or fewer values than there are columns."""
    if len(values) == len(header):
        return []
    many = "many" if len(values) > len(header) else "few"
    return [Problem(line, f"too {many} values: {len(values)}, where the header has {len(header)}.")]


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b".").splitlines())
        raise BadFile([Problem(line, "this is not UTF-8. Save the file as CSV in UTF-8.")]) from error
    if not text.strip():
        raise BadFile([Problem(1, "the file is empty.")])
    return text


def read_records(text: str, *, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on, as an editor counts lines; a quoted value may take several.

    Raises BadFile at a record that cannot be read.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for values in reader:
            if len(values) > 1 or "".join(values).strip():
                yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        words = f"this row cannot be read: {error}. Look for a stray quotation mark."
        raise BadFile([Problem(line, words)]) from error


def _header(records: Sequence[tuple[int, list[str]]], columns: Sequence[str]) -> list[str]:
    """Return the names of the columns; columns that we do not know are left alone."""
    line, values = records[0]
    header = [value.strip().lower() for value in values]
    problems = [Problem(line, f'there is no column "{name}".') for name in columns if name not in header]
    problems += [Problem(line, f'the column "{name}" is there twice.') for name in columns if header.count(name) > 1]
    if problems:
        raise BadFile(problems)
    return header
