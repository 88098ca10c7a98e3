"""What an event is about is a column of its own, and not a key among its details."""

import pytest

from motions.actions.advice import answer_advice
from motions.actions.champions import introduce_champions
from motions.actions.offers import Help, make_offer
from motions.actions.speakers import accept_asking, ask_speaker
from motions.models import Event
from tests.factories import UserFactory, make_champion, make_question, make_speaker, make_wish

pytestmark = pytest.mark.django_db
COLUMNS = ("kind", "reply", "offer", "introduced_to")
SPEAKING = ("kind", "speaker_offer", "speaker_wish", "asking", "details")


@pytest.fixture
def events(motion, clp):
    """An introduction of two, an answer, and an offer."""
    one, other = (make_champion(motion, clp, may_introduce=True) for _ in range(2))
    introduce_champions(one, other, by=None)
    reply = answer_advice(make_question(), "Look at the last notice.", by=UserFactory(is_staff=True))
    offer = make_offer(
        motion, Help(other_affiliate="Ramblers"), name="Alex", email="alex@example.org", consent="I agree."
    )
    kinds = ("champions_introduced", "advice_answered", "offer_made")
    told = [(kinds[0], None, None, other.pk), (kinds[0], None, None, one.pk)]
    return Event.objects.filter(kind__in=kinds).order_by("pk"), [
        *told,
        (kinds[1], reply.pk, None, None),
        (kinds[2], None, offer.pk, None),
    ]


def test_events_name_what_they_are_about(events):
    rows, expected = events
    assert list(rows.values_list(*COLUMNS)) == expected


def test_events_of_speaking_name_what_they_are_about(motion, clp):
    speaker, wish = make_speaker(motion, [clp.region]), make_wish(motion, clp)
    asking = ask_speaker(wish, speaker, by=UserFactory(is_staff=True))
    accept_asking(asking)
    of_speaker = [(kind, speaker.pk, None, None, {}) for kind in ("speaker_offered", "speaker_confirmed")]
    of_wish = [(kind, None, wish.pk, None, {}) for kind in ("speaker_wanted", "speaker_wish_confirmed")]
    of_both = [(kind, None, wish.pk, asking.pk, {}) for kind in ("speaker_asked", "speaker_introduced")]
    rows = Event.objects.order_by("pk").values_list(*SPEAKING)
    assert list(rows) == [*of_speaker, *of_wish, *of_both]
