"""A Tuesday evening in February, with a speaker who offers and a CLP that wants one."""

from datetime import date
from uuid import uuid4

import pytest

from motions.actions.speaker_wishes import Wanted, confirm_wish, want_speaker
from motions.actions.speakers import SpeakerTerms, confirm_speaker, offer_to_speak
from motions.enums import Evening
from tests.factories import RegionFactory

TODAY = date(2027, 2, 2)
# A Thursday.
MEETING = date(2027, 2, 25)


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to("2027-02-02T20:00:00+00:00", tick=False)


def offer(motion, *, confirmed=True, regions=None, **values):
    terms = {
        "regions": tuple(regions or [RegionFactory()]),
        "evenings": (Evening.THURSDAY, Evening.TUESDAY),
        "in_person": True,
        "by_video": False,
    }
    given = {"name": "Robin Reader", "email": "robin@example.org", "consent": "I agree.", "form_key": uuid4()}
    terms |= {name: values.pop(name) for name in list(values) if name in (*terms, "message")}
    made = offer_to_speak(motion, SpeakerTerms(**terms), **{**given, **values})
    return confirm_speaker(made) if confirmed else made


def wish(motion, clp, *, confirmed=True, on=MEETING, **values):
    given = {"name": "Alex Asker", "email": "alex@example.org", "consent": "I agree.", "form_key": uuid4()}
    made = want_speaker(motion, clp, Wanted(on=on), **{**given, **values})
    return confirm_wish(made) if confirmed else made
