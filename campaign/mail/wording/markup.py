"""Markdown with named fields, such as {clp}: read once, and filled in for each mail.

It is read before anything is filled in. So what a person typed is never Markdown, never HTML and never another field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from motions.texts.markdown import NOT_READ, OPTIONS, PlainText, cleaned, to_html, to_text

FIELD = re.compile(r"\{[ \t]*([^{}\n]*?)[ \t]*\}")
ESCAPED = re.compile(r"\\([{}\\])")
PIECE = re.compile(rf"{ESCAPED.pattern}|{FIELD.pattern}")
BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Value:
    """What is filled in for a field: plain words, or an organiser's Markdown."""

    words: str
    is_markdown: bool = False

    @property
    def as_html(self) -> str:
        """The value as paragraphs of its own."""
        if self.is_markdown:
            return to_html(self.words, settings.SITE_URL)
        return linebreaks(self.words.strip(), autoescape=True) if self.words.strip() else ""

    @property
    def as_text(self) -> str:
        """The value as plain text."""
        return to_text(self.words, settings.SITE_URL) if self.is_markdown else self.words


Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Body:
    """What stands above the button, and what below it."""

    above: Sequence[Token]
    below: Sequence[Token]
    has_button: bool


def _read_field(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as markdown-it calls it
    """Take {a name} for a field, wherever words may stand."""
    found = FIELD.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if found is None:
        return False
    if not silent:
        state.push("field", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _set_apart(state: StateCore) -> None:
    """Make a field that stands alone between blank lines a block of its own: it may bring several paragraphs."""
    tokens: list[Token] = []
    for token in state.tokens:
        inside = (tokens[-1].children or []) if tokens and tokens[-1].type == "inline" else []
        if token.type == "paragraph_close" and token.level == 0 and [one.type for one in inside] == ["field"]:
            tokens.pop()
            tokens[-1] = Token("field_block", "", 0, content=inside[0].content, block=True)
        else:
            tokens.append(token)
    state.tokens = tokens


def _field_as_html(self: object, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:  # noqa: ANN401 - as it calls it
    return escape(env["values"][tokens[at].content].as_text).replace("\n", "<br>\n")


def _block_as_html(self: object, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:  # noqa: ANN401 - as it calls it
    return str(env["values"][tokens[at].content].as_html)


def _field_as_text(node: SyntaxTreeNode, env: Mapping[str, Any]) -> str:
    words: str = env["values"][node.content].as_text
    return words.strip() if node.type == "field_block" else words


class _Reader(MarkdownIt):
    """Reads every link, so that those that are not to be can be named to whoever typed them."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Refuse none here: `campaign.mail.wording.faults` does."""
        return True


# A mail holds no code, and words that are indented are not meant as any.
_parser = _Reader("commonmark", OPTIONS).disable([*NOT_READ, "code", "fence", "backticks", "reference"])
_parser.inline.ruler.before("link", "field", _read_field)
_parser.core.ruler.push("set_apart", _set_apart)
_parser.add_render_rule("field", _field_as_html)
_parser.add_render_rule("field_block", _block_as_html)
_plain = PlainText({"field": _field_as_text, "field_block": _field_as_text})


@lru_cache(maxsize=256)
def read_body(source: str) -> Body:
    """Read the body of a mail; the first {button} that stands alone parts it."""
    tokens = _parser.parse(source)
    for at, token in enumerate(tokens):
        if token.type == "field_block" and token.content == BUTTON:
            return Body(tokens[:at], tokens[at + 1 :], has_button=True)
    return Body(tokens, (), has_button=False)


def fields_in(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield each field, in reading order."""
    for token in tokens:
        if token.type in ("field", "field_block"):
            yield token
        yield from fields_in(token.children or ())


def as_html(tokens: Sequence[Token], values: Values) -> SafeString:
    """Return what was read as HTML, filled in."""
    return cleaned(_parser.renderer.render(tokens, _parser.options, {"values": values}))


def as_text(tokens: Sequence[Token], values: Values) -> str:
    """Return what was read as plain text, filled in."""
    return _plain.render(tokens, {"values": values})


def fields_in_line(source: str) -> list[str]:
    """Return the fields of a line that is no Markdown: a subject, or the words on the button."""
    return [found[2] for found in PIECE.finditer(source) if found[2] is not None]


def as_line(source: str, values: Values) -> str:
    """Return such a line, filled in."""
    return PIECE.sub(lambda found: found[1] or values[found[2]].as_text, source)
