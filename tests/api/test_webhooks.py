"""Webhooks: signed, tried again, given up after days, and never to a machine inside."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from campaign.api.actions import end_webhook, make_webhook
from campaign.api.models import Webhook, WebhookCall
from campaign.api.outgoing import NotTaken, post, public_address
from campaign.api.webhooks import SIGNATURE, forget_calls, salted_signature, tell
from campaign.desk.front.attention import DESK_KINDS, attention_for
from motions.actions.other_motions import end_other_motion, resume_other_motion
from motions.enums import EventKind, Stage
from motions.models import Event
from tests.factories import (
    CLPFactory,
    UserFactory,
    make_carried,
    make_submission,
    open_another,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
ADDRESS = "https://map.example/carried"


def stage_moved(motion, clp, **own):
    to = {"to": Stage.CARRIED_FOR_CONFERENCE.value}
    return Event(kind=EventKind.STAGE_MOVED, motion=motion, clp=clp, details=to, **own)


def move_stages(motion, count):
    """Let many CLPs come to a stage at one moment, as a list of rulings does; return the events' numbers."""
    events = [stage_moved(motion, CLPFactory()) for _ in range(count)]
    return [event.pk for event in Event.objects.bulk_create(events)]


class Elsewhere:
    """The other side: it keeps what comes, or refuses it."""

    def __init__(self):
        self.came, self.refuses = [], False

    def __call__(self, url, body, headers):
        if self.refuses:
            raise NotTaken("It answered 500.")
        self.came.append((url, json.loads(body), body, headers))


def test_each_thing_that_moved_since_is_told_once_and_signed(motion, owner):
    make_carried(motion, CLPFactory(name="Before"))
    webhook, secret = make_webhook(name="Map", url=ADDRESS, by=owner)
    assert secret not in str(Webhook.objects.values())
    make_submission(motion, CLPFactory(name="Begun"))
    make_carried(motion, CLPFactory(name="Newly"))
    other = Elsewhere()
    assert (tell(NOW, other), tell(NOW, other)) == (1, 0)
    [(url, said, body, headers)] = other.came
    assert (url, said["event"], said["clp"]["name"]) == (ADDRESS, "carried", "Newly")
    assert "Alex" not in body.decode()
    at, code = (part.partition("=")[2] for part in headers[SIGNATURE].split(","))
    assert code == salted_signature(secret, at, body)
    assert code != salted_signature(secret, at, body + b" ")
    assert webhook.failing_since is None


def test_more_than_one_round_holds_is_told_in_the_next_the_oldest_first(motion, owner):
    make_webhook(name="Map", url=ADDRESS, by=owner)
    move_stages(motion, 120)
    other = Elsewhere()
    assert [tell(NOW, other) for _ in range(4)] == [50, 50, 20, 0]
    told = [said["id"] for _, said, _, _ in other.came]
    assert told == sorted(Event.objects.filter(kind=EventKind.STAGE_MOVED).values_list("pk", flat=True))


def test_event_that_was_told_is_not_looked_at_again_and_a_late_one_is_still_told(motion, owner):
    webhook, _ = make_webhook(name="Map", url=ADDRESS, by=owner)
    now = timezone.now()
    first, late, second = move_stages(motion, 3)
    Event.objects.filter(pk=late).delete()
    other = Elsewhere()
    assert tell(now, other) == 2
    webhook.refresh_from_db()
    assert webhook.after_event < first
    # It had its number before the second, and its transaction ended after that one was told.
    Event.objects.bulk_create([stage_moved(motion, CLPFactory(), pk=late)])
    assert tell(now + timedelta(minutes=1), other) == 1
    assert tell(now + timedelta(hours=2), other) == 0
    webhook.refresh_from_db()
    assert webhook.after_event == second
    assert [said["id"] for _, said, _, _ in other.came] == [first, second, late]


def test_stage_that_moved_while_a_motion_rested_is_told_once_it_is_taken_up_again(motion, owner):
    emergency = open_another(motion)
    make_webhook(name="Map", url=ADDRESS, by=owner)
    end_other_motion(emergency, by=owner)
    make_carried(emergency, CLPFactory(name="Winter"))
    move_stages(motion, 1)
    other, now = Elsewhere(), timezone.now()
    assert [tell(now + timedelta(hours=hours), other) for hours in (0, 2, 3)] == [1, 0, 0]
    resume_other_motion(emergency, by=owner)
    assert [tell(now + timedelta(hours=hours), other) for hours in (4, 5)] == [1, 0]
    assert other.came[1][1]["motion"]["slug"] == "emergency"


def test_stage_of_a_second_motion_is_told_and_named(motion, owner):
    emergency = open_another(motion)
    make_webhook(name="Map", url=ADDRESS, by=owner)
    make_carried(emergency, CLPFactory(name="Winter"))
    other = Elsewhere()
    assert tell(NOW, other) == 1
    [(_, said, _, _)] = other.came
    assert (said["motion"]["slug"], said["clp"]["name"]) == ("emergency", "Winter")
    assert said["clp"]["page"].endswith("/motions/emergency/")


def test_call_that_is_not_taken_is_tried_again_with_longer_pauses(motion, owner):
    make_webhook(name="Map", url=ADDRESS, by=owner)
    make_carried(motion, CLPFactory(name="Newly"))
    other, tried = Elsewhere(), []
    other.refuses = True
    for minute in range(8):
        before = WebhookCall.objects.values_list("attempts", flat=True).first() or 0
        tell(NOW + timedelta(minutes=minute), other)
        if WebhookCall.objects.get().attempts > before:
            tried.append(minute)
    assert tried == [0, 1, 3, 7]
    other.refuses = False
    assert tell(NOW + timedelta(hours=1), other) == 1
    assert Webhook.objects.get().failing_since is None


def test_after_days_it_is_given_up_and_an_owner_is_told(motion, owner):
    webhook, _ = make_webhook(name="Map", url=ADDRESS, by=owner)
    make_carried(motion, CLPFactory(name="Newly"))
    other = Elsewhere()
    other.refuses = True
    tell(NOW, other)
    tell(NOW + timedelta(days=2), other)
    assert Webhook.objects.get().ended_at is None
    tell(NOW + timedelta(days=3, minutes=1), other)
    assert Webhook.objects.get().given_up is True
    other.refuses = False
    assert tell(NOW + timedelta(days=4), other) == 0
    organiser = UserFactory(is_staff=True)

    def keys(person):
        return [item.kind.key for item in attention_for([person], motion, date(2027, 6, 5)).get(person.pk, [])]

    assert "webhook-given-up" in keys(owner)
    assert "webhook-given-up" not in keys(organiser)
    assert end_webhook(webhook.pk) is True
    assert end_webhook(webhook.pk) is False
    assert "webhook-given-up" not in keys(owner)
    assert "webhook-given-up" in {kind.key for kind in DESK_KINDS}


def test_calls_of_long_ago_are_forgotten_and_none_is_made_again(motion, owner):
    make_webhook(name="Map", url=ADDRESS, by=owner)
    ended, _ = make_webhook(name="Sheet", url=ADDRESS, by=owner)
    make_carried(motion, CLPFactory(name="Newly"))
    other = Elsewhere()
    assert tell(NOW, other) == 2
    other.refuses = True
    make_carried(motion, CLPFactory(name="Later"))
    tell(NOW + timedelta(minutes=1), other)
    end_webhook(ended.pk)
    assert forget_calls(NOW + timedelta(days=89)) == 0
    # What still waits is told, however old it is, unless nobody is called any more.
    assert forget_calls(NOW + timedelta(days=91)) == 3
    assert forget_calls(NOW + timedelta(days=91)) == 0
    other.refuses = False
    assert tell(NOW + timedelta(days=91), other) == 1
    assert tell(NOW + timedelta(days=92), other) == 0
    assert [said["clp"]["name"] for _, said, _, _ in other.came] == ["Newly", "Newly", "Later"]


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://192.168.1.1/", "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://0.0.0.0/", "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/", "https://[2002:7f00:1::]/", "https://[fd00::1]/", "https://224.0.0.1/",
        "https://2130706433/", "https://0x7f.1/", "http://example.org/", "https://example.org:8443/",
        "https://me:pw@example.org/", "ftp://example.org/", "https:///x", "https://[", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_address_inside_our_network_is_never_called(address):
    with pytest.raises(NotTaken):
        public_address(address)
    with pytest.raises(NotTaken):
        post(address, b"{}", {})


def test_owner_makes_one_sees_its_secret_once_and_ends_it(client, owner, motion):
    client.force_login(owner)
    refused = client.post("/admin/webhooks/", {"name": "Map", "url": "https://127.0.0.1/x"})
    assert refused.status_code == 422
    assert "inside a network" in refused.content.decode()
    # An address that is written as a number needs no look-up: no test asks the internet.
    page = client.post("/admin/webhooks/", {"name": "Map", "url": "https://93.184.215.14/x"})
    made = page.context["made"]
    assert made in page.content.decode()
    assert made not in client.get("/admin/webhooks/").content.decode()
    client.post("/admin/webhooks/", {"end": str(Webhook.objects.get().pk)})
    assert Webhook.objects.get().ended_at is not None
