import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from motions.models import Motion, MotionVersion
from motions.texts.documents import docx, filename, plain_text
from motions.texts.wordcount import count_words
from tests.factories import MotionFactory

pytestmark = pytest.mark.django_db

TEXT = "Conference notes:\n1. Libraries matter.\n2. They close.\n\nConference “resolves” to act & to <pay>."


@pytest.fixture
def version():
    values = {"title": "A library in reach", "text": TEXT, "published_at": datetime(2027, 5, 3, 23, 30, tzinfo=UTC)}
    return MotionFactory(
        slug="libraries", **{f"version__{name}": value for name, value in values.items()}
    ).current_version


def read(version):
    return Document(io.BytesIO(docx(version)))


def test_docx_holds_the_title_then_each_line(version):
    paragraphs = read(version).paragraphs

    assert [(paragraph.style.name, paragraph.text) for paragraph in paragraphs] == [
        ("Heading 1", "A library in reach"),
        ("Normal", "Conference notes:"),
        ("List Paragraph", "1.\tLibraries matter."),
        ("List Paragraph", "2.\tThey close."),
        ("Normal", "Conference “resolves” to act & to <pay>."),
    ]


def test_docx_sets_blocks_apart(version):
    spaces = [paragraph.paragraph_format.space_after.pt for paragraph in read(version).paragraphs[1:]]

    assert spaces == [0, 0, 10, 10]


def test_docx_names_nobody(version):
    properties = read(version).core_properties
    found = {
        name: getattr(properties, name) for name in ("title", "author", "last_modified_by", "comments", "language")
    }

    assert found == {
        "title": "A library in reach",
        "author": "",
        "last_modified_by": "",
        "comments": "",
        "language": "en-GB",
    }
    assert properties.created == datetime(2027, 5, 3, 23, 30, tzinfo=UTC)


def test_docx_is_a4_in_british_english(version):
    document = read(version)
    section = document.sections[0]
    languages = {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))}

    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1)), languages) == (210, 297, {"en-GB"})


def test_docx_footer_says_which_version_and_how_long(version):
    footer = read(version).sections[0].footer.paragraphs[0].text

    # Half past eleven at night in UTC is the next day in British summer time.
    assert footer == "Version 1, 4 May 2027. Title: 4 words. Text: 15 words."


def test_docx_of_control_characters_can_be_read_and_keeps_the_count():
    text = "one\x00\x08two\x0bthree\x1cfour\ufffefive\ttab"
    version = MotionVersion(motion=Motion(slug="odd"), number=1, title="A\x01title", text=text)

    title, *body = (paragraph.text for paragraph in read(version).paragraphs)
    assert (title, body) == ("Atitle", ["onetwo", "three fourfive tab"])
    assert count_words(" ".join(body)) == count_words(text)


def test_docx_is_whole(version):
    assert zipfile.ZipFile(io.BytesIO(docx(version))).testzip() is None


def test_plain_text_is_title_and_text_to_paste(version):
    assert plain_text(version).decode() == f"A library in reach\n\n{TEXT}\n"


def test_filename_says_motion_and_version(version):
    assert filename(version, "docx") == "libraries-version-1.docx"


@pytest.mark.skipif(shutil.which("libreoffice") is None, reason="LibreOffice is not installed")
def test_docx_opens_in_libreoffice(version, tmp_path):
    (tmp_path / "motion.docx").write_bytes(docx(version))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["libreoffice", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "motion.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)

    words = (tmp_path / "motion.txt").read_text("utf-8-sig").split()
    assert words == f"A library in reach {TEXT}".split()
