"""Papers to hand in and to hand round: an appeal, a delegation's sheet, a briefing. One content, as Word and as PDF.

A paper is a list of parts. Each is set by `typesetting/paper.typ` in the PDF, which is PDF/UA, and by python-docx in
the Word file, which people change before they send it.
"""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from motions.texts.blocks import read_blocks
from motions.texts.documents import add_text, new_document, xml_safe
from motions.texts.typesetting import sheet

if TYPE_CHECKING:
    from docx.document import Document as DocumentType


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPart:
    """One part of a paper: a heading, words, a quotation with its source, a motion's text, points, a table, a page."""

    kind: str
    text: str = ""
    source: str = ""
    level: int = 2
    items: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def packed(self) -> dict[str, Any]:
        """Return it as the typesetting takes it: a motion's text as its paragraphs and lists."""
        values = asdict(self)
        if self.kind == "motion":
            values["blocks"] = [asdict(block) for block in read_blocks(self.text)]
        values["lines"] = [line.strip() for line in self.text.splitlines() if line.strip()]
        return values


def heading(text: str, *, level: int = 2) -> PaperPart:
    """Return a heading; the smaller its `level`, the larger it stands."""
    return PaperPart(kind="heading", text=text, level=level)


def words(text: str) -> PaperPart:
    """Return paragraphs, one for each line."""
    return PaperPart(kind="words", text=text)


def quote(text: str, *, source: str = "") -> PaperPart:
    """Return what somebody else wrote, with where it stands."""
    return PaperPart(kind="quote", text=text, source=source)


def motion_text(text: str) -> PaperPart:
    """Return the text of a motion, with its lists as they were typed."""
    return PaperPart(kind="motion", text=text)


def points(items: Sequence[str]) -> PaperPart:
    """Return a list of points."""
    return PaperPart(kind="points", items=tuple(items))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> PaperPart:
    """Return a table; a row with too few cells would shift the others, so it raises ValueError."""
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("Every row has a cell for each column.")
    return PaperPart(kind="table", columns=tuple(columns), rows=tuple(map(tuple, rows)))


def new_page() -> PaperPart:
    """Return the beginning of another page."""
    return PaperPart(kind="page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything that a paper says, and when it was true: the same words of the same day give the same file."""

    title: str
    kicker: str
    group: str
    footer: str
    dated: datetime
    parts: list[PaperPart] = field(default_factory=list)

    def pdf(self) -> bytes:
        """Return it as a tagged PDF."""
        content = {
            "title": self.title,
            "kicker": self.kicker,
            "group": self.group,
            "footer": self.footer,
            "parts": [part.packed() for part in self.parts],
        }
        return sheet("paper", content, dated=self.dated)

    def docx(self) -> bytes:
        """Return it as a Word document."""
        document = new_document(self.title, subject=self.kicker, at=self.dated, footer=self.footer)
        document.add_paragraph(xml_safe(self.kicker))
        document.add_heading(xml_safe(self.title), level=1)
        for part in self.parts:
            _add(document, part)
        held = io.BytesIO()
        document.save(held)
        return held.getvalue()


def _add(document: "DocumentType", part: PaperPart) -> None:
    """Add one part to a Word document."""
    from docx.enum.text import WD_BREAK  # with the first document, as in `documents`
    from docx.shared import Pt

    if part.kind == "heading":
        document.add_heading(xml_safe(part.text), level=part.level)
    elif part.kind == "page":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif part.kind == "motion":
        add_text(document, part.text)
    elif part.kind == "points":
        for item in part.items:
            document.add_paragraph(xml_safe(item), style="List Bullet")
    elif part.kind == "table":
        _add_table(document, part)
    else:
        style = "Intense Quote" if part.kind == "quote" else None
        for line in filter(None, map(str.strip, part.text.splitlines())):
            document.add_paragraph(xml_safe(line), style=style)
        if part.source:
            said = document.add_paragraph(xml_safe(f"Source: {part.source}"))
            said.runs[0].font.size = Pt(10)


def _add_table(document: "DocumentType", part: PaperPart) -> None:
    """Add a table whose first row is its heading, so that it is read out as one."""
    made = document.add_table(rows=1, cols=len(part.columns))
    made.style = document.styles["Table Grid"]
    for cell, name in zip(made.rows[0].cells, part.columns, strict=True):
        cell.paragraphs[0].add_run(xml_safe(name)).bold = True
    for row in part.rows:
        for cell, said in zip(made.add_row().cells, row, strict=True):
            cell.text = xml_safe(said)
    document.add_paragraph()
