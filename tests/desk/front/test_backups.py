"""The front page says when the last proven backup was made, and is red once that is too long ago."""

from datetime import timedelta

import pytest

from campaign.operations.models import Backup
from tests.desk.conftest import NOW

pytestmark = pytest.mark.django_db
NEVER = "No backup of this site has been shown to restore."


def line(desk):
    page = desk.get("/admin/").content.decode()
    assert page.count("shown to restore") == 1
    return "desk-error backups" in page, page


def make(made_at, **values):
    given = {"name": "a", "size": 1, "rows": 1, "is_encrypted": True, "made_at": made_at, **values}
    return Backup.objects.create(**given)


def test_front_page_is_red_until_a_backup_is_proven_and_again_after_two_days(desk, motion):
    is_red, page = line(desk)
    assert is_red
    assert NEVER in page
    make(NOW, proven_at=None)
    assert NEVER in line(desk)[1]
    proven = make(NOW - timedelta(days=2), proven_at=NOW)
    is_red, page = line(desk)
    assert not is_red
    assert "is of 30 May, 13:00." in page
    Backup.objects.filter(pk=proven.pk).update(made_at=NOW - timedelta(days=2, seconds=1))
    is_red, page = line(desk)
    assert is_red
    assert "What came in since would be lost if the server broke." in page


def test_front_page_says_so_before_there_is_a_campaign(desk):
    assert NEVER in line(desk)[1]


def test_demonstration_is_not_asked_for_backups(desk, motion, settings):
    settings.DEBUG = True
    assert "shown to restore" not in desk.get("/admin/").content.decode()
    make(NOW - timedelta(days=9), proven_at=NOW)
    is_red, page = line(desk)
    assert not is_red
    assert "is of 23 May, 13:00." in page


def test_backup_that_is_missing_is_not_told_to_who_may_not_see_the_desk(client, organiser, motion):
    organiser.user_permissions.clear()
    client.force_login(organiser)
    assert "shown to restore" not in client.get("/admin/").content.decode()
