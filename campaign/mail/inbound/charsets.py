"""Reading bytes as letters: what a mail says of its letters is often nearly right, and sometimes wrong."""

from collections.abc import Callable
from functools import cache

# Browsers and mail apps write windows-1252 under these names (WHATWG, Encoding, 4.2), and Outlook’s apostrophe is
# byte 92 there. Read by the letter of the name it would be a control character, and “wasn’t” two words.
AS_WINDOWS = frozenset({"ascii", "us-ascii", "ansi_x3.4-1968", "iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1"})
WINDOWS = "windows-1252"
LOOK_LIKE_ASCII = ("iso-2022", "hz", "utf-7", "utf-16", "utf-32")
# Looking for mojibake takes time, and who has a vote to tell of does it at the top.
LONGEST_MENDED = 10_000


def decoded(raw: bytes, charset: str | None) -> str:
    """Return bytes as text: as UTF-8 wherever that is valid, because programs name other letters and write it anyway.

    Then as what the mail says, and at last as windows-1252, in which everything means something. Never raises.
    """
    named = (charset or "").strip().strip("\"'").casefold()
    # Letters that are shifted by escapes, or two bytes wide, look like ASCII: only their name tells.
    order = (
        (named, "utf-8") if named.startswith(LOOK_LIKE_ASCII) else ("utf-8", WINDOWS if named in AS_WINDOWS else named)
    )
    for letters in order:
        try:
            return storable(mended(raw.decode(letters)))
        except (LookupError, ValueError, TypeError):
            continue
    return storable(mended(raw.decode(WINDOWS, "replace")))


def mended(text: str) -> str:
    """Return the text without the marks of having been read in the wrong letters once before."""
    if text.isascii():
        return text
    return _mender()(text[:LONGEST_MENDED]) + text[LONGEST_MENDED:]


@cache
def _mender() -> Callable[[str], str]:
    """Return what mends UTF-8 that some program on the way took for windows-1252 (“wasnâ€™t”).

    Nothing else is touched: no quotes, no widths, nothing that looks like HTML. ftfy is large, so it is loaded with
    the first mail that has more than ASCII in it.
    """
    from ftfy import TextFixerConfig, fix_text

    mojibake_only = TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return lambda text: fix_text(text, mojibake_only)


def storable(text: str) -> str:
    """Return the text without what no database takes: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def of_raw(text: str) -> str:
    """Return a header as it was written: Python keeps its bytes that are no ASCII in a way of its own."""
    return decoded(text.encode("utf-8", "surrogateescape"), None)
