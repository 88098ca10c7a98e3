"""Our own words for each kind of mail, read from its template into the form in which admins edit them.

A variable of the template is a field, by the name that `campaign.mail.wording.catalogue` gives it. A passage that
depends on the case is a field too: by the name of the block inside which it stands. So whatever a template says, its
mail can be edited, and a template that is new needs nothing more than names for what it brings.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.template import Context, Template
from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

from campaign.mail.enums import MailKind
from campaign.mail.wording.catalogue import BY_VARIABLE, ENTRIES, PASSAGES
from campaign.mail.wording.markup import BUTTON, Value


@dataclass(frozen=True, slots=True)
class Field:
    """What may be filled in: its name, what it says, and the part of the template that says it."""

    name: str
    means: str
    nodes: NodeList
    is_passage: bool = False
    is_markdown: bool = False


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One kind's own words, with the fields that these and an admin's words may have."""

    subject: str
    body: str
    button: str
    fields: Mapping[str, Field]
    template: Template
    why: NodeList

    def filled(self, names: set[str], context: Mapping[str, Any]) -> dict[str, Value]:
        """Return what these fields say in one mail."""
        return {
            name: Value(_written(self.template, self.fields[name].nodes, context), self.fields[name].is_markdown)
            for name in names
        }

    def why_in(self, context: Mapping[str, Any]) -> str:
        """Return why somebody gets this mail. It is ours to say, whoever words the rest."""
        return _written(self.template, self.why, context)


def built_in(kind: MailKind) -> BuiltIn:
    """Return our own words for a kind of mail."""
    # Django's own class lies inside; it is kept there, and made anew when the file changes.
    return _read(get_template(f"emails/{kind.value}.txt").template)  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def _read(template: Template) -> BuiltIn:
    extends = next(node for node in template.nodelist if isinstance(node, ExtendsNode))
    fields: dict[str, Field] = {}
    parts = {}
    for name in ("subject", "before", "button", "after"):
        block = extends.blocks.get(name)
        parts[name] = "".join(_source(block.nodelist if block else (), fields)).strip()
    for entry in ENTRIES:
        if entry.everywhere and entry.name not in fields:
            nodes = Template(f"{{{{ {entry.variables[0]} }}}}").nodelist
            fields[entry.name] = Field(entry.name, entry.means, nodes)
    return BuiltIn(
        subject=parts["subject"],
        body=f"{parts['before']}\n\n{{{BUTTON}}}\n\n{parts['after']}".strip(),
        button=parts["button"],
        fields=MappingProxyType(fields),
        template=template,
        why=extends.blocks["why"].nodelist,
    )


def _source(nodes: Any, fields: dict[str, Field]) -> Iterator[str]:  # noqa: ANN401 - Django's list has no type
    """Yield the words of a block with its fields in braces, and note each field."""
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.s
            continue
        field = _field_of(node, fields)
        fields[field.name] = field
        yield f"{{{field.name}}}"


def _field_of(node: Node, fields: Mapping[str, Field]) -> Field:
    if isinstance(node, VariableNode):
        variable = str(node.filter_expression.token)
        if entry := BY_VARIABLE.get(variable):
            return Field(entry.name, entry.means, NodeList([node]), is_markdown=entry.is_markdown)
        return Field(re.sub(r"\W+", "_", variable).strip("_"), "", NodeList([node]))
    if isinstance(node, BlockNode):
        return Field(node.name, PASSAGES.get(node.name, ""), node.nodelist, is_passage=True)
    number = 1 + sum(one.is_passage and one.name.startswith("passage_") for one in fields.values())
    return Field(f"passage_{number}", "", NodeList([node]), is_passage=True)


def _written(template: Template, nodes: NodeList, context: Mapping[str, Any]) -> str:
    """Return what a part of a template says, as plain text."""
    values = Context(dict(context), autoescape=False)
    with values.render_context.push_state(template), values.bind_template(template):
        return str(nodes.render(values))
