"""Setting the new words of a reply apart from what it quotes: in it are our own question and every possible answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# "On Tue, 2 Mar 2027 at 10:00, A library in reach <motions@example.org> wrote:", over up to four lines, as Gmail and
# Apple Mail have it, in English and Welsh. Some put the writer first, and some end without the verb.
OPENINGS = re.compile(r"^\s*(?:On|Ar|Ysgrifennodd|Ar ddydd|\d{4}-\d\d-\d\d|\w{3}, \d{1,2} \w{3,})\b")
INTRODUCTION = re.compile(
    r"^\s*(?:(?:On|Ar)\b.{6,380}?\b(?:wrote|ysgrifennodd(?:[^:]{0,200})?)"
    r"|Ysgrifennodd\b.{6,380}?"
    r"|(?:\d{4}-\d\d-\d\d|\w{3}, \d{1,2} \w{3,} \d{4}).{3,300}?<[^<>\s]{3,254}@[^<>\s]{1,254}>"
    r"(?: wrote| ysgrifennodd)?)"
    r"\s*:\s*$",
    re.DOTALL,
)
# An address, or a date with a time: a sentence of one's own that begins with "On Wednesday" has neither.
ADDRESSED = re.compile(r"\S@\S|\b20\d\d\b.*\b\d{1,2}[:.]\d\d\b|\b\d{1,2}[:.]\d\d\b.*\b20\d\d\b", re.DOTALL)
INTRODUCTION_LINES = 4
# Outlook, in English and Welsh: a ruled line or the first header of a block, and everything after it is quoted.
ORIGINAL = re.compile(r"^\s*-{2,}\s*(?:Original Message|Forwarded message|Neges Wreiddiol)\s*-{2,}\s*$", re.IGNORECASE)
BEGUN_FORWARD = re.compile(r"^\s*(?:Begin forwarded message|Dechrau'r neges a anfonwyd ymlaen):\s*$", re.IGNORECASE)
RULE = re.compile(r"^\s*_{10,}\s*$")
FROM = re.compile(r"^\s*\*?(?:From|Oddi wrth|O):\*?\s+\S", re.IGNORECASE)
OTHER_HEADER = re.compile(
    r"^\s*\*?(?:Sent|Date|To|Cc|Subject|Anfonwyd|Dyddiad|At|I|Testun|Pwnc):\*?(?:\s|$)", re.IGNORECASE
)
HEADER_LINES = 5
MARK = re.compile(r"^\s{0,3}>")
SIGNATURE = re.compile(r"^--\s?$")
NO_LETTERS = re.compile(r"[\W_]+")
SENTENCES = re.compile(r"[.!?:]\s+")
# So many letters in a row that are ours are nobody else's.
OURS_AT_LEAST = 18
# What mail apps put above a quotation, in any language: lines of a name, a colon and words, or with an address.
FRAME = re.compile(r"^\s*\*?[^\W\d_][^:\n]{0,25}:\*?\s+\S|\S@\S+\.\S|^\s*[-_=]{4,}")
BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Reply:
    """The words that somebody wrote now, and the rest: what they quote, and their signature."""

    words: str
    rest: str


def split_reply(text: str, ours: str = "") -> Reply:
    """Set the new words of a mail apart. A mail that quotes nothing is all words.

    `ours` is the mail that it answers: what stands there too is quoted, however the writer's mail app frames it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    words: list[str] = []
    rest: list[str] = []
    known = _known(lines, ours)
    for line, is_quoted in ((line, quoted or at in known) for at, (line, quoted) in enumerate(_marked(lines))):
        (rest if is_quoted else words).append(line)
    return Reply(_tidy(words), _tidy(rest))


def _known(lines: Sequence[str], ours: str) -> set[int]:
    """Return which lines are ours, by their words, with the lines of a frame above the first of them."""
    letters = _letters(ours)
    if not letters:
        return set()
    known: set[int] = set()
    for at, line in enumerate(lines):
        said = _letters(line)
        # Few words may be anybody's, but not between two lines of ours.
        if (
            (said and said in letters and (len(said) >= OURS_AT_LEAST or at - 1 in known))
            or (not said and at - 1 in known)
            or (not known & {at - 1} and _is_ours_in_part(line, letters))
        ):
            known.add(at)
    first = min(known, default=0)
    while first > 0 and (_letters(lines[first - 1]) in letters or FRAME.search(lines[first - 1])):
        first -= 1
        known.add(first)
    return known


def _is_ours_in_part(line: str, letters: str) -> bool:
    """Whether every sentence of a line is ours; a mail app may have joined our lines into one."""
    said = [_letters(part) for part in SENTENCES.split(line)]
    return any(len(part) >= OURS_AT_LEAST for part in said) and all(part in letters for part in said)


def _letters(text: str) -> str:
    """Return the letters and digits alone: mail apps break lines, mark them and change quotes as they like."""
    return NO_LETTERS.sub("", text.casefold())


def _tidy(lines: Sequence[str]) -> str:
    return BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _marked(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether it belongs to the rest."""
    at = 0
    while at < len(lines):
        if _ends_words(lines, at):
            yield from ((line, True) for line in lines[at:])
            return
        if taken := _introduction(lines, at):
            yield from ((line, True) for line in lines[at : at + taken])
            at += taken
            if not _marks_follow(lines, at):
                # Nothing marks the quoted lines, so nobody can say where they end.
                yield from ((line, True) for line in lines[at:])
                return
            continue
        yield lines[at], bool(MARK.match(lines[at]))
        at += 1


def _ends_words(lines: Sequence[str], at: int) -> bool:
    """Whether everything from here on is quoted or a signature."""
    line = lines[at]
    if ORIGINAL.match(line) or BEGUN_FORWARD.match(line) or SIGNATURE.match(line):
        return True
    if RULE.match(line):
        return any(FROM.match(after) for after in lines[at + 1 : at + 3])
    # One such line may be somebody's own; two are a block of headers.
    return bool(FROM.match(line)) and any(OTHER_HEADER.match(after) for after in lines[at + 1 : at + HEADER_LINES])


def _introduction(lines: Sequence[str], at: int) -> int:
    """Return over how many lines the sentence before a quotation runs; nought where none begins here."""
    if not OPENINGS.match(lines[at]):
        return 0
    for count in range(1, INTRODUCTION_LINES + 1):
        if not lines[at + count - 1 : at + count] or not lines[at + count - 1].strip():
            return 0
        sentence = " ".join(line.strip() for line in lines[at : at + count])
        if len(sentence) > 600:
            return 0
        if sentence.endswith(":") and INTRODUCTION.match(sentence) and ADDRESSED.search(sentence):
            return count
    return 0


def _marks_follow(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return bool(MARK.match(following))
