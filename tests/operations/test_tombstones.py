"""The list of what people took back: it holds no address, survives a cut-off line, and is told by whoever acts."""

import re
import stat
from pathlib import Path

import pytest

from campaign.accounts.models import LastOwner, User
from campaign.accounts.rights_record import name_of
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.enums import SuppressionReason
from campaign.mail.outbox.preferences import stop
from campaign.mail.outbox.suppression import lift, suppress
from campaign.operations import tombstones
from campaign.operations.tombstones import TombstoneKind, merge, read, remember, remember_all
from tests.factories import CLPFactory, UserFactory

ALEX = "alex@example.org"


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def lines():
    return [(stone.kind, stone.about) for stone in read()]


def test_line_knows_its_address_in_any_capitals_and_holds_none():
    remember(TombstoneKind.REMOVED, " Alex@Example.org ")
    [stone] = read()
    assert [stone.is_of(address) for address in (ALEX, "ALEX@example.org", "sam@example.org")] == [True, True, False]
    assert "example" not in tombstones.path().read_text()
    assert stat.S_IMODE(tombstones.path().stat().st_mode) == 0o600


def test_key_that_was_replaced_still_opens_what_it_wrote(settings):
    remember(TombstoneKind.REMOVED, ALEX)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-for-this-test-alone"
    [stone] = read()
    assert (stone.is_of(ALEX), stone.is_readable) == (False, False)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert (stone.is_of(ALEX), stone.is_readable) == (True, True)


def test_line_cut_off_by_a_full_disk_takes_no_other_with_it():
    remember(TombstoneKind.STOPPED, ALEX)
    with tombstones.path().open("a") as file:
        file.write('{"kind": "rem')
    remember_all(TombstoneKind.REMOVED, [ALEX, "sam@example.org"])
    assert lines() == [("stopped", ""), ("removed", ""), ("removed", "")]


def test_list_merged_twice_adds_nothing_the_second_time(var):
    remember(TombstoneKind.REMOVED, ALEX)
    other = var / "other.jsonl"
    tombstones.path().rename(other)
    remember(TombstoneKind.STOPPED, ALEX)
    assert [merge(read(other)), merge(read(other))] == [1, 0]
    assert sorted(lines()) == [("removed", ""), ("stopped", "")]


def test_list_that_is_not_there_is_an_empty_one():
    assert read() == []


@pytest.mark.django_db
def test_removing_stopping_and_suppressing_each_leave_a_line():
    person, clp, admin = UserFactory(email=ALEX), CLPFactory(slug="ynys-mon"), UserFactory(is_superuser=True)
    stop(person, clp=clp)
    stop(person)
    suppression = suppress(ALEX, reason=SuppressionReason.COMPLAINT, detail="")
    suppress(ALEX, reason=SuppressionReason.COMPLAINT, detail="")
    lift(suppression, by=admin)
    forget_person(person, by=admin)
    forget_person(person, by=admin)
    assert lines() == [
        ("stopped", "clp:ynys-mon"),
        ("stopped", ""),
        ("suppressed", "complaint"),
        ("lifted", ""),
        ("removed", ""),
        ("removed", ""),
    ]
    *of_address, of_key = read()
    assert all(stone.is_of(ALEX) for stone in of_address)
    assert of_key.is_of(name_of(person.pk))


@pytest.mark.django_db
def test_list_that_cannot_be_written_keeps_the_act_from_standing(settings, var):
    person = UserFactory(email=ALEX)
    settings.VAR_DIR = var / "not-there"
    with pytest.raises(OSError, match="not-there"):
        forget_person(person, by=person)
    person.refresh_from_db()
    assert person.email == ALEX


@pytest.mark.django_db
def test_deleting_a_person_leaves_a_line_and_deleting_nobody_leaves_none():
    alex = UserFactory(email=ALEX)
    key = alex.pk
    alex.delete()
    sam = UserFactory(email="sam@example.org")
    User.objects.filter(email="sam@example.org").delete()
    User.objects.filter(email="sam@example.org").delete()
    names = ALEX, name_of(key), "sam@example.org", name_of(sam.pk)
    assert [[one for one in names if stone.is_of(one)] for stone in read()] == [[one] for one in names]
    owner = UserFactory(is_superuser=True)
    with pytest.raises(LastOwner):
        owner.delete()
    assert len(read()) == 4


# Where each of these is written. Whoever writes it elsewhere has to leave a line too.
WRITERS = {
    r"\bStop\.objects\.(?:\w*create|update|filter\(.*\)\.delete)": {
        "campaign/mail/outbox/preferences.py",
        "campaign/mail/erasure.py",
        "campaign/desk/privacy/closing.py",
    },
    r"\bSuppression\.objects\.(?:\w*create|update|filter\(.*\)\.(?:delete|update))": {
        "campaign/mail/outbox/suppression.py",
        "campaign/desk/privacy/closing.py",
    },
    r"\.forget\(\w+, at=": {"campaign/desk/privacy/erasure.py"},
}


@pytest.mark.parametrize("writing", WRITERS)
def test_stops_suppressions_and_removals_are_written_where_a_line_is_left(writing):
    root = Path(__file__).resolve().parents[2]
    sources = [path for app in ("campaign", "motions", "clps") for path in (root / app).rglob("*.py")]
    found = {str(path.relative_to(root)) for path in sources if re.search(writing, path.read_text())}
    assert found == WRITERS[writing]
