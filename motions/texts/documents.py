"""A motion as files that people attach, print and paste from."""

import io
import re

from django.utils import timezone
from django.utils.formats import date_format
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from motions.models import MotionVersion
from motions.texts.limits import count

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Raise it when the files below change, so that nobody keeps the old file of the same text.
EDITION = 1
LANGUAGE = "en-GB"
MARGIN = Mm(25)

# What XML 1.0 cannot hold (its section 2.2). Those that separate words become a space, so that the count stands.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain_text(version: MotionVersion) -> bytes:
    """Return the title and the text as they are to be pasted, in UTF-8."""
    return f"{version.title}\n\n{version.text}\n".encode()


def blocks_of(text: str) -> list[str]:
    """Return what blank lines set apart."""
    return re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))


def filename(version: MotionVersion, ending: str) -> str:
    """Return a name that says which motion and which version, in plain letters."""
    return f"{version.motion.slug}-version-{version.number}.{ending}"


def docx(version: MotionVersion) -> bytes:
    """Return the motion as a Word document: A4, in British English, naming nobody."""
    document = Document()
    _set_up(document)
    _describe(document, version)
    document.add_paragraph(_xml_safe(version.title), style="Title")
    for block in blocks_of(version.text):
        _add_block(document, block)
    _add_footer(document, version)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _set_up(document: DocumentType) -> None:
    """Set the page, the language and the type."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    normal, title = document.styles["Normal"], document.styles["Title"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    normal.paragraph_format.line_spacing = 1.2
    # The template's own title is blue, underlined, and in the theme's type, which goes before any other.
    for name in ("w:rFonts", "w:color", "w:pBdr"):
        for element in list(title.element.iter(qn(name))):
            element.getparent().remove(element)
    title.font.size, title.font.bold = Pt(20), True


def _describe(document: DocumentType, version: MotionVersion) -> None:
    """Fill in the document's properties; the library's own name and everybody else's stay out of them."""
    properties = document.core_properties
    properties.title = _xml_safe(version.title)[:255]  # as much as the format allows
    properties.subject = f"Version {version.number}"
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.language = LANGUAGE
    properties.revision = version.number
    properties.created = properties.modified = version.published_at.replace(tzinfo=None)


def _add_block(document: DocumentType, block: str) -> None:
    """Add each line as a paragraph, with space after the last of them alone."""
    lines = block.split("\n")
    for line in lines:
        paragraph = document.add_paragraph(_xml_safe(line))
        paragraph.paragraph_format.space_after = Pt(10) if line is lines[-1] else Pt(0)


def _add_footer(document: DocumentType, version: MotionVersion) -> None:
    """Say below the page which version this is and how long; word processors do not count a footer."""
    day = date_format(timezone.localtime(version.published_at), "j F Y")
    counts = " ".join(f"{part.message}." for part in (count("Title", version.title), count("Text", version.text)))
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.text = f"Version {version.number}, {day}. {counts}"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in paragraph.runs:
        run.font.size = Pt(9)


def _xml_safe(text: str) -> str:
    """Return the text without the characters that would leave a broken file."""
    return NOT_XML.sub(lambda found: " " if found[0].isspace() else "", text)
