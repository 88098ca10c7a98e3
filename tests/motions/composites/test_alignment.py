"""Every text beside our own: same, changed, replaced or missing, and what others brought."""

from motions.composites.alignment import Wording, align, lost
from motions.composites.marking import count_unmatched_words, lines_of, sentences_unsent
from motions.composites.provenance import Library
from tests.motions.composites.texts import THEIRS

OURS = """Conference notes that bus routes have been cut by a third since 2010.
Conference calls on the government to:
- give every council the power and the money to run its own buses;
- restore the routes that were lost;
- make travel free for those under 25."""
AMENDED = OURS.replace("restore the routes that were lost", "bring back all lost routes within three years").replace(
    "those under 25", "everybody under 22"
)
LIKE_THEIRS = "Conference welcomes the public control of buses in Greater Manchester."


def table(model, *texts):
    return [
        [(variant.wording, variant.senders) for variant in demand.variants]
        for demand in align(model, Library.of(texts))
        if demand.is_ours
    ]


def test_demand_says_who_has_it_in_which_words():
    assert table(OURS, ("A", OURS), ("B", OURS), ("C", AMENDED), ("D", THEIRS)) == [
        [(Wording.SAME, ("A", "B", "C")), (Wording.MISSING, ("D",))],
        [(Wording.SAME, ("A", "B", "C")), (Wording.MISSING, ("D",))],
        [(Wording.SAME, ("A", "B", "C")), (Wording.MISSING, ("D",))],
        [(Wording.SAME, ("A", "B")), (Wording.REPLACED, ("C",)), (Wording.MISSING, ("D",))],
        [(Wording.SAME, ("A", "B")), (Wording.CHANGED, ("C",)), (Wording.MISSING, ("D",))],
    ]


def test_sentence_in_every_motion_makes_no_demand():
    other = "Conference believes in trams.\nConference notes that trams are full."
    assert table("Conference notes:\nBuses are late.", ("A", other)) == [[(Wording.MISSING, ("A",))]] * 2


def test_demand_that_stands_elsewhere_is_the_same():
    lines = OURS.splitlines()
    moved = "\n".join([lines[1], lines[4], lines[2], lines[3], lines[0]])
    assert table(OURS, ("A", moved)) == [[(Wording.SAME, ("A",))]] * 5


def test_sentences_of_others_that_are_nearly_the_same_stand_together():
    found = align(OURS, Library.of([("A", THEIRS), ("B", LIKE_THEIRS), ("C", f"{OURS}\nDrivers need a rise now.")]))
    brought = [demand for demand in found if not demand.is_ours]
    assert [(demand.text, demand.with_it, demand.only_sender) for demand in brought] == [
        (THEIRS, 2, ""),
        ("Drivers need a rise now.", 1, "C"),
    ]


def test_lost_words_are_listed_with_who_sent_them():
    library = Library.of([("A", OURS), ("B", AMENDED)])
    draft = "\n".join(OURS.splitlines()[:3])
    assert [(each.wording, each.text, each.senders) for each in lost(OURS, draft, library)] == [
        (Wording.MISSING, "restore the routes that were lost;", ("A",)),
        (Wording.MISSING, "make travel free for those under 25.", ("A",)),
    ]


def test_demands_that_nobody_sent_in_full_are_named():
    unsent = sentences_unsent(align(OURS, Library.of([("B", AMENDED)])))
    assert [demand.text for demand in unsent] == [
        "restore the routes that were lost;",
        "make travel free for those under 25.",
    ]


def test_screen_marks_what_changed_since_the_reading_before():
    lines = lines_of("One line.\nTwo other lines.\nThree.", "One line.\nTwo lines.")
    assert [(line.number, line.is_new) for line in lines] == [(1, False), (2, True), (3, True)]
    assert [(piece.change.value, piece.text) for piece in lines[1].pieces if piece.change != "same"] == [
        ("added", "other ")
    ]


def test_three_stray_words_are_counted():
    assert count_unmatched_words(OURS, OURS.replace("every council", "very nearly every council")) == 2
    assert count_unmatched_words(OURS, OURS.replace("the government", "our government")) == 2
    assert count_unmatched_words(OURS, OURS.upper().replace("\n", " ")) == 0
