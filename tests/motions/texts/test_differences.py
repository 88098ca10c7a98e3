from hypothesis import given
from hypothesis import strategies as st

from motions.texts.differences import Piece, WordChange, differences

WORDS = st.lists(st.sampled_from(["we", "note", "call", " ", "\n", "  ", "."])).map("".join)


def same(text):
    return Piece(WordChange.SAME, text)


def added(text):
    return Piece(WordChange.ADDED, text)


def removed(text):
    return Piece(WordChange.REMOVED, text)


def test_differences_of_one_word():
    found = differences("We note the cuts.", "We condemn the cuts.")

    assert found == [same("We "), removed("note"), added("condemn"), same(" the cuts.")]


def test_differences_of_neighbouring_words_are_one_change():
    found = differences("We note old things here.", "We condemn new matters here.")

    assert found == [same("We "), removed("note old things"), added("condemn new matters"), same(" here.")]


def test_differences_of_a_paragraph_taken_out():
    found = differences("One.\n\nTwo.\n\nThree.", "One.\n\nThree.")

    assert "".join(piece.text for piece in found if piece.change == WordChange.REMOVED).strip() == "Two."


def test_differences_of_equal_texts_is_one_piece():
    assert differences("We note.\n\nWe act.", "We note.\n\nWe act.") == [same("We note.\n\nWe act.")]


def test_differences_from_an_empty_text_are_all_added():
    assert differences("", "We act.") == [added("We act.")]


@given(WORDS, WORDS)
def test_differences_hold_both_texts_whole(old, new):
    pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.change != WordChange.REMOVED) == new
    assert "".join(piece.text for piece in pieces if piece.change != WordChange.ADDED) == old
