"""The demonstration shows every kind of attention, and its desk is seeded once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign.desk.attention import DESK_KINDS
from campaign.desk.models import AttentionMark
from campaign.mail.models import Email
from motions.attention import find_attention
from motions.queries import current_conference_motion
from tests.factories import MotionFactory

pytestmark = pytest.mark.django_db


def test_demonstration_shows_every_kind_of_attention_once_and_for_all():
    call_command("prepare", stdout=StringIO())
    motion = current_conference_motion()
    found = find_attention(motion, day=timezone.localdate(), kinds=DESK_KINDS)
    assert {item.kind.key for item in found} == {kind.key for kind in DESK_KINDS}
    before = (Email.objects.count(), AttentionMark.objects.count())
    assert before[1] == 4
    call_command("prepare", stdout=StringIO())
    assert (Email.objects.count(), AttentionMark.objects.count()) == before


def test_desk_of_a_real_campaign_is_not_seeded():
    MotionFactory()
    call_command("seed_demo_desk")
    assert (Email.objects.count(), AttentionMark.objects.count()) == (0, 0)
