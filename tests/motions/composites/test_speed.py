"""How long a table takes: 150 texts of 250 words under a second, 650 under three, a keystroke under 50 ms."""

import random
import time

import pytest

from motions.composites.alignment import align
from motions.composites.marking import check_draft
from motions.composites.provenance import Library

WORDS = ["conference", "notes", "believes", "resolves", "council", "bus", "library", "seat", "street", "money"]
WORDS += ["power", "work", "people", "every", "public"]
# The machine may be busy with other tests: what counts is the time of our own process, and the best of some tries.
TRIES = 3


def sentence(chance):
    return " ".join(chance.choice(WORDS) for _ in range(15)).capitalize() + "."


@pytest.fixture(scope="module")
def made():
    """A model text of 250 words, and what each CLP made of it: most sent it whole, others reworded or added."""
    chance = random.Random(7)
    model = [sentence(chance) for _ in range(17)]
    texts = []
    for number in range(650):
        lines = list(model)
        for _ in range(number % 4):
            lines[chance.randrange(len(lines))] = sentence(chance)
        texts.append((f"Place {number} CLP", "\n".join(lines)))
    return "\n".join(model), texts


def best(work):
    """The least time of our own process that it took, in seconds."""
    taken = []
    for _ in range(TRIES):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize(("number", "most"), [(150, 1.0), (650, 3.0)])
def test_table_is_laid_and_aligned_in_time(made, number, most):
    model, texts = made
    assert best(lambda: align(model, Library.of(texts[:number]))) < most


@pytest.mark.parametrize(("number", "most"), [(150, 0.05), (650, 0.2)])
def test_keystroke_is_checked_in_time(made, number, most):
    model, texts = made
    library = Library.of(texts[:number])
    draft = texts[0][1] + "\nWords that nobody has ever sent to any conference."
    check_draft(draft, model, library)
    assert best(lambda: check_draft(draft, model, library)) < most
