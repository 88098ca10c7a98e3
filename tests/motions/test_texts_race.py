from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from motions.actions.texts import NotPublished, publish_version
from motions.models import Event
from tests.factories import MotionFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

WRITERS = 8


def race(motion, texts, **values):
    """Publish every text at the same moment; return the number each got, or None where it was refused."""
    ready = Barrier(len(texts))

    def write(text):
        ready.wait()
        try:
            return publish_version(motion=motion, title="A title", text=text, note="Race", by=None, **values).number
        except NotPublished:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(texts)) as pool:
        return list(pool.map(write, texts))


def test_publish_version_at_once_gives_each_a_number_of_its_own():
    motion = MotionFactory()

    numbers = race(motion, [f"Text {number}." for number in range(WRITERS)])

    motion.refresh_from_db()
    last = WRITERS + 1
    assert sorted(numbers) == list(range(2, last + 1))
    assert sorted(motion.versions.values_list("number", flat=True)) == list(range(1, last + 1))
    assert motion.current_version.number == last
    assert motion.current_version.text == f"Text {numbers.index(last)}."
    assert Event.objects.count() == WRITERS


def test_publish_version_at_once_from_one_version_lets_one_through():
    motion = MotionFactory()

    numbers = race(motion, [f"Text {number}." for number in range(WRITERS)], after=1)

    assert sorted(number for number in numbers if number) == [2]
    assert motion.versions.count() == 2


def test_publish_version_of_the_same_words_at_once_publishes_them_once():
    motion = MotionFactory()

    numbers = race(motion, ["The same words."] * WRITERS)

    assert sorted(number for number in numbers if number) == [2]
