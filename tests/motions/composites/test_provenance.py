"""Whose words a text is made of, worked out by hand."""

import pytest

from motions.composites.provenance import Library
from motions.composites.words import sentences_of, words_of
from tests.motions.composites.texts import OURS, THEIRS

AMENDED = OURS.replace("restore the routes that were lost", "bring back all of the lost routes within three years")

LIBRARY = Library.of([("A CLP", OURS), ("B CLP", OURS), ("C CLP", AMENDED), ("UNISON", THEIRS)])


def runs(text):
    return [(run.text, run.senders) for run in LIBRARY.trace(text).runs]


def test_run_is_with_all_who_sent_it():
    assert runs("Bus routes have been cut by a third. Bring back all of the lost routes within three years.") == [
        ("Bus routes have been cut by a third", ("A CLP", "B CLP", "C CLP")),
        ("Bring back all of the lost routes within three years", ("C CLP",)),
    ]


def test_run_goes_over_no_full_stop():
    found = runs("Conference notes that bus routes have been cut by a third since 2010.\n" + THEIRS)
    assert found == [
        ("Conference notes that bus routes have been cut by a third since 2010", ("A CLP", "B CLP", "C CLP")),
        ("Conference welcomes public control of buses in Greater Manchester", ("UNISON",)),
    ]


def test_capitals_quotes_and_markers_make_no_difference():
    library = Library.of([("A CLP", "We back the union’s “fair work” charter, in full.")])
    [run] = library.trace("1. we back the union's 'fair work' Charter in full").runs
    assert run.senders == ("A CLP",)
    assert run.words == 9


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("and demands a referendum", ["and demands a referendum"]),
        ("and swift federal subsidies for hovercraft too", ["and swift federal subsidies for hovercraft too"]),
        # Two words join what others sent: whoever chairs puts them there.
        ("at once", []),
    ],
)
def test_three_words_that_nobody_sent_are_found(added, expected):
    text = f"Conference welcomes public control of buses in Greater Manchester {added}."
    assert [run.text for run in LIBRARY.trace(text).nobodys] == expected


def test_little_words_in_a_row_are_nobodys_proof():
    library = Library.of([("A CLP", "It is what it is, and so on.")])
    assert [run.text for run in library.trace("Trams and so on they go.").nobodys] == ["Trams and so on they go"]


def test_sentence_knows_who_sent_it_in_full_and_who_in_part():
    [backing] = LIBRARY.trace("Give every council the power and the money to run trams.").sentences
    assert backing.in_full == ()
    assert backing.in_part == ("A CLP", "B CLP", "C CLP")
    [backing] = LIBRARY.trace("restore the routes that were lost").sentences
    assert (backing.in_full, backing.in_part) == (("A CLP", "B CLP"), ())


def test_shares_are_counted_by_words():
    text = "Restore the routes that were lost. " + THEIRS
    shares = LIBRARY.trace(text).shares()
    assert shares == {"UNISON": pytest.approx(9 / 15), "A CLP": pytest.approx(6 / 15), "B CLP": pytest.approx(6 / 15)}


def test_nearest_words_that_were_sent_are_offered():
    assert LIBRARY.nearest("we bring all lost routes back in three years") == (
        "bring back all of the lost routes within three years."
    )
    assert LIBRARY.nearest("zebra crossings") is None


def test_text_without_words_has_nothing_to_say():
    assert LIBRARY.trace(" \n-\n").runs == ()
    assert Library.of([]).trace("Conference wants trams.").nobodys[0].text == "Conference wants trams"


def test_sentences_end_at_lines_colons_and_semicolons_and_not_at_numbers():
    text = "Conference notes:\n1. 3.5 million rode in 2024;\n2. St. Helens, e.g. the 10A. It believes so."
    assert [sentence.text for sentence in sentences_of(text)] == [
        "Conference notes:",
        "3.5 million rode in 2024;",
        "St. Helens, e.g. the 10A.",
        "It believes so.",
    ]


def test_words_know_where_they_stand():
    text = "- Labour’s £9.50, 50%"
    assert [(word.form, text[word.start : word.end]) for word in words_of(text)] == [
        ("labour's", "Labour’s"),
        ("£9.50", "£9.50"),
        ("50%", "50%"),
    ]
