"""How the headers of a mail are written out: in seven bits, and so that every mail app puts them together again."""

from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, Policy


class _IdentifierHeader(UnstructuredHeader, BaseHeader):
    """A header of message identifiers or addresses of pages. They are never encoded, however long."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


class _WordsHeader(UnstructuredHeader, BaseHeader):
    """A header of words.

    Python's newer way of folding begins one of some 75 characters below an empty line, and writes two spaces before
    a word that it encodes; its older way does neither.
    """

    def fold(self, *, policy: Policy) -> str:
        """Return the header, its first words beside its name."""
        return f"{self.name}: {Header(self, header_name=self.name).encode(linesep=policy.linesep)}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("message-id", "references", "list-unsubscribe"):
    _HEADERS.map_to_type(_name, _IdentifierHeader)
_HEADERS.map_to_type("subject", _WordsHeader)
# Seven bits, so that every server takes it; line ends as SMTP has them.
POLICY = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)
