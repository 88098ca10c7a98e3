"""What is wrong with words that somebody typed for a mail, in sentences for the page."""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from urllib.parse import parse_qsl, urlsplit

from campaign.mail.enums import MailKind
from campaign.mail.models.wording import LONGEST_BODY, LONGEST_BUTTON, LONGEST_SUBJECT
from campaign.mail.wording.built_in import BuiltIn, built_in
from campaign.mail.wording.catalogue import NEVER_LEFT_OUT
from campaign.mail.wording.filling import Draft
from campaign.mail.wording.markup import BUTTON, PIECE, fields_in, fields_in_line, read_body
from motions.texts.markdown import SCHEMES, links_in

# Below this, two names are not alike.
ALIKE = 0.5
PICTURE = re.compile(r"!\[[^\]\n]*\][(\[]|<img\b", re.IGNORECASE)
# What companies add to an address, or put in its place, to learn who followed it.
COUNTING_PARTS = re.compile(
    r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|mkt_tok|_hs\w+|vero_id|oly_\w+|igshid", re.IGNORECASE
)
COUNTING_HOSTS = frozenset(
    {
        *("bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly", "shorturl.at"),
        *(
            "t.co",
            "t.ly",
            "tiny.cc",
            "tinyurl.com",
            "list-manage.com",
            "mailchi.mp",
            "sendgrid.net",
            "mandrillapp.com",
        ),
    }
)


def faults_of(kind: MailKind, draft: Draft) -> dict[str, list[str]]:
    """Return what is wrong with each part of a draft: its subject, its body and its button; {} where nothing is."""
    own = built_in(kind)
    found = {
        "subject": list(_of_line(draft.subject, own, "subject", LONGEST_SUBJECT)),
        "body": list(_of_body(draft.body, own)),
        "button": list(_of_line(draft.button, own, "button", LONGEST_BUTTON)) if draft.button else [],
    }
    return {part: faults for part, faults in found.items() if faults}


def _of_line(line: str, own: BuiltIn, part: str, longest: int) -> Iterator[str]:
    if not line.strip():
        yield f"Write the {part}."
    if len(line.splitlines()) > 1:
        yield f"The {part} is one line."
    if len(line) > longest:
        yield f"At most {longest} characters; this has {len(line)}."
    names = fields_in_line(line)
    yield from _unknown(names, own.fields)
    yield from _stray_braces(line)
    for name in dict.fromkeys(names):
        if name == BUTTON:
            yield f"{{{BUTTON}}} stands in the words below, not in the {part}."
        elif name in own.fields and own.fields[name].is_markdown:
            yield f"{{{name}}} is too long for the {part}."


def _of_body(source: str, own: BuiltIn) -> Iterator[str]:
    body = read_body(source)
    fields = [*fields_in(body.above), *fields_in(body.below)]
    names = [field.content for field in fields]
    if len(source) > LONGEST_BODY:
        yield f"At most {LONGEST_BODY:,} characters; these have {len(source):,}."
    if not body.has_button:
        yield f"{{{BUTTON}}} is missing: put it on a line of its own, between empty lines."
    elif BUTTON in names:
        yield f"{{{BUTTON}}} stands there more than once. A mail has one button, on a line of its own."
    for name in sorted(NEVER_LEFT_OUT & set(own.fields) - set(names)):
        yield f"{{{name}}} is missing, and without it this mail says nothing."
    yield from _unknown([name for name in names if name != BUTTON], own.fields)
    for field in fields:
        if field.type == "field" and field.content in own.fields and own.fields[field.content].is_markdown:
            yield f"{{{field.content}}} brings paragraphs: put it on a line of its own, between empty lines."
    yield from _stray_braces(source)
    if PICTURE.search(source):
        yield "Leave pictures out. One that is loaded from elsewhere tells who opened the mail, and when."
    for link in (*links_in(body.above), *links_in(body.below)):
        yield from _of_link(str(link.attrGet("href") or ""))


def _unknown(names: Collection[str], known: Collection[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if name in known or name == BUTTON:
            continue
        likely = re.sub(r"\W+", "_", name.lower()).strip("_")
        near = get_close_matches(likely, [*known, BUTTON], n=1, cutoff=ALIKE)
        offer = f"Did you mean {{{near[0]}}}?" if near else "The fields that it has are listed beside the words."
        yield f"There is no field {{{name}}} in this mail. {offer}"


def _stray_braces(source: str) -> Iterator[str]:
    if re.search("[{}]", PIECE.sub("", source)):
        yield r"A brace stands alone. A field is written as {campaign}; to show a brace itself, write \{ or \}."


def _of_link(address: str) -> Iterator[str]:
    # It cannot be one that urlsplit refuses: the parser has put it right.
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if "%7b" in address.lower():
        yield "A field cannot be the address of a link. Write the address out."
    elif parts.scheme.lower() not in SCHEMES:
        yield f"A link begins with https:// or mailto:, and this one does not: {address}"
    elif parts.scheme != "mailto" and not host:
        yield f"This link leads nowhere: {address}"
    elif host in COUNTING_HOSTS or host.endswith(tuple(f".{one}" for one in COUNTING_HOSTS)):
        yield f"{host} counts who follows its links. Write the address that it leads to."
    for part, _ in parse_qsl(parts.query, keep_blank_values=True):
        if COUNTING_PARTS.fullmatch(part):
            yield f"Take “{part}” out of the link to {host}: it is there to count who follows it."
