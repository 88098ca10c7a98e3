"""Words set in type: pictures to share and sheets to print, by the `.typ` files of this folder.

Each is drawn from its words alone, and the same words give the same bytes, so that a digest of the words names them.
Everything that people wrote reaches a drawing as data, never as markup.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, cast

import typst

FOLDER = Path(__file__).parent
# Pictures and sheets together: 30 to 110 kB each, so that what is kept stays near 10 MB a process.
KEPT = 128
Words = Mapping[str, Any]
_drawing = Lock()


def digest_of(name: str, words: Words) -> str:
    """Return a name for what `words` look like when set by `name`.typ: it moves with either."""
    return hashlib.sha256((FOLDER / f"{name}.typ").read_bytes() + _packed(words).encode()).hexdigest()[:24]


def picture(name: str, words: Words) -> bytes:
    """Return a PNG, a pixel for each point of its page."""
    return _set(name, _packed(words), "png", None)


def sheet(name: str, words: Words, *, dated: datetime) -> bytes:
    """Return a tagged PDF that says it was made at `dated`, as PDF/UA-1 wherever the typeface has every letter."""
    return _set(name, _packed(words), "pdf", int(dated.timestamp()))


def forget_typesetting() -> None:
    """Drop what is kept: for tests, and for a measure of what a drawing costs."""
    _set.cache_clear()


def drawings_kept() -> int:
    """Return how many are kept; never more than KEPT."""
    return _set.cache_info().currsize


def _packed(words: Words) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=KEPT)
def _set(name: str, packed: str, form: Literal["png", "pdf"], dated: int | None) -> bytes:
    """Draw one page. One at a time in a process: many that ask at once must not take every core."""
    # Only the typefaces that the library brings, so that every machine draws the same.
    with _drawing:
        compiler = typst.Compiler(FOLDER / f"{name}.typ", ignore_system_fonts=True, sys_inputs={"words": packed})
        if form == "png":
            return cast(bytes, compiler.compile(format="png", ppi=72))
        try:
            return cast(bytes, compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=dated))
        except typst.TypstError:
            # The standard refuses a page with a letter that the typeface lacks, such as an emoji.
            return cast(bytes, compiler.compile(format="pdf", timestamp=dated))
