"""The little formatting that answers and mail have: paragraphs, lists, strong words and links; as HTML and as text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from textwrap import indent
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

Write = Callable[[SyntaxTreeNode, Mapping[str, Any]], str]
# A line that somebody ends stays ended, as in a mail.
OPTIONS = {"html": False, "breaks": True}
# Headings belong to the page, and a picture could be loaded from elsewhere.
NOT_READ = ["heading", "lheading", "image"]
_parser = MarkdownIt("commonmark", OPTIONS).disable(NOT_READ)
TAGS = {"p", "br", "hr", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


class PlainText:
    """Writes what markdown-it has read as plain text. `extra` writes what a parser of one's own adds, by its name."""

    def __init__(self, extra: Mapping[str, Write] | None = None) -> None:
        """Take what is to be written besides CommonMark."""
        self.extra = extra or {}

    def render(self, tokens: Sequence[Token], env: Mapping[str, Any]) -> str:
        """Return the text of these tokens; `env` is handed to what writes the extra ones."""
        return self._blocks(SyntaxTreeNode(tokens).children, env)

    def _blocks(self, nodes: Iterable[SyntaxTreeNode], env: Mapping[str, Any], between: str = "\n\n") -> str:
        written = (self._block(node, env) for node in nodes)
        return between.join(words for words in written if words)

    def _block(self, node: SyntaxTreeNode, env: Mapping[str, Any]) -> str:
        match node.type:
            case "bullet_list" | "ordered_list":
                return self._list(node, env)
            case "blockquote":
                return indent(self._blocks(node.children, env), "> ", lambda line: True)
            case "hr":
                return "* * *"
            case "code_block" | "fence":
                return node.content.rstrip("\n")
            case _:
                return self._inline(node, env)

    def _list(self, node: SyntaxTreeNode, env: Mapping[str, Any]) -> str:
        first = int(node.attrs.get("start", 1))
        # Items that no blank line sets apart stand close together.
        is_tight = all(block.hidden for item in node.children for block in item.children if block.type == "paragraph")
        between = "\n" if is_tight else "\n\n"
        items = []
        for number, item in enumerate(node.children, start=first):
            marker = "– " if node.type == "bullet_list" else f"{number}. "
            words = self._blocks(item.children, env, between)
            items.append(marker + indent(words, " " * len(marker)).lstrip(" "))
        return between.join(items)

    def _inline(self, node: SyntaxTreeNode, env: Mapping[str, Any]) -> str:
        if node.type in self.extra:
            return self.extra[node.type](node, env)
        match node.type:
            case "text" | "code_inline":
                return node.content
            case "softbreak" | "hardbreak":
                return "\n"
            case "link":
                return self._link(node, env)
            case _:
                return "".join(self._inline(child, env) for child in node.children)

    def _link(self, node: SyntaxTreeNode, env: Mapping[str, Any]) -> str:
        words = "".join(self._inline(child, env) for child in node.children)
        address = str(node.attrs.get("href", "")).removeprefix("mailto:")
        return words if words == address else f"{words} ({address})" if words else address


@lru_cache(maxsize=512)
def to_html(text: str, site: str = "") -> SafeString:
    """Return Markdown as HTML that is safe to show: no markup of the writer's own gets through, and no script.

    For a mail, `site` is what its links from the site's root are to begin with.
    """
    return cleaned(_parser.renderer.render(_parsed(text, site), _parser.options, {}))


@lru_cache(maxsize=512)
def to_text(text: str, site: str = "") -> str:
    """Return Markdown as somebody would type it who has no formatting, each link with its address behind it."""
    return PlainText().render(_parsed(text, site), {})


def cleaned(html: str) -> SafeString:
    """Return HTML that Markdown made, with nothing in it but what Markdown is to make."""
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return mark_safe(html)  # noqa: S308 - nh3 has cleaned it


def links_in(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield where each link begins."""
    for token in tokens:
        if token.type == "link_open":
            yield token
        yield from links_in(token.children or ())


def _parsed(text: str, site: str) -> list[Token]:
    tokens = _parser.parse(text)
    for link in links_in(tokens):
        href = str(link.attrGet("href") or "")
        if site and href.startswith("/") and not href.startswith("//"):
            link.attrSet("href", site + href)
    return tokens
