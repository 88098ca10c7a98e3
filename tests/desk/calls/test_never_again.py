"""“Do not call me again” holds for ever: for every organiser, after a removal, and in a backup brought back."""

import pytest

from campaign.desk.calls.actions import Refusals, record_call, refuse_calls
from campaign.desk.calls.sheet import read_sheet
from campaign.desk.enums import CallResult
from campaign.desk.models import Call, CallRefusal
from campaign.desk.privacy.erasure import forget_person
from campaign.operations import tombstones
from campaign.recovery.replay import replay
from motions.workflow import NotAllowed
from tests.factories import UserFactory, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "own_var_dir")]


@pytest.fixture
def refused(report, clp, motion, organiser):
    about = {"person": report.activist, "clp": clp, "motion": motion, "by": organiser}
    return record_call(**about, result=CallResult.DO_NOT_CALL, words="Alex wants peace.")


def test_person_who_refused_calls_is_called_by_no_name_of_their_mailbox(refused, motion, clp, organiser, desk, card):
    assert read_sheet(motion, organiser).lines == []
    make_submission(motion, clp, email="Alex+again@example.org")
    lines = read_sheet(motion, organiser, clp=clp.slug).lines
    assert [line.person.is_reachable for line in lines] == [False, False]
    page = desk.get("/admin/calls/?clp=little-mickering").content.decode()
    assert page.count("Somebody who asked not to be called again.") == 2
    assert "alex" not in page.lower()
    desk.post(card, {"act": "take"})
    assert "leave them be" in desk.get(card).content.decode()


def test_only_a_hash_is_kept_and_removal_leaves_it(refused, report, motion, organiser):
    digest = CallRefusal.objects.get().digest
    assert "alex" not in digest
    forget_person(report.activist, by=UserFactory(is_superuser=True))
    call = Call.objects.get()
    assert (call.person, call.words, call.result) == (None, "", "do-not-call")
    assert Refusals().hold_for("alex@example.org")


def test_second_time_changes_nothing(refused):
    assert refuse_calls("alex@example.org") is False
    assert CallRefusal.objects.count() == 1


def test_backup_from_before_is_held_to_it(refused):
    stones = [stone for stone in tombstones.read() if stone.kind == "never-call"]
    assert len(stones) == 1
    CallRefusal.objects.all().delete()
    assert dict(replay(stones).done) == {tombstones.TombstoneKind.NEVER_CALL: 1}
    assert Refusals().hold_for("ALEX@example.org")
    assert dict(replay(stones).done) == {}


def test_wish_about_calls_says_nothing_about_another_address_or_key(refused, settings):
    assert not Refusals().hold_for("alexis@example.org")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, fifty letters long, for the days after"
    assert Refusals().hold_for("alex@example.org")
    settings.SECRET_KEY_FALLBACKS = []
    assert not Refusals().hold_for("alex@example.org")


def test_somebody_who_was_removed_meanwhile_is_not_recorded(report, clp, motion, organiser):
    person = report.activist
    forget_person(person, by=UserFactory(is_superuser=True))
    with pytest.raises(NotAllowed, match="removed meanwhile"):
        record_call(person=person, clp=clp, motion=motion, by=organiser, result=CallResult.SPOKE)
    assert not Call.objects.exists()
