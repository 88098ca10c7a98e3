import pytest
from django.db import DatabaseError

from motions.actions import texts
from motions.actions.texts import Blank, OverLimit, Overtaken, Unchanged, publish_version
from motions.enums import EventKind, MotionKind
from motions.models import Event, MotionVersion
from motions.texts.limits import count
from tests.factories import MotionFactory, UserFactory
from tests.motions.helpers import words

pytestmark = pytest.mark.django_db

TITLE = "A library in reach of every child"


def publish(motion, *, title=TITLE, text="Conference resolves to act.", note="Shorter", by=None, **values):
    return publish_version(motion=motion, title=title, text=text, note=note, by=by, **values)


def test_publish_version_of_a_motion_without_one_is_number_1():
    motion, admin = MotionFactory(version=False), UserFactory()

    version = publish(motion, note="", by=admin)

    motion.refresh_from_db()
    event = Event.objects.get()
    assert (version.number, version.note, version.published_by, motion.current_version) == (1, "", admin, version)
    assert (event.kind, event.motion, event.by, event.details) == (
        EventKind.VERSION_PUBLISHED,
        motion,
        admin,
        {"number": 1},
    )


def test_publish_version_next_keeps_the_one_before():
    motion = MotionFactory()
    first = motion.current_version

    publish(motion)

    motion.refresh_from_db()
    assert list(motion.versions.values_list("number", "text")) == [
        (2, "Conference resolves to act."),
        (1, first.text),
    ]
    assert motion.current_version.number == 2


def test_publish_version_leaves_other_columns_alone():
    motion = MotionFactory()
    type(motion).objects.update(progress_version=7)

    publish(motion)

    motion.refresh_from_db()
    assert motion.progress_version == 7


@pytest.mark.parametrize(
    ("title", "text", "messages"),
    [
        (words(10), words(253), {"text": "Text: 253 of 250 words, 3 too many"}),
        (words(11), words(250), {"title": "Title: 11 of 10 words, 1 too many"}),
        (
            words(12),
            words(251),
            {"title": "Title: 12 of 10 words, 2 too many", "text": "Text: 251 of 250 words, 1 too many"},
        ),
    ],
)
def test_publish_version_over_a_limit(title, text, messages):
    motion = MotionFactory()

    with pytest.raises(OverLimit) as refused:
        publish(motion, title=title, text=text)

    assert refused.value.messages == messages
    assert (MotionVersion.objects.count(), Event.objects.count()) == (1, 0)


def test_publish_version_at_both_limits():
    assert publish(MotionFactory(), title=words(10), text=words(250)).number == 2


def test_publish_version_that_only_a_strict_reader_finds_too_long():
    assert publish(MotionFactory(), text=f"{words(249)} he/she").number == 2


def test_publish_version_of_a_local_motion_has_no_limit():
    motion = MotionFactory(kind=MotionKind.LOCAL)

    assert publish(motion, title=words(40), text=words(400)).number == 2


def test_publish_version_with_the_words_it_had_is_refused():
    motion = MotionFactory(version__title=TITLE, version__text="One.\n\nTwo.")

    with pytest.raises(Unchanged):
        publish(motion, title=TITLE, text="One.  \r\n\r\nTwo.\r\n\r\n")

    assert MotionVersion.objects.count() == 1


@pytest.mark.parametrize("values", [{"title": " \n"}, {"text": "\u00a0\n"}])
def test_publish_version_without_title_or_text_is_refused(values):
    with pytest.raises(Blank):
        publish(MotionFactory(), **values)


def test_publish_version_after_somebody_elses_is_refused():
    motion = MotionFactory()
    publish(motion, after=1)

    with pytest.raises(Overtaken):
        publish(motion, text="Another.", after=1)

    assert motion.versions.count() == 2


def test_publish_version_keeps_nothing_when_the_event_fails(monkeypatch):
    motion = MotionFactory()

    def fail(**_):
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(texts, "record_event", fail)
    with pytest.raises(DatabaseError):
        publish(motion)

    motion.refresh_from_db()
    assert (motion.versions.count(), motion.current_version.number) == (1, 1)


def test_normalise_changes_newlines_tabs_and_trailing_blanks_only():
    assert texts.normalise("  One  two \r\n\r\n\tThree\u00a0\rFour\n \n") == "  One  two\n\n Three\nFour"


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\u2028"])
def test_publish_version_puts_its_title_on_one_line(break_):
    motion = MotionFactory(version=False)
    texts.publish_version(motion=motion, title=f"A library{break_}in reach{break_}", text="One.", note="", by=None)
    assert motion.current_version.title == "A library in reach"


@pytest.mark.parametrize(
    ("text", "limit", "message", "warning"),
    [
        ("one", None, "Text: 1 word", ""),
        ("", 250, "Text: 0 of 250 words, 250 left", ""),
        ("one", 1, "Text: 1 of 1 word: nothing can be added", ""),
        ("one two", 3, "Text: 2 of 3 words, 1 left", ""),
        ("one two three", 2, "Text: 3 of 2 words, 1 too many", ""),
        (
            "he/she",
            1,
            "Text: 1 of 1 word: nothing can be added",
            "Counted strictly it is 2: some count he/she as two words.",
        ),
        ("he/she says", 1, "Text: 2 of 1 word, 1 too many", ""),
        ("he/she", 2, "Text: 1 of 2 words, 1 left", ""),
    ],
)
def test_count_at_and_over_a_limit_has_its_own_words(text, limit, message, warning):
    found = count("Text", text, limit)

    assert (found.message, found.warning) == (message, warning)
