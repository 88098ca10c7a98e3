"""A composite of several CLPs' words, worked out by hand: typed, and as it comes off paper."""

from fractions import Fraction

import pytest

from motions.composites.alignment import align
from motions.composites.marking import check_draft, count_unmatched_words
from motions.composites.provenance import Library

HARBOUR = """Conference notes that a third of bus routes outside London have been lost since 2010.
Conference believes that anti-social fares keep people from work.
Conference calls on the government to:
1. give every council the power and the money to run its own buses;
2. cap single fares at £2 for the whole of this Parliament."""
# Harbour’s text, but that it begins otherwise and goes a little further at one place.
CASTLE = HARBOUR.replace("Conference notes that a third", "Conference regrets that a third").replace(
    "its own buses", "its own buses and trams"
)
UNION = "Bus workers’ pay has fallen by a tenth in real terms. Conference demands bargaining in every garage."
LIBRARY = Library.of([("Harbour CLP", HARBOUR), ("Castle CLP", CASTLE), ("Bus Union", UNION)])

COMPOSITE = """Conference notes that a third of bus routes outside London have been lost since 2010.
Bus workers’ pay has fallen by a tenth in real terms.
Conference believes that anti-social fares keep people from work and from hospital appointments.
Conference calls on the government to:
1. give every council the power and the money to run its own buses and trams;
2. work with employers towards a sectoral agreement;
3. cap single fares at £2 for the whole of this Parliament and the next."""
# By hand: 15 + 11 + 14 + 6 + 15 + 7 + 14 words.
WORDS = 82
# Castle has all but the first two words of the first sentence, the first ten of the third, and the whole demand.
OF_CASTLE = 13 + 10 + 6 + 15 + 11
# Harbour has the whole first sentence, and the demand without its last two words.
OF_HARBOUR = 15 + 10 + 6 + 13 + 11
NOBODYS = ["and from hospital appointments", "work with employers towards a sectoral agreement", "and the next"]

OFF_PAPER = """1 Conference notes that a third of bus routes outside
2 London have been lost since 2010.
3 Bus workers' pay has fallen by a tenth in real terms.
4 Conference believes that anti-
5 social fares keep people from work and from hos\u00ad
6 pital appointments.
7 Conference calls on the government to:
8 1. give every council the power and the money to
9 run its own buses and trams;
10 2. work with employers towards a sectoral agree-
11 ment;
12 3. cap single fares at £2 for the whole of this
13 Parliament and the next."""
IN_CAPITALS = (
    COMPOSITE.replace("Conference believes", "CONFERENCE BELIEVES").replace("’", "'").replace(" ", "\u00a0", 5)
)


@pytest.mark.parametrize("text", [COMPOSITE, OFF_PAPER, IN_CAPITALS, COMPOSITE.replace("\n", "\r\n")])
def test_shares_and_passages_are_as_worked_out_by_hand(text):
    found = LIBRARY.trace(text)
    assert found.words == WORDS
    assert {sender: Fraction(share).limit_denominator(1000) for sender, share in found.shares().items()} == {
        "Harbour CLP": Fraction(OF_HARBOUR, WORDS),
        "Castle CLP": Fraction(OF_CASTLE, WORDS),
        "Bus Union": Fraction(11, WORDS),
    }
    said = ["".join(run.text.replace("\u00ad\n6 ", "").replace("-\n11 ", "")) for run in found.nobodys]
    assert said == NOBODYS


def test_same_words_off_paper_and_typed_have_no_stray_word_between_them_and_three_strays_show():
    assert count_unmatched_words(COMPOSITE, OFF_PAPER) == 0
    assert count_unmatched_words(COMPOSITE, OFF_PAPER.replace("London have", "London and all Wales have")) == 3


def test_each_sentence_knows_who_sent_it_in_full():
    backed = {one.text.split()[-1]: one.in_full for one in LIBRARY.trace(COMPOSITE).sentences}
    assert backed["2010."] == ("Harbour CLP",)
    assert backed["terms."] == ("Bus Union",)
    assert backed["trams;"] == ("Castle CLP",)
    assert backed["agreement;"] == ()


def test_run_that_begins_in_the_one_before_is_found_whole():
    library = Library.of(
        [("A CLP", "The buses run by councils are better."), ("B CLP", "Homes run by councils for all.")]
    )
    found = library.trace("The buses run by councils for all.")
    assert found.nobodys == ()
    assert found.shares() == {"A CLP": pytest.approx(5 / 7), "B CLP": pytest.approx(5 / 7)}
    assert [(run.text, run.senders) for run in found.runs] == [
        ("The buses", ("A CLP",)),
        ("run by councils for all", ("B CLP",)),
    ]


def test_check_names_the_shares_and_aligned_texts_do_not_care_for_paper():
    assert check_draft(OFF_PAPER, HARBOUR, LIBRARY).shares == [("Castle CLP, Harbour CLP", 67), ("Bus Union", 13)]
    paper = Library.of([("Harbour CLP", HARBOUR), ("Paper CLP", OFF_PAPER)])
    demands = {one.text: one for one in align(HARBOUR, paper)}
    first = demands["Conference notes that a third of bus routes outside London have been lost since 2010."]
    assert (first.in_full, len(first.variants)) == (2, 1)


@pytest.mark.parametrize(
    "text", ["50 CLPs sent it.\n30 wait.\n20 won.\n10 lost.\n5 left.", "2 unions\n3 CLPs\n7 branches\n8 people"]
)
def test_lines_that_begin_with_a_number_of_their_own_keep_it(text):
    assert LIBRARY.trace(text).words == len(text.split())
