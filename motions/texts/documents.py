"""A motion as files that people attach, print and paste from."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format

from motions.models import MotionVersion
from motions.texts.blocks import Block, Item, Paragraph, parts_of, tidy_pasted
from motions.texts.limits import count

# python-docx is large, so it is loaded where the first document is made: most workers never make one.
if TYPE_CHECKING:
    from docx.document import Document as DocumentType

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Raise it when the files below change, so that nobody keeps the old file of the same text.
EDITION = 2
LANGUAGE = "en-GB"
# In millimetres.
MARGIN, HANGING = 25, 8

# What XML 1.0 cannot hold (its section 2.2). Those that separate words become a space, so that the count stands.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain_text(version: MotionVersion) -> bytes:
    """Return the title and the text as they are to be pasted, in UTF-8."""
    return f"{version.title}\n\n{tidy_pasted(version.text)}\n".encode()


def filename(version: MotionVersion, ending: str) -> str:
    """Return a name that says which motion and which version, in plain letters."""
    return f"{version.motion.slug}-version-{version.number}.{ending}"


def docx(version: MotionVersion) -> bytes:
    """Return the motion as a Word document: A4, in British English, naming nobody."""
    document = new_document(
        version.title,
        subject=f"Version {version.number}",
        at=version.published_at,
        footer=_footer(version),
        revision=version.number,
    )
    document.add_heading(xml_safe(version.title), level=1)
    add_text(document, version.text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def new_document(title: str, *, subject: str, at: datetime, footer: str, revision: int = 1) -> "DocumentType":
    """Return an empty document: A4, in British English, described by its title, with words at each foot."""
    from docx import Document

    document = Document()
    _set_up(document)
    _describe(document, title, subject, at, revision)
    _add_footer(document, footer)
    return document


def _set_up(document: "DocumentType") -> None:
    """Set the page, the language and the type."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    normal, title = document.styles["Normal"], document.styles["Heading 1"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    normal.paragraph_format.line_spacing = 1.2
    # The template's own heading is blue and in the theme's type, which goes before any other.
    for name in ("w:rFonts", "w:color"):
        for element in list(title.element.iter(qn(name))):
            element.getparent().remove(element)
    title.font.size, title.font.bold = Pt(20), True
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(0), Pt(14)


def _describe(document: "DocumentType", title: str, subject: str, at: datetime, revision: int) -> None:
    """Fill in the document's properties; the library's own name and everybody else's stay out of them."""
    properties = document.core_properties
    properties.title = xml_safe(title)[:255]  # as much as the format allows
    properties.subject = xml_safe(subject)[:255]
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.language = LANGUAGE
    properties.revision = revision
    properties.created = properties.modified = at.replace(tzinfo=None)


def add_text(document: "DocumentType", text: str) -> None:
    """Add the text of a motion, with its lists as they were typed."""
    for part in parts_of(text):
        add_part(document, part)


def add_part(document: "DocumentType", part: Sequence[Block]) -> None:
    """Add what stands between blank lines: each line as a paragraph, with space after the last of them alone."""
    from docx.shared import Pt

    for block in part:
        if isinstance(block, Paragraph):
            for line in block.lines:
                document.add_paragraph(xml_safe(line))
        else:
            _add_items(document, block.items)
    for paragraph in document.paragraphs[1:]:
        if paragraph.paragraph_format.space_after is None:
            paragraph.paragraph_format.space_after = Pt(0)
    document.paragraphs[-1].paragraph_format.space_after = Pt(10)


def _add_items(document: "DocumentType", items: Sequence[Item], *, depth: int = 1) -> None:
    """Add a list. Its markers are typed, with the lines below them hanging: so they count as they do in the text."""
    from docx.shared import Mm

    hanging = Mm(HANGING)
    for item in items:
        words = "\n".join(xml_safe(line) for line in item.lines)
        paragraph = document.add_paragraph(f"{item.marker}\t{words}", style="List Paragraph")
        layout = paragraph.paragraph_format
        layout.left_indent, layout.first_line_indent = hanging * depth, -hanging
        layout.tab_stops.add_tab_stop(hanging * depth)
        _add_items(document, item.items, depth=depth + 1)


def _footer(version: MotionVersion) -> str:
    """Say which version this is and how long; word processors do not count a footer."""
    day = date_format(timezone.localtime(version.published_at), "j F Y")
    counts = " ".join(f"{part.message}." for part in (count("Title", version.title), count("Text", version.text)))
    return f"Version {version.number}, {day}. {counts}"


def _add_footer(document: "DocumentType", words: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.text = xml_safe(words)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in paragraph.runs:
        run.font.size = Pt(9)


def xml_safe(text: str) -> str:
    """Return the text without the characters that would leave a broken file."""
    return NOT_XML.sub(lambda found: " " if found[0].isspace() else "", text)
