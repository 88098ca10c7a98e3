"""A booklet of 70 made-up motions, pasted out of a PDF in many layouts: each is cut into the same motions."""

import random
import textwrap

import pytest

from motions.composites.booklets import split_booklet
from motions.composites.words import words_of

PLACES = ["Aberconwy", "Brent East", "Cities of London and Westminster", "Ynys Môn", "Birmingham, Hodge Hill"]
PLACES += ["Stoke-on-Trent North", "Na h-Eileanan an Iar", "City of Durham", "St Helens South and Whiston"]
UNIONS = ["UNISON", "Unite the Union", "GMB", "Socialist Health Association", "CWU"]
TITLES = ["Bring back our buses", "A national bus strategy", "Trams for every city", "Fair funding for libraries"]
TITLES += ["Warm homes", "Social care and the workforce", "Clean rivers", "Public ownership of water", "School meals"]
SAID = [
    "Conference notes that bus routes outside London have been cut by a third since 2010, and that many villages have "
    "no bus at all on Sundays.",
    "Conference believes that public services should be run for people and not for profit, and councils know best.",
    "In Greater Manchester public control has shown what it can do: fares are lower and more people ride.",
    "The Office for National Statistics found that one in five has no car; among pensioners it is one in three.",
    "Conference regrets that ministers have not yet acted on the report of the committee, published on 12 March 2027.",
    "Anti-austerity campaigners and the Labour group on Leeds City Council have all backed the call.",
    "“We were promised a service we could rely on”, as one nurse at St James’s put it.",
]
ASKED = [
    "give every council the power and the money to run its own buses;",
    "restore the routes that were lost, beginning with hospitals and colleges;",
    "cap single fares at £2 outside London for the whole of this Parliament;",
    "bring the workforce back in-house on union terms and conditions.",
]


def made(number):
    chance = random.Random(number)
    marks = [["1. ", "2. ", "3. ", "4. "], ["• "] * 4, ["(a) ", "(b) ", "(c) ", "(d) "]][number % 3]
    asked = [mark + words for mark, words in zip(marks, chance.sample(ASKED, chance.randint(2, 4)), strict=False)]
    text = [" ".join(chance.sample(SAID, chance.randint(2, 4))), "Conference calls on the government to:", *asked]
    places = [f"{name} CLP" for name in chance.sample(PLACES, 1 if number % 4 else 3)]
    return TITLES[number % len(TITLES)], [UNIONS[number % 5]] if number % 7 == 0 else places, text


MOTIONS = [made(number) for number in range(70)]


def wrapped(text, width, *, hyphen=""):
    """The lines of each paragraph; with `hyphen`, words are cut at the ends of some lines."""
    for paragraph in text:
        lines = textwrap.wrap(paragraph, width, break_on_hyphens=False)
        for at in range(0, len(lines) - 1, 2) if hyphen else ():
            first = lines[at + 1].split()[0]
            if len(first) > 7 and first.isalpha() and first.islower():
                lines[at : at + 2] = [f"{lines[at]} {first[:4]}{hyphen}", lines[at + 1][4:]]
        yield lines


def flat(paragraphs):
    return [line for lines in paragraphs for line in lines]


def paged(lines, every, *, top="", foot=""):
    found = []
    for at, line in enumerate(lines):
        if at and at % every == 0:
            found += [foot.format(at // every), top.format(at // every + 1)]
        found.append(line)
    return [top.format(1).lstrip("\f"), *found]


def capitals_with_pages():
    for number, (title, senders, text) in enumerate(MOTIONS, 1):
        yield from (f"MOTION {number}: {title.upper()}", f"Submitted by: {', '.join(senders)}", "")
        yield from flat([*lines, ""] for lines in wrapped(text, 80))


def title_then_sender_without_blanks():
    for title, senders, text in MOTIONS:
        yield from (title, ", ".join(senders), *flat(wrapped(text, 90)))


def sender_then_title_cut_words():
    for title, senders, text in MOTIONS:
        yield from (", ".join(senders).upper(), "", title.upper(), "")
        yield from flat([*lines, ""] for lines in wrapped(text, 70, hyphen="-"))
        yield from ("(249 words)", "")


def numbered_titles_senders_below_soft_hyphens():
    for number, (title, senders, text) in enumerate(MOTIONS, 1):
        yield from (f"{number}. {title}", *flat(wrapped(text, 75, hyphen="\u00ad")))
        yield from (f"Submitted by {' and '.join(senders)}", "")


def own_numbers_for_lines():
    for title, senders, text in MOTIONS:
        yield from (title, "", "; ".join(senders), "")
        yield from (f"{number} {line}" for number, line in enumerate(flat(wrapped(text, 80)), 1))
        yield ""


def numbers_at_every_fifth_line():
    number = 0
    for title, senders, text in MOTIONS:
        for line in (title.upper(), "", ", ".join(senders), "", *flat([*one, ""] for one in wrapped(text, 80))):
            number = number % 40 + 1 if line else number
            yield f"{number:>3}  {line}" if line and number % 5 == 0 else f"     {line}" if line else ""


def labels_without_blanks():
    for title, senders, text in MOTIONS:
        lines = flat(wrapped(text, 80))
        yield from (f"Motion title: {title}", f"Submitting organisation: {'; '.join(senders)}", f"Text: {lines[0]}")
        yield from (*lines[1:], "Word count: 243")


def title_and_sender_on_one_line():
    yield from ("Contents", "", "Foreword", "Welcome to conference. Here are the motions, in order. " * 5, "")
    for number, (title, senders, text) in enumerate(MOTIONS):
        yield from (["Housing and Homes", ""] if number % 12 == 0 else [])
        yield from (f"{title} ({', '.join(senders)})", "", *flat([*lines, ""] for lines in wrapped(text, 80)))


def movers_in_brackets_and_long_lines():
    for number, (title, senders, text) in enumerate(MOTIONS, 1):
        yield from (f"Motion {number} - {title}", *(f"Mover: Jo Quill ({sender})" for sender in senders), *text)


def titles_of_two_lines_in_capitals():
    for title, senders, text in MOTIONS:
        words = title.upper().split()
        half = len(words) // 2 if len(words) > 3 else len(words)
        yield from (" ".join(part) for part in (words[:half], words[half:]) if part)
        yield from (*senders, *flat(wrapped(text, 78)))


LAYOUTS = [
    ("\n".join(paged(capitals_with_pages(), 45, top="\fCAC report 1", foot="Page {} of 40"))),
    ("\n".join(paged(title_then_sender_without_blanks(), 45, top="Annual Conference 2027 – Motions {}"))),
    ("\n".join(paged(sender_then_title_cut_words(), 50, foot="{}"))),
    (
        "\r\n".join(
            paged(numbered_titles_senders_below_soft_hyphens(), 50, top="Arrangements Committee", foot="- {} -")
        )
    ),
    "\n".join(own_numbers_for_lines()),
    "\n".join(numbers_at_every_fifth_line()),
    "\n".join(labels_without_blanks()),
    "\n".join(title_and_sender_on_one_line()),
    "\n".join(movers_in_brackets_and_long_lines()),
    "\n".join(titles_of_two_lines_in_capitals()),
    "\n".join(title_then_sender_without_blanks())
    .replace("fi", "ﬁ")
    .replace("fl", "ﬂ")
    .replace("Conference c", "Conference\u00a0c"),
]


def forms(text):
    return [word.form for word in words_of(text)]


@pytest.mark.parametrize("pasted", LAYOUTS, ids=range(len(LAYOUTS)))
def test_booklet_of_seventy_is_cut_into_its_motions_in_any_layout(pasted):
    found = split_booklet(pasted, known={name.casefold() for name in UNIONS})
    assert [(one.title.casefold(), [name.casefold() for name in one.senders]) for one in found] == [
        (title.casefold(), [name.casefold() for name in senders]) for title, senders, _ in MOTIONS
    ]
    assert [forms(one.text) for one in found] == [forms("\n".join(text)) for _, _, text in MOTIONS]
