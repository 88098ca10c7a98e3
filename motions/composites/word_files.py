"""The words of a Word document that somebody uploads, read with care: a file may claim to be what it is not."""

import io
import zipfile
from typing import IO

from docx import Document
from docx.document import Document as DocumentType
from docx.table import Table as WordTable

# Bytes when unpacked. A booklet of 70 motions has less than one million; a file that swells to more is a trap.
MOST_UNPACKED = 30_000_000


def words_of_document(file: IO[bytes]) -> str:
    """Return the words of a .docx, a line for each paragraph, tables by their cells; raise ValueError for no .docx."""
    data = file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise ValueError("It unpacks to far more than a booklet has.")
        return "\n".join(_lines(Document(io.BytesIO(data))))
    except (zipfile.BadZipFile, KeyError, OSError, SyntaxError) as error:
        # SyntaxError: what lxml raises for XML that is none.
        raise ValueError("It is no Word document.") from error


def _lines(document: DocumentType) -> list[str]:
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, WordTable):
            lines += [cell.text for row in block.rows for cell in dict.fromkeys(row.cells)]
            continue
        is_listed = block.style is not None and block.style.name is not None and block.style.name.startswith("List")
        lines.append(f"- {block.text}" if is_listed and block.text.strip() else block.text)
    return lines
